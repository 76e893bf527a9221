"""Taking back a part: what ends is chosen, looked at once more, and what remains is less than before, never more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent_house import REQUESTER, House, voice
from part_steps import granted, known
from tellmark.consent import service
from tellmark.consent.mine.part.words import what_follows
from tellmark.consent.model import ANSWER, ConsentState, EffectKind
from tellmark.consent.store import KnownEffects
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Purpose, Training
from tellmark.surface.principal import Assurance, Kind
from tellmark.values.languages import Language
from used_town import depicted

WIDE = voice(
    modalities=frozenset({Modality.VOICE, Modality.FACE}),
    operations=frozenset({Operation.VOICE_CLONE, Operation.LIP_SYNC}),
    purposes=frozenset({Purpose.ENTERTAINMENT, Purpose.ADVERT}),
    derivatives=True, sublicence=True, training=Training.OWN_MODEL, models=frozenset({"m-1"}),
)  # fmt: skip


def test_a_part_is_taken_back_on_one_s_own_page_after_one_more_look(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    assert f'href="{address}' in reader.get(f"/me/consents/{consent}").html
    less: dict[str, str | list[str]] = {
        "not_territories": ["EU"], "not_channels": ["web"], "not_purposes": ["advert"], "until": "2027-03-31",
        "not_modalities": ["face"], "not_operations": ["lip_sync"],
        "drop": ["sublicence", "derivatives", "cross_border"], "learning": "none",
    }  # fmt: skip
    look = reader.send(reader.get(address), address, step="look", **less)
    ends, remains = look.text.partition("What remains")[::2]
    assert "Until now: your face and your voice From now on: your voice" in ends
    assert "European Union" in ends
    assert "European Union" not in remains
    assert "advertising" not in remains.lower()
    assert "within 15 days" in remains
    assert known(house, consent).version == 1  # nothing has happened yet
    done = reader.send(look, address, step="send")
    assert "A part of it has ended" in done.text
    after = known(house, consent)
    assert (after.state, after.version) == (ConsentState.ACTIVE, 2)
    assert after.scope == replace(
        WIDE, territories=frozenset({"CN"}), channels=frozenset({Channel.PRIVATE}), sublicence=False,
        purposes=frozenset({Purpose.ENTERTAINMENT}), modalities=frozenset({Modality.VOICE}), derivatives=False,
        operations=frozenset({Operation.VOICE_CLONE}), cross_border=False, training=Training.NONE, end=after.until,
    )  # fmt: skip
    assert after.until.isoformat() == "2027-04-01T00:00:00+00:00"


def test_what_follows_stands_on_the_page_of_what_remains_and_its_separate_questions_are_gone(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    taken_back: dict[str, str | list[str]] = {
        "learning": "none",
        "not_modalities": ["face"],
        "not_operations": ["lip_sync"],
    }
    reader.send(reader.get(address), address, step="send", **taken_back)
    page = reader.get(f"/me/consents/{consent}").text.partition("What happened so far")[0]
    assert "What follows what you took back" in page
    assert "What follows its end" not in page
    assert "Passed on to others" in page
    assert "A model learns from you" not in page
    with house.database.read(house.as_(REQUESTER)) as unit:
        kinds = {one.kind for one in KnownEffects(unit).of(consent)}
    assert kinds == {EffectKind.REVOKE_PERMITS, EffectKind.TELL_LICENSEES, EffectKind.BLOCK_TRAINING,
                     EffectKind.DELETE_TEMPLATES, EffectKind.LIST_OUTPUTS}  # fmt: skip


def test_the_form_offers_nothing_wider_and_what_was_taken_back_is_not_offered_again(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    page = reader.get(address)
    assert 'value="cinema"' not in page.html
    assert 'max="2027-06-30"' in page.html
    reader.send(page, address, step="send", not_channels=["private"], learning="none", until="2027-03-31")
    after = reader.get(address)
    assert 'value="private"' not in after.html
    assert 'name="learning"' in page.html
    assert 'name="learning"' not in after.html
    assert 'max="2027-03-31"' in after.html


def test_what_cannot_remain_is_refused_in_words_and_nothing_changes(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    form = reader.get(address)
    house.clock.at += timedelta(minutes=2)
    for typed, told in (({}, "Nothing is taken back yet"), ({"until": "2027-07-02"}, "not between"),
                        ({"not_territories": ["CN", "EU"]}, "Leave one of them, or end the whole agreement"),
                        ({"not_modalities": ["face"]}, "needs what you take back"),
                        ({"not_channels": ["web"]}, "cannot be passed on"),
                        ({"until": "2026-11-22"}, "not between"),
                        ({"until": "2026-11-23", "version": "7"}, "taken back already")):  # fmt: skip
        for step in ("look", "send"):
            wrong = reader.send(form, address, **{"step": step, **typed})
            assert (wrong.status, told in wrong.text) == (422, True), (typed, wrong.text)
    assert known(house, consent).version == 1
    house.clock.at += timedelta(days=3)
    house.sessions.sign_in(known(house, consent).subject, Kind.PERSON, ANSWER)
    over = reader.send(reader.get(address), address, step="send", until="2026-11-24")
    assert (over.status, "That day is over" in over.text) == (422, True)


def test_what_it_is_for_cannot_be_excluded_and_kept(house: House) -> None:
    reader, consent = granted(house, voice(purposes=frozenset({Purpose.POLITICAL, Purpose.ART}), excluded=frozenset()))
    address = f"/me/consents/{consent}/part"
    page = reader.send(reader.get(address), address, step="look", never=["political"])
    assert (page.status, "want never to be shown with" in page.text) == (422, True)
    both = reader.send(reader.get(address), address, step="send", never=["political"], not_purposes=["political"])
    assert both.status == 200
    assert known(house, consent).scope.excluded == {Exclusion.POLITICAL}


def test_no_ceiling_is_set_that_what_was_made_has_reached(house: House) -> None:
    one = depicted(house)
    one.made(outputs=3, seconds=3600)
    reader, address = house.signed_in(one.subject, Kind.PERSON, ANSWER), f"/me/consents/{one.consent.id}/part"
    for field, reached in (("outputs", "3"), ("minutes", "60")):
        page = reader.send(reader.get(address), address, step="send", **{field: reached})
        assert (page.status, f'href="#{field}">So much was made already.' in page.html) == (422, True), page.text
    assert reader.send(reader.get(address), address, step="send", outputs="4", minutes="61").status == 200
    after = known(house, one.consent.id).scope
    assert (after.max_outputs, after.max_seconds) == (4, 3660)


def test_as_much_as_may_be_taken_back_is_given_back_to_whoever_sends_it_too_late(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address, places = f"/me/consents/{consent}/part", [f"X{number}" for number in range(200)]
    form = reader.get(address)
    house.clock.at += timedelta(hours=1)
    late = reader.send(form, address, step="look", not_territories=places)
    assert late.status == 401
    assert late.hidden(address)["not_territories"] == places


def test_of_two_windows_the_second_begins_anew(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    first = second = reader.get(address)
    reader.send(first, address, step="send", not_channels=["private"])
    late = reader.send(second, address, step="send", not_territories=["EU"])
    assert (late.status, "taken back already, perhaps in another window" in late.text) == (422, True)
    assert known(house, consent).scope.territories == {"CN", "EU"}


def test_of_what_has_ended_there_is_no_part_to_take_back(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    form = reader.get(address)
    with house.database.write(house.as_(known(house, consent).subject, ANSWER)) as unit:
        service.withdraw(unit, consent, ages=house.identity.age)
    for page in (reader.get(address), reader.send(form, address, step="send", learning="none")):
        assert page.path == f"/me/consents/{consent}"
        assert "What follows its end" in page.text
        assert f'href="{address}' not in page.html


def test_it_asks_again_who_it_is_and_is_nobody_else_s(house: House) -> None:
    reader, consent = granted(house, WIDE)
    address = f"/me/consents/{consent}/part"
    form = reader.get(address)
    stranger = house.signed_in("stranger", Kind.PERSON, ANSWER)
    assert stranger.get(address).status == 404
    (secret,) = [name for name, one in house.sessions.known.items() if one.id == known(house, consent).subject]
    left = replace(house.sessions.known[secret], assurance=Assurance(2, house.clock() - timedelta(minutes=6)))
    house.sessions.known[secret] = left
    assert reader.get(address).status == reader.send(form, address, step="send", learning="none").status == 401


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_both_pages_open_in_both_languages(house: House, language: str) -> None:
    reader, consent = granted(house, WIDE)
    reader.language = language
    address = f"/me/consents/{consent}/part"
    page = reader.get(address)
    look = reader.send(page, address, step="look", learning="none")
    for one in (page, look):
        assert (one.status, one.title) == (
            200, {"en": "My page · Tellmark", "zh-Hans": "我的页面 · Tellmark"}[language],
        )  # fmt: skip
    assert reader.send(look, address, step="again").status == 200


@pytest.mark.parametrize("after", Aftermath)
def test_the_look_says_what_becomes_of_what_was_made_as_it_was_agreed(after: Aftermath) -> None:
    wide = replace(WIDE, aftermath=after)
    down = "It is listed. Whoever asked has to take down within 48 hours"
    for remaining, outside in (
        (replace(wide, territories=frozenset({"CN"})), True), (replace(wide, max_seconds=1), False),
    ):  # fmt: skip
        told = [what for _when, what, *_ in what_follows(wide, remaining, Language.EN)]
        taken_down = after is Aftermath.TAKE_DOWN and outside
        assert any(what.startswith(down) for what in told) is taken_down
        assert ("What was made while you allowed it stays." in told) is not taken_down


def test_a_limit_is_said_to_be_what_stands_and_not_what_was_asked(house: House) -> None:
    reader, consent = granted(house, replace(WIDE, max_outputs=40, max_seconds=None))
    page = reader.get(f"/me/consents/{consent}/part").text
    assert "Now: 40. You can write less." in page
    assert "Now without a limit" in page
    assert "asked" not in page.partition("Which part do you take back?")[2].partition("My page")[0]
