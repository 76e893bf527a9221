"""The tables as this version wants them: one history of steps, all of them or none, which can be rehearsed."""

from pathlib import Path

from alembic.command import upgrade as run_upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tellmark.store.database import Database
from tellmark.store.errors import WrongSchema
from tellmark.store.faults import in_words
from tellmark.store.scope import Machinery
from tellmark.store.units import MachineLook, MachineUnit

HISTORY = Path(__file__).parents[1] / "migrations"
_MIGRATIONS = Machinery("migrations")


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it is kept."""


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the tables up to this version in one transaction; return the revision before and the one now.

    Both databases can take back a change of tables: a step that fails leaves everything as it was. Two processes that
    come at once do it once. Raises WrongSchema where a later version was here.
    """
    with database.work(_MIGRATIONS) as unit:
        return _upgraded(unit.connection)


def rehearse(database: Database) -> tuple[str | None, str]:
    """Do what `upgrade` does on the real rows, and take it all back. Others wait as long. Raises as `upgrade`."""
    done: tuple[str | None, str] | None = None
    try:
        with database.work(_MIGRATIONS) as unit:
            done = _upgraded(unit.connection)
            raise _Rehearsed
    except _Rehearsed:
        assert done is not None
        return done


def revision(database: Database) -> str | None:
    """Return the revision of the tables, None where there are none."""
    with in_words(), database.engines.reading.connect() as connection, connection.begin():
        return _current(connection)


def revision_in(unit: MachineLook) -> str:
    """Return the revision of the tables that *unit* sees. Raises WrongSchema where there are none."""
    found = _current(unit.connection)
    if found is None:
        raise WrongSchema("there are no tables in this database", "Make them with `tellmark store upgrade`.")
    return found


def build(unit: MachineUnit, at: str) -> None:
    """Make the tables as they were at the revision *at*, in a database without any. Raises WrongSchema."""
    _refuse_later(at)
    _run(unit.connection, at)


def finish(unit: MachineUnit) -> None:
    """Bring the tables that *unit* has built up to this version."""
    _run(unit.connection, "head")


def check_schema(database: Database) -> None:
    """Raise WrongSchema unless the tables are those of this version."""
    found = revision(database)
    if found != _head():
        _refuse_later(found)
        raise WrongSchema(
            "the tables of the database are older than this version of Tellmark, or there are none yet",
            "Make a backup, then run `tellmark store upgrade`.",
        )


def _upgraded(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('tellmark.migrations'))"))
    before = _current(connection)
    _refuse_later(before)
    _run(connection, "head")
    return before, _head()


def _run(connection: Connection, to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    run_upgrade(config, to)


def _refuse_later(found: str | None) -> None:
    if found is not None and found not in {step.revision for step in _steps().walk_revisions()}:
        raise WrongSchema(
            "a later version of Tellmark has worked on this database",
            "Run that version or a later one, or restore a backup from before.",
        )


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str:
    head = _steps().get_current_head()
    assert head is not None
    return head


def _steps() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HISTORY).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
