"""A second officer says no to what a person is said to be: nothing of it counts, and what counted before goes on."""

from dataclasses import replace
from datetime import date

import pytest

from consent_representing import grant, standing
from consent_steps import OFFICER, SECOND, Studio, answering
from tellmark.consent import service
from tellmark.consent.errors import CaseChanged, NotYours
from tellmark.consent.model import CONFIRM, Granted, Paper, StandingKind, StandingSeen
from tellmark.consent.people import majority_of
from tellmark.consent.speakers.store import KnownStandings
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.subjects.model import SubjectId

DEAD = StandingSeen(StandingKind.DECEASED, "b" * 64, Paper.DEATH_CERTIFICATE)
MINOR = StandingSeen(StandingKind.MINOR, "c" * 64, Paper.BIRTH_CERTIFICATE, majority_of(date(2015, 3, 1)))


def propose(studio: Studio, subject: SubjectId, seen: StandingSeen) -> None:
    with studio.unit(OFFICER) as unit:
        service.set_standing(unit, studio.vault, subject, seen)


def refuse(studio: Studio, subject: SubjectId, seen: StandingSeen, by: Acting = SECOND) -> None:
    with studio.unit(by) as unit:
        service.refuse_standing(unit, studio.vault, subject, seen.kind, seen.document)


@pytest.mark.parametrize("seen", [DEAD, MINOR], ids=["deceased", "minor"])
def test_what_is_refused_waits_for_nobody_and_counts_for_nothing(studio: Studio, seen: StandingSeen) -> None:
    request = studio.asked()
    propose(studio, request.subject, seen)
    with studio.look() as look:
        assert len(service.queue(look).standings) == 1
    refuse(studio, request.subject, seen)
    with studio.look() as look:
        assert service.queue(look).standings == ()
        known = service.standing_of(look, studio.vault, request.subject)
        assert known is not None
        assert (known.kind, known.confirmed_by, known.proposed) == (StandingKind.ADULT, None, None)
    with studio.unit(SECOND) as unit, pytest.raises(CaseChanged):
        service.confirm_standing(unit, studio.vault, request.subject, seen)
    assert isinstance(grant(studio, request), Granted)
    assert studio.names().count("consent.standing_refused") == 1
    assert studio.rebuilt() == studio.tables()


def test_what_two_officers_had_said_before_goes_on_counting(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    with studio.look() as look:
        before = service.standing_of(look, studio.vault, request.subject)
    propose(studio, request.subject, DEAD)
    refuse(studio, request.subject, DEAD)
    with studio.look() as look:
        assert service.standing_of(look, studio.vault, request.subject) == before
    assert studio.rebuilt() == studio.tables()


def test_after_a_no_it_is_recorded_anew_and_confirmed(studio: Studio) -> None:
    request = studio.asked()
    propose(studio, request.subject, MINOR)
    refuse(studio, request.subject, MINOR)
    propose(studio, request.subject, DEAD)
    with studio.unit(SECOND) as unit:
        assert service.confirm_standing(unit, studio.vault, request.subject, DEAD).kind is StandingKind.DECEASED


def test_nobody_says_no_to_what_is_not_proposed_any_more(studio: Studio) -> None:
    request = studio.asked()
    with studio.unit(SECOND) as unit, pytest.raises(NotFound):
        service.refuse_standing(unit, studio.vault, request.subject, StandingKind.MINOR)
    propose(studio, request.subject, MINOR)
    propose(studio, request.subject, DEAD)
    with pytest.raises(CaseChanged):
        refuse(studio, request.subject, MINOR)
    with studio.unit(SECOND) as unit, pytest.raises(CaseChanged):
        service.refuse_standing(unit, studio.vault, request.subject, DEAD.kind, "d" * 64)
    with studio.unit(SECOND) as unit:
        service.confirm_standing(unit, studio.vault, request.subject, DEAD)
    with pytest.raises(CaseChanged):
        refuse(studio, request.subject, DEAD)
    with studio.look() as look:
        assert KnownStandings(look).get(request.subject).kind is StandingKind.DECEASED


def test_the_second_officer_says_no_or_whoever_recorded_it_and_nobody_on_a_side(studio: Studio) -> None:
    request = studio.asked()
    propose(studio, request.subject, DEAD)
    another = Acting(OFFICER.tenant, "another", OFFICER.capabilities - {CONFIRM})
    for who in (another, answering(request.subject)):
        with pytest.raises(NotAllowed):
            refuse(studio, request.subject, DEAD, who)
    for side in (request.subject, request.requester):
        with pytest.raises(NotYours):
            refuse(studio, request.subject, DEAD, Acting(OFFICER.tenant, side, frozenset({CONFIRM})))
    refuse(studio, request.subject, DEAD, Acting(OFFICER.tenant, OFFICER.principal, OFFICER.capabilities - {CONFIRM}))


def test_a_program_and_the_officer_behind_it_are_not_two(studio: Studio) -> None:
    request, both = studio.asked(), OFFICER.capabilities | SECOND.capabilities
    program = replace(OFFICER, principal="key-9", behalf=OFFICER.principal)
    with studio.unit(program) as unit:
        service.set_standing(unit, studio.vault, request.subject, DEAD)
    for scope in (replace(OFFICER, capabilities=both), replace(program, principal="key-8", capabilities=both)):
        with studio.unit(scope) as unit, pytest.raises(NotYours):
            service.confirm_standing(unit, studio.vault, request.subject, DEAD)
    refuse(studio, request.subject, DEAD, by=OFFICER)
