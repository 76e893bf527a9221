"""What the log does not tell: every event that names a person says which of its fields stay here (ADR 38)."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import ClassVar

import msgspec

import tellmark
from store_children import ACME
from tellmark.store.database import Database
from tellmark.store.events import Event
from tellmark.store.leaves import Leaves
from tellmark.store.outbox import Delivery, deliver

WHOSE = {"subject", "asked_as", "before", "principal", "reader"}
"""The fields that are a person's id wherever they stand."""
TOLD = {"identity.order_set", "identity.order_carried_out", "identity.order_ended", "identity.order_notice_given"}
"""An order names its person once that person is told (ADR 33)."""


class Agreed(Event, frozen=True):
    name: ClassVar = "test.agreed"
    untold: ClassVar = ("subject",)
    request: str
    subject: str


class Listens:
    name, wants = "listens", frozenset({Agreed.name})

    def __init__(self) -> None:
        self.heard: list[Agreed] = []

    def receive(self, delivery: Delivery) -> None:
        self.heard.append(delivery.said.read(Agreed))


def kinds(root: type[Event] = Event) -> Iterator[type[Event]]:
    for kind in root.__subclasses__():
        if "name" in vars(kind) and kind.__module__.startswith("tellmark."):  # a test may make its own
            yield kind
        yield from kinds(kind)


def test_no_event_tells_the_log_whose_it_is() -> None:
    for module in pkgutil.walk_packages(tellmark.__path__, "tellmark."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    known = {kind.name: {field.name for field in msgspec.structs.fields(kind)} & WHOSE for kind in kinds()}
    assert len(known) > 80
    named = {kind.name for kind in kinds() if known[kind.name] - set(kind.untold)}
    assert named == TOLD
    assert [kind for kind in kinds() if set(kind.untold) - {one.name for one in msgspec.structs.fields(kind)}] == []


def test_what_is_untold_is_delivered_and_found_and_is_not_in_the_leaf(database: Database) -> None:
    listens = Listens()
    with database.write(ACME) as unit:
        request, subject = unit.fresh_id(), unit.fresh_id()
        unit.say(Agreed(request=request, subject=subject))
    deliver(database, [listens])
    assert [one.subject for one in listens.heard] == [subject]
    with database.read(ACME) as view:
        (leaf,) = Leaves(view).all()
        assert request.encode() in leaf.body
        assert subject.encode() not in leaf.body
        assert [one.id for one in Leaves(view).naming(subject)] == [leaf.id]
