"""Between any two statements: killed, cut off, the server gone, locked out, the clock wrong; on both databases."""

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store_children import NOON, Nursery, nursery
from store_kept import Tale, broken, kept
from store_places import POSTGRESQL, Place
from tellmark.store.database import Database, open_database
from tellmark.values.ids import entropy
from throwaway_postgresql import Server

NEVER = 10_000
REFUSED = {
    "killed": set(),
    "clock-forward": set(),
    "clock-back": set(),
    "locked": {"store.busy"},
    "cut": {"store.unreachable", "store.outcome_unknown"},
    "stopped": {"store.unreachable", "store.outcome_unknown"},
}
"""How a change may be refused for each trouble."""


@pytest.fixture(scope="session")
def troubled() -> Iterator[Nursery]:
    with nursery("fault_children") as warm:
        yield warm


class Amid:
    """Rounds of a few changes on one database, each with one trouble at one boundary between two statements."""

    def __init__(
        self, where: str, children: Nursery, tale: Path, trouble: str, admin: str = "", changes: int = 2
    ) -> None:
        self._where, self._children, self._tale, self._trouble, self._admin = where, children, tale, trouble, admin
        self._changes = changes
        self._numbers = range(0)

    def boundaries(self) -> int:
        """Return how many boundaries a round without trouble crosses."""
        assert self._run(NEVER) == 0
        return int(self._tale.read_text().partition("crossed ")[2].split()[0])

    def at(self, boundary: int) -> Tale:
        """Make one round, and return what the child told."""
        assert self._run(boundary) == (-9 if self._trouble == "killed" else 0)
        return Tale.read(self._tale)

    def faults(self, tale: Tale, database: Database) -> list[str]:
        """Return what must not be after the last round, of which the child told *tale*."""
        return broken(tale, kept(database, tale.kept, set(self._numbers)))

    def _run(self, boundary: int) -> int:
        self._tale.write_text("")
        self._numbers = range(self._numbers.stop, self._numbers.stop + self._changes)
        what = (self._numbers.start, self._changes, self._trouble, boundary, self._admin)
        (end,) = self._children.run(("work_amid", self._where, str(self._tale), *what))
        return end


def refusals(tales: list[Tale]) -> set[str]:
    return {how for tale in tales for how in tale.refused.values()}


@pytest.mark.slow
@pytest.mark.parametrize("trouble", ["killed", "locked", "clock-forward", "clock-back"])
def test_no_trouble_between_two_statements_loses_or_halves_a_change(
    place: Place, database: Database, troubled: Nursery, tmp_path: Path, trouble: str
) -> None:
    admin = "" if place.server is None else place.where.replace("//tellmark@", "//postgres@")
    amid = Amid(place.where, troubled, tmp_path / "tale", trouble, admin)
    tales = []
    for boundary in range(amid.boundaries()):
        tales.append(amid.at(boundary))
        assert amid.faults(tales[-1], database) == [], f"{trouble} at boundary {boundary}"
        assert len(tales[-1].refused) <= 1, "it did not go on when the trouble was over"
    assert len(tales) > 15
    assert refusals(tales) == REFUSED[trouble]


@pytest.mark.slow
@pytest.mark.parametrize("place", [POSTGRESQL], indirect=True)
def test_no_connection_that_breaks_loses_or_halves_a_change(place: Place, troubled: Nursery, tmp_path: Path) -> None:
    amid = Amid(place.where, troubled, tmp_path / "tale", "cut", place.where.replace("//tellmark@", "//postgres@"))
    tales = []
    for boundary in range(amid.boundaries()):
        tales.append(amid.at(boundary))
        assert amid.faults(tales[-1], place.open()) == [], f"cut off at boundary {boundary}"
        assert len(tales[-1].refused) <= 1, "it did not go on with a new connection"
    assert refusals(tales) == REFUSED["cut"]


@pytest.mark.slow
@pytest.mark.needs("postgresql")
def test_no_stop_of_the_server_loses_or_halves_a_change(own_server: Server, troubled: Nursery, tmp_path: Path) -> None:
    where = own_server.url("tellmark", "ours")
    amid = Amid(where, troubled, tmp_path / "tale", "stopped", str(own_server.data), changes=1)
    tales = []
    for boundary in range(amid.boundaries()):
        tales.append(amid.at(boundary))
        assert own_server.process is not None
        own_server.process.wait(60)
        own_server.start()
        with closing(open_database(where, lambda: NOON, entropy)) as database:
            assert amid.faults(tales[-1], database) == [], f"stopped at boundary {boundary}"
    own_server.stop(signal.SIGINT)
    assert refusals(tales) == REFUSED["stopped"]
