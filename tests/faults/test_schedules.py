"""Every order of two and three actors, statement by statement: whoever comes between, nothing is lost or done twice."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from scenes import SCENES, Scenes
from schedules import Run, Stage, Touch
from store_children import NOON
from store_places import Place, on_postgresql, on_sqlite
from tellmark.store.database import Database
from tellmark.store.engine import Engines, make_engines
from tellmark.values.ids import entropy

MOST = 300
"""Orders of three who deliver on PostgreSQL, of very many; `make soak` takes others."""


def wrong(runs: Iterator[tuple[Run, list[str]]]) -> dict[str, list[str]]:
    """Return what went wrong, by the order in which it did."""
    return {run.order: faults for run, faults in runs if faults}


@pytest.mark.parametrize("scene", SCENES)
def test_two_in_every_order(place: Place, database: Database, scene: str) -> None:
    with closing(Stage(place, 2)) as stage:
        runs = list(Scenes(database).played(stage, scene, 2))
    assert wrong(iter(runs)) == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
def test_three_in_every_order(place: Place, database: Database, scene: str) -> None:
    with closing(Stage(place, 3)) as stage:
        runs = list(Scenes(database).played(stage, scene, 3, limit=MOST))
    assert wrong(iter(runs)) == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= 6


@on_postgresql
@pytest.mark.parametrize("scene", ["counter", "withdrawal"])
def test_planted_without_a_lock_somebody_comes_between(place: Place, database: Database, scene: str) -> None:
    with closing(Stage(place, 2)) as stage:
        runs = list(Scenes(database, lock=False).played(stage, scene, 2))
    found = wrong(iter(runs))
    assert found
    assert len(found) < len(runs)  # one after the other, nobody would see it


@on_sqlite
@pytest.mark.parametrize("scene", ["counter", "withdrawal"])
def test_planted_with_the_driver_s_own_begin_somebody_comes_between(
    place: Place, database: Database, scene: str
) -> None:
    def as_it_comes() -> Database:
        plain = create_engine(f"sqlite:///{place.where}", connect_args={"timeout": 0})
        ours = make_engines(place.where, 0)
        return Database(Engines(ours.reading, plain, ours.file), lambda: NOON, entropy)

    with closing(Stage(place, 2, as_it_comes)) as stage:
        runs = list(Scenes(database).played(stage, scene, 2))
    found = wrong(iter(runs))
    assert found
    assert len(found) < len(runs)


@on_postgresql
def test_leaving_out_equal_orders_leaves_out_no_outcome(
    place: Place, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcomes() -> tuple[int, set[str]]:
        with closing(Stage(place, 2)) as stage:
            runs = list(Scenes(database, lock=False).played(stage, "withdrawal", 2))
        return len(runs), {f"{faults != []} {sorted(map(str, run.results.items()))}" for run, faults in runs}

    few, seen = outcomes()
    monkeypatch.setattr(Touch, "minds", lambda *_: True)
    many, all_seen = outcomes()
    assert few < many
    assert {outcome.partition(" ")[0] for outcome in seen} == {outcome.partition(" ")[0] for outcome in all_seen}
    assert len(seen) == len(all_seen)
