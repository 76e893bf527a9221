"""Who speaks for somebody ends, disputes and reports no further than they may speak; the person always may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_representing import spoken_for, standing
from consent_steps import SCOPE, Studio, answering
from tellmark.consent import service
from tellmark.consent.model import ConsentId, ConsentState, Granted, NoteKind, Role, StandingKind
from tellmark.consent.terms import Operation, Purpose
from tellmark.store.errors import NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId

Act = Callable[[WriteUnit, ConsentId], object]
ACTS: dict[str, Act] = {
    "withdraws": service.withdraw,
    "narrows": lambda unit, consent: service.withdraw(unit, consent, remaining=replace(SCOPE, max_outputs=1)),
    "disputes": service.dispute,
    "reports duress": lambda unit, consent: service.report(unit, NoteKind.COERCION, consent),
    "reports misuse": lambda unit, consent: service.report(unit, NoteKind.MISUSE, consent),
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


@by_every_way
def test_within_it_they_may(studio: Studio, act: Act) -> None:
    granted, subject = agreed(studio)
    more = {"operations": SCOPE.operations | {Operation.AVATAR}, "purposes": SCOPE.purposes}
    spoken_for(studio, subject, "agent", Role.AGENT, grants=False, **more)
    with studio.unit(answering("agent")) as unit:
        act(unit, granted.consent)


@by_every_way
def test_whoever_is_contested_does_nothing_until_an_officer_has_looked(studio: Studio, act: Act) -> None:
    granted, subject = agreed(studio)
    agent = spoken_for(studio, subject, "agent", Role.AGENT)
    with studio.unit(answering(subject)) as unit:
        service.contest(unit, agent.id)
    refused(studio, granted, "agent", act)


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
            service.withdraw(unit, granted.consent)
    with studio.unit(answering("heir")) as unit:
        act(unit, granted.consent)


def test_the_person_ends_what_was_agreed_whoever_speaks_for_them(studio: Studio) -> None:
    granted, subject = agreed(studio)
    standing(studio, subject, StandingKind.MINOR, 8)
    standing(studio, subject, StandingKind.PROTECTED)
    spoken_for(studio, subject, "mother", withdraws=False)
    with studio.unit(answering(subject)) as unit:
        service.withdraw(unit, granted.consent)
    assert studio.consent(granted.consent).state is ConsentState.ENDING


def agreed(studio: Studio) -> tuple[Granted, SubjectId]:
    """Let somebody agree; return what came of it, and who they are."""
    granted = studio.granted()
    return granted, studio.consent(granted.consent).subject


def refused(studio: Studio, granted: Granted, by: str, act: Act) -> None:
    """Let *by* try, and see that there is nothing for them and nothing has changed."""
    before = studio.consent(granted.consent)
    with studio.unit(answering(by)) as unit, pytest.raises(NotFound):
        act(unit, granted.consent)
    assert studio.consent(granted.consent) == before
