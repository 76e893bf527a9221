"""Who speaks for whom, continued: contests, days that are sealed, majority, and the links of wards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consent_representing import grant, seen, spoken_for, standing
from consent_steps import OFFICER, REQUESTER, SCOPE, SECOND, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.errors import BadAuthority, InConflict, NobodySpeaks, NotYours
from tellmark.consent.links import Links
from tellmark.consent.model import (
    ANSWER,
    REFUSE,
    Authority,
    Awaits,
    Granted,
    Refused,
    RepresentativeState,
    Role,
    StandingKind,
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


def test_a_clock_tells_the_year_first_then_the_month_and_only_then_the_day() -> None:
    day = datetime(2031, 5, 17, tzinfo=UTC)
    assert look_again(day, datetime(2026, 11, 28, tzinfo=UTC)) == datetime(2031, 1, 1, tzinfo=UTC)
    assert look_again(day, datetime(2031, 1, 1, tzinfo=UTC)) == datetime(2031, 5, 1, tzinfo=UTC)
    assert look_again(day, datetime(2031, 5, 1, tzinfo=UTC)) == day


def test_no_day_of_birth_stands_in_the_log_or_open_in_the_store_and_erasure_takes_it(studio: Studio) -> None:
    request = studio.asked()
    with studio.unit(OFFICER) as unit:
        proposed = service.set_standing(
            unit, studio.vault, request.subject, StandingKind.MINOR, "b" * 64, majority_of(BORN)
        )
    with studio.unit(SECOND) as unit:
        after = service.confirm_standing(unit, studio.vault, request.subject, seen(proposed))
    assert after.majority_at == datetime(2033, 3, 1, tzinfo=UTC)
    with studio.look() as unit:
        rows = unit.run(STANDINGS.select()).mappings().all()
        clocks = unit.run(CLOCKS.select().where(CLOCKS.c.about == request.subject)).mappings().all()
        told = b"".join(bytes(one.body) for one in studio.said()) + b"".join(row["body"] for row in rows)
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
        service.decide(unit, studio.vault, request.id, granted, tie, studio.proof(), code=entropy(10))
    with studio.unit(by_link) as unit:
        refusal = studio.document(request.id, Verdict.REFUSE)
        assert isinstance(service.decide(unit, studio.vault, request.id, refusal), Refused)


def test_the_links_of_all_others_are_as_they_were(studio: Studio) -> None:
    link = studio.sent(studio.drafted().id)
    came = Links(studio.database).who(Shown(link=link.secret), studio.at)
    assert came is not None
    assert came.capabilities == {ANSWER}


def test_whoever_was_born_on_a_29_february_is_of_age_on_a_1_march() -> None:
    assert majority_of(date(2012, 2, 29)) == datetime(2030, 3, 1, tzinfo=UTC)
