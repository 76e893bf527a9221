"""Legal bases in memory, in orders of chance: officers, the person, time that passes, and programs that make something.

What is said here is what must never be made, by what has really happened and not by what an actor has read: a rule
that refuses more than that is no fault.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import TypeAlias

from consent_steps import SHOWN
from memory_world import WHO, Refused, Step, World, actor, begun
from tellmark.consent import covering
from tellmark.consent.lawful import events as said
from tellmark.consent.lawful.decide import (
    check_beside,
    check_confirms,
    check_decides,
    check_ends,
    check_objects,
    check_terms,
    never,
    reasons,
)
from tellmark.consent.lawful.evolving import entered
from tellmark.consent.lawful.model import Basis, BasisState, BasisTerms, Extent, Ground, Known, TurnedDown
from tellmark.consent.model import Consent, Ending, Request, RequestState
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import rfc3339

ASKS, PAPER, MOST = "r-1", "n-1", 2
"""The account of whoever asks the person, and that of a newspaper; the ceiling of each basis."""
FIRST, SECOND, THIRD = "o-1", "o-2", "o-3"
LASTS = timedelta(hours=1)
EXTENT = Extent(
    frozenset({Modality.FACE}), frozenset({Operation.FACE_SWAP}), frozenset({Purpose.ART}), "EU",
    frozenset({Channel.WEB}), max_outputs=MOST,
)  # fmt: skip
USE = replace(SHOWN, purpose=Purpose.ART)
"""What lies within it, and within what the person is asked."""

Bases: TypeAlias = Mapping[str, Basis]
Act: TypeAlias = Callable[[World, Bases, Request, Consent | None], None]


@cache
def weighed() -> World:
    """Return the world in which two officers have agreed on a basis for each account: to be copied, not changed."""
    start = begun()
    world = replace(start, said=[*start.said])
    assert world.request is not None
    for number, account in enumerate((ASKS, PAPER)):
        enters(account, Ground.DOCUMENTARY, FIRST)(world, world.bases, world.request, None)
        confirms(number, SECOND)(world, world.bases, world.request, None)
    assert len(world.effective) == 2
    return world


def enters(account: str, ground: Ground, by: str) -> Act:
    """Return what an officer does who enters a basis for *account*."""

    def act(world: World, bases: Bases, request: Request, consent: Consent | None) -> None:
        terms = BasisTerms(ground, SubjectId(WHO), account, EXTENT, world.at + LASTS)
        check_terms(terms, "It is reported.", paper=True, by=(by,), at=world.at)
        _check_never(terms, world, bases.values(), request, consent)
        event = said.BasisEntered(
            basis=f"b-{len(world.said)}", subject=WHO, ground=ground, requester=account,
            modalities=tuple(EXTENT.modalities), operations=tuple(EXTENT.operations), purposes=tuple(EXTENT.purposes),
            territory=EXTENT.territory, channels=tuple(EXTENT.channels), max_outputs=EXTENT.max_outputs,
            max_seconds=EXTENT.max_seconds, until=rfc3339(terms.until), reason="0" * 64, sealed="1" * 64, by=by,
        )  # fmt: skip
        world.keep(entered(event, world.at))
        world.say(event)

    return act


def confirms(which: int, by: str) -> Act:
    """Return what a second officer does with one of the bases."""

    def act(world: World, bases: Bases, request: Request, consent: Consent | None) -> None:
        basis = _one(bases, which)
        check_confirms(basis, basis.sealed, frozenset({by}), world.at)
        _check_never(basis.terms, world, _but(basis, bases), request, consent)
        world.effective |= {basis.id}
        world.change_basis(basis, said.BasisConfirmed(basis=basis.id, subject=WHO, paper="1" * 64, by=by))

    return act


def objects(which: int, by: str) -> Act:
    """Return what the person, or an officer for them, does against one of the bases."""

    def act(world: World, bases: Bases, *_: object) -> None:
        basis = _one(bases, which)
        check_objects(basis, (by,), world.at, told=by != WHO)
        world.contested |= {basis.id}
        world.change_basis(basis, said.BasisObjected(basis=basis.id, subject=WHO, by=by))

    return act


def decides(which: int, by: str, *, upheld: bool) -> Act:
    """Return what an officer does about an objection."""

    def act(world: World, bases: Bases, *_: object) -> None:
        basis = _one(bases, which)
        check_decides(basis, (by,))
        world.contested -= {basis.id}
        world.over |= {basis.id} if upheld else frozenset()
        world.upheld |= {basis.id} if upheld else frozenset()
        world.change_basis(
            basis, said.BasisObjectionDecided(basis=basis.id, subject=WHO, upheld=upheld, by=by)
        )  # fmt: skip

    return act


def ends(which: int, by: str) -> Act:
    """Return what an officer does who ends one of the bases."""

    def act(world: World, bases: Bases, *_: object) -> None:
        basis = _one(bases, which)
        check_ends(basis, world.at)
        world.over |= {basis.id}
        world.change_basis(basis, said.BasisEnded(basis=basis.id, subject=WHO, ending="officer", by=by))

    return act


def time_passes(world: World) -> Step:
    """Let an hour pass."""
    yield
    world.at += timedelta(hours=1)


def one_by_one(world: World, number: int, *acts: Act) -> Step:
    """Do one act after the other, each as a transaction; what becomes possible by one may be gone before the next."""
    for act in acts:
        yield from actor(world, number, act, of_bases=True)
        yield


def making_on_a_basis(world: World, number: int, account: str) -> Step:
    """A program of *account* sets aside of a basis, makes, and tells what was made, or that nothing was."""
    got: list[str] = []

    def reserve(world: World, bases: Bases, request: Request, consent: Consent | None) -> None:
        if consent is not None and consent.requester == account and not covering.reasons(consent, USE, world.at):
            raise Refused  # it rests on the consent
        known = [one for one in bases.values() if one.terms.requester == account]
        basis = next((one for one in known if _covers(one, world, bases, request, consent)), None)
        if basis is None:
            raise Refused
        _judge_made(world, basis, "set aside")
        world.change_basis(basis, said.BasisUseReserved(
            reserved=f"u-{number}", use=f"u-{number}", basis=basis.id, subject=WHO, outputs=1, seconds=0,
            territories=("EU",), by=account))  # fmt: skip
        got.append(basis.id)

    def settle(world: World, bases: Bases, request: Request, consent: Consent | None) -> None:
        basis = bases[got[0]]
        told = {"reserved": f"u-{number}", "use": f"u-{number}", "basis": basis.id}
        if not _stands(basis, world, bases, request, consent):
            world.change_basis(basis, said.BasisUseReleased(outputs=1, seconds=0, **told))
            return
        _judge_made(world, basis, "left")
        world.made += (basis.id,)
        world.change_basis(basis, said.BasisUseSettled(
            outputs=1, seconds=0, reserved_outputs=1, reserved_seconds=0, **told))  # fmt: skip

    yield from actor(world, number, reserve, of_bases=True)
    if got:
        yield
        yield from actor(world, number, settle, of_bases=True)


def somebody_with_bases(world: World, number: int, chance: Random) -> Step:
    """Return somebody of chance who has to do with bases."""
    drawn, which = chance.random(), chance.randrange(3)
    if drawn < 0.4:
        return making_on_a_basis(world, number, chance.choice((ASKS, PAPER)))
    if drawn < 0.46:
        return time_passes(world)
    if drawn < 0.55:
        ground = chance.choice((Ground.DOCUMENTARY, Ground.COURT_ORDER))
        return one_by_one(world, number, enters(chance.choice((ASKS, PAPER)), ground, FIRST), confirms(-1, SECOND))
    if drawn < 0.68:
        return one_by_one(world, number, objects(which, WHO), decides(which, THIRD, upheld=chance.random() < 0.3))
    acts = (
        enters(chance.choice((ASKS, PAPER)), chance.choice((Ground.DOCUMENTARY, Ground.COURT_ORDER)), FIRST),
        confirms(which, chance.choice((FIRST, SECOND))), objects(which, chance.choice((WHO, THIRD))),
        objects(which, WHO), decides(which, chance.choice((SECOND, THIRD, "o-4")), upheld=chance.random() < 0.3),
        ends(which, FIRST),
    )  # fmt: skip
    return actor(world, number, chance.choice(acts), of_bases=True)


def faults_of_bases(world: World) -> list[str]:
    """Say what must not be of bases at the end: a ceiling beyond, a wrong number, an officer who decides twice."""
    told = []
    for one in world.bases.values():
        made, counted = world.made.count(one.id), one.counted
        if max(made, counted.outputs + counted.reserved_outputs) > MOST:
            told.append(f"beyond the ceiling of a basis: {made} made, {counted}")
        if made != counted.outputs:
            told.append(f"{made} made on a basis, {counted.outputs} counted")
        deciding = one.objection.decided_by if one.objection else None
        part = (one.entered_by, one.confirmed_by)
        if one.confirmed_by == one.entered_by or (deciding is not None and deciding in part):
            told.append("one officer has decided twice")
    return told


# --- inside -----------------------------------------------------------------------------------------------------------


def _one(bases: Bases, which: int) -> Basis:
    if not bases:
        raise Refused
    return [*bases.values()][which % len(bases)]


def _but(basis: Basis, bases: Bases) -> list[Basis]:
    return [one for one in bases.values() if one.id != basis.id]


def _covers(basis: Basis, world: World, bases: Bases, request: Request, consent: Consent | None) -> bool:
    return not reasons(basis, USE, world.at) and _may(basis, bases, request, consent)


def _stands(basis: Basis, world: World, bases: Bases, request: Request, consent: Consent | None) -> bool:
    return basis.state(world.at) is BasisState.IN_EFFECT and _may(basis, bases, request, consent)


def _may(basis: Basis, bases: Bases, request: Request, consent: Consent | None) -> bool:
    return not never(basis.terms, _known(basis.terms, _but(basis, bases), request, consent))


def _check_never(
    terms: BasisTerms, world: World, others: Collection[Basis], request: Request, consent: Consent | None
) -> None:
    if never(terms, _known(terms, others, request, consent)):
        raise Refused
    check_beside(terms, others, world.at)


def _known(terms: BasisTerms, others: Iterable[Basis], request: Request, consent: Consent | None) -> Known:
    """Return what an actor knows who has read all this: each basis here shares something with each other."""
    said_no = _turned_down(terms.requester, request, consent)
    objected = tuple(one.terms.extent for one in others if one.binds and one.terms.requester == terms.requester)
    return Known(
        None, AgeBand.ADULT, guarded=False, estate=False, unwanted=False, turned_down=said_no, objected=objected
    )


def _turned_down(requester: str, request: Request, consent: Consent | None) -> tuple[TurnedDown, ...]:
    """Return what the person refused *requester*, or took back from them, as an actor has read it."""
    refused = request.requester == requester and request.state is RequestState.REFUSED
    back = consent is not None and consent.requester == requester and consent.ending is Ending.WITHDRAWN
    return (TurnedDown(request.scope),) if refused or back else ()


def _judge_made(world: World, basis: Basis, what: str) -> None:
    """Say why nothing may be made on *basis* now, by what has happened."""
    by_a_court = basis.terms.ground is Ground.COURT_ORDER
    bars = not by_a_court and basis.terms.requester == ASKS
    objected = {world.bases[one].terms.requester for one in world.contested | world.upheld}
    told = {
        "before a second officer agreed": basis.id not in world.effective,
        "while it is objected to": basis.id in world.contested,
        "after its end": basis.id in world.over,
        "after its time": world.at >= basis.terms.until,
        "in spite of a no": bars and (world.refused or world.withdrawn),
        "in spite of an objection to another": not by_a_court and basis.terms.requester in objected,
    }
    world.faults += [f"{what} on a basis {why}" for why, true in told.items() if true]
