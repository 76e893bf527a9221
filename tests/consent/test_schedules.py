"""Every order of two and three who come at once, statement by statement: a withdrawal wins, one decision counts."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from consent_scenes import CONSENT_SCENES, ConsentScenes
from consent_steps import Studio
from schedules import Run, Stage
from store_places import Place, on_postgresql
from tellmark.consent import following, using
from tellmark.consent.handed.store import Hands
from tellmark.consent.made.store import Uses
from tellmark.consent.store import Consents


def wrong(runs: Iterator[tuple[Run, list[str]]]) -> dict[str, list[str]]:
    """Return what went wrong, by the order in which it did."""
    return {run.order: faults for run, faults in runs if faults}


@pytest.mark.slow
@pytest.mark.parametrize("scene", CONSENT_SCENES)
def test_two_in_every_order(place: Place, studio: Studio, scene: str) -> None:
    with closing(Stage(place, 2)) as stage:
        runs = list(ConsentScenes(studio).played(stage, scene, 2))
    assert wrong(iter(runs)) == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("scene", CONSENT_SCENES)
def test_three_in_every_order(place: Place, studio: Studio, scene: str) -> None:
    with closing(Stage(place, 3)) as stage:
        runs = list(ConsentScenes(studio).played(stage, scene, 3))
    assert wrong(iter(runs)) == {}
    assert len(runs) == len({json.dumps(run.steps) for run, _ in runs}) >= 6


@pytest.mark.slow
@on_postgresql
@pytest.mark.parametrize("scene", ["withdrawing", "ceiling", "handing_in"])
def test_planted_without_locks_somebody_comes_between(
    place: Place, studio: Studio, scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.planted = True
    monkeypatch.setattr(using, "current", lambda *_: None)
    monkeypatch.setattr(Consents, "locked", Consents.get)
    monkeypatch.setattr(Uses, "locked", Uses.get)
    with closing(Stage(place, 2)) as stage:
        runs = list(ConsentScenes(studio).played(stage, scene, 2))
    assert wrong(iter(runs))


@pytest.mark.slow
@on_postgresql
def test_planted_without_its_lock_a_list_misses_a_file_that_it_shows(
    place: Place, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "locked_though_erased", lambda *_: None)
    with closing(Stage(place, 2)) as stage:
        runs = list(ConsentScenes(studio).played(stage, "listing", 2))
    assert wrong(iter(runs))


@pytest.mark.slow
@on_postgresql
def test_planted_without_its_lock_a_hold_a_hold_outlives_a_change_that_was_taken_back(
    place: Place, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.planted = True
    monkeypatch.setattr(Hands, "locked", Hands.get)
    with closing(Stage(place, 3)) as stage:
        assert any(faults for _, faults in ConsentScenes(studio).played(stage, "giving_back", 3))
