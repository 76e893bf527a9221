"""Every order of two and three who come at once at a legal basis: its ceiling holds, and its end wins."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from basis_steps import EXTENT, NEWS, PAPER, Weighing
from consent_steps import OFFICER, PROGRAM, SECOND, answering
from scenes import Scene
from schedules import Run, Stage, Work
from store_places import Place, on_postgresql
from tellmark.consent import service, using
from tellmark.consent.errors import NotCovered
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.errors import BadBasis
from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.store import Bases, KnownBases
from tellmark.consent.made.store import Uses
from tellmark.consent.model import Counted, UseId
from tellmark.consent.store import Consents
from tellmark.store.database import Database
from tellmark.subjects.model import SubjectId

Setting = Callable[[Weighing, int], Scene]


def reserving(weighing: Weighing, subject: SubjectId) -> Work:
    def work(database: Database) -> object:
        with database.write(PROGRAM) as unit:
            return service.reserve(unit, [subject], NEWS, ages=weighing.studio.age)

    return work


def ending(basis: Basis) -> Work:
    def work(database: Database) -> object:
        with database.write(OFFICER) as unit:
            return lawful.end(unit, basis.id)

    return work


def ceiling(weighing: Weighing, actors: int) -> Scene:
    """Everybody sets aside the one piece that there is: one of them gets it."""
    subject = weighing.somebody()
    basis = weighing.stands(subject, extent=replace(EXTENT, max_outputs=1))

    def judge(run: Run) -> list[str]:
        got = sum(isinstance(result, tuple) for result in run.results.values())
        counted = weighing.basis(basis).counted
        return [] if got == 1 and counted == Counted(reserved_outputs=1) else [f"{got} got it: {counted}"]

    return Scene([reserving(weighing, subject)] * actors, judge)


def ended(weighing: Weighing, actors: int) -> Scene:
    """An officer ends it while others set something aside: nobody does once that is acknowledged."""
    subject = weighing.somebody()
    basis = weighing.stands(subject)

    def judge(run: Run) -> list[str]:
        over = run.commit_of(0)
        late = [actor for actor in range(1, actors) if isinstance(run.results[actor], tuple)
                and over is not None and (run.commit_of(actor) or 0) > over]  # fmt: skip
        aside = sum(isinstance(run.results[actor], tuple) for actor in range(1, actors))
        kept = weighing.basis(basis)
        return [
            *([f"{late} set aside after the end"] if late else []),
            *([f"{kept.counted} of {aside}"] if kept.counted != Counted(reserved_outputs=aside) else []),
            *(["it did not end"] if kept.ending is None else []),
        ]

    return Scene([ending(basis), *[reserving(weighing, subject)] * (actors - 1)], judge)


def sealed(weighing: Weighing, actors: int) -> Scene:
    """Its person objects while others seal what they have made: what is sealed was sealed before."""
    subject = weighing.somebody()
    basis = weighing.stands(subject)
    uses = [weighing.reserved(subject)[0].use for _ in range(actors - 1)]

    def objects(database: Database) -> object:
        with database.write(answering(subject)) as unit:
            return lawful.object_to(unit, basis.id)

    def settle(use: UseId) -> Work:
        def work(database: Database) -> object:
            with database.write(PROGRAM) as unit:
                return service.settle(unit, use, 1, 0, ages=weighing.studio.age)

        return work

    def judge(run: Run) -> list[str]:
        over = run.commit_of(0) or 0
        let_out = [actor for actor in range(1, actors) if not isinstance(run.results[actor], NotCovered)]
        late = [actor for actor in let_out if (run.commit_of(actor) or 0) > over]
        counted = weighing.basis(basis).counted.outputs
        return [*([f"{late} sealed after the objection"] if late else []),
                *([f"{counted} counted of {let_out}"] if counted != len(let_out) else [])]  # fmt: skip

    return Scene([objects, *map(settle, uses)], judge)


def confirming(weighing: Weighing, actors: int) -> Scene:
    """Several confirm it at once: one does, and each other is told that nobody waits for them."""
    entered = weighing.entered(weighing.somebody())

    def confirms(number: int) -> Work:
        def work(database: Database) -> object:
            with database.write(replace(SECOND, principal=f"second-{number}")) as unit:
                age, vault = weighing.studio.age, weighing.studio.vault
                return lawful.confirm(unit, vault, entered.id, PAPER, age, of_age=True)

        return work

    def judge(run: Run) -> list[str]:
        done = sum(not isinstance(result, BadBasis) for result in run.results.values())
        return [] if done == 1 and weighing.basis(entered).confirmed_at is not None else [f"{done} confirmed it"]

    return Scene([confirms(number) for number in range(actors)], judge)


def entering(weighing: Weighing, actors: int) -> Scene:
    """Several enter at once what overlaps: one of them stands, and each other is told so."""
    subject = weighing.somebody()

    def enters(number: int) -> Work:
        def work(database: Database) -> object:
            terms = weighing.terms(subject, extent=replace(EXTENT, max_outputs=number + 1))
            with database.write(replace(OFFICER, principal=f"first-{number}")) as unit:
                age, vault = weighing.studio.age, weighing.studio.vault
                return lawful.enter(unit, vault, terms, "A report.", PAPER, age, of_age=True)

        return work

    def judge(run: Run) -> list[str]:
        done = sum(not isinstance(result, BadBasis) for result in run.results.values())
        with weighing.studio.look() as unit:
            kept = len(KnownBases(unit).by(subject=subject))
        return [] if done == kept == 1 else [f"{done} entered it, {kept} stand"]

    return Scene([enters(number) for number in range(actors)], judge)


SCENES: dict[str, Setting] = {
    "ceiling": ceiling, "ended": ended, "sealed": sealed, "confirming": confirming, "entering": entering,
}  # fmt: skip


def played(weighing: Weighing, stage: Stage, scene: str, actors: int) -> Iterator[tuple[Run, list[str]]]:
    """Play a scene in every distinct order, and yield each with what is wrong after it."""
    judges: list[Callable[[Run], list[str]]] = []

    def set_anew() -> Sequence[Work]:
        setting = SCENES[scene](weighing, actors)
        judges.append(setting.judge)
        return setting.works

    for run in stage.orders(set_anew):
        yield run, judges[-1](run)


@pytest.mark.slow
@pytest.mark.parametrize("actors", [2, 3])
@pytest.mark.parametrize("scene", SCENES)
def test_in_every_order(place: Place, weighing: Weighing, scene: str, actors: int) -> None:
    with closing(Stage(place, actors)) as stage:
        runs = list(played(weighing, stage, scene, actors))
    assert {run.order: faults for run, faults in runs if faults} == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= actors


@pytest.mark.slow
@on_postgresql
@pytest.mark.parametrize("scene", ["ceiling", "ended", "sealed", "entering"])
def test_planted_without_locks_somebody_comes_between(
    place: Place, weighing: Weighing, scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighing.studio.planted = True
    for module in (using, lawful):
        monkeypatch.setattr(module, "current", lambda *_: None)
    for table in (Consents, Uses, Bases):
        monkeypatch.setattr(table, "locked", table.get)
    with closing(Stage(place, 2)) as stage:
        runs = list(played(weighing, stage, scene, 2))
    assert [faults for _run, faults in runs if faults]
