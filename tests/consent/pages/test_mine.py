"""My likeness: everything a person has agreed to, every use, and each way out, in two steps at most."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest

import offer_steps
from consent_house import OFFICER, REQUESTER, House, Reader
from tellmark.consent import service
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.model import (
    ANSWER,
    CHECK,
    CONFIRM,
    REVIEW,
    Authority,
    ConsentId,
    ConsentState,
    RepresentativeState,
    Role,
    Use,
)
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownNotes
from tellmark.consent.terms import Channel, Operation, Purpose
from tellmark.consent.wishes import Wish, wish_of
from tellmark.store.errors import NotFound, StoreUnreachable
from tellmark.store.leaves import number
from tellmark.store.scope import Machinery
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import carry_out
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Assurance, Kind


def granted(house: House) -> tuple[Reader, SubjectId, ConsentId]:
    """Let a person agree; return them signed in, their id and the consent's."""
    request, invitation = house.ask()
    reader, link = house.reader(), f"/c/{invitation.secret}"
    house.identity.prove(request.subject)
    reader.get(link)
    query = "?version=1&biometric=yes&cross_border=yes&public_disclosure=yes"
    reader.send(reader.get(f"{link}/agree{query}"), f"{link}/agree", way="fresh_proof")
    with house.database.read(house.as_(REQUESTER)) as unit:
        consent = KnownConsents(unit).by(request=request.id)[0]
    return house.signed_in(request.subject, Kind.PERSON, ANSWER), request.subject, consent.id


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_page_of_one_s_own_opens_in_both_languages(house: House, language: str) -> None:
    reader, _, consent = granted(house)
    reader.language = language
    for path in ("/me", "/me/wish", "/me/speakers", "/me/contact", "/me/erase", f"/me/consents/{consent}",
                 f"/me/consents/{consent}/end", f"/me/consents/{consent}/wrong"):  # fmt: skip
        page = reader.get(path)
        assert (page.status, page.title) == (
            200,
            {"en": "My page · Tellmark", "zh-Hans": "我的页面 · Tellmark"}[language],
        )


def test_what_happened_stands_there_from_the_log_with_its_proof(house: House) -> None:
    reader, _, consent = granted(house)
    page = reader.get(f"/me/consents/{consent}")
    for told in ("It was agreed.", "The person was shown what is asked.", "The request was sent."):
        assert told in page.text
    with house.database.work(Machinery("sequencer")) as unit:
        number(unit, 100)
    assert "/log/proof/" in reader.get(f"/me/consents/{consent}").html


def test_ending_takes_two_steps_says_what_follows_and_counts_at_once(house: House) -> None:
    reader, _, consent = granted(house)
    asked = reader.get(f"/me/consents/{consent}/end")
    assert "It gives no leave to make anything new" in asked.text
    done = reader.send(asked, f"/me/consents/{consent}/end")
    assert "It has ended" in done.text
    assert "due" in done.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).get(consent).state is ConsentState.ENDING
    assert f"{consent}/end" not in reader.get("/me").html


def test_a_use_stands_on_the_page_as_soon_as_it_is_settled(house: House) -> None:
    reader, subject, consent = granted(house)
    with house.database.read(house.as_(REQUESTER)) as unit:
        known = KnownConsents(unit).get(consent)
    use = Use(
        Operation.VOICE_CLONE,
        frozenset({"voice"}),
        Purpose.ENTERTAINMENT,
        frozenset({"CN"}),
        frozenset({Channel.WEB}),
        party=known.party,
        languages=frozenset({"zh"}),
        content=known.scope.content,
        seconds=90,
    )
    with house.database.write(house.as_("key-1", CHECK)) as unit:
        reserved = service.reserve(unit, [subject], use)
        assert isinstance(reserved, tuple), reserved
        service.settle(unit, reserved[0].use, 1, 90)
    assert "1 min 30 s" in reader.get("/me").text
    assert "1 min 30 s of 9 h" in reader.get("/me").text


@pytest.mark.parametrize(("what", "shown"), [("misuse", "Running"), ("not_me", "Stands still"), ("pressed", "Running")])
def test_whatever_is_wrong_is_told_to_officers_alone(house: House, what: str, shown: str) -> None:
    reader, _, consent = granted(house)
    address = f"/me/consents/{consent}/wrong"
    thanks = reader.send(reader.get(address), address, what=what)
    assert "An officer of this service looks at it" in thanks.text
    assert shown in reader.get("/me").text
    with house.database.read(house.as_(OFFICER)) as unit:
        told = (len(KnownDisputes(unit).every()), len(KnownNotes(unit).every()))
        assert told == ((1, 0) if what == "not_me" else (0, 1))
        assert (KnownConsents(unit).get(consent).state is ConsentState.ACTIVE) == (what == "misuse")
    nothing = reader.send(reader.get(address), address)
    assert nothing.status == 422


def test_a_wish_is_a_leaf_and_is_read_again_from_it(house: House) -> None:
    reader, subject, _ = granted(house)
    assert "Nothing is recorded yet" in reader.get("/me/wish").text
    asked = reader.get("/me/wish")
    assert re.findall(r'name="wish"[^>]* value="(\w+)"', asked.html) == ["ask_me", "nobody"]
    assert reader.send(asked, "/me/wish", wish="only_me").status == 422
    page = reader.send(asked, "/me/wish", wish="nobody")
    assert "Recorded now: Nobody" in page.text
    assert "you are asked nothing new" in page.text
    with house.database.read(house.as_(subject)) as unit:
        assert wish_of(unit, subject) is Wish.NOBODY
        assert wish_of(unit, SubjectId("somebody-else")) is None


def test_a_person_refuses_who_would_speak_for_them(house: House) -> None:
    reader, subject, _ = granted(house)
    authority = Authority(Role.AGENT, "0" * 64, house.clock() + timedelta(days=90))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, subject, "agent-1", authority)
    page = reader.get("/me/speakers")
    reader.send(page, f"/me/speakers/{proposed.id}")
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownRepresentatives(unit).get(proposed.id).state is RepresentativeState.VETOED
    stranger = house.signed_in("stranger", Kind.PERSON, ANSWER)
    assert stranger.get("/me/speakers").text.count("Agent") == 0


def test_a_guardian_sees_and_answers_what_their_ward_is_asked(house: House) -> None:
    request, _ = house.ask()
    guardian = house.signed_in("guardian-1", Kind.PERSON, ANSWER)
    assert guardian.get(f"/me/requests/{request.id}").status == 404
    authority = Authority(Role.GUARDIAN, "0" * 64, house.clock() + timedelta(days=900))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, request.subject, "guardian-1", authority)
    with house.database.write(house.as_("officer-2", CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
    assert "For whom you speak" in guardian.get("/me").text
    assert guardian.get(f"/me/requests/{request.id}").status == 200
    no = guardian.get(f"/me/requests/{request.id}/no")
    assert "You said no" in guardian.send(no, f"/me/requests/{request.id}/no").text


def test_a_copy_of_everything_is_json_and_holds_what_was_asked(house: House) -> None:
    reader, subject, consent = granted(house)
    answer = reader.client.get("/me/export")
    copy = json.loads(answer.content)
    assert answer.headers["content-type"] == "application/json"
    assert (copy["subject"], copy["consents"][0]["consent"]) == (subject, consent)
    assert copy["requests"][0]["words"]["purpose"] == "One audiobook, “Winter Light”"
    assert copy["requests"][0]["asked"]["contact"] == "li@example.com"


def test_a_copy_of_everything_holds_each_version_that_was_asked(house: House) -> None:
    request, _, _ = offer_steps.asked(house)
    offer_steps.edited(house, request, 1)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    (told,) = json.loads(own.client.get("/me/export").content)["requests"]
    assert [(one["version"], one["scope"]["max_seconds"]) for one in told["versions"]] == [(1, 32400), (2, 1800)]
    assert told["scope"] == told["versions"][-1]["scope"]
    assert told["notices"] == []  # the newest was not shown yet


def test_a_copy_of_everything_holds_the_text_whose_digest_was_agreed_to(house: House) -> None:
    reader, _, _ = granted(house)
    copy = json.loads(reader.client.get("/me/export").content)
    (notice,) = copy["requests"][0]["notices"]
    assert "One audiobook, “Winter Light”" in str(notice["sections"])
    assert notice["digest"] in {one["notice"] for one in copy["consents"]}


def left_alone(house: House) -> None:
    """Let the person have shown six minutes ago who they are."""
    (secret,) = [name for name, one in house.sessions.known.items() if one.kind is Kind.PERSON]
    left = replace(house.sessions.known[secret], assurance=Assurance(2, house.clock() - timedelta(minutes=6)))
    house.sessions.known[secret] = left


def test_a_copy_and_an_erasure_ask_again_who_it_is(house: House) -> None:
    reader, _, _ = granted(house)
    left_alone(house)
    for place in ("/me/export", "/me/erase"):
        answer = reader.client.get(place)
        assert (answer.status_code, "li@example.com" in answer.text) == (401, False)
        assert "confirm again that it is you" in answer.text


def test_whoever_finds_a_screen_left_alone_ends_nothing(house: House) -> None:
    reader, _, consent = granted(house)
    address = f"/me/consents/{consent}/end"
    before = reader.get(address)
    left_alone(house)
    for told in (reader.get(address), reader.send(before, address)):
        assert (told.status, "confirm again that it is you" in told.text) == (401, True)
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).get(consent).state is ConsentState.ACTIVE


def test_erasing_takes_a_tick_and_then_nobody_reads_anything(house: House) -> None:
    reader, subject, consent = granted(house)
    object.__setattr__(house.place, "holders", lambda: (ConsentHolder(),))
    page = reader.get("/me/erase")
    assert reader.send(page, "/me/erase").status == 422
    done = reader.send(page, "/me/erase", sure="yes")
    assert "It is deleted" in done.text
    assert 'href="/me' not in done.html.partition("<main")[2]  # no way back to pages that know nobody any more
    with house.database.read(house.as_(subject)) as unit:
        request = KnownConsents(unit).get(consent).request
        with pytest.raises((SubjectErased, NotFound)):
            service.words_of(unit, house.vault, request)


def test_where_the_key_cannot_be_destroyed_now_nobody_is_told_that_it_is(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reader, _, _ = granted(house)
    object.__setattr__(house.place, "holders", lambda: (ConsentHolder(),))
    page = reader.get("/me/erase")
    with monkeypatch.context() as broken:
        broken.setattr(Vault, "destroy", Mock(side_effect=StoreUnreachable("the key store does not answer")))
        told = reader.send(page, "/me/erase", sure="yes")
    assert told.status == 200
    assert "It is being deleted" in told.text
    assert "nobody can open" not in told.text
    told_to_us = [vars(record)["fields"] for record in caplog.records if record.message == "work"]
    assert told_to_us == [{"chore": "erasures", "trouble": StoreUnreachable.code, "event": "work"}]
    assert carry_out(house.database, house.vault, [ConsentHolder()]).erased == 1  # the server's own pass goes on


def test_somebody_else_s_consent_is_not_there(house: House) -> None:
    _, _, consent = granted(house)
    stranger = house.signed_in("stranger", Kind.PERSON, ANSWER)
    for below in ("", "/end", "/wrong"):
        assert stranger.get(f"/me/consents/{consent}{below}").status == 404


@pytest.mark.parametrize("path", ["/me/wish", "/me/speakers", "/me/erase"])
def test_what_is_said_for_every_request_to_come_takes_a_sign_in_just_now(house: House, path: str) -> None:
    request, _invitation = house.ask()
    reader = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    known = house.sessions.known
    assert reader.get(path).status == 200
    for secret, one in known.items():
        known[secret] = replace(one, assurance=Assurance(2, house.clock() - timedelta(hours=1)))
    assert reader.get(path).status in (401, 403)
