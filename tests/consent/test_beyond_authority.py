"""Nobody decides for another beyond what they may: a child stays a child, and a limit a limit."""

from dataclasses import replace

import pytest

from consent_representing import grant, spoken_for, standing
from consent_steps import OFFICER, REQUESTER, SCOPE, Studio, answering
from tellmark.consent import service
from tellmark.consent.errors import NobodySpeaks, NotForMinors, NotYours
from tellmark.consent.model import REVIEW, Granted, Role, StandingKind
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.values.languages import Language

SEXUAL = replace(SCOPE, purposes=frozenset({Purpose.SEXUAL}))


def test_of_a_grown_person_an_agent_still_agrees_alone(studio: Studio) -> None:
    request = studio.asked()
    studio.ages[request.subject] = AgeBand.ADULT
    spoken_for(studio, request.subject, "agent", Role.AGENT)
    assert isinstance(grant(studio, request, "agent"), Granted)


def test_the_heirs_of_a_child_agree_to_nothing_sexual(studio: Studio) -> None:
    request = studio.asked(SEXUAL)
    standing(studio, request.subject, StandingKind.MINOR, 8)
    standing(studio, request.subject, StandingKind.DECEASED)
    spoken_for(studio, request.subject, "son", Role.ESTATE)
    with pytest.raises(NotForMinors):
        grant(studio, request, "son")


def test_a_child_under_protection_is_a_child(studio: Studio) -> None:
    request = studio.asked(SEXUAL)
    standing(studio, request.subject, StandingKind.MINOR, 8)
    spoken_for(studio, request.subject, "mother")
    standing(studio, request.subject, StandingKind.PROTECTED)
    with pytest.raises(NotForMinors):
        grant(studio, request, "mother")


def test_nobody_agrees_to_anything_sexual_for_somebody_under_protection(studio: Studio) -> None:
    request = studio.asked(SEXUAL)
    spoken_for(studio, request.subject, "guardian")
    standing(studio, request.subject, StandingKind.PROTECTED)
    with pytest.raises(NobodySpeaks):
        grant(studio, request, "guardian")


def test_who_speaks_within_limits_ends_nothing_beyond_them(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    spoken_for(studio, subject, "film-agent", Role.AGENT, operations=frozenset({Operation.LIP_SYNC}))
    spoken_for(studio, subject, "heir", Role.ESTATE)
    contested = spoken_for(studio, subject, "agent", Role.AGENT)
    with studio.unit(answering(subject)) as unit:
        service.contest(unit, contested.id)
    for by in ("film-agent", "heir", "agent"):
        with studio.unit(answering(by)) as unit, pytest.raises(NotFound):
            service.withdraw(unit, granted.consent, ages=studio.age)
    assert studio.consent(granted.consent).ending is None
    with studio.unit(OFFICER) as unit:
        service.mark_conflict(unit, contested.id, conflict=False)
    with studio.unit(answering("agent")) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    assert studio.consent(granted.consent).ending is not None


def test_of_the_dead_only_the_estate_ends_what_they_agreed_to(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    spoken_for(studio, subject, "agent", Role.AGENT)
    spoken_for(studio, subject, "heir", Role.ESTATE)
    standing(studio, subject, StandingKind.DECEASED)
    with studio.unit(answering("agent")) as unit, pytest.raises(NotFound):
        service.withdraw(unit, granted.consent, ages=studio.age)
    with studio.unit(answering("heir")) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    assert studio.consent(granted.consent).ending is not None


def test_an_officer_who_once_asked_settles_nothing_about_who_speaks(studio: Studio) -> None:
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    with studio.unit(answering(request.subject)) as unit:
        service.contest(unit, agent.id)
    asked_once = Acting(REQUESTER.tenant, REQUESTER.principal, frozenset({REVIEW}))
    with studio.unit(asked_once) as unit, pytest.raises(NotYours):
        service.mark_conflict(unit, agent.id, conflict=False)
    with studio.unit(asked_once) as unit, pytest.raises(NotYours):
        service.end_representative(unit, agent.id)


def test_whoever_speaks_no_more_reads_and_reports_no_more(studio: Studio) -> None:
    request = studio.asked()
    ended = spoken_for(studio, request.subject, "ended", Role.AGENT)
    spoken_for(studio, request.subject, "lapsed", Role.AGENT)
    steps = (
        lambda unit: service.show(unit, studio.vault, request.id, Language.EN),
        lambda unit: service.under_pressure(unit, request.id, ages=studio.age),
    )
    for step in steps:
        with studio.unit(answering("ended")) as unit:
            step(unit)
    with studio.unit(answering("ended")) as unit:
        service.end_representative(unit, ended.id)
    for step in steps:
        with studio.unit(answering("ended")) as unit, pytest.raises(NotFound):
            step(unit)
    studio.place.later(days=401)
    with studio.unit(answering("lapsed")) as unit, pytest.raises(NotFound):
        steps[0](unit)
