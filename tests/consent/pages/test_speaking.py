"""From an officer's form to a guardian's answer: recorded, confirmed by a second, seen, answered, and contested."""

import re
from datetime import timedelta

import pytest

from consent_house import NOON, OFFICER, REQUESTER, SCRIPT, House, Reader, voice
from tellmark.consent.asking import draft, send
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Ask,
    ConsentState,
    ContactKind,
    HoldReason,
    PersonAsked,
    Request,
    RequestState,
    Words,
)
from tellmark.consent.person.views import number_of
from tellmark.consent.proofs import AgeBand
from tellmark.consent.service import representatives_of, request_of, standing_of
from tellmark.consent.store import KnownConsents
from tellmark.consent.sweeping import ran_out
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Machinery
from tellmark.surface.principal import Kind
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

DIGEST = "AB" * 32
WORDS = Words(purpose="One audiobook", content=SCRIPT, asker="Lantern Media")
ALL = "?version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


def asked(house: House, *, ward: bool = False) -> tuple[Request, str]:
    """Ask a person for an audiobook; return the request, and the path of the link."""
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        person = PersonAsked("mother@example.com", ContactKind.EMAIL, "Li Wei", Language.EN, ward)
        made = draft(unit, house.vault, Ask(voice(), WORDS), person)
        return made, f"/c/{send(unit, house.vault, made.id, entropy(32)).secret}"


def recorded(officer: Reader, person: str, speaker: str, **more: str | list[str]) -> str:
    """Let an officer record that *speaker* is to speak; return the page that comes."""
    path = f"/review/consents/person/{person}/speaker"
    told: dict[str, str | list[str]] = {
        "speaker": speaker, "role": "guardian", "paper": "birth_certificate", "document": DIGEST,
        "until": "2030-01-01", "may": "both", **more,
    }  # fmt: skip
    return officer.send(officer.get(path), path, **told).text


def confirmed(second: Reader, kind: str, *, alarms: tuple[str, ...] = ()) -> None:
    """Let a second officer confirm the newest case of *kind*."""
    queue = second.get("/review/consents/confirm")
    address = re.findall(rf'href="(/review/consents/confirm/{kind}/[0-9a-z-]+)\?', queue.html)[-1]
    done = second.send(second.get(address), address, decision="confirm", reason="documents", alarms=list(alarms))
    assert done.path == "/review/consents/confirm", done.text


def of_a_minor(house: House, officer: Reader, second: Reader, person: str, born: str) -> None:
    path = f"/review/consents/person/{person}/standing"
    told = {"kind": "minor", "born": born, "paper": "birth_certificate", "document": DIGEST}
    assert officer.send(officer.get(path), path, **told).path == f"/review/consents/person/{person}"
    confirmed(second, "standing")


def state_of(house: House, request: Request) -> RequestState:
    with house.database.read(house.as_(OFFICER)) as unit:
        return request_of(unit, request.id).state


# --- the whole way ----------------------------------------------------------------------------------------------------


def test_a_child_s_guardian_is_asked_comes_as_themselves_and_decides(
    house: House, officer: Reader, second: Reader
) -> None:
    request, link = asked(house, ward=True)
    by_link = house.reader()
    page = by_link.get(link)
    assert "You were asked because you are said to speak for somebody" in page.text
    told = by_link.get(f"{link}/agree{ALL}")
    assert "Whoever agrees for another comes as themselves" in told.text
    assert number_of(request) in told.text
    mother = house.somebody()
    house.identity.prove(mother)

    found = officer.send(officer.get("/review/consents/person"), "/review/consents/person", number=number_of(request))
    assert found.path == f"/review/consents/person/{request.subject}"
    of_a_minor(house, officer, second, request.subject, "2018-02-03")
    assert "Guardian" in recorded(officer, request.subject, mother)
    guardian = house.signed_in(mother, Kind.PERSON, ANSWER)
    assert guardian.get(f"/me/requests/{request.id}").status == 404  # one officer is not enough
    confirmed(second, "speaker")

    assert f"Guardian · {request.subject[-8:]}" in guardian.get("/me").text
    here = f"/me/requests/{request.id}"
    page = guardian.get(here)
    assert "You decide for somebody else: Guardian." in page.text
    summary = guardian.get(f"{here}/agree{ALL}")
    assert "You decide for somebody else" in summary.text
    guardian.send(summary, f"{here}/agree", way="fresh_proof")
    assert state_of(house, request) is RequestState.GRANTED
    with house.database.read(house.as_(OFFICER)) as unit:
        grounds = KnownConsents(unit).by(request=request.id)[0].grounds
    assert (grounds.by, grounds.role) == (mother, "guardian")


def test_by_the_link_of_a_ward_somebody_is_pressed_without_a_trace_and_disputes_what_was_agreed(
    house: House, officer: Reader, second: Reader
) -> None:
    request, link = asked(house, ward=True)
    by_link = house.reader()
    assert by_link.send(by_link.get(f"{link}/help"), f"{link}/help").path == link
    mother = house.somebody()
    house.identity.prove(mother)
    of_a_minor(house, officer, second, request.subject, "2018-02-03")
    recorded(officer, request.subject, mother)
    confirmed(second, "speaker")
    guardian, here = house.signed_in(mother, Kind.PERSON, ANSWER), f"/me/requests/{request.id}"
    guardian.get(here)
    guardian.send(guardian.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
    assert "Thank you" in by_link.send(by_link.get(f"{link}/wrong"), f"{link}/wrong", what="not_me").text
    with house.database.read(house.as_(OFFICER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    assert {one.reason for one in consent.holds} == {HoldReason.COERCION, HoldReason.DISPUTE}


def test_a_teenager_is_asked_too_and_their_no_is_enough(house: House, officer: Reader, second: Reader) -> None:
    request, link = asked(house)
    mother = house.somebody()
    of_a_minor(house, officer, second, request.subject, "2010-06-01")
    recorded(officer, request.subject, mother)
    confirmed(second, "speaker")
    house.identity.prove(mother)
    guardian, here = house.signed_in(mother, Kind.PERSON, ANSWER), f"/me/requests/{request.id}"
    guardian.get(here)
    waits = guardian.send(guardian.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
    assert "Somebody else has to agree, too" in waits.text
    teenager = house.reader()
    assert "You decide for somebody else" not in teenager.get(link).text
    teenager.send(teenager.get(f"{link}/no"), f"{link}/no")
    assert state_of(house, request) is RequestState.REFUSED


def test_at_majority_what_was_agreed_ends_officers_see_why_and_the_person_is_asked_anew(
    house: House, officer: Reader, second: Reader
) -> None:
    request, link = asked(house)
    mother = house.somebody()
    of_a_minor(house, officer, second, request.subject, "2008-12-24")  # of age in a month
    recorded(officer, request.subject, mother)
    confirmed(second, "speaker")
    guardian, here = house.signed_in(mother, Kind.PERSON, ANSWER), f"/me/requests/{request.id}"
    house.identity.prove(mother)
    guardian.get(here)
    guardian.send(guardian.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
    house.identity.prove(request.subject, age=AgeBand.FROM_14_TO_17)
    teenager = house.reader()
    teenager.get(link)
    teenager.send(teenager.get(f"{link}/agree{ALL}"), f"{link}/agree", way="fresh_proof")
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    assert "you are of age on" in own.get("/me/speakers").text
    house.clock.at += timedelta(days=32)
    with house.database.write(Machinery("consent").within(house.as_("x").tenant)) as unit:
        ran_out(unit, house.vault, "consent.majority", request.subject)
    with house.database.read(house.as_(OFFICER)) as unit:
        ended = KnownConsents(unit).by(request=request.id)[0]
        assert (ended.state, ended.ending) == (ConsentState.ENDING, "majority")
    assert "The person has come of age and is asked anew" in officer.get("/review/consents").text
    assert guardian.get(here).status == 404
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    assert "By the day that is recorded you are of age" in own.get("/me/speakers").text
    anew, link = asked(house)
    assert anew.subject == request.subject
    house.identity.prove(request.subject)
    assert "You are of age: what was agreed to before" in own.get("/me/speakers").text
    own.get(f"/me/requests/{anew.id}")
    own.send(own.get(f"/me/requests/{anew.id}/agree{ALL}"), f"/me/requests/{anew.id}/agree", way="fresh_proof")
    assert state_of(house, anew) is RequestState.GRANTED


def test_two_heirs_disagree_it_is_blocked_and_an_officer_sees_it(house: House, officer: Reader, second: Reader) -> None:
    request, _link = asked(house)
    path = f"/review/consents/person/{request.subject}/standing"
    officer.send(officer.get(path), path, kind="deceased", paper="death_certificate", document=DIGEST)
    confirmed(second, "standing")
    heirs = [house.somebody() for _ in range(2)]
    for heir in heirs:
        recorded(officer, request.subject, heir, role="estate", paper="inheritance")
        confirmed(second, "speaker")
        house.identity.prove(heir)
    son, daughter = (house.signed_in(heir, Kind.PERSON, ANSWER) for heir in heirs)
    with house.database.read(house.as_(OFFICER)) as unit:
        of_son = next(one for one in representatives_of(unit, request.subject) if one.principal == heirs[0])
    page = son.get("/me/speakers")
    assert "Contested" in son.send(page, f"/me/speakers/{of_son.id}", act="contest").text
    assert "Contested" in daughter.get("/me/speakers").text
    here = f"/me/requests/{request.id}"
    daughter.get(here)
    blocked = daughter.send(daughter.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
    assert (blocked.status, "do not agree with each other" in blocked.text) == (422, True)
    queue = officer.get("/review/consents")
    assert "they do not speak rightly for the person" in queue.text
    address = f"/review/consents/speaker/{of_son.id}"
    assert address in queue.html
    asked_before = house.signed_in(REQUESTER, Kind.STAFF, REVIEW)
    assert address not in asked_before.get("/review/consents").html
    assert asked_before.get(address).status == 404
    assert officer.send(officer.get(address), address, decision="agree").status == 422  # a reason is missing
    officer.send(officer.get(address), address, decision="agree", reason="asked_the_person")
    for reader in (daughter, son):
        reader.get(here)
        reader.send(reader.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
    assert state_of(house, request) is RequestState.GRANTED


def test_an_officer_who_asked_somebody_reads_nothing_of_them_under_any_number(house: House, officer: Reader) -> None:
    request, _link = asked(house)
    here, asker = "/review/consents/person", house.signed_in(REQUESTER, Kind.STAFF, REVIEW)
    assert officer.get(f"{here}/{request.subject}").status == 200
    for below in ("", "/speaker", "/standing"):
        assert asker.get(f"{here}/{request.subject}{below}").status == 404
    found = asker.send(asker.get(here), here, number=request.subject)
    assert (found.status, "Nobody here has this number" in found.text) == (422, True)


def agent_of(house: House, officer: Reader, second: Reader, request: Request, **only: list[str]) -> tuple[Reader, str]:
    """Let an agent be recorded and confirmed for who was asked; return them, signed in, and where they answer."""
    agent = house.somebody()
    recorded(officer, request.subject, agent, role="agent", paper="contract", **only)
    confirmed(second, "speaker")
    house.identity.prove(agent)
    reader, here = house.signed_in(agent, Kind.PERSON, ANSWER), f"/me/requests/{request.id}"
    reader.get(here)
    return reader, here


def test_an_agent_agrees_to_nothing_beyond_what_was_recorded(house: House, officer: Reader, second: Reader) -> None:
    request, _link = asked(house)
    reader, here = agent_of(house, officer, second, request, operations=["avatar"])
    for language, words in (("en", "does not reach as far as this"), ("zh-Hans", "代理权不包括这一内容。")):
        reader.language = language
        reader.get(here)
        told = reader.send(reader.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
        assert (told.status, words in told.text) == (422, True), told.text
    assert state_of(house, request) is not RequestState.GRANTED


def test_an_agent_of_a_child_reads_that_only_a_guardian_answers(house: House, officer: Reader, second: Reader) -> None:
    request, _link = asked(house)
    of_a_minor(house, officer, second, request.subject, "2018-02-03")
    reader, here = agent_of(house, officer, second, request)
    for language, words in (("en", "only a guardian answers"), ("zh-Hans", "只有监护人或其本人可以答复")):
        reader.language = language
        reader.get(here)
        for told in (
            reader.send(reader.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof"),
            reader.send(reader.get(f"{here}/no"), f"{here}/no"),
        ):
            assert (told.status, words in told.text) == (422, True), told.text


def test_a_second_officer_whose_page_is_out_of_date_is_told_and_shown_what_is_proposed_now(
    house: House, officer: Reader, second: Reader
) -> None:
    request, _link = asked(house)
    path = f"/review/consents/person/{request.subject}/standing"
    first = {"kind": "protected", "paper": "court_order", "document": DIGEST}
    officer.send(officer.get(path), path, **first)
    address = f"/review/consents/confirm/standing/{request.subject}"
    page = second.get(address)
    officer.send(officer.get(path), path, **{**first, "kind": "deceased"})
    told = second.send(page, address, decision="confirm", reason="documents")
    assert (told.status, "was changed since" in told.text) == (422, True)
    assert "Dead" in told.text
    with house.database.read(house.as_(OFFICER)) as unit:
        known = standing_of(unit, house.vault, request.subject)
    assert known is not None
    assert known.confirmed_by is None
    for wrong in ({"kind": "immortal"}, {"majority": "soon"}):
        assert second.send(second.get(address), address, decision="confirm", reason="documents", **wrong).status == 422
    done = second.send(told, address, decision="confirm", reason="documents")
    assert done.path == "/review/consents/confirm", done.text


@pytest.mark.parametrize("sent", [{}, {"decision": "confirm"}, {"reason": "documents"}])
def test_an_incomplete_form_that_is_out_of_date_too_says_that_it_is_and_keeps_no_choice(
    house: House, officer: Reader, second: Reader, sent: dict[str, str]
) -> None:
    request, _link = asked(house)
    path = f"/review/consents/person/{request.subject}/standing"
    first = {"kind": "protected", "paper": "court_order", "document": DIGEST}
    officer.send(officer.get(path), path, **first)
    address = f"/review/consents/confirm/standing/{request.subject}"
    page = second.get(address)
    officer.send(officer.get(path), path, **{**first, "document": "cd" * 32})
    told = second.send(page, address, **sent)
    assert (told.status, "was changed since you read it" in told.text) == (422, True)
    assert ("There is no reason" in told.text, " checked" in told.html) == (False, False)


# --- the forms --------------------------------------------------------------------------------------------------------


def test_an_alarm_that_came_up_after_the_proposal_is_shown_to_the_second_officer(
    house: House, officer: Reader, second: Reader
) -> None:
    request, _link = asked(house)
    mother = house.somebody()
    recorded(officer, request.subject, mother)
    with house.database.write(house.as_(mother, REQUEST)) as unit:
        person = PersonAsked("x@example.com", ContactKind.EMAIL, "Li", Language.EN)
        draft(unit, house.vault, Ask(voice(), WORDS), person)
    queue = second.get("/review/consents/confirm")
    address = re.findall(r'href="(/review/consents/confirm/speaker/[0-9a-z-]+)\?', queue.html)[-1]
    assert "They have asked for something" in second.get(address).text
    assert house.signed_in(REQUESTER, Kind.STAFF, CONFIRM).get(address).status == 404
    confirmed(second, "speaker", alarms=("is_requester",))


def test_everything_that_is_wrong_with_a_form_is_told_at_once_and_stays(house: House, officer: Reader) -> None:
    request, _link = asked(house)
    path = f"/review/consents/person/{request.subject}/speaker"
    page = officer.send(officer.get(path), path, speaker="", document="soon", until="tomorrow")
    assert page.status == 422
    for words in ("who is to speak", "no digest of the document", "That is no day", "Nothing was chosen"):
        assert words in page.text
    assert 'value="soon"' in page.html
    for until, told in (("2030-01-01", "Nobody here has this number"), ("9999-12-31", "That is no day")):
        nobody = officer.send(officer.get(path), path, speaker="nobody", role="agent", paper="contract",
                              document=DIGEST, until=until, may="both")  # fmt: skip
        assert (nobody.status, told in nobody.text) == (422, True), until
    path = f"/review/consents/person/{request.subject}/standing"
    for born in ("", "2030-01-01", "1990-01-01"):
        page = officer.send(officer.get(path), path, kind="minor", born=born, paper="other", document=DIGEST)
        assert page.status == 422, born
    with house.database.read(house.as_(OFFICER)) as unit:
        assert standing_of(unit, house.vault, request.subject) is None


@pytest.mark.parametrize("number", ["", "CR-00000000", "Li Wei", "li@example.com", "%", "CR-%%%%%%%%"])
def test_nobody_is_looked_up_but_by_their_number(house: House, officer: Reader, number: str) -> None:
    asked(house)
    page = officer.send(officer.get("/review/consents/person"), "/review/consents/person", number=number)
    assert (page.status, "Nobody here has this number" in page.text) == (422, True)


def test_who_speaks_ends_it_themselves_and_the_log_tells_no_birth(
    house: House, officer: Reader, second: Reader
) -> None:
    request, _link = asked(house)
    mother = house.somebody()
    of_a_minor(house, officer, second, request.subject, "2018-02-03")
    recorded(officer, request.subject, mother)
    confirmed(second, "speaker")
    guardian = house.signed_in(mother, Kind.PERSON, ANSWER)
    page = guardian.get("/me/speakers")
    (address,) = set(re.findall(r'action="(/me/speakers/[0-9a-z-]+)\?', page.html))
    assert "I speak for this person no more" in page.text
    guardian.send(page, address, act="end")
    assert guardian.get(f"/me/requests/{request.id}").status == 404
    with house.database.read(house.as_(OFFICER)) as unit:
        log = b"".join(leaf.body for leaf in Leaves(unit).all())
    assert b"2018-02" not in log
    assert b"2036-02" not in log
    assert NOON.strftime("%Y").encode() in log


def test_only_officers_record(house: House, second: Reader) -> None:
    request, _link = asked(house)
    for path in ("", f"/{request.subject}", f"/{request.subject}/speaker", f"/{request.subject}/standing"):
        assert second.get(f"/review/consents/person{path}").status == 403
        assert house.reader().get(f"/review/consents/person{path}").status == 401
