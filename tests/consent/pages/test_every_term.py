"""Whatever term can be made smaller, a person makes it smaller on the pages: by an offer, and by taking back a part."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent_house import House, Reader
from offer_steps import asked, looked, stands
from part_steps import WIDE, granted, known
from tellmark.consent.narrowing import Term, narrower
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Purpose, Training
from tellmark.surface.rendering import STATIC
from tellmark.values.languages import Language

Typed = Mapping[str, str | list[str]]

LESS: Mapping[Term, tuple[Typed, object]] = {
    Term.MODALITIES: ({"not_modalities": ["voice"], "not_operations": ["voice_clone"]}, {Modality.FACE}),
    Term.OPERATIONS: ({"not_operations": ["lip_sync"]}, {Operation.VOICE_CLONE}),
    Term.PURPOSES: ({"not_purposes": ["advert"]}, {Purpose.ENTERTAINMENT}),
    Term.TERRITORIES: ({"not_territories": ["EU"]}, {"CN"}),
    Term.CHANNELS: ({"not_channels": ["private"]}, {Channel.WEB}),
    Term.LANGUAGES: ({"not_languages": ["zh"]}, {"en"}),
    Term.EXCLUDED: ({"never": ["alcohol"]}, WIDE.excluded | {Exclusion.ALCOHOL}),
    Term.MODELS: ({"not_models": ["m-2"]}, {"m-1"}),
    Term.START: ({"begin": "2027-02-01"}, datetime(2027, 2, 1, tzinfo=UTC)),
    Term.END: ({"until": "2027-03-31"}, datetime(2027, 4, 1, tzinfo=UTC)),
    Term.MAX_OUTPUTS: ({"outputs": "3"}, 3),
    Term.MAX_SECONDS: ({"minutes": "60"}, 3600),
    Term.DERIVATIVES: ({"drop": ["derivatives"]}, False),
    Term.SUBLICENCE: ({"drop": ["sublicence"]}, False),
    Term.CROSS_BORDER: ({"drop": ["cross_border"]}, False),
    Term.TRAINING: ({"learning": "own_model"}, Training.OWN_MODEL),
    Term.RETENTION_DAYS: ({"kept": "0"}, 0),
    Term.AFTERMATH: ({"after": "take_down"}, Aftermath.TAKE_DOWN),
}
"""What is typed to give less of each term, and what it comes to."""

NOT_OFFERED: Mapping[Term, str] = {
    Term.CONTENT: "a script is whoever asks’s own: what is free has none to choose, and what is named cannot be less",
    Term.PAY: "to ask for more is a wish to whoever pays, and gives them nothing less of the person",
}
"""Which terms nobody makes smaller by a field, and why."""


def test_no_term_is_forgotten() -> None:
    assert {*LESS, *NOT_OFFERED} == set(Term)
    assert not LESS.keys() & NOT_OFFERED.keys()


@pytest.mark.parametrize("term", LESS)
def test_whoever_is_asked_offers_less_of_each_term(house: House, term: Term) -> None:
    request, reader, link = asked(house, WIDE)
    typed, comes_to = LESS[term]
    look = looked(reader, link, **typed)
    assert "You offer:" in look.text  # what differs is shown in words
    reader.send(look, f"{link}/change", step="send")
    offer = stands(house, request).counter
    assert offer is not None
    assert getattr(offer.scope, term) == comes_to
    assert narrower(offer.scope, WIDE) == ()
    assert term in [one.term for one in narrower(WIDE, offer.scope)]


@pytest.mark.parametrize("term", LESS)
def test_whoever_has_agreed_takes_back_a_part_of_each_term(house: House, term: Term) -> None:
    reader, consent = granted(house, WIDE)
    address, (typed, comes_to) = f"/me/consents/{consent}/part", LESS[term]
    look = reader.send(reader.get(address), address, step="look", **typed)
    assert "From now on:" in look.text
    assert reader.send(look, address, step="send").status == 200
    after = known(house, consent).scope
    assert getattr(after, term) == comes_to
    assert narrower(after, WIDE) == ()
    assert term in [one.term for one in narrower(WIDE, after)]


# --- what is offered --------------------------------------------------------------------------------------------------

FIELDS = ("learning", "after", "kept", "not_models")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_asked_answer_stands_first_and_none_is_chosen_beforehand(house: House, language: str) -> None:
    _, reader, link = asked(house, WIDE, language)
    page = reader.get(f"{link}/change")
    assert _answers(page.html, "learning") == ["any_model", "own_model", "none"]
    assert _answers(page.html, "after") == ["let_stand", "no_new_copies", "take_down"]
    assert _answers(page.html, "not_models") == ["m-1", "m-2"]
    assert " checked" not in page.html
    assert 'name="kept" type="text" value="30"' in page.html


def test_nothing_is_offered_that_would_not_be_less(house: House) -> None:
    least = replace(WIDE, training=Training.NONE, aftermath=Aftermath.TAKE_DOWN, retention_days=0, models=frozenset())
    _, reader, link = asked(house, least)
    page = reader.get(f"{link}/change")
    assert not [name for name in FIELDS if f'name="{name}"' in page.html]
    middle = replace(WIDE, training=Training.OWN_MODEL, aftermath=Aftermath.NO_NEW_COPIES, models=frozenset({"m-1"}))
    own, consent = granted(house, middle)
    page = own.get(f"/me/consents/{consent}/part")
    assert _answers(page.html, "learning") == ["own_model", "none"]
    assert _answers(page.html, "after") == ["no_new_copies", "take_down"]
    assert 'name="not_models"' not in page.html


def test_what_was_chosen_stays_chosen_on_the_way_back(house: House) -> None:
    _, reader, link = asked(house, WIDE)
    typed: Typed = {"learning": "none", "after": "take_down", "kept": "7", "begin": "2027-02-01", "not_models": ["m-2"]}
    page = reader.send(looked(reader, link, **typed), f"{link}/change", step="again")
    for name, value in (("learning", "none"), ("after", "take_down"), ("not_models", "m-2")):
        assert [one for one in _boxes(page.html, name) if "checked" in one] == [
            one for one in _boxes(page.html, name) if f'value="{value}"' in one
        ]
    assert 'value="7"' in page.html
    assert 'value="2027-02-01"' in page.html


@pytest.mark.parametrize("door", ["offer", "part"])
def test_what_is_not_less_is_told_at_its_field_and_changes_nothing(house: House, door: str) -> None:
    reader, address = _at(house, door)
    form = reader.get(address)
    for field, value, told in (
        ("kept", "31", "Write a number from 0 to 30"), ("kept", "-1", "no number that fits"),
        ("kept", "some", "no number that fits"), ("begin", "2026-11-22", "not between the beginning and the end"),
        ("begin", "2027-07-01", "one before it ends"), ("begin", "soon", "no day"),
        ("learning", "all", "not among the answers"), ("after", "keep", "not among the answers"),
        ("not_models", "m-1 m-2", "No model is left"),
    ):  # fmt: skip
        wrong = reader.send(form, address, step="send", **{field: value.split() if field == "not_models" else value})
        assert (wrong.status, told in wrong.text) == (422, True), (field, value, wrong.text)
        assert f'href="#{field}"' in wrong.html
        assert f'id="{field}-error"' in wrong.html
    both = reader.send(form, address, step="send", begin="2027-05-01", until="2027-04-30")
    assert (both.status, 'href="#begin"' in both.html) == (422, True)


def test_more_than_was_asked_is_no_answer(house: House) -> None:
    request, reader, link = asked(house, replace(WIDE, training=Training.OWN_MODEL, aftermath=Aftermath.NO_NEW_COPIES))
    form = reader.get(f"{link}/change")
    for typed in ({"learning": "any_model"}, {"after": "let_stand"}):
        assert reader.send(form, f"{link}/change", step="send", **typed).status == 422
    assert stands(house, request).counter is None


def test_a_channel_that_is_taken_out_beside_the_public_leaves_none_and_says_so(house: House) -> None:
    _, reader, link = asked(house, WIDE)
    page = looked(reader, link, drop=["public"], not_channels=["private"])
    assert (page.status, "No channel is left" in page.text) == (422, True)


def test_a_number_that_is_too_long_to_be_typed_stays_as_it_was_asked(house: House) -> None:
    request, reader, link = asked(house, replace(WIDE, max_outputs=10**12))
    reader.send(looked(reader, link, kept="7", outputs=str(10**12)), f"{link}/change", step="send")
    offer = stands(house, request).counter
    assert offer is not None
    assert offer.scope == replace(WIDE, max_outputs=10**12, retention_days=7)


@pytest.mark.parametrize("door", ["offer", "part"])
@pytest.mark.parametrize("language", list(Language))
def test_the_page_with_every_field_is_less_than_sixty_kilobytes(house: House, door: str, language: Language) -> None:
    reader, address = _at(house, door)
    reader.language = language
    style = len(STATIC.joinpath("tellmark.css").read_bytes()) + len(STATIC.joinpath("icon.svg").read_bytes())
    assert len(reader.get(address).html.encode()) + style < 60_000


def _at(house: House, door: str) -> tuple[Reader, str]:
    """Return somebody who reads the page on which less is offered, or a part is taken back, and its address."""
    if door == "offer":
        _, reader, link = asked(house, WIDE)
        return reader, f"{link}/change"
    own, consent = granted(house, WIDE)
    return own, f"/me/consents/{consent}/part"


def _boxes(html: str, name: str) -> list[str]:
    return re.findall(rf'<input type="(?:radio|checkbox)" name="{name}"[^>]*>', html)


def _answers(html: str, name: str) -> list[str]:
    return [one.partition('value="')[2].partition('"')[0] for one in _boxes(html, name)]
