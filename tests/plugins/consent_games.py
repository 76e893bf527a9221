"""Lets Hypothesis play a machine of people and their agreements, each game in a house of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from consent_steps import Studio
from store_places import Place
from tellmark.proof.envelope import KEY
from tellmark.proof.masters.port import InMemory
from tellmark.values.ids import entropy
from tellmark_stores import with_two_tenants
from tellmark_vaults import Strongroom


class Game(RuleBasedStateMachine):
    """A game in a house of its own, whose ids come of a seed that its first rule draws.

    Ids of one instant sort by chance, and whoever picks among things picks by that order: were it another one each
    time, what went wrong once would not go wrong again.
    """

    opened: ClassVar[Any]

    def __init__(self) -> None:
        super().__init__()
        self._room = self.opened()
        self.studio: Studio = self._room.__enter__()

    def ids_of(self, seed: int) -> None:
        """Let all ids from now on come of *seed*."""
        self.studio.place.random = Random(seed).randbytes

    def teardown(self) -> None:
        """Close what was opened."""
        self._room.__exit__(None, None, None)


def play(machine: Any, kind: str, request: pytest.FixtureRequest, games: int, *, alike: bool = False) -> None:
    """Play *games* of *machine*, whose `opened` opens a house; what goes wrong is told as it was, not made smaller.

    *alike* are the same games each time.
    """

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
    if alike:
        told = settings(told, derandomize=True, database=None)
    run_state_machine_as_test(machine, settings=told)
