"""What somebody agreed to alone ends, or stands still, once it is known that it takes a guardian; in no other way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_representing import by_both, grant, spoken_for, standing
from consent_requests import ASKS, CHECKS, granted
from consent_requests import USE as USED
from consent_steps import COLLEAGUE, OFFICER, PROGRAM, REQUESTER, SCOPE, USE, Studio, answering, person, take_offer
from in_process import InProcess
from tellmark.consent import given_alone, service
from tellmark.consent.errors import NobodySpeaks, NotCovered
from tellmark.consent.lifting import standing_still
from tellmark.consent.model import (
    Consent,
    ConsentState,
    Covered,
    Ending,
    Granted,
    HoldReason,
    Reason,
    Request,
    Role,
    StandingKind,
    Uncovered,
    Use,
    Verdict,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.replaying import ReplaysConsents
from tellmark.consent.seeing import seen, seen_by_requester
from tellmark.consent.store import KnownConsents
from tellmark.consent.terms import Purpose, Scope
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

SEXUAL = replace(SCOPE, purposes=frozenset({Purpose.SEXUAL}))
POLITICAL = replace(SCOPE, purposes=frozenset({Purpose.POLITICAL}))
TEEN, CHILD = AgeBand.FROM_14_TO_17, AgeBand.UNDER_14


def given(studio: Studio, scope: Scope = SCOPE, age: AgeBand = AgeBand.ADULT, **more: Any) -> Consent:
    """Let somebody agree alone, of that age by what they have proved; return it once it counts."""
    request = studio.asked(scope, **more)
    outcome = grant(studio, request, age=age)
    assert isinstance(outcome, Granted)
    studio.place.later(days=2)
    return studio.consent(outcome.consent)


def use_of(consent: Consent) -> Use:
    (purpose,) = consent.scope.purposes
    return replace(USE, purpose=purpose)


def covers(studio: Studio, consent: Consent) -> bool:
    with studio.look(PROGRAM) as unit:
        return isinstance(service.check(unit, [consent.subject], use_of(consent), ages=studio.age), Covered)


def sets_aside(studio: Studio, consent: Consent) -> bool:
    with studio.unit(PROGRAM) as unit:
        return isinstance(service.reserve(unit, [consent.subject], use_of(consent), ages=studio.age), tuple)


def holds(studio: Studio, consent: Consent) -> list[HoldReason]:
    return [one.reason for one in studio.consent(consent.id).holds]


def cases(studio: Studio) -> list[HoldReason]:
    with studio.look() as unit:
        return [one.reason for one in standing_still(unit)]


def looked_at(studio: Studio, consent: Consent, *, lifts: bool = True) -> None:
    """Let an officer let *consent* count again, or find that they cannot."""
    (hold,) = (one.id for one in studio.consent(consent.id).holds if one.reason is HoldReason.ALONE)
    with studio.unit(OFFICER) as unit:
        if lifts:
            service.resume(unit, consent.id, hold, studio.age)
        else:
            with pytest.raises(NobodySpeaks):
                service.resume(unit, consent.id, hold, studio.age)


def proves(studio: Studio, subject: SubjectId, age: AgeBand) -> None:
    """Let a proof tell an age, and what hears of proofs hear it."""
    studio.ages[subject] = age
    with studio.unit(answering(subject)) as unit:
        given_alone.stop(unit, subject, service.standing_of(unit, studio.vault, subject), studio.age)


# --- two officers record it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [StandingKind.MINOR, StandingKind.PROTECTED])
def test_whoever_agreed_alone_is_found_to_need_a_guardian(studio: Studio, kind: StandingKind) -> None:
    consent = given(studio)
    other = given(studio)
    assert covers(studio, consent)
    standing(studio, consent.subject, kind, 4 if kind is StandingKind.MINOR else None)
    assert (studio.consent(consent.id).state, holds(studio, consent)) == (ConsentState.SUSPENDED, [HoldReason.ALONE])
    assert cases(studio) == [HoldReason.ALONE]
    assert (covers(studio, consent), sets_aside(studio, consent)) == (False, False)
    assert (covers(studio, other), holds(studio, other)) == (True, [])


@pytest.mark.parametrize("scope", [SEXUAL, POLITICAL])
def test_what_is_never_of_minors_was_no_agreement(studio: Studio, scope: Scope) -> None:
    consent = given(studio, scope)
    assert covers(studio, consent)
    standing(studio, consent.subject, StandingKind.MINOR, 4)
    assert (studio.consent(consent.id).ending, covers(studio, consent)) == (Ending.VOID, False)


def test_under_protection_nothing_sexual_counts_and_nobody_stands_by_it_for_another(studio: Studio) -> None:
    consent, political = given(studio, SEXUAL), given(studio, POLITICAL)
    for one in (consent, political):
        standing(studio, one.subject, StandingKind.PROTECTED)
        spoken_for(studio, one.subject, f"guardian of {one.subject}"[:20].replace(" ", "-"))
        assert (holds(studio, one), covers(studio, one)) == ([HoldReason.ALONE], False)
    looked_at(studio, political)
    assert covers(studio, political)
    looked_at(studio, consent, lifts=False)
    standing(studio, consent.subject, StandingKind.ADULT)
    looked_at(studio, consent)
    assert covers(studio, consent), "their own word, once nobody protects them any more"


def test_what_was_set_aside_before_does_not_leave(studio: Studio) -> None:
    for scope in (SCOPE, SEXUAL):
        consent = given(studio, scope)
        with studio.unit(PROGRAM) as unit:
            aside = service.reserve(unit, [consent.subject], use_of(consent))
        assert isinstance(aside, tuple)
        standing(studio, consent.subject, StandingKind.MINOR, 4)
        with studio.unit(PROGRAM) as unit, pytest.raises(NotCovered):
            service.settle(unit, aside[0].use, 1, 0)


def test_it_counts_again_once_a_guardian_speaks_whom_nobody_contests_and_until_they_do_no_more(studio: Studio) -> None:
    consent = given(studio)
    standing(studio, consent.subject, StandingKind.MINOR, 4)
    looked_at(studio, consent, lifts=False)
    mother = spoken_for(studio, consent.subject, "mother")
    assert holds(studio, consent) == [HoldReason.ALONE], "held up once, and not let go by who is confirmed"
    with studio.unit(answering("mother")) as unit:
        service.contest(unit, mother.id)
    looked_at(studio, consent, lifts=False)
    with studio.unit(OFFICER) as unit:
        service.mark_conflict(unit, mother.id, conflict=False)
    looked_at(studio, consent)
    assert (holds(studio, consent), covers(studio, consent), sets_aside(studio, consent)) == ([], True, True)
    with studio.unit(OFFICER) as unit:
        service.end_representative(unit, mother.id)
    assert (holds(studio, consent), covers(studio, consent)) == ([HoldReason.ALONE], False)
    looked_at(studio, consent, lifts=False)


def test_found_of_age_after_all_the_person_s_own_word_counts_and_not_for_a_second_finding(studio: Studio) -> None:
    consent = given(studio)
    standing(studio, consent.subject, StandingKind.MINOR, 4)
    standing(studio, consent.subject, StandingKind.ADULT)
    assert not covers(studio, consent), "an officer asks them first"
    looked_at(studio, consent)
    assert covers(studio, consent)
    studio.place.later(days=1)
    standing(studio, consent.subject, StandingKind.MINOR, 4)
    assert holds(studio, consent) == [HoldReason.ALONE]


@pytest.mark.parametrize("age", [TEEN, CHILD])
def test_whom_a_proof_calls_a_minor_stands_by_nothing_alone_whatever_a_paper_says_that_tells_no_age(
    studio: Studio, age: AgeBand
) -> None:
    consent = given(studio)
    standing(studio, consent.subject, StandingKind.ADULT)
    proves(studio, consent.subject, age)
    assert holds(studio, consent) == [HoldReason.ALONE]
    looked_at(studio, consent, lifts=False)
    spoken_for(studio, consent.subject, "mother")
    looked_at(studio, consent)
    assert (covers(studio, consent), sets_aside(studio, consent)) == (True, True)


def test_that_an_officer_let_it_count_by_the_person_s_own_word_is_no_guardian_s(studio: Studio) -> None:
    consent = given(studio)
    standing(studio, consent.subject, StandingKind.MINOR, 4)
    standing(studio, consent.subject, StandingKind.ADULT)
    looked_at(studio, consent)
    assert covers(studio, consent)
    proves(studio, consent.subject, TEEN)
    assert (holds(studio, consent), covers(studio, consent)) == ([HoldReason.ALONE], False)


def test_what_a_guardian_agreed_to_goes_on(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 3)
    outcome = by_both(studio, request)
    studio.place.later(days=2)
    consent = studio.consent(outcome.consent)
    assert consent.grounds.role is Role.SELF
    standing(studio, request.subject, StandingKind.MINOR, 3)
    spoken_for(studio, request.subject, "father")
    assert (holds(studio, consent), covers(studio, consent), sets_aside(studio, consent)) == ([], True, True)
    standing(studio, request.subject, StandingKind.PROTECTED)
    assert holds(studio, consent) == []


def test_what_they_agree_to_once_they_are_of_age_is_theirs_whatever_was_recorded_before(studio: Studio) -> None:
    who = person()
    standing(studio, studio.drafted(who=who).subject, StandingKind.MINOR, 0.1)
    studio.place.later(days=40)
    studio.clocks_run()
    consent = given(studio, replace(SCOPE, start=studio.at - timedelta(days=1)), who=who)
    assert (covers(studio, consent), sets_aside(studio, consent)) == (True, True)


# --- a guardian is confirmed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("later", [0, 3])
def test_whoever_had_agreed_alone_is_a_minor_by_the_bare_fact_of_a_guardian(studio: Studio, later: int) -> None:
    consent, grown = given(studio, age=AgeBand.UNKNOWN), given(studio)
    for one in (consent, grown):
        since = studio.at + timedelta(days=later) if later else None
        spoken_for(studio, one.subject, f"mother-{one.subject}"[:20], since=since)
    assert (holds(studio, consent), covers(studio, consent)) == ([HoldReason.ALONE], False)
    assert (holds(studio, grown), covers(studio, grown)) == ([], True), "a proof says that they are of age"


# --- a proof tells it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [TEEN, CHILD])
def test_a_later_proof_of_an_age_holds_up_and_ends_as_two_officers_do(studio: Studio, age: AgeBand) -> None:
    consent, sexual = given(studio), given(studio, SEXUAL)
    for one in (consent, sexual):
        proves(studio, one.subject, age)
    assert (holds(studio, consent), studio.consent(sexual.id).ending) == ([HoldReason.ALONE], Ending.VOID)
    assert (covers(studio, consent), covers(studio, sexual)) == (False, False)
    assert cases(studio) == [HoldReason.ALONE]


@pytest.mark.parametrize("scope", [SCOPE, SEXUAL])
def test_before_anybody_has_heard_of_the_proof_nothing_is_set_aside_or_leaves(studio: Studio, scope: Scope) -> None:
    consent = given(studio, scope)
    with studio.unit(PROGRAM) as unit:
        aside = service.reserve(unit, [consent.subject], use_of(consent), ages=studio.age)
    assert isinstance(aside, tuple)
    studio.ages[consent.subject] = TEEN
    assert not sets_aside(studio, consent)
    with studio.unit(PROGRAM) as unit, pytest.raises(NotCovered):
        service.settle(unit, aside[0].use, 1, 0, ages=studio.age)


# --- what was missed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["minor", "protected", "guardian"])
def test_a_check_finds_it_where_no_hold_was_written(studio: Studio, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """As where it was recorded by a version that held nothing up."""
    consent = given(studio, age=AgeBand.UNKNOWN)
    with monkeypatch.context() as before:
        before.setattr("tellmark.consent.standing.stop", lambda *_: None)
        before.setattr("tellmark.consent.representing.stop", lambda *_: None)
        if how == "guardian":
            spoken_for(studio, consent.subject, "mother")
        else:
            standing(studio, consent.subject, StandingKind(how), 4 if how == "minor" else None)
    assert holds(studio, consent) == []
    with studio.look(PROGRAM) as unit:
        found = service.check(unit, [consent.subject], USE, ages=studio.age)
    assert isinstance(found, Uncovered)
    assert [told for _, told in found.persons[0].reasons] == [(Reason.SUSPENDED,)], "the word of any hold"


# --- what waits, what is read, what is done again ---------------------------------------------------------------------


def test_what_was_offered_in_advance_is_asked_anew(studio: Studio) -> None:
    request, less = studio.asked(), replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks))
    offer = studio.request(request.id).counter
    assert offer is not None
    assert offer.grounds is not None
    standing(studio, request.subject, StandingKind.MINOR, 4)
    with studio.unit(REQUESTER) as unit:
        assert isinstance(take_offer(unit, studio.vault, request.id, studio.age), Request)


def test_whoever_asked_reads_of_it_nothing_and_the_person_that_it_stands_still(studio: Studio) -> None:
    consent = given(studio)
    before = seen_by_requester(studio.consent(consent.id))
    standing(studio, consent.subject, StandingKind.MINOR, 4)
    held = studio.consent(consent.id)
    assert seen_by_requester(held) == before
    assert (seen(held).state, [one.reason for one in seen(held).holds]) == (ConsentState.SUSPENDED, [HoldReason.ALONE])


def test_a_program_reads_what_it_reads_of_any_hold(studio: Studio, client: InProcess) -> None:
    read = []
    for how in ("found a minor", "held by an officer"):
        agreed = granted(studio, client)
        consent = studio.request(agreed["id"]).consent
        assert consent is not None
        ask = {"subjects": [agreed["subject"]], "use": USED}
        assert client.post("/v1/consents/check", json=ask, headers=CHECKS).json()["covered"]
        if how == "found a minor":
            standing(studio, agreed["subject"], StandingKind.MINOR, 4)
        else:
            with studio.unit(OFFICER) as unit:
                service.suspend(unit, consent, HoldReason.OFFICER)
        told = client.post("/v1/consents/check", json=ask, headers=CHECKS)
        aside = client.post("/v1/consents/uses", json=ask, headers=CHECKS)
        assert (told.json()["covered"], "suspended" in told.text) == (False, True)
        assert client.get(f"/v1/consents/{agreed['id']}", headers=ASKS).json() == agreed, "who asked learns nothing"
        known = told.text.replace(agreed["subject"], "person").replace(consent, "consent")
        read.append((known, aside.status_code, {**aside.json(), "instance": ""}))
    assert read[0] == read[1]


def test_after_a_restore_it_stands_still_again(studio: Studio) -> None:
    consent = given(studio)
    with studio.unit(COLLEAGUE) as unit:
        ReplaysConsents().again(unit, "consent.held", {"consent": consent.id, "hold": "h", "reason": "alone"})
    assert not covers(studio, consent)


def test_a_check_of_somebody_of_whom_nothing_is_recorded_asks_nothing_more(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = given(studio)

    def asked(_: ReadUnit, __: str) -> AgeBand:
        raise AssertionError("asked of everybody, this costs every check")

    with studio.look(PROGRAM) as unit:
        assert isinstance(service.check(unit, [consent.subject], USE, ages=asked), Covered)
        assert KnownConsents(unit).standing(consent.subject)[2] is False
