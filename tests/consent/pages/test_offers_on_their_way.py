"""An offer is carried whole, or said to be too large; the one that was read is taken; its code may be lost."""

from dataclasses import replace

import pytest

from consent_house import House, voice
from offer_steps import CODE, agreed_in_advance, asked, asker, consents, looked, stands, summed_up, taken
from part_steps import granted
from tellmark.consent.answering import decide
from tellmark.consent.model import ANSWER, ConsentState, Decided, RequestState, Verdict
from tellmark.consent.person import answering
from tellmark.consent.person.way import way_of
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Purpose, Scope, Training
from tellmark.identity.proving.returning import page_of
from tellmark.surface.forms import Form
from tellmark.values.languages import Language

LINK = "/c/" + "A" * 43
CODES = [f"{first}{second}" for first in "ABCDEFGHIJKLMNOPQRSTUV" for second in "XYZ"][:64]


# --- the way to the proof ---------------------------------------------------------------------------------------------


def test_the_largest_offer_of_usual_codes_comes_back_whole_from_the_proof(house: House) -> None:
    scope = voice(
        territories=frozenset(f"US-{one}" for one in CODES), languages=frozenset(f"zh-Hans-{one}" for one in CODES),
        operations=frozenset(Operation), purposes=frozenset(Purpose), channels=frozenset(Channel),
        excluded=frozenset(), sublicence=True, derivatives=True, modalities=frozenset({Modality.VOICE, Modality.FACE}),
        models=frozenset(f"avatar-{one}" for one in CODES[:32]), training=Training.ANY_MODEL, retention_days=30,
        aftermath=Aftermath.LET_STAND,
    )  # fmt: skip
    request, _ = house.ask()
    found = replace(request, scope=scope)
    typed = {f"not_{name}": tuple(sorted(getattr(scope, name))[1:]) for name in answering.lists_of(scope)}
    typed |= {"never": tuple(map(str, Exclusion)), "drop": ("sublicence", "derivatives", "cross_border"),
              "minutes": ("60",), "outputs": ("12345",), "until": ("2027-01-01",), "begin": ("2026-12-24",),
              "kept": ("7",), "learning": ("own_model",), "after": ("no_new_copies",)}  # fmt: skip
    assert typed.keys() == {*answering.fields()} - {"version"}
    way = way_of(found, Form(typed), Language.EN)
    assert way is not None
    assert {name: values for name, values in way.fields().items() if name != "version"} == typed
    assert way_of(found, Form(way.fields()), Language.EN) == way
    assert way.fits(LINK)
    back = f"{LINK}/agree?{replace(way, ticks=dict.fromkeys(scope.ticks, True)).query()}lang=zh-Hans"
    assert page_of(back, f"{LINK}/prove") == back
    assert len(back) > 2000


def test_what_would_be_lost_on_the_way_is_said_so_and_can_be_sent_without(house: House) -> None:
    tags = [f"zh-x-{'-'.join(['abcdefgh'] * 9)}-{one}" for one in CODES]
    request, reader, link = asked(house, voice(languages=frozenset(tags)))
    look = looked(reader, link, not_languages=tags[1:])
    said = reader.send(look, f"{link}/change", step="agree")
    assert said.status == 422
    assert "So much is taken out that it would be lost on the way to your agreement." in said.text
    reader.send(look, f"{link}/change", step="send")
    offer = stands(house, request).counter
    assert offer is not None
    assert offer.scope.languages == {tags[0]}


def test_an_offer_with_more_boxes_than_other_forms_is_read_on_every_page_of_it(house: House) -> None:
    tags = [f"{one.lower()}" for one in CODES]
    request, reader, link = asked(house, voice(languages=frozenset(tags)))
    look = looked(reader, link, not_languages=tags[1:])
    spoken = replace(look, html=look.html.replace(f"{link}/change?", f"{link}/speak?"))
    assert "The form could not be read" not in reader.upload(spoken, f"{link}/speak", b"a recording").text
    reader.send(summed_up(reader, link, not_languages=tags[1:]), f"{link}/agree", way="fresh_proof")
    offer = stands(house, request).counter
    assert offer is not None
    assert offer.grounds is not None
    assert offer.scope.languages == {tags[0]}


def test_every_box_of_the_longest_form_may_be_ticked_at_once(house: House) -> None:
    scope = _longest()
    _, reader, link = asked(house, scope)
    own, consent = granted(house, scope)
    everything: dict[str, str | list[str]] = {
        f"not_{name}": sorted(map(str, getattr(scope, name))) for name in answering.lists_of(scope)
    }
    everything |= {"never": list(Exclusion), "drop": list(answering.DROPS), "minutes": "60", "outputs": "7",
                   "kept": "7", "learning": "none", "after": "take_down", "begin": "2026-12-24",
                   "until": "2027-01-01"}  # fmt: skip
    for person, address in ((reader, f"{link}/change"), (own, f"/me/consents/{consent}/part")):
        answer = person.send(person.get(address), address, step="look", **everything)
        assert (answer.status, "No language is left." in answer.text) == (422, True), answer.text


def _longest() -> Scope:
    """Return a scope with as many codes in each list as may be asked."""
    return voice(
        territories=frozenset(f"US-{one}" for one in CODES),
        languages=frozenset(one.lower() for one in CODES), models=frozenset(f"avatar-{one}" for one in CODES),
        modalities=frozenset(Modality), operations=frozenset(Operation), purposes=frozenset(Purpose),
        channels=frozenset(Channel), excluded=frozenset(), sublicence=True, derivatives=True, max_outputs=40,
        training=Training.ANY_MODEL, retention_days=30, aftermath=Aftermath.LET_STAND,
    )  # fmt: skip


# --- which of them is taken -------------------------------------------------------------------------------------------


def test_whoever_asked_takes_the_offer_that_they_read_and_no_other(house: House) -> None:
    request, reader, link = asked(house)
    reader.send(looked(reader, link), f"{link}/change", step="send")
    asks, address = asker(house), f"/consents/{request.id}"
    read = asks.get(address)
    now = stands(house, request)
    assert now.counter is not None
    less = replace(now.counter.scope, max_seconds=60)
    paper = Decided(request.id, now.version, now.counter.notice, Language.EN, Verdict.COUNTER, counter=less)
    with house.database.write(house.as_(request.subject, ANSWER)) as unit:
        decide(unit, house.vault, request.id, paper, age=AgeBand.UNKNOWN)
    late = asks.send(read, f"{address}/accept")
    assert late.status == 422
    assert "What the person offers has changed since you read it." in late.text
    assert stands(house, request).state is RequestState.COUNTERED
    asks.send(late, f"{address}/accept")  # it shows the one that stands now
    assert stands(house, request).scope == less


# --- its code ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_whom_the_page_with_the_code_never_reached_ends_it_by_the_link_and_a_proof(house: House, language: str) -> None:
    request, reader, link = asked(house, language=language)
    summary = summed_up(reader, link)
    reader.send(summary, f"{link}/agree", way="fresh_proof")  # the answer is lost
    once_more = reader.send(summary, f"{link}/agree", way="fresh_proof")
    told = {"en": "You do not need it", "zh-Hans": "没有它也不要紧"}[language]
    for page in (once_more, reader.get(link)):
        assert not CODE.search(page.text)
        assert told in page.text
        assert f'href="{link}/no?' in page.html
    taken(house, request)
    assert {"en": "Without the code you end it", "zh-Hans": "没有这个代码"}[language] in reader.get(link).text
    house.identity.prove(request.subject)
    reader.send(reader.get(f"{link}/end"), f"{link}/end")
    assert consents(house, request)[0].state is ConsentState.ENDING


def test_beside_the_code_nothing_is_said_of_being_without_it(house: House) -> None:
    _, reader, link = asked(house)
    page, _ = agreed_in_advance(reader, link)
    assert "You do not need it" not in page.text
