"""The installation itself: its epoch, which voids what was permitted before, and whether a restore is under way."""

from pathlib import Path
from typing import ClassVar

from sqlalchemy import select, update

from tellmark.store.database import Database
from tellmark.store.errors import NotFound, NotThere, RestoreUnfinished
from tellmark.store.events import Event, EventId
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Machinery
from tellmark.store.tables import INSTALLATION
from tellmark.store.tenants import Tenants
from tellmark.store.units import MachineLook, MachineUnit, ReadUnit

_LOOK = Machinery("installation")


class InstallationReopened(Event, frozen=True):
    """Entries of the log were lost, and it goes on under another name from the first *kept* of them.

    *origin*, *size* and *root* are the last checkpoint that is known of the log before; *known* is false where nobody
    had one that was later than the backup's own.
    """

    name: ClassVar = "installation.reopened"
    epoch: int
    origin: str
    size: int
    root: str
    kept: int
    known: bool


class KeyGivenUp(Event, frozen=True):
    """A signing key counts no more for what was signed *since* (RFC 3339)."""

    name: ClassVar = "key.given_up"
    key: str
    since: str
    reason: str


def tell_of_key(database: Database, key: str, since: str, reason: str) -> None:
    """Write into the log, once, that *key* was given up."""
    told = EventId(f"key.{key}.{since}")
    with database.work(_LOOK) as unit:
        own = unit.within(next(iter(Tenants(unit).all())))
        try:
            Leaves(own).of(told)
        except NotFound:
            own.say_as(told, KeyGivenUp(key=key, since=since, reason=reason))


def epoch(unit: ReadUnit | MachineLook) -> int:
    """Return the installation's epoch, from 1. A permit names it, and counts under the same epoch only."""
    return int(unit.run(select(INSTALLATION.c.epoch)).scalar_one())


def restoring(unit: MachineLook) -> str | None:
    """Return the digest of the backup that is being restored here; None where no restore is under way."""
    found: str | None = unit.run(select(INSTALLATION.c.restoring)).scalar_one()
    return found


def begin_restore(unit: MachineUnit, backup: str, epoch: int) -> None:
    """Note that the rows of *backup* (a digest) of *epoch* are here, and that nothing may serve from them yet."""
    unit.run(update(INSTALLATION).values(restoring=backup, epoch=epoch))


def end_restore(unit: MachineUnit) -> None:
    """Let the installation serve again, as it was."""
    unit.run(update(INSTALLATION).values(restoring=None))


def reopen(unit: MachineUnit) -> int:
    """Let the installation serve again in a new epoch, so that no permit from before counts; return that epoch."""
    unit.run(update(INSTALLATION).values(restoring=None, epoch=INSTALLATION.c.epoch + 1, reopened_at=unit.at))
    return epoch(unit)


def check_there(where: str) -> None:
    """Raise NotThere where the database *where* is a file in a folder that does not exist."""
    if "://" not in where and not Path(where).parent.exists():
        raise NotThere(str(Path(where).parent))


def check_whole(database: Database) -> None:
    """Raise RestoreUnfinished where a restore has begun here and not come to its end."""
    with database.look(_LOOK) as look:
        if restoring(look) is not None:
            raise RestoreUnfinished
