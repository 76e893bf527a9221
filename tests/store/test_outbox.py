"""Events reach whoever subscribed: at least once, through crashes, and once where the subscriber settles it itself."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import func, select

from store_children import ACME, NOON, Counters, Happened, Notes, Nursery
from store_places import Place
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database
from tellmark.store.errors import StoreBusy
from tellmark.store.events import Event
from tellmark.store.leaves import Leaves
from tellmark.store.outbox import Delivery, Pass, deliver, pause_after, prune
from tellmark.store.scope import Machinery
from tellmark.store.tables import DELIVERIES, EVENTS

SOON = (NOON + timedelta(seconds=1)).isoformat()
AFTER_THE_LEASE = (NOON + timedelta(minutes=2)).isoformat()


class Unheard(Event, frozen=True):
    """An event that nobody wants."""

    name: ClassVar = "test.unheard"


class Ears:
    """Remembers what it is handed, and has trouble as often as it is told to."""

    def __init__(self, name: str = "ears", trouble: int = 0) -> None:
        self.name = name
        self.wants = frozenset({"test.happened"})
        self.heard: list[Delivery] = []
        self._trouble = trouble

    def receive(self, delivery: Delivery) -> None:
        self.heard.append(delivery)
        if len(self.heard) <= self._trouble:
            raise StoreBusy


def say(database: Database, times: int = 1) -> None:
    with database.write(ACME) as unit:
        for number in range(times):
            unit.say(Happened(number=number))


def test_an_event_reaches_each_who_wants_it_and_no_one_else(database: Database) -> None:
    say(database)
    with database.write(ACME) as unit:
        unit.say(Unheard())
    one, other = Ears("one"), Ears("other")
    assert deliver(database, [one, other]) == Pass(spread=2, delivered=2, put_off=0)
    assert deliver(database, [one, other]) == Pass(0, 0, 0)
    for ears in (one, other):
        (delivery,) = ears.heard
        assert delivery.said.read(Happened) == Happened(number=0)
        assert (delivery.said.tenant, delivery.said.said_at, delivery.attempt) == ("acme", NOON, 1)
        with pytest.raises(ValueError, match="is not"):
            delivery.said.read(Unheard)


def test_nothing_is_said_by_a_unit_that_fails(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write(ACME) as unit:
        unit.say(Happened(number=1))
        raise ZeroDivisionError
    assert deliver(database, [Ears()]) == Pass(0, 0, 0)


def test_a_subscriber_in_trouble_is_tried_again_ever_more_seldom(place: Place, database: Database) -> None:
    say(database)
    ears = Ears(trouble=3)
    for attempt in range(1, 4):
        assert deliver(database, [ears]).put_off == 1
        place.later(seconds=pause_after(attempt).total_seconds() - 1)
        assert deliver(database, [ears]) == Pass(0, 0, 0)
        place.later(seconds=1)
    assert deliver(database, [ears]).delivered == 1
    assert [delivery.attempt for delivery in ears.heard] == [1, 2, 3, 4]


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, 40)]
    assert all(before <= after for before, after in pairwise(pauses))
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=1), timedelta(hours=1))


def test_a_bug_in_a_subscriber_loses_nothing(place: Place, database: Database) -> None:
    class Broken(Ears):
        def receive(self, delivery: Delivery) -> None:
            raise ZeroDivisionError

    say(database)
    with pytest.raises(ZeroDivisionError):
        deliver(database, [Broken()])
    ears = Ears()
    assert deliver(database, [ears]).delivered == 0  # the lease lasts
    place.later(minutes=1)
    assert deliver(database, [ears]).delivered == 1


@pytest.mark.parametrize("fatal", ["before", "after"])
def test_what_a_killed_process_was_delivering_is_delivered_by_the_next(
    place: Place, database: Database, children: Nursery, tmp_path: Path, fatal: str
) -> None:
    say(database)
    notes = tmp_path / "notes"
    assert children.run(("deliver_all", place.where, SOON, str(notes), fatal)) == [-9]
    assert children.run(("deliver_all", place.where, SOON, str(notes), "")) == [0]
    assert notes.exists() == (fatal == "after")  # the dead one's lease lasts
    assert children.run(("deliver_all", place.where, AFTER_THE_LEASE, str(notes), "")) == [0]
    ids = notes.read_text().split()
    assert len(ids) == (1 if fatal == "before" else 2)  # at least once
    assert len(set(ids)) == 1  # and known by its id


@pytest.mark.parametrize("fatal", ["before", "after"])
def test_a_subscriber_that_settles_in_its_own_unit_does_it_once(
    place: Place, database: Database, children: Nursery, fatal: str
) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of("counter", "k", "a", "hours", NOON, NOON))
    say(database)
    assert children.run(("deliver_all", place.where, SOON, "", fatal)) == [-9]
    for at in (SOON, AFTER_THE_LEASE, AFTER_THE_LEASE):
        assert children.run(("deliver_all", place.where, at, "", "")) == [0]
    with database.write(ACME) as unit:
        assert Counters(unit).count("counter") == 1


def test_two_who_deliver_share_the_work(place: Place, database: Database, children: Nursery, tmp_path: Path) -> None:
    say(database, times=40)
    notes = tmp_path / "notes"
    assert children.run(*[("deliver_all", place.where, SOON, str(notes), "")] * 2) == [0, 0]
    deliver(database, [Notes(str(notes))])
    assert set(Counter(notes.read_text().split()).values()) == {1}
    assert len(notes.read_text().split()) == 40


def test_what_everybody_has_is_deleted_after_its_days_and_nothing_else(place: Place, database: Database) -> None:
    say(database, 2)
    with database.write(ACME) as unit:
        unit.say(Unheard())
    patient, troubled = Ears("patient"), Ears("troubled", trouble=1)
    deliver(database, [patient, troubled])  # one of the two is put off
    month = timedelta(days=30)
    place.later(days=29)
    assert prune(database, month) == 0
    place.later(days=1)
    assert prune(database, month) == 3 + 2, "three settled deliveries, one event that all have, one that nobody wanted"
    assert rows(database) == (1, 1)
    assert deliver(database, [patient, troubled]).delivered == 1, "what waits is delivered still"
    with database.read(ACME) as unit:
        assert len(Leaves(unit).all()) == 3
    place.later(days=30)
    assert prune(database, month) == 2
    assert rows(database) == (0, 0)


def rows(database: Database) -> tuple[int, int]:
    """Return how many events and deliveries there are."""
    with database.work(Machinery("tests")) as unit:
        counts = [unit.run(select(func.count()).select_from(table)).scalar_one() for table in (EVENTS, DELIVERIES)]
    return counts[0], counts[1]
