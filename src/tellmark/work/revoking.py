"""What was taken away after a backup was made: the published log tells of it, and a restore takes it away again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import LoggedEvent, read_leaf
from tellmark.proof.log.files import Files
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.tiles import WIDTH, bundles
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.tenants import Tenants
from tellmark.store.units import WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.values.canonical import Json

_RESTORER = Machinery("restore")


class Replays(Protocol):
    """A room that takes things away from people and programs, and does it again where its tables have forgotten it."""

    @property
    def wants(self) -> frozenset[str]:
        """The names of its events that say so."""

    def again(self, unit: WriteUnit, event: str, facts: Mapping[str, Json]) -> bool:
        """Take away what *event* says, once more; False where it is away already.

        Raises NotFound or SubjectErased where there is nothing to take it from: then it is passed over.
        """

    def after_loss(self, unit: WriteUnit) -> None:
        """End what must not go on where nobody can tell whether it had ended, such as everybody's sessions."""


def taken_away_again(database: Database, log: Reads, since: int, size: int, rooms: Sequence[Replays]) -> int:
    """Let *rooms* hear of the entries from *since* on of a verified log of *size*; return how many changed something.

    To be called before anything is served, after the erasures. Raises MalformedLog, LogOutOfReach, and as the store.
    """
    with database.work(_RESTORER) as machine:
        tenants = set(Tenants(machine).all())
    return sum(
        _again(database, TenantId(str(told.facts["tenant"])), told, room)
        for told in _entries(log, since, size)
        for room in rooms
        if told.type in room.wants and told.facts.get("tenant") in tenants
    )


def forget_after_loss(database: Database, rooms: Sequence[Replays]) -> None:
    """Let *rooms* end, for every tenant, what must not go on after entries of the log were lost."""
    with database.work(_RESTORER) as machine:
        tenants = list(Tenants(machine).all())
    for tenant in tenants:
        with database.write(_RESTORER.within(tenant)) as unit:
            for room in rooms:
                room.after_loss(unit)


def _again(database: Database, tenant: TenantId, told: LoggedEvent, room: Replays) -> bool:
    with database.write(_RESTORER.within(tenant)) as unit:
        try:
            return room.again(unit, told.type, told.facts)
        except (NotFound, SubjectErased):
            return False


def _entries(log: Reads, since: int, size: int) -> Iterator[LoggedEvent]:
    files = Files(log)
    for bundle in bundles(size):
        first = bundle.index * WIDTH
        if first + bundle.width <= since:
            continue
        for entry in files.entries(bundle)[max(0, since - first) :]:
            try:
                yield read_leaf(entry)
            except MalformedLog:
                continue  # the log verifies, so it is an entry of another make: it tells nothing of ours
