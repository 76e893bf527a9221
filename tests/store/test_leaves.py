"""A leaf stands: written with what it tells, changed by nobody, and given its place in the log once."""

import json
from typing import ClassVar

import msgspec
import pytest
from sqlalchemy import Executable, delete, update
from sqlalchemy.exc import DBAPIError

from store_children import ACME, BIRCH, Happened
from tellmark.proof.log.errors import BadLeaf
from tellmark.proof.log.events import commitment, opens, read_leaf
from tellmark.store.database import Database
from tellmark.store.events import Event, EventId
from tellmark.store.leaves import Leaves, waiting
from tellmark.store.scope import Machinery
from tellmark.store.tables import LEAVES

LOG = Machinery("sequencer")


class Named(Event, frozen=True):
    """An event that is about a person."""

    name: ClassVar = "test.named"
    who: str
    commitments: dict[str, str] = msgspec.field(default_factory=dict)


@pytest.fixture
def three(database: Database) -> list[EventId]:
    with database.write(ACME) as unit:
        ids = [unit.say(Happened(number=number)) for number in range(2)]
    with database.write(BIRCH) as unit:
        return [*ids, unit.say(Happened(number=2))]


def test_a_leaf_says_what_when_where_and_under_which_id(database: Database, three: list[EventId]) -> None:
    with database.read(ACME) as unit:
        leaf = Leaves(unit).of(three[0])
    assert json.loads(leaf.body) == {
        "schema": "tellmark.event/1",
        "id": three[0],
        "type": "test.happened",
        "at": "2026-11-22T12:00:00Z",
        "facts": {"tenant": "acme", "number": 0},
        "commitments": {},
    }


def test_what_names_a_person_is_refused_and_what_commits_to_a_name_is_not(database: Database) -> None:
    key, value = b"k" * 32, "Anna Meyer"
    with pytest.raises(BadLeaf), database.write(ACME) as unit:
        unit.say(Named(who=value))
    with database.write(ACME) as unit:
        committed = commitment(key, "e1", "who", value)
        unit.say_as(EventId("e1"), Named(who="person-7", commitments={"who": committed}))
    with database.read(ACME) as unit:
        (leaf,) = Leaves(unit).all()
    assert opens(key, read_leaf(leaf.body), "who", value)
    assert b"Anna" not in leaf.body


def test_the_sequencer_sees_what_waits_of_all_tenants(database: Database, three: list[EventId]) -> None:
    with database.work(LOG) as unit:
        found = waiting(unit, 10)
        assert [leaf.event for leaf in found] == three
        unit.run(update(LEAVES).where(LEAVES.c.id == found[1].id).values(position=0))
    with database.work(LOG) as unit:
        assert [leaf.event for leaf in waiting(unit, 10)] == [three[0], three[2]]
        assert len(waiting(unit, 1)) == 1
    with database.read(ACME) as reading:
        assert Leaves(reading).of(three[1]).position == 0


@pytest.mark.parametrize(
    "change",
    [
        delete(LEAVES),
        update(LEAVES).values(body=b"another story"),
        update(LEAVES).values(event="another"),
        update(LEAVES).values(tenant="birch"),
        update(LEAVES).values(position=LEAVES.c.id, body=b"another story"),
        update(LEAVES).values(written_at=None),
    ],
    ids=lambda change: str(change)[:60],
)
def test_a_leaf_is_never_changed_or_deleted(database: Database, three: list[EventId], change: Executable) -> None:
    with pytest.raises(DBAPIError), database.work(LOG) as unit:
        unit.run(change)
    with database.work(LOG) as unit:
        assert len(waiting(unit, 10)) == 3


def test_a_place_in_the_log_is_given_once(database: Database, three: list[EventId]) -> None:
    def place(position: int | None) -> None:
        with database.work(LOG) as unit:
            unit.run(update(LEAVES).where(LEAVES.c.event == three[0]).values(position=position))

    place(5)
    for other in (6, None):
        with pytest.raises(DBAPIError):
            place(other)


def test_an_event_without_a_canonical_spelling_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="no portable spelling"), database.write(ACME) as unit:
        unit.say(Happened(number=1 << 60))
