"""A child is a child whoever answers, dead, under protection, or on a wrong day: a guardian decides, and not all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_representing import by_both, grant, spoken_for, standing
from consent_steps import OFFICER, REQUESTER, SCOPE, Studio, answering, take_offer
from tellmark.consent import service
from tellmark.consent.errors import NobodySpeaks, NotAssured, NotForMinors
from tellmark.consent.model import Awaits, Ending, Granted, Refused, Request, RequestState, Role, StandingKind, Verdict
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Purpose, Scope, Training
from tellmark.values.languages import Language

SEXUAL = replace(SCOPE, purposes=frozenset({Purpose.SEXUAL}))
POLITICAL = replace(SCOPE, purposes=frozenset({Purpose.POLITICAL}))
TRAINED = replace(SCOPE, training=Training.OWN_MODEL, models=frozenset({"m-1"}))
TEEN = AgeBand.FROM_14_TO_17
FOR_HIRE = [Role.AGENT, Role.UNION, Role.ATTORNEY]


# --- whoever answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", FOR_HIRE)
@pytest.mark.parametrize("age", [AgeBand.UNDER_14, TEEN])
def test_for_a_child_no_agent_answers_whatever_their_own_age(studio: Studio, role: Role, age: AgeBand) -> None:
    request = studio.asked()
    studio.ages[request.subject] = age
    spoken_for(studio, request.subject, "agent", role)
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        grant(studio, request, "agent")
    less = replace(SCOPE, max_outputs=1)
    for verdict, offer in ((Verdict.REFUSE, None), (Verdict.COUNTER, less)):
        with pytest.raises(NobodySpeaks, match="only a guardian"):
            studio.decided(studio.document(request.id, verdict, counter=offer), "agent", bound=False)


def test_whoever_has_a_guardian_is_a_child_until_a_proof_says_otherwise(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "mother")
    spoken_for(studio, request.subject, "agent", Role.AGENT)
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        grant(studio, request, "agent")
    assert grant(studio, request, age=AgeBand.UNKNOWN) == Awaits(request.id, frozenset({Role.GUARDIAN}))
    studio.ages[request.subject] = AgeBand.ADULT
    assert isinstance(grant(studio, request, "agent"), Granted)  # beside the person's own word, which they have given


@pytest.mark.parametrize("role", [Role.GUARDIAN, *FOR_HIRE])
def test_whoever_is_of_age_and_has_a_guardian_still_is_asked_themselves(studio: Studio, role: Role) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.ADULT)
    spoken_for(studio, request.subject, "guardian")
    spoken_for(studio, request.subject, "other", role)
    assert grant(studio, request, "other") == Awaits(request.id, frozenset({Role.SELF}))
    assert isinstance(grant(studio, request), Granted)


def test_a_child_stays_one_when_the_guardian_has_gone(studio: Studio) -> None:
    request = studio.asked()
    mother = spoken_for(studio, request.subject, "mother")
    spoken_for(studio, request.subject, "agent", Role.AGENT)
    with studio.unit(answering(request.subject)) as unit:
        service.veto(unit, mother.id)
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        grant(studio, request, "agent")
    studio.ages[request.subject] = AgeBand.ADULT
    assert isinstance(grant(studio, request, "agent"), Granted)


def test_what_somebody_gave_by_an_authority_that_they_have_no_more_counts_no_more(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 3)
    mother = spoken_for(studio, request.subject, "mother")
    assert grant(studio, request, "mother") == Awaits(request.id, frozenset({Role.SELF}))
    with studio.unit(OFFICER) as unit:
        service.end_representative(unit, mother.id)
    spoken_for(studio, request.subject, "mother", grants=False)
    assert grant(studio, request, age=TEEN) == Awaits(request.id, frozenset({Role.GUARDIAN}))


def test_what_somebody_offered_by_an_authority_that_they_have_no_more_is_asked_anew(studio: Studio) -> None:
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks), agent.principal)
    with studio.unit(OFFICER) as unit:
        service.end_representative(unit, agent.id)
    spoken_for(studio, request.subject, "agent", Role.AGENT, grants=False)
    with studio.unit(REQUESTER) as unit:
        assert isinstance(take_offer(unit, studio.vault, request.id, studio.age), Request)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("other", [{"role": Role.AGENT}, {"grants": False}, {"purposes": frozenset({Purpose.ART})}])
def test_a_guardian_answers_by_the_authority_that_reaches_whichever_came_first(
    studio: Studio, other: dict[str, Any], last: bool
) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    for more in ({}, other) if last else (other, {}):
        spoken_for(studio, request.subject, "mother", **more)
        studio.place.later(seconds=1)  # of one instant, chance would say which came first
    assert isinstance(grant(studio, request, "mother"), Granted)


def test_a_standing_tells_of_a_child_as_a_proof_does(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 3)
    spoken_for(studio, request.subject, "agent", Role.AGENT)
    studio.ages[request.subject] = AgeBand.ADULT
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        grant(studio, request, "agent")


def test_where_one_source_says_that_a_child_is_a_teenager_they_are_asked_too(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    spoken_for(studio, request.subject, "mother")
    studio.ages[request.subject] = TEEN
    assert grant(studio, request, "mother") == Awaits(request.id, frozenset({Role.SELF}))


def test_what_an_agent_offered_for_a_child_is_asked_anew(studio: Studio) -> None:
    """At the time nobody knew; the proof came between the offer and its taking."""
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks), agent.principal)
    studio.ages[request.subject] = AgeBand.UNDER_14
    with studio.unit(REQUESTER) as unit:
        assert isinstance(take_offer(unit, studio.vault, request.id, studio.age), Request)


@pytest.mark.parametrize("estate", [False, True])
def test_what_somebody_offered_who_has_died_since_is_asked_anew_and_their_estate_answers(
    studio: Studio, estate: bool
) -> None:
    """Whoever asked reads the same of it as of any offer that is asked anew: not that somebody is dead."""
    request = studio.asked()
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks))
    standing(studio, request.subject, StandingKind.DECEASED)
    if estate:
        spoken_for(studio, request.subject, "son", Role.ESTATE)
    with studio.unit(REQUESTER) as unit:
        anew = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(anew, Request)
    assert (anew.state, anew.scope) == (RequestState.SENT, less)
    if estate:
        with studio.unit(answering("son")) as unit:
            studio.shown[request.id] = service.show(unit, studio.vault, request.id, Language.EN).digest
        assert isinstance(grant(studio, anew, "son"), Granted)
    else:
        studio.place.later(days=8)
        studio.clocks_run()
        assert studio.request(request.id).state is RequestState.LAPSED


@pytest.mark.parametrize("vetoed", [False, True])
def test_what_an_agent_offered_who_speaks_no_more_is_asked_anew(studio: Studio, vetoed: bool) -> None:
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks), agent.principal)
    with studio.unit(answering(request.subject) if vetoed else OFFICER) as unit:
        (service.veto if vetoed else service.end_representative)(unit, agent.id)
    with studio.unit(REQUESTER) as unit:
        assert isinstance(take_offer(unit, studio.vault, request.id, studio.age), Request)


def test_what_an_agent_offered_who_is_contested_since_is_asked_anew(studio: Studio) -> None:
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks), agent.principal)
    with studio.unit(answering(request.subject)) as unit:
        service.contest(unit, agent.id)
    with studio.unit(REQUESTER) as unit:
        assert isinstance(take_offer(unit, studio.vault, request.id, studio.age), Request)


@pytest.mark.parametrize("scope", [SEXUAL, POLITICAL])
def test_nothing_sexual_or_political_is_made_of_a_child(studio: Studio, scope: Scope) -> None:
    request = studio.asked(scope)
    standing(studio, request.subject, StandingKind.MINOR, 3)
    spoken_for(studio, request.subject, "mother")
    for by, age in (("mother", AgeBand.ADULT), (None, TEEN), (None, AgeBand.ADULT)):
        with pytest.raises(NotForMinors):
            grant(studio, request, by, age)
    assert isinstance(studio.decided(studio.document(request.id, Verdict.REFUSE), "mother", bound=False), Refused)


# --- dead, or under protection ----------------------------------------------------------------------------------------


def test_the_estate_of_a_child_agrees_to_nothing_sexual_and_the_dead_grow_no_older(studio: Studio) -> None:
    request, other = studio.asked(SEXUAL), studio.asked(POLITICAL)
    for one in (request, other):
        standing(studio, one.subject, StandingKind.MINOR, 1 / 365)
        standing(studio, one.subject, StandingKind.DECEASED)
        spoken_for(studio, one.subject, "son", Role.ESTATE)
        with pytest.raises(NotForMinors):
            grant(studio, one, "son")
    studio.place.later(days=3)
    studio.clocks_run()
    assert "consent.majority_reached" not in studio.names()
    for one in (request, other):
        with pytest.raises(NotForMinors):
            grant(studio, one, "son")


def test_of_a_dead_child_the_estate_agrees_to_the_rest(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 1 / 365)
    standing(studio, request.subject, StandingKind.DECEASED)
    spoken_for(studio, request.subject, "mother", Role.ESTATE)
    studio.place.later(days=3)
    granted = grant(studio, request, "mother")
    assert isinstance(granted, Granted)


def test_nobody_comes_of_age_by_a_death_that_is_recorded_once_more(studio: Studio) -> None:
    request = studio.asked(POLITICAL)
    standing(studio, request.subject, StandingKind.MINOR, 4 / 365)
    for days in (5, 1):
        standing(studio, request.subject, StandingKind.DECEASED)
        studio.place.later(days=days)
    studio.ages[request.subject] = AgeBand.ADULT
    spoken_for(studio, request.subject, "son", Role.ESTATE)
    with pytest.raises(NotForMinors):
        grant(studio, request, "son")


def test_only_whoever_was_a_minor_when_they_died_stays_one(studio: Studio) -> None:
    grown, child = studio.asked(POLITICAL), studio.asked(POLITICAL)
    standing(studio, grown.subject, StandingKind.MINOR, 1 / 365)
    standing(studio, child.subject, StandingKind.MINOR, 4 / 365)
    studio.place.later(days=2)
    for one in (grown, child):
        studio.ages[one.subject] = AgeBand.ADULT
        standing(studio, one.subject, StandingKind.DECEASED)
        spoken_for(studio, one.subject, "son", Role.ESTATE)
    studio.place.later(days=4)
    assert isinstance(grant(studio, grown, "son"), Granted)
    with pytest.raises(NotForMinors):
        grant(studio, child, "son")


@pytest.mark.parametrize("kind", [StandingKind.DECEASED, StandingKind.PROTECTED])
def test_a_day_of_majority_outlives_what_is_confirmed_later(studio: Studio, kind: StandingKind) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    with studio.look() as look:
        before = service.standing_of(look, studio.vault, request.subject)
    standing(studio, request.subject, kind)
    with studio.look() as look:
        after = service.standing_of(look, studio.vault, request.subject)
    assert before is not None
    assert after is not None
    assert (after.kind, after.majority_at, after.majority) == (kind, before.majority_at, before.majority)
    assert studio.rebuilt() == studio.tables()


def test_a_child_under_protection_is_a_child(studio: Studio) -> None:
    request, other = studio.asked(SEXUAL), studio.asked()
    for one in (request, other):
        standing(studio, one.subject, StandingKind.MINOR, 3)
        standing(studio, one.subject, StandingKind.PROTECTED)
        spoken_for(studio, one.subject, "mother")
    with pytest.raises(NotForMinors):
        grant(studio, request, "mother")
    assert grant(studio, other, "mother") == Awaits(other.id, frozenset({Role.SELF}))


def test_somebody_under_protection_keeps_their_guardian_at_majority_and_what_was_agreed_before_ends(
    studio: Studio,
) -> None:
    request = studio.asked(replace(SCOPE, end=SCOPE.start + timedelta(days=900)))
    standing(studio, request.subject, StandingKind.MINOR, 1)
    standing(studio, request.subject, StandingKind.PROTECTED)
    granted = by_both(studio, request)
    studio.place.later(days=365)
    studio.clocks_run()
    assert studio.consent(granted.consent).ending is Ending.MAJORITY
    with studio.look() as look:
        assert [one.speaks(studio.at) for one in service.representatives_of(look, request.subject)] == [True]


@pytest.mark.parametrize("scope", [TRAINED, POLITICAL])
def test_for_an_adult_under_protection_a_guardian_alone_agrees_to_nothing_that_weighs_heavily(
    studio: Studio, scope: Scope
) -> None:
    request = studio.asked(scope)
    standing(studio, request.subject, StandingKind.PROTECTED)
    spoken_for(studio, request.subject, "guardian")
    assert grant(studio, request, "guardian") == Awaits(request.id, frozenset({Role.SELF}))
    assert isinstance(grant(studio, request), Granted)


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.ESTATE, *FOR_HIRE])
def test_nobody_agrees_to_something_sexual_for_another(studio: Studio, role: Role) -> None:
    request = studio.asked(SEXUAL)
    studio.ages[request.subject] = AgeBand.ADULT
    if role is Role.ESTATE:
        standing(studio, request.subject, StandingKind.DECEASED)
    spoken_for(studio, request.subject, "other", role)
    with pytest.raises(NobodySpeaks, match="something sexual for another"):
        grant(studio, request, "other")


def test_nobody_under_protection_agrees_to_something_sexual_and_their_guardian_says_no(studio: Studio) -> None:
    request = studio.asked(SEXUAL)
    standing(studio, request.subject, StandingKind.PROTECTED)
    spoken_for(studio, request.subject, "guardian")
    for by in (None, "guardian"):
        with pytest.raises(NobodySpeaks, match="something sexual for another"):
            grant(studio, request, by)
    assert isinstance(studio.decided(studio.document(request.id, Verdict.REFUSE), "guardian", bound=False), Refused)


def test_the_word_of_a_guardian_who_speaks_no_more_counts_no_more(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 3)
    mother = spoken_for(studio, request.subject, "mother")
    spoken_for(studio, request.subject, "father")
    assert grant(studio, request, "mother") == Awaits(request.id, frozenset({Role.SELF}))
    with studio.unit(answering("mother")) as unit:
        service.end_representative(unit, mother.id)
    assert grant(studio, request, age=TEEN) == Awaits(request.id, frozenset({Role.GUARDIAN}))
    assert isinstance(grant(studio, request, "father"), Granted)


# --- a day that is past -----------------------------------------------------------------------------------------------


def test_a_day_that_is_past_makes_nobody_of_age_whom_a_proof_calls_a_child(studio: Studio) -> None:
    """An officer slipped in the year."""
    request = studio.asked(SEXUAL)
    standing(studio, request.subject, StandingKind.MINOR, 1 / 365)
    studio.place.later(days=2)
    with pytest.raises(NotForMinors):
        grant(studio, request, age=TEEN)
    other = studio.asked()
    standing(studio, other.subject, StandingKind.MINOR, 1 / 365)
    studio.place.later(days=2)
    assert grant(studio, other, age=TEEN) == Awaits(other.id, frozenset({Role.GUARDIAN}))


def test_a_day_that_is_past_counts_once_a_proof_or_two_officers_say_the_same(studio: Studio) -> None:
    request, other = studio.asked(), studio.asked()
    for one in (request, other):
        standing(studio, one.subject, StandingKind.MINOR, 1 / 365)
    studio.place.later(days=2)
    with pytest.raises(NotAssured, match="whether the person is of age"):
        grant(studio, request, age=AgeBand.UNKNOWN)
    assert isinstance(grant(studio, request), Granted)
    standing(studio, other.subject, StandingKind.ADULT)
    assert isinstance(grant(studio, other, age=AgeBand.UNKNOWN), Granted)
