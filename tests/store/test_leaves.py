"""A leaf stands: written with what it tells, changed by nobody, and given its place in the log once."""

import json
import re
from datetime import datetime
from typing import ClassVar

import msgspec
import pytest
from sqlalchemy import Executable, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from counted_statements import plans, statements
from store_children import ACME, BIRCH, Happened
from store_places import Place
from tellmark.proof.log.errors import BadLeaf
from tellmark.proof.log.events import commitment, opens, read_leaf
from tellmark.store.database import Database
from tellmark.store.events import Event, EventId, Said, leaf_of, named_in
from tellmark.store.leaves import Leaves, waiting
from tellmark.store.schema import build, finish
from tellmark.store.scope import Machinery
from tellmark.store.tables import LEAF_NAMES, LEAVES, TENANTS

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


class About(Event, frozen=True):
    """An event that names things by their ids."""

    name: ClassVar = "test.about"
    things: tuple[str, ...]


class Used(Event, frozen=True):
    """An event of which there are many about one thing."""

    name: ClassVar = "test.used"
    thing: str


def test_the_leaves_that_name_an_id_are_found_each_tenant_s_own(database: Database) -> None:
    with database.write(ACME) as unit:
        one, other = unit.fresh_id(), unit.fresh_id()
        first, both = unit.say(About(things=(one, "word"))), unit.say(About(things=(other, one, one)))
    with database.write(BIRCH) as unit:
        unit.say(About(things=(one,)))
    with database.read(ACME) as unit:
        assert [leaf.event for leaf in Leaves(unit).naming(one)] == [first, both]
        assert [leaf.event for leaf in Leaves(unit).naming(other)] == [both]
        assert Leaves(unit).naming("word") == []
        assert Leaves(unit).naming(both) == []  # what it is called itself it does not name


def test_of_the_leaves_that_name_an_id_those_of_some_events_are_found_alone(database: Database) -> None:
    with database.write(ACME) as unit:
        thing = unit.fresh_id()
        about, used = unit.say(About(things=(thing,))), unit.say(Used(thing=thing))
    with database.read(ACME) as unit:
        assert [leaf.event for leaf in Leaves(unit).naming(thing)] == [about, used]
        assert [leaf.event for leaf in Leaves(unit).naming(thing, [About.name, Happened.name])] == [about]
        assert [leaf.event for leaf in Leaves(unit).naming(thing, [Used.name])] == [used]


def test_of_many_ids_those_are_told_that_leaves_of_a_name_name_by_one_look_at_the_index(database: Database) -> None:
    with database.write(ACME) as unit:
        one, other, used = (unit.fresh_id() for _ in range(3))
        for thing in (one, one, other):
            unit.say(About(things=(thing,)))
        unit.say(Used(thing=used))
    with database.write(BIRCH) as unit:
        foreign = unit.fresh_id()
        unit.say(About(things=(foreign,)))
    with statements() as said, database.read(ACME) as unit:
        assert Leaves(unit).named([one, used, foreign, "word"], About.name) == {one}
    assert sum("leaf_names" in one for one in said) == 1


def test_what_a_leaf_is_numbered_says_what_came_before_what_within_one_second(database: Database) -> None:
    with database.write(ACME) as unit:
        one, other = (unit.fresh_id() for _ in range(2))
        for thing in (one, other, one):
            unit.say(About(things=(thing,)))
        unit.say(Used(thing=other))
        foreign = unit.fresh_id()
    with database.write(BIRCH) as unit:
        unit.say(About(things=(foreign,)))
    with database.read(ACME) as reading:
        numbers = Leaves(reading).numbers([one, other, foreign], About.name)
        written = Leaves(reading).written([one, other, foreign], About.name)
    assert (set(numbers), written[one] == written[other]) == ({one, other}, True)
    assert numbers[other] < numbers[one]


def test_what_machinery_says_of_many_is_found_too(database: Database) -> None:
    with database.write(ACME) as unit:
        thing = unit.fresh_id()
    with database.work(LOG) as unit:
        about, happened = About(things=(thing,)), Happened(number=1)
        unit.say_each([(ACME.tenant, EventId("e1"), about), (ACME.tenant, EventId("e2"), happened)])
    with database.read(ACME) as reading:
        assert [leaf.event for leaf in Leaves(reading).naming(thing)] == ["e1"]
        assert [leaf.event for leaf in Leaves(reading).naming(thing, [About.name])] == ["e1"]


def test_naming_looks_at_those_leaves_and_no_others(database: Database) -> None:
    """However long the log is: one statement, which goes by the indices and scans no table."""
    with database.write(ACME) as unit:
        thing = unit.fresh_id()
        unit.say(About(things=(thing,)))
    for _ in range(20):
        with database.write(ACME) as unit:
            for _ in range(100):
                unit.say(About(things=(unit.fresh_id(),)))
    with database.work(LOG) as machine:
        machine.run(text("ANALYZE"))  # as both databases do by themselves, sooner or later
    with statements() as said, database.read(ACME) as unit:
        assert len(Leaves(unit).naming(thing)) == 1
    (asked,) = [one for one in said if "leaf_names" in one]
    with plans("leaf_names") as kept, database.read(ACME) as unit:
        Leaves(unit).naming(thing)
    told = "\n".join(kept)
    assert "leaf_names" in asked
    assert told
    assert not re.search(r"\bSCAN (leaves|leaf_names)|Seq Scan on (leaves|leaf_names)", told), told


def test_naming_by_names_goes_straight_to_these_however_many_others_there_are(database: Database) -> None:
    """Each name is looked up in the index, whether or not the database knows how many name the thing."""
    with database.write(ACME) as unit:
        thing = unit.fresh_id()
        unit.say(About(things=(thing,)))
    for _ in range(20):
        with database.write(ACME) as unit:
            for _ in range(100):
                unit.say(Used(thing=thing))
    before = _plan_of_naming(database, thing)
    with database.work(LOG) as machine:
        machine.run(text("ANALYZE"))
    straight = {"sqlite": r"leaf_names.*\(tenant=\? AND thing=\? AND name=\?\)", "postgresql": r"Cond: .*\(name = "}
    for told in (before, _plan_of_naming(database, thing)):
        assert len(re.findall(straight[unit.dialect], told)) == 2, told
        assert not re.search(r"\bSCAN (leaves|leaf_names)|Seq Scan on (leaves|leaf_names)", told), told


def _plan_of_naming(database: Database, thing: str) -> str:
    with plans("leaf_names") as kept, database.read(ACME) as unit:
        assert len(Leaves(unit).naming(thing, [About.name, Happened.name])) == 1
    return "\n".join(kept)


THING = "01a21fe8-1c38-7667-95ad-c9e21300ddd5"


@pytest.mark.parametrize("before", ["0024", "0034"], ids=["without the index", "without names in it"])
def test_the_leaves_of_an_older_database_are_in_the_index_after_the_steps(empty: Place, before: str) -> None:
    database = empty.open()
    with database.work(LOG) as unit:
        build(unit, before)
        for scope in (ACME, BIRCH):
            unit.run(insert(TENANTS).values(id=scope.tenant, opened_at=unit.at))
        said = [_of_old(number, unit.at) for number in range(1_001)]  # more than are looked at in one go
        unit.run_each(insert(LEAVES), [_row(one) for one in said])
        if before == "0034":
            unit.run(text("INSERT INTO leaf_names (tenant, thing, event) VALUES ('acme', 'stale', 'of no leaf')"))
        finish(unit)
        rows = sorted(tuple(row) for row in unit.run(select(LEAF_NAMES)))
    assert rows == sorted((one.tenant, thing, one.name, one.id) for one in said for thing in named_in(one))
    with database.read(ACME) as reading:
        found = [leaf.event for leaf in Leaves(reading).naming(THING, [About.name])]
    assert found == [one.id for one in said if one.name == About.name]


def _of_old(number: int, at: datetime) -> Said:
    """Return an event of before there was such an index: of one tenant or another, naming two ids, one, or none."""
    event_id = EventId(f"01a21fe8-1c38-7667-95ad-c9e213{number:06x}")
    events = About(things=(THING, f"{THING[:-1]}6", "word")), Used(thing=THING), Happened(number=number)
    event, tenant = events[number % 3], (BIRCH if number % 3 == 1 else ACME).tenant
    return Said(event_id, tenant, event.name, at, event.body())


def _row(said: Said) -> dict[str, object]:
    return {"tenant": said.tenant, "event": said.id, "body": leaf_of(said), "written_at": said.said_at}
