"""Where a test's database is, and the clock of everybody who opens it there."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from store_children import NOON
from tellmark.store.database import Database, open_database
from tellmark.values.ids import entropy
from throwaway_postgresql import Server

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))
BOTH = ["sqlite", POSTGRESQL]
on_sqlite = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("place", [POSTGRESQL], indirect=True)


_NUMBERS = count(1)


@dataclass
class Place:
    """Where a database is, and the clock of everybody who opens it here."""

    where: str
    server: Server | None = None
    at: datetime = NOON
    opened: list[Database] = field(default_factory=list)
    random: Callable[[int], bytes] = entropy
    """What everybody's ids are made of."""

    def open(self, patience: float = 10) -> Database:
        """Open the database once more, as another process would."""
        database = open_database(self.where, lambda: self.at, lambda size: self.random(size), patience=patience)
        self.opened.append(database)
        return database

    def later(self, **by: float) -> None:
        """Move the clock on."""
        self.at += timedelta(**by)

    def copy(self, folder: Path | None = None) -> "Place":
        """Return a copy of this database, which nobody may have open; on SQLite in *folder*, else beside this one."""
        name = f"copy{next(_NUMBERS)}"
        if self.server is None:
            file = Path(self.where)
            return Place(str(shutil.copy(file, (folder or file.parent) / f"{name}.db")))
        with self.server.admin() as admin:
            admin.execute(f"CREATE DATABASE {name} OWNER tellmark TEMPLATE {self._name}")
        return Place(self.server.url("tellmark", name), self.server)

    def bare(self) -> "Place":
        """Return the place of another database on the same server, without any tables."""
        assert self.server is not None
        name = f"bare{next(_NUMBERS)}"
        with self.server.admin() as admin:
            admin.execute(f"CREATE DATABASE {name} OWNER tellmark")
        return Place(self.server.url("tellmark", name), self.server, self.at)

    def close(self) -> None:
        """Close everything that was opened here, and drop the database where it is a server's."""
        for database in self.opened:
            database.close()
        self.opened.clear()
        if self.server is not None:
            with self.server.admin() as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    def cut_off(self) -> None:
        """Break every connection that a server has to this database."""
        assert self.server is not None
        with self.server.admin() as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self._name])

    @property
    def _name(self) -> str:
        return self.where.partition("@/")[2].partition("?")[0]
