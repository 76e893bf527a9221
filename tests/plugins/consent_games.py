"""Lets Hypothesis play a machine of people and their agreements, each game in a house of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from consent_steps import Studio
from store_places import Place
from tellmark.proof.envelope import KEY
from tellmark.proof.masters.port import InMemory
from tellmark.values.ids import entropy
from tellmark_stores import with_two_tenants
from tellmark_vaults import Strongroom


def play(machine: Any, kind: str, request: pytest.FixtureRequest, games: int) -> None:
    """Play *games* of *machine*, whose `opened` opens a house; what goes wrong is told as it was, not made smaller."""

    @contextmanager
    def opened() -> Iterator[Studio]:
        with TemporaryDirectory() as folder:
            place = with_two_tenants(kind, request, Path(folder))
            beside = Place(str(Path(folder) / "keys.db")) if place.server is None else place.bare()
            room = Strongroom(beside, Path(folder) / "vault", InMemory("test", entropy(KEY), entropy))
            yield Studio(place, place.open(), room.create())
            beside.close()
            place.close()

    machine.opened = staticmethod(opened)
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    played = [Phase.reuse, Phase.generate]
    told = settings(
        max_examples=games, stateful_step_count=25, deadline=None, suppress_health_check=slow, phases=played
    )
    run_state_machine_as_test(machine, settings=told)
