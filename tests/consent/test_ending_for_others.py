"""Who speaks for somebody ends, disputes and reports no further than they may speak; the person always may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_representing import spoken_for, standing
from consent_steps import SCOPE, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.model import ConsentId, ConsentState, Granted, HoldReason, NoteKind, Role, StandingKind
from tellmark.consent.ports import Ages
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose
from tellmark.store.errors import NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId

LESS = replace(SCOPE, max_outputs=1)
Act = Callable[[WriteUnit, ConsentId, Ages], object]
ACTS: dict[str, Act] = {
    "withdraws": lambda unit, consent, ages: service.withdraw(unit, consent, ages=ages),
    "narrows": lambda unit, consent, ages: service.withdraw(unit, consent, remaining=LESS, ages=ages),
    "disputes": service.dispute,
    "reports duress": lambda unit, consent, ages: service.report(unit, NoteKind.COERCION, consent, ages),
    "reports misuse": lambda unit, consent, ages: service.report(unit, NoteKind.MISUSE, consent, ages),
}
by_every_way = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


@by_every_way
def test_beyond_what_they_speak_for_there_is_nothing(studio: Studio, act: Act) -> None:
    granted, subject = agreed(studio)
    spoken_for(studio, subject, "other-work", Role.AGENT, operations=frozenset({Operation.LIP_SYNC}))
    spoken_for(studio, subject, "other-purpose", Role.AGENT, purposes=frozenset({Purpose.ART}))
    spoken_for(studio, subject, "clerk", Role.AGENT, withdraws=False)
    spoken_for(studio, subject, "later", Role.AGENT, since=studio.at + timedelta(days=1))
    for by in ("other-work", "other-purpose", "clerk", "later"):
        refused(studio, granted, by, act)


@pytest.mark.parametrize("how", ["reports duress", "disputes", "under pressure"])
def test_what_stands_in_the_place_of_it_is_not_theirs_where_it_goes_beyond(studio: Studio, how: str) -> None:
    """By what is theirs and has ended they say it of that alone; the person says it of what stands there now, too."""
    who = person()
    first = studio.consent(studio.granted(who=who).consent)
    studio.place.later(days=1)
    wider = replace(SCOPE, purposes=SCOPE.purposes | {Purpose.ART})
    second = studio.granted(wider, who, supersedes=first.id).consent
    spoken_for(studio, first.subject, "agent", Role.AGENT, purposes=SCOPE.purposes)
    for by, reached in (
        ("agent", []),
        (first.subject, [HoldReason.DISPUTE if how == "disputes" else HoldReason.COERCION]),
    ):
        with studio.unit(answering(by)) as unit:
            if how == "under pressure":
                service.under_pressure(unit, first.request, studio.age)
            else:
                ACTS[how](unit, first.id, studio.age)
        assert [one.reason for one in studio.consent(second).holds] == reached
        with studio.look() as unit:
            queue = service.queue(unit)
        assert first.id in [one.consent for one in (queue.disputes or queue.notes)]


@by_every_way
def test_within_it_they_may(studio: Studio, act: Act) -> None:
    granted, subject = agreed(studio)
    more = {"operations": SCOPE.operations | {Operation.AVATAR}, "purposes": SCOPE.purposes}
    spoken_for(studio, subject, "agent", Role.AGENT, grants=False, **more)
    with studio.unit(answering("agent")) as unit:
        act(unit, granted.consent, studio.age)


@by_every_way
def test_whoever_is_contested_does_nothing_until_an_officer_has_looked(studio: Studio, act: Act) -> None:
    granted, subject = agreed(studio)
    agent = spoken_for(studio, subject, "agent", Role.AGENT)
    with studio.unit(answering(subject)) as unit:
        service.contest(unit, agent.id)
    refused(studio, granted, "agent", act)


@pytest.mark.parametrize("dead", [False, True])
@by_every_way
def test_whoever_alone_protects_somebody_does_so_though_they_are_contested(
    studio: Studio, act: Act, dead: bool
) -> None:
    granted, subject = agreed(studio)
    standing(studio, subject, StandingKind.MINOR, 8)
    protector = spoken_for(studio, subject, "protector", Role.ESTATE if dead else Role.GUARDIAN)
    with studio.unit(answering(subject)) as unit:
        service.contest(unit, protector.id)
    if dead:
        standing(studio, subject, StandingKind.DECEASED)
    with studio.unit(answering("protector")) as unit:
        act(unit, granted.consent, studio.age)


def test_whether_somebody_was_pressed_is_not_told_to_whoever_may_not_say_so(studio: Studio) -> None:
    granted, subject = agreed(studio)
    spoken_for(studio, subject, "clerk", Role.AGENT, withdraws=False)
    request = studio.consent(granted.consent).request

    def says_so(by: str) -> None:
        with studio.unit(answering(by)) as unit:
            service.under_pressure(unit, request, studio.age)

    with pytest.raises(NotFound) as before:
        says_so("clerk")
    says_so(subject)
    with pytest.raises(NotFound) as after:
        says_so("clerk")
    assert str(before.value) == str(after.value)


@by_every_way
def test_an_estate_speaks_for_the_dead_and_everybody_else_for_the_living(studio: Studio, act: Act) -> None:
    granted, subject = agreed(studio)
    spoken_for(studio, subject, "heir", Role.ESTATE)
    spoken_for(studio, subject, "agent", Role.AGENT)
    spoken_for(studio, subject, "mother")
    refused(studio, granted, "heir", act)
    standing(studio, subject, StandingKind.DECEASED)
    for by in ("agent", "mother", subject):
        with studio.unit(answering(by)) as unit, pytest.raises(NotFound):
            service.withdraw(unit, granted.consent, ages=studio.age)
    with studio.unit(answering("heir")) as unit:
        act(unit, granted.consent, studio.age)


Child = Callable[[Studio, SubjectId], None]


def by_a_standing(studio: Studio, subject: SubjectId) -> None:
    """Let officers say so."""
    standing(studio, subject, StandingKind.MINOR, 3)


def under_protection(studio: Studio, subject: SubjectId) -> None:
    """Let officers say so, and then that the child is under protection."""
    standing(studio, subject, StandingKind.MINOR, 3)
    standing(studio, subject, StandingKind.PROTECTED)


def by_a_proof(studio: Studio, subject: SubjectId) -> None:
    """Let a proof tell it, which came after the agreement."""
    studio.ages[subject] = AgeBand.UNDER_14


def by_their_guardian(studio: Studio, subject: SubjectId) -> None:
    """Let nothing be known but that there is a guardian."""
    del studio.ages[subject]


@pytest.mark.parametrize("child", [by_a_standing, under_protection, by_a_proof, by_their_guardian])
@by_every_way
def test_what_a_child_agreed_to_none_but_a_guardian_ends_for_them(studio: Studio, act: Act, child: Child) -> None:
    granted, subject = agreed(studio)
    for role in (Role.AGENT, Role.UNION, Role.ATTORNEY):
        spoken_for(studio, subject, role, role)
    spoken_for(studio, subject, "mother")
    child(studio, subject)
    for role in (Role.AGENT, Role.UNION, Role.ATTORNEY):
        refused(studio, granted, role, act)
    with studio.unit(answering("mother")) as unit:
        act(unit, granted.consent, studio.age)


def test_a_child_whom_only_a_proof_tells_of_is_one_without_any_guardian(studio: Studio) -> None:
    granted, subject = agreed(studio)
    spoken_for(studio, subject, "agent", Role.AGENT)
    studio.ages[subject] = AgeBand.FROM_14_TO_17
    for act in ACTS.values():
        refused(studio, granted, "agent", act)
    standing(studio, subject, StandingKind.ADULT)
    for act in ACTS.values():
        refused(studio, granted, "agent", act)
    studio.ages[subject] = AgeBand.ADULT
    with studio.unit(answering("agent")) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)


def test_the_person_ends_what_was_agreed_whoever_speaks_for_them(studio: Studio) -> None:
    granted, subject = agreed(studio)
    standing(studio, subject, StandingKind.MINOR, 8)
    standing(studio, subject, StandingKind.PROTECTED)
    spoken_for(studio, subject, "mother", withdraws=False)
    with studio.unit(answering(subject)) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    assert studio.consent(granted.consent).state is ConsentState.ENDING


def agreed(studio: Studio) -> tuple[Granted, SubjectId]:
    """Let somebody agree; return what came of it, and who they are."""
    granted = studio.granted()
    return granted, studio.consent(granted.consent).subject


def refused(studio: Studio, granted: Granted, by: str, act: Act) -> None:
    """Let *by* try, and see that there is nothing for them and nothing has changed."""
    before = studio.consent(granted.consent)
    with studio.unit(answering(by)) as unit, pytest.raises(NotFound):
        act(unit, granted.consent, studio.age)
    assert studio.consent(granted.consent) == before
