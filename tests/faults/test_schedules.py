"""Every order of two and three actors, statement by statement: whoever comes between, nothing is lost or done twice."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Select, create_engine

from scenes import SCENES, Scenes, Unleased
from schedules import Outside, Run, Stage
from store_children import NOON
from store_places import POSTGRESQL, Place, on_postgresql, on_sqlite
from store_soaks import WALKED
from tellmark.store.database import Database
from tellmark.store.engine import make_engines
from tellmark.values.ids import entropy
from touches import Touch

THREE = [
    *(pytest.param("sqlite", scene) for scene in SCENES),
    *(pytest.param(*POSTGRESQL.values, scene, marks=POSTGRESQL.marks) for scene in SCENES if scene not in WALKED),
]


def stage_of(place: Place, scene: str, actors: int) -> Stage:
    """Return the stage; on SQLite a sequencer holds a file before its first statement."""
    by_file = scene == "sequencers" and place.server is None
    return Stage(place, actors, outside=Outside.START if by_file else Outside.NOTHING)


def wrong(runs: Iterator[tuple[Run, list[str]]]) -> dict[str, list[str]]:
    """Return what went wrong, by the order in which it did."""
    return {run.order: faults for run, faults in runs if faults}


@pytest.mark.parametrize(
    "scene", [pytest.param(one, marks=[pytest.mark.slow] if one == "sequencers" else []) for one in SCENES]
)
def test_two_in_every_order(place: Place, database: Database, in_memory_folder: Path, scene: str) -> None:
    with closing(stage_of(place, scene, 2)) as stage:
        runs = list(Scenes(database, in_memory_folder).played(stage, scene, 2))
    assert wrong(iter(runs)) == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= 2


@pytest.mark.slow
@pytest.mark.parametrize(("place", "scene"), THREE, indirect=["place"])
def test_three_in_every_order(place: Place, database: Database, in_memory_folder: Path, scene: str) -> None:
    with closing(stage_of(place, scene, 3)) as stage:
        runs = list(Scenes(database, in_memory_folder).played(stage, scene, 3))
    assert wrong(iter(runs)) == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= 6


@pytest.mark.slow
def test_two_sequencers_whose_leases_were_lost_unseen_spoil_nothing(
    place: Place, database: Database, in_memory_folder: Path
) -> None:
    def unleased() -> Database:
        return Unleased((ours := place.open(patience=60)).engines, lambda: NOON, entropy, ours._shared)

    outside = Outside.ALWAYS if place.server is None else Outside.NOTHING  # on PostgreSQL files are steps
    with closing(Stage(place, 2, unleased, outside)) as stage:
        step = stage.step if outside is Outside.NOTHING else None
        runs = list(Scenes(database, in_memory_folder, step).played(stage, "sequencers", 2))
    assert wrong(iter(runs)) == {}
    assert len(runs) > 10


@on_postgresql
def test_whoever_waits_is_set_going_by_the_end_that_they_wait_for(
    place: Place, database: Database, in_memory_folder: Path
) -> None:
    count, _ = SCENES["counter"](Scenes(database, in_memory_folder), 2).works

    def count_and_dwell(database: Database) -> None:
        count(database)
        time.sleep(0.1)  # whoever has waited is heard first

    first = iter((0, 0))  # one begins and takes the row; then the other one comes as far as they can
    with closing(Stage(place, 2)) as stage:
        run = stage.run([count_and_dwell, count], lambda able: next(first, max(able)))
    assert [(step.actor, step.touch.ends, step.woken) for step in run.taken if step.woken] == [
        (0, True, frozenset({1}))
    ]


@on_postgresql
def test_planted_what_two_take_without_a_lock_arrives_twice(
    place: Place, database: Database, in_memory_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = Select.with_for_update
    monkeypatch.setattr(Select, "with_for_update", lambda query, **how: query if "of" in how else locked(query, **how))
    with closing(Stage(place, 2)) as stage:
        runs = list(Scenes(database, in_memory_folder).played(stage, "heirs", 2))
    found = wrong(iter(runs))
    assert found
    assert len(found) < len(runs)


@on_postgresql
@pytest.mark.parametrize("scene", ["counter", "withdrawal"])
def test_planted_without_a_lock_somebody_comes_between(
    place: Place, database: Database, in_memory_folder: Path, scene: str
) -> None:
    with closing(Stage(place, 2)) as stage:
        runs = list(Scenes(database, in_memory_folder, lock=False).played(stage, scene, 2))
    found = wrong(iter(runs))
    assert found
    assert len(found) < len(runs)  # one after the other, nobody would see it


@on_sqlite
@pytest.mark.parametrize("scene", ["counter", "withdrawal"])
def test_planted_with_the_driver_s_own_begin_somebody_comes_between(
    place: Place, database: Database, in_memory_folder: Path, scene: str
) -> None:
    def as_it_comes() -> Database:
        plain = create_engine(f"sqlite:///{place.where}", connect_args={"timeout": 0})
        ours = make_engines(place.where, 0)
        return Database(replace(ours, writing=plain), lambda: NOON, entropy)

    with closing(Stage(place, 2, as_it_comes)) as stage:
        runs = list(Scenes(database, in_memory_folder).played(stage, scene, 2))
    found = wrong(iter(runs))
    assert found
    assert len(found) < len(runs)


@pytest.mark.slow
@on_postgresql
def test_leaving_out_equal_orders_leaves_out_no_outcome(
    place: Place, database: Database, in_memory_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcomes() -> tuple[int, set[str]]:
        with closing(Stage(place, 2)) as stage:
            runs = list(Scenes(database, in_memory_folder, lock=False).played(stage, "withdrawal", 2))
        return len(runs), {f"{faults != []} {sorted(map(str, run.results.items()))}" for run, faults in runs}

    few, seen = outcomes()
    monkeypatch.setattr(Touch, "minds", lambda *_: True)
    many, all_seen = outcomes()
    assert few < many
    assert {outcome.partition(" ")[0] for outcome in seen} == {outcome.partition(" ")[0] for outcome in all_seen}
    assert len(seen) == len(all_seen)
