"""Whatever stands still waits in the officers' queue: it counts again there, or ends, and stays in no limbo."""

import re
from datetime import timedelta

import pytest

from consent_house import OFFICER, REQUESTER, SECOND, House, Reader, voice
from person_steps import agreed, answers, link_of
from tellmark.consent import service
from tellmark.consent.errors import NobodySpeaks
from tellmark.consent.model import (
    ANSWER,
    CHECK,
    CONFIRM,
    REQUEST,
    REVIEW,
    Authority,
    Consent,
    ConsentState,
    Covered,
    HoldReason,
    Paper,
    RepresentativeId,
    Role,
    StandingKind,
    StandingSeen,
    Use,
)
from tellmark.consent.officers.cases import HELD
from tellmark.consent.proofs import AgeBand
from tellmark.consent.states import HOLDS
from tellmark.consent.store import KnownConsents
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from tellmark.values.languages import Language, wording

CASE = re.compile(r'href="(/review/consents/[a-z/]+/[0-9a-z-]+)\?')


def given(house: House) -> Consent:
    """Let a person agree; return the consent."""
    request, invitation = house.ask()
    agreed(house, house.reader(), link_of(invitation), request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request.id)[0]


def now(house: House, consent: Consent) -> Consent:
    with house.database.read(house.as_(OFFICER)) as unit:
        return KnownConsents(unit).get(consent.id)


def queue(officer: Reader) -> list[str]:
    """Return the addresses of the cases that wait, as the queue links them."""
    return list(dict.fromkeys(CASE.findall(officer.get("/review/consents").html)))


def stopped_by_an_officer(house: House, officer: Reader) -> tuple[Consent, str]:
    """Let a person report misuse, and an officer let their agreement stand still; return it and the new case."""
    consent = given(house)
    person = house.signed_in(consent.subject, Kind.PERSON, ANSWER)
    wrong = f"/me/consents/{consent.id}/wrong"
    person.send(person.get(wrong), wrong, what="misuse")
    (told,) = queue(officer)
    officer.send(officer.get(told), told, decision="hold")
    assert now(house, consent).state is ConsentState.SUSPENDED
    (case,) = queue(officer)
    return consent, case


def is_covered(house: House, consent: Consent) -> bool:
    scope = consent.scope
    use = Use(
        Operation.VOICE_CLONE, frozenset({Modality.VOICE}), Purpose.ENTERTAINMENT, frozenset({"CN"}),
        frozenset({Channel.WEB}), party=consent.party, languages=frozenset({"zh"}), content=scope.content, seconds=90,
    )  # fmt: skip
    with house.database.read(house.as_("key-1", CHECK)) as unit:
        return isinstance(service.check(unit, [consent.subject], use), Covered)


def speaks(house: House, consent_of: SubjectId, role: Role) -> tuple[str, RepresentativeId]:
    """Let somebody be confirmed to speak for a person; return their number, and that of the authority."""
    who = house.somebody()
    authority = Authority(role, "0" * 64, house.clock() + timedelta(days=900))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, consent_of, who, authority)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
    return who, proposed.id


def by_a_guardian(house: House) -> tuple[Consent, RepresentativeId]:
    """Let a guardian agree for a child; return the consent, and the guardian's authority."""
    request, _ = house.ask(voice(end=house.clock() + timedelta(days=60)))
    house.identity.prove(request.subject, age=AgeBand.UNDER_14)
    who, guardian = speaks(house, request.subject, Role.GUARDIAN)
    house.identity.prove(who)
    reader = house.signed_in(who, Kind.PERSON, ANSWER)
    here = f"/me/requests/{request.id}"
    reader.send(reader.get(answers(reader, here)), f"{here}/agree", way="fresh_proof")
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request.id)[0], guardian


def dies(house: House, consent: Consent) -> None:
    seen = StandingSeen(StandingKind.DECEASED, "b" * 64, Paper.DEATH_CERTIFICATE)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.set_standing(unit, house.vault, consent.subject, seen)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_standing(unit, house.vault, consent.subject, seen)


# --- an officer's own -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("decision", "state"), [("counts", "ACTIVE"), ("void", "ENDING")])
def test_what_an_officer_holds_up_waits_in_the_queue_until_one_decides(
    house: House, officer: Reader, decision: str, state: str
) -> None:
    consent, case = stopped_by_an_officer(house, officer)
    waiting = officer.get("/review/consents").text
    assert "An officer lets an agreement stand still" in waiting
    assert "· since 23 Nov 2026" in waiting
    page = officer.get(case)
    assert "Stands still since 23 Nov 2026" in page.text
    assert officer.send(page, case, decision=decision).status == 422  # it takes a reason
    officer.send(page, case, decision=decision, reason="asked_the_person")
    assert now(house, consent).state is ConsentState[state]
    assert case not in queue(officer)
    assert "This case is closed." in officer.get(case).text


def test_an_agreement_that_counts_again_covers_again(house: House, officer: Reader) -> None:
    consent, case = stopped_by_an_officer(house, officer)
    house.clock.at += timedelta(days=2)
    assert not is_covered(house, consent)
    officer.send(officer.get(case), case, decision="counts", reason="uses")
    assert is_covered(house, consent)


def test_whoever_asked_neither_sees_nor_decides_what_stands_still(house: House, officer: Reader) -> None:
    consent, case = stopped_by_an_officer(house, officer)
    asked = house.signed_in(REQUESTER, Kind.STAFF, REVIEW)
    assert (queue(asked), asked.get(case).status) == ([], 404)
    assert now(house, consent).state is ConsentState.SUSPENDED


def test_what_a_dispute_holds_up_is_no_second_case(house: House, officer: Reader) -> None:
    consent = given(house)
    with house.database.write(house.as_(consent.subject, ANSWER)) as unit:
        opened = service.dispute(unit, consent.id, ages=house.identity.age)
    assert queue(officer) == [f"/review/consents/dispute/{opened.id}"]
    assert officer.get(f"/review/consents/hold/{opened.id}").status == 404


# --- somebody speaks no more, or has died -----------------------------------------------------------------------------


def test_what_a_guardian_agreed_to_counts_again_once_another_is_confirmed(house: House, officer: Reader) -> None:
    consent, guardian = by_a_guardian(house)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.end_representative(unit, guardian)
    (case,) = queue(officer)
    page = officer.get(case)
    assert "speaks for them no more" in page.text
    assert ('value="counts"' in page.html, 'value="void"' in page.html) == (False, True)
    hold = now(house, consent).holds[0].id
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit, pytest.raises(NobodySpeaks):
        service.resume(unit, consent.id, hold)
    speaks(house, consent.subject, Role.GUARDIAN)
    officer.send(officer.get(case), case, decision="counts", reason="asked_the_person")
    assert (now(house, consent).state, queue(officer)) == (ConsentState.ACTIVE, [])


def test_what_the_dead_agreed_to_counts_again_once_the_estate_speaks_with_one_voice(
    house: House, officer: Reader
) -> None:
    consent = given(house)
    dies(house, consent)
    (case,) = queue(officer)
    page = officer.get(case)
    assert "The person was recorded as dead" in page.text
    assert 'value="counts"' not in page.html
    heir, authority = speaks(house, consent.subject, Role.ESTATE)
    with house.database.write(house.as_(heir, ANSWER)) as unit:
        service.contest(unit, authority)
    assert 'value="counts"' not in officer.get(case).html
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.mark_conflict(unit, authority, conflict=False)
    officer.send(officer.get(case), case, decision="counts", reason="documents")
    assert now(house, consent).state is ConsentState.ACTIVE


# --- somebody who agreed alone is found to be a minor -----------------------------------------------------------------


def found(house: House, consent: Consent) -> None:
    """Let one officer record that the person of *consent* is a minor, and a second confirm it on the page."""
    seen = StandingSeen(StandingKind.MINOR, "b" * 64, Paper.BIRTH_CERTIFICATE, house.clock() + timedelta(days=4 * 365))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.set_standing(unit, house.vault, consent.subject, seen)
    case, second = f"/review/consents/confirm/standing/{consent.subject}", house.signed_in(SECOND, Kind.STAFF, CONFIRM)
    second.send(second.get(case), case, decision="confirm", reason="documents")


@pytest.mark.parametrize("language", Language)
def test_it_stands_still_for_all_and_says_why_to_those_whom_it_concerns(house: House, language: Language) -> None:
    consent, asker = given(house), house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language)
    house.clock.at += timedelta(days=2)
    assert is_covered(house, consent)
    theirs = asker.get(f"/requests/{consent.request}").text
    found(house, consent)
    assert not is_covered(house, consent)
    _ = wording(language)
    reads = house.signed_in(OFFICER, Kind.STAFF, REVIEW, language=language)
    assert _(HELD[HoldReason.ALONE]) in reads.get("/review/consents").text
    person = house.signed_in(consent.subject, Kind.PERSON, ANSWER, language=language)
    assert _(HOLDS[HoldReason.ALONE]) in person.get(f"/me/consents/{consent.id}").text
    assert asker.get(f"/requests/{consent.request}").text == theirs, "whoever asked learns it of nobody"


def test_an_officer_lets_it_count_again_once_a_guardian_is_confirmed(house: House, officer: Reader) -> None:
    consent = given(house)
    house.clock.at += timedelta(days=2)
    found(house, consent)
    (case,) = queue(officer)
    page = officer.get(case)
    assert ("it takes one" in page.text, 'value="counts"' in page.html) == (True, False)
    speaks(house, consent.subject, Role.GUARDIAN)
    officer.send(officer.get(case), case, decision="counts", reason="asked_the_person")
    assert (now(house, consent).state, queue(officer)) == (ConsentState.ACTIVE, [])
    assert is_covered(house, consent)
