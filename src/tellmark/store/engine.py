"""Two engines on one database: one to read, one to write, each set up so that what is acknowledged is durable."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from tellmark.store.errors import NoDriver, NotDurable, StoreUnreachable
from tellmark.store.faults import in_words
from tellmark.store.turns import AT_ONCE, Turns

Cursor: TypeAlias = Any  # a driver's own: the two have no type in common
Begin: TypeAlias = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Engines:
    """Where reading and writing units of work get their connections from, and the file where SQLite keeps it all.

    Units take *turns* at the connections of the pool. What is held for long, as a lease is, takes none.
    """

    reading: Engine
    writing: Engine
    file: Path | None
    turns: Turns

    def close(self) -> None:
        """Close every connection that nobody uses."""
        self.reading.dispose()
        self.writing.dispose()


def make_engines(where: str, patience: float, password: str | None = None) -> Engines:
    """Return the engines of the database *where*: a path, sqlite:///path or postgresql://…

    *patience* is how long, in seconds, anybody waits for a lock. Raises NoDriver, StoreUnreachable.
    """
    try:
        url = make_url(where if "://" in where else f"sqlite:///{where}")
    except (ArgumentError, ValueError) as fault:
        raise _unknown() from fault
    match url.get_backend_name():
        case "sqlite":
            return _sqlite(url, patience)
        case "postgresql":
            return _postgresql(url if password is None else url.set(password=password), patience)
    raise _unknown()


def check_durable(engines: Engines) -> None:
    """Raise NotDurable where the database may forget what it acknowledged, or its role passes over the walls."""
    with in_words(), engines.writing.connect() as connection:
        if engines.file is not None:
            _check_sqlite(connection)
        else:
            _check_postgresql(connection)


# --- SQLite -----------------------------------------------------------------------------------------------------------

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # in WAL mode NORMAL syncs at checkpoints only: a power cut would take acknowledged work
    "fullfsync = ON",  # macOS: fsync alone leaves the bytes in the disk's own memory
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is overwritten, not only let go
    "trusted_schema = OFF",
)


def _sqlite(url: URL, patience: float) -> Engines:
    if not url.database or url.database == ":memory:":
        raise NoDriver("a database in memory forgets everything", "Name a file, such as .tellmark/tellmark.db.")
    file = Path(url.database).absolute()
    _private(file)
    whole = url.set(database=str(file))
    # One connection to write: threads queue for it in order, where SQLite's own waiting is a lottery.
    writing = create_engine(whole, pool_size=1, max_overflow=0, pool_timeout=patience)
    reading = create_engine(whole, pool_size=AT_ONCE, pool_timeout=patience)
    _prepare(writing, (f"busy_timeout = {round(patience * 1000)}", *_PRAGMAS), "BEGIN IMMEDIATE")
    _prepare(reading, (f"busy_timeout = {round(patience * 1000)}", *_PRAGMAS, "query_only = ON"), "BEGIN")
    return Engines(reading, writing, file, Turns(patience))


def _private(file: Path) -> None:
    """Make the file for its owner only before SQLite would make it for everybody."""
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as fault:
        raise StoreUnreachable(f"the database file cannot be opened: {fault.strerror or 'refused'}") from fault


def _prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = (
            None  # the driver's own begin comes at the first write: what was read is stale then
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begun)


def _check_sqlite(connection: Connection) -> None:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    if mode != "wal" or level < 2:
        raise NotDurable(
            "the file system under the database holds no write-ahead log",
            "Put the database on a local disk, not on a network folder.",
        )


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _postgresql(url: URL, patience: float) -> Engines:
    settings = f"-c lock_timeout={round(patience * 1000)} -c synchronous_commit=on -c idle_session_timeout=0"
    try:
        writing = create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=AT_ONCE,  # and SQLAlchemy's ten beyond them, for what is held for long
            pool_timeout=patience,
            connect_args={"options": settings, "connect_timeout": max(2, round(patience))},
        )
    except ModuleNotFoundError as fault:
        raise NoDriver("the driver for PostgreSQL is not installed", "pip install 'tellmark[postgres]'.") from fault
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(reading, writing, None, Turns(patience))


def _check_postgresql(connection: Connection) -> None:
    for setting in ("fsync", "full_page_writes"):
        if connection.execute(text("SELECT current_setting(:name)"), {"name": setting}).scalar_one() != "on":
            raise NotDurable(
                f"the database runs with {setting} off and may lose what it has acknowledged",
                "Switch it on in postgresql.conf and start the database again.",
            )
    mighty = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if connection.execute(text(mighty)).scalar_one():
        raise NotDurable(
            "the database role passes over the walls between tenants",
            "Give Tellmark a role that is neither superuser nor BYPASSRLS, and let that role own the database.",
        )


def _unknown() -> NoDriver:
    return NoDriver(
        "this is no address of a database that Tellmark knows",
        "Give the path of a file for SQLite, or postgresql://user@host/name.",
    )
