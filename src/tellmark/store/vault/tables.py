"""The tables of the key store: a database of their own, so that no backup of the other one ever holds a key."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, inspect, select, text

from tellmark.store.columns import METADATA, Id, Instant
from tellmark.store.database import Database
from tellmark.store.errors import WrongSchema
from tellmark.store.scope import Machinery
from tellmark.store.units import MachineUnit

VERSION = 1
"""Of these tables; there are so few that they have no history of steps yet."""

KEYS = MetaData(naming_convention=METADATA.naming_convention)

VAULT = Table(
    "vault",
    KEYS,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("serial", BigInteger, nullable=False),  # of the ring that the keys are wrapped in
)

PERSON_KEYS = Table(
    "person_keys",
    KEYS,
    Column("tenant", Id, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("group_number", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # of the group's key
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("ix_person_keys_group", "group_number", "version"),
)

DESTROYED_KEYS = Table(
    "destroyed_keys",
    KEYS,
    Column("tenant", Id, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("reason", Id, nullable=False),  # an opaque id: the erasure, or the retention that ended
    Column("destroyed_at", Instant, nullable=False),
    Index("ix_destroyed_keys_at", "destroyed_at"),
)

INDEX_ENTRIES = Table(
    "index_entries",
    KEYS,
    Column("tenant", Id, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("key", Id, nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("tag", LargeBinary, nullable=False),  # under the group's key
    Column("sealed", LargeBinary, nullable=False),  # under the person's key: what the tag is made of anew
    Index("ix_index_entries_tag", "tenant", "purpose", "tag"),
    Index("ix_index_entries_key", "tenant", "key"),
)

_WALLED = (PERSON_KEYS, DESTROYED_KEYS, INDEX_ENTRIES)


def prepare(keys: Database, serial: int) -> None:
    """Make the tables of the key store where there are none, for a ring of this *serial*. Raises WrongSchema."""
    with keys.work(Machinery("vault")) as unit:
        if unit.connection.dialect.name == "postgresql":
            unit.run(text("SELECT pg_advisory_xact_lock(hashtext('tellmark.vault'))"))
        if not inspect(unit.connection).has_table(VAULT.name):
            _refuse_others(unit)
            KEYS.create_all(unit.connection)
            unit.run(VAULT.insert().values(id=1, version=VERSION, serial=serial))
            _wall(unit)
    check(keys)


def check(keys: Database) -> None:
    """Raise WrongSchema unless the key store's tables are those of this version."""
    with keys.work(Machinery("vault")) as unit:
        there = inspect(unit.connection).has_table(VAULT.name)
        if not there or unit.run(select(VAULT.c.version)).scalar_one() != VERSION:
            raise WrongSchema(
                "the tables of the key store are not those of this version of Tellmark, or there are none yet",
                "Make them with `tellmark key vault init`, or run the version that made them.",
            )


def _refuse_others(unit: MachineUnit) -> None:
    if inspect(unit.connection).get_table_names():
        raise WrongSchema(
            "the key store was given a database that holds something else",
            "Give it a database of its own: a backup of the other one must never hold a key.",
        )


def _wall(unit: MachineUnit) -> None:
    """Put row-level security on the tables with tenants, as `migrations/walls.py` does in the other database."""
    if unit.connection.dialect.name != "postgresql":
        return
    own = "tenant = current_setting('tellmark.tenant', true) OR current_setting('tellmark.tenant', true) = '*'"
    for table in _WALLED:
        unit.run(text(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY"))
        unit.run(text(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY"))
        unit.run(text(f"CREATE POLICY own_tenant ON {table.name} USING ({own}) WITH CHECK ({own})"))
