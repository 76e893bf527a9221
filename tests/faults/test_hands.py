"""Killed between any two statements while it holds up what changed hands: the next goes on, and none is left out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from consent_steps import EUROPE, OFFICER, Studio
from hands_steps import confirmed, entered
from store_children import Nursery, nursery
from store_places import Place
from tellmark.consent.handed.service import TAKING, ran_out
from tellmark.consent.hands.model import HandsState
from tellmark.store.database import Database
from tellmark_vaults import Strongroom

NEVER, KILLED, EVERY = 10_000, -9, 3


@pytest.fixture(scope="module")
def children() -> Iterator[Nursery]:
    with nursery("hands_children") as warm:
        yield warm


@pytest.fixture
def waiting(place: Place, database: Database, strongroom: Strongroom) -> Studio:
    """Return an installation in which five agreements are to be held up, and nobody has begun."""
    studio = Studio(place, database, strongroom.open())
    for _ in range(5):
        studio.granted(EUROPE)
    change = confirmed(studio, entered(studio))
    place.later(minutes=2)
    with studio.unit(OFFICER) as unit:
        ran_out(unit, TAKING, change.id)
    database.close()
    return studio


def killed_everywhere(studio: Studio, children: Nursery, *, planted: bool) -> list[list[str]]:
    """Kill a child at each third boundary, let another go on after the lease, and return what is wrong then."""
    found, later = [], studio.at + timedelta(minutes=2)
    for fatal in range(0, NEVER, EVERY):
        copy = studio.place.copy()
        copy.at = later
        (end,) = children.run(("hold_up", copy.where, studio.at.isoformat(), fatal, planted))
        assert children.run(("hold_up", copy.where, later.isoformat(), NEVER, planted)) == [0]
        again = Studio(copy, copy.open(), studio.vault)
        found.append(_wrong(again))
        copy.close()
        if end == 0:
            return found
        assert end == KILLED
    pytest.fail("the child never came to its end")


def _wrong(studio: Studio) -> list[str]:
    tables, names = studio.tables(), studio.names()
    (change,) = tables.hands.values()
    free = [one.id for one in tables.consents.values() if [hold.id for hold in one.holds] != [change.id]]
    return [
        *([f"{len(free)} are not held up"] if free else []),
        *([f"it {change.state}"] if change.state is not HandsState.DONE else []),
        *(["held up twice"] if names.count("consent.held") != len(tables.consents) else []),
        *(["the events tell it otherwise"] if studio.rebuilt() != tables else []),
    ]


@pytest.mark.slow
def test_planted_what_is_settled_before_it_is_done_is_left_out(waiting: Studio, children: Nursery) -> None:
    found = killed_everywhere(waiting, children, planted=True)
    assert any("are not held up" in one for wrong in found for one in wrong)
    assert found[-1] == []  # without a kill nobody would ever see it


@pytest.mark.slow
def test_killed_between_any_two_statements_it_goes_on_and_holds_each_up_once(
    waiting: Studio, children: Nursery
) -> None:
    found = killed_everywhere(waiting, children, planted=False)
    assert len(found) > 20
    assert [wrong for wrong in found if wrong] == []
