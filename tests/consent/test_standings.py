"""Who speaks for whom, continued: contests, days that are sealed, majority, and the links of wards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consent_representing import grant, spoken_for, standing
from consent_steps import ADULT, OFFICER, REQUESTER, SCOPE, SECOND, Studio, answering, person
from opaque_ids import beside_ids
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.errors import BadAuthority, CaseChanged, InConflict, NobodySpeaks, NotYours
from tellmark.consent.links import Links
from tellmark.consent.model import (
    ANSWER,
    REFUSE,
    REVIEW,
    Authority,
    Awaits,
    Granted,
    Paper,
    Refused,
    RepresentativeState,
    Role,
    StandingKind,
    StandingSeen,
    Verdict,
)
from tellmark.consent.people import majority_of
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.speakers.store import STANDINGS
from tellmark.consent.standing import look_again
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.store.tables import CLOCKS
from tellmark.surface.principal import Shown
from tellmark.values.ids import entropy

BORN = date(2015, 3, 1)
MINOR = StandingSeen(StandingKind.MINOR, "b" * 64, Paper.OTHER, majority_of(BORN))


# --- contested, and of age ------------------------------------------------------------------------------------------


def test_whoever_it_concerns_contests_and_an_officer_of_no_side_settles_it(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.DECEASED)
    son = spoken_for(studio, request.subject, "son", Role.ESTATE)
    spoken_for(studio, request.subject, "daughter", Role.ESTATE)
    with studio.unit(answering("neighbour")) as unit, pytest.raises(NotFound):
        service.contest(unit, son.id)
    with studio.unit(answering("daughter")) as unit:
        assert service.contest(unit, son.id).conflict
    with studio.look() as unit:
        assert [one.id for one in service.queue(unit).contested] == [son.id]
    for heir in ("son", "daughter"):
        with pytest.raises(InConflict):
            grant(studio, request, heir)
    with studio.unit(Acting(OFFICER.tenant, "son", OFFICER.capabilities)) as unit, pytest.raises(NotYours):
        service.mark_conflict(unit, son.id, conflict=False)
    with studio.unit(OFFICER) as unit:
        service.mark_conflict(unit, son.id, conflict=False)
    assert isinstance(grant(studio, request, "son"), Awaits)
    assert isinstance(grant(studio, request, "daughter"), Granted)


def test_an_agent_locks_no_guardian_out_by_contesting_them_or_themselves(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    mother = spoken_for(studio, request.subject, "mother")
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    with studio.unit(answering("agent")) as unit, pytest.raises(NotFound):
        service.contest(unit, mother.id)
    with studio.unit(answering("agent")) as unit:
        assert service.contest(unit, agent.id).conflict
    assert isinstance(grant(studio, request, "mother"), Granted)


def test_an_agent_locks_no_heir_out(studio: Studio) -> None:
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    son = spoken_for(studio, request.subject, "son", Role.ESTATE)
    standing(studio, request.subject, StandingKind.DECEASED)
    with studio.unit(answering("agent")) as unit, pytest.raises(NotFound):
        service.contest(unit, son.id)
    with studio.unit(answering("agent")) as unit:
        service.contest(unit, agent.id)
    assert isinstance(grant(studio, request, "son"), Granted)


@pytest.mark.parametrize("by", ["father", "child", "officer"])
def test_a_guardian_is_contested_by_another_by_the_person_and_by_officers(studio: Studio, by: str) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    mother = spoken_for(studio, request.subject, "mother")
    spoken_for(studio, request.subject, "father")
    if by == "officer":
        with studio.unit(OFFICER) as unit:
            service.mark_conflict(unit, mother.id, conflict=True)
    else:
        with studio.unit(answering(request.subject if by == "child" else by)) as unit:
            service.contest(unit, mother.id)
    for guardian in ("mother", "father"):
        with pytest.raises(InConflict):
            grant(studio, request, guardian)


def test_whoever_else_speaks_contests_an_agent(studio: Studio) -> None:
    request = studio.asked()
    studio.ages[request.subject] = ADULT
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    spoken_for(studio, request.subject, "attorney", Role.ATTORNEY)
    with studio.unit(answering("attorney")) as unit:
        service.contest(unit, agent.id)
    for by in ("agent", "attorney"):
        with pytest.raises(InConflict):
            grant(studio, request, by)


def test_an_officer_who_asked_or_speaks_settles_nothing_ends_nobody_and_records_nothing(studio: Studio) -> None:
    """They are no requester any more: the roles bar each other at once, not one after the other."""
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    spoken_for(studio, request.subject, "mother")
    with studio.unit(answering(request.subject)) as unit:
        service.contest(unit, agent.id)
    authority = Authority(Role.AGENT, "a" * 64, SCOPE.end)
    protected = StandingSeen(StandingKind.PROTECTED, "b" * 64, Paper.OTHER)
    for side in (request.requester, request.subject, "mother"):
        officer = Acting(OFFICER.tenant, side, frozenset({REVIEW}))
        steps = (
            lambda unit: service.mark_conflict(unit, agent.id, conflict=False),
            lambda unit: service.end_representative(unit, agent.id),
            lambda unit: service.represent(unit, request.subject, "other", authority),
            lambda unit: service.set_standing(unit, studio.vault, request.subject, protected),
        )
        for step in steps:
            with studio.unit(officer) as unit, pytest.raises(NotYours):
                step(unit)
    with studio.look() as look:
        assert [one.id for one in service.queue(look).contested] == [agent.id]
    with studio.unit(answering("agent")) as unit:
        assert service.end_representative(unit, agent.id).is_over


@pytest.mark.parametrize("changed", [
    {"kind": StandingKind.DECEASED, "majority_at": None}, {"document": "c" * 64}, {"paper": Paper.BIRTH_CERTIFICATE},
    {"majority_at": majority_of(BORN.replace(year=2010))},
])  # fmt: skip
def test_a_second_officer_confirms_what_they_have_looked_at_and_nothing_else(studio: Studio, changed: Any) -> None:
    """The first proposes something else while the page of the second is open."""
    person, later = studio.asked().subject, replace(MINOR, **changed)
    with studio.unit(OFFICER) as unit:
        service.set_standing(unit, studio.vault, person, MINOR)
        service.set_standing(unit, studio.vault, person, later)
    with studio.unit(SECOND) as unit, pytest.raises(CaseChanged):
        service.confirm_standing(unit, studio.vault, person, MINOR)
    with studio.look() as look:
        known = service.standing_of(look, studio.vault, person)
    assert known is not None
    assert known.confirmed_by is None
    with studio.unit(SECOND) as unit:
        after = service.confirm_standing(unit, studio.vault, person, later)
    assert StandingSeen(after.kind, after.document or "", after.paper, after.majority_at) == later


def test_an_authority_counts_from_its_day_on(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "agent", Role.AGENT, since=studio.at + timedelta(days=1))
    with pytest.raises(NobodySpeaks):
        grant(studio, request, "agent")
    studio.place.later(days=1)
    assert isinstance(grant(studio, request, "agent"), Granted)
    backwards = Authority(Role.AGENT, "a" * 64, SCOPE.end, since=SCOPE.end)
    powerless = Authority(Role.AGENT, "a" * 64, SCOPE.end, grants=False, withdraws=False)
    for bad in (backwards, powerless):
        with studio.unit(OFFICER) as unit, pytest.raises(BadAuthority):
            service.represent(unit, request.subject, "other", bad)


def test_at_majority_guardians_speak_no_more_and_see_nothing(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 1)
    mother = spoken_for(studio, request.subject, "mother")
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    studio.place.later(days=365)
    studio.clocks_run()
    with studio.look() as unit:
        states = {one.id: one.state for one in service.representatives_of(unit, request.subject)}
    assert states == {mother.id: RepresentativeState.ENDED, agent.id: RepresentativeState.CONFIRMED}


def test_that_officers_found_somebody_of_age_takes_a_paper_that_tells_and_outlives_them(studio: Studio) -> None:
    who = studio.asked().subject

    def grown() -> datetime | None:
        with studio.look() as look:
            known = service.standing_of(look, studio.vault, who)
        return None if known is None else known.grown

    standing(studio, who, StandingKind.ADULT, paper=Paper.CONTRACT)
    assert grown() is None
    standing(studio, who, StandingKind.ADULT, paper=Paper.IDENTITY_DOCUMENT)
    found = studio.at
    for kind in (StandingKind.PROTECTED, StandingKind.DECEASED):
        studio.place.later(days=1)
        standing(studio, who, kind)
        assert grown() == found
    standing(studio, who, StandingKind.MINOR, 1)
    assert grown() is None


def test_a_clock_tells_the_year_first_then_the_month_and_only_then_the_day() -> None:
    day = datetime(2031, 5, 17, tzinfo=UTC)
    assert look_again(day, datetime(2026, 11, 28, tzinfo=UTC)) == datetime(2031, 1, 1, tzinfo=UTC)
    assert look_again(day, datetime(2031, 1, 1, tzinfo=UTC)) == datetime(2031, 5, 1, tzinfo=UTC)
    assert look_again(day, datetime(2031, 5, 1, tzinfo=UTC)) == day


def test_no_day_of_birth_stands_in_the_log_or_open_in_the_store_and_erasure_takes_it(studio: Studio) -> None:
    request = studio.asked()
    with studio.unit(OFFICER) as unit:
        service.set_standing(unit, studio.vault, request.subject, MINOR)
    with studio.unit(SECOND) as unit:
        after = service.confirm_standing(unit, studio.vault, request.subject, MINOR)
    assert after.majority_at == datetime(2033, 3, 1, tzinfo=UTC)
    with studio.look() as unit:
        rows = unit.run(STANDINGS.select()).mappings().all()
        clocks = unit.run(CLOCKS.select().where(CLOCKS.c.about == request.subject)).mappings().all()
        told = beside_ids(*(bytes(one.body) for one in studio.said()), *(row["body"] for row in rows))
        assert service.standing_of(unit, studio.vault, request.subject) == after
    assert b"2033" not in told + b"".join(row["majority_at"] for row in rows)
    assert [one["due_at"] for one in clocks] == [datetime(2033, 1, 1, tzinfo=UTC)]
    with studio.unit(OFFICER) as unit:
        ConsentHolder().let_go(unit, request.subject)
    with studio.look() as unit:
        rows = unit.run(STANDINGS.select()).mappings().all()
        clocks = unit.run(CLOCKS.select().where(CLOCKS.c.about == request.subject)).mappings().all()
    assert [row["majority_at"] for row in rows] == [None]
    assert [(one["due_at"], one["stopped_at"]) for one in clocks] == [(studio.at, studio.at)]


# --- a ward's link ----------------------------------------------------------------------------------------------------


def test_a_ward_s_link_makes_nobody_the_person(studio: Studio) -> None:
    request = studio.drafted(who=person(ward=True))
    link = studio.sent(request.id)
    came = Links(studio.database).who(Shown(link=link.secret), studio.at)
    assert came is not None
    assert (came.id, came.capabilities) == (request.subject, frozenset({REFUSE}))
    studio.read(request.id)
    by_link = Acting(REQUESTER.tenant, request.subject, came.capabilities)
    granted = studio.document(request.id, Verdict.GRANT)
    tie = Bound(BindingMethod.PASSKEY, digest_of(granted), "e" * 64, request.subject, studio.at)
    with studio.unit(by_link) as unit, pytest.raises(NotAllowed):
        service.decide(unit, studio.vault, request.id, granted, tie, (studio.proof(),), age=ADULT, code=entropy(10))
    with studio.unit(by_link) as unit:
        refusal = studio.document(request.id, Verdict.REFUSE)
        assert isinstance(service.decide(unit, studio.vault, request.id, refusal, age=ADULT), Refused)


def test_the_links_of_all_others_are_as_they_were(studio: Studio) -> None:
    link = studio.sent(studio.drafted().id)
    came = Links(studio.database).who(Shown(link=link.secret), studio.at)
    assert came is not None
    assert came.capabilities == {ANSWER}


def test_whoever_was_born_on_a_29_february_is_of_age_on_a_1_march() -> None:
    assert majority_of(date(2012, 2, 29)) == datetime(2030, 3, 1, tzinfo=UTC)
