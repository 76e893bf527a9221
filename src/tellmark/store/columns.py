"""What all tables are made of, in every room: one set of metadata, instants that mean the same in both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, Integer, MetaData, String, Table, TypeDecorator
from sqlalchemy.schema import SchemaItem

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of every room; the migrations are held against it by a test."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Id = String(64)
Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself only what it calls INTEGER


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as microseconds since 1970 UTC: it sorts and compares alike in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> int | None:
        """Return the microseconds of *value*. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, _: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


def tenanted(name: str, *parts: SchemaItem) -> Table:
    """Return a table in which every row has a tenant and, within it, an opaque id, 64 characters at most.

    Two tenants may have the same id: so nobody learns from a refusal what another tenant has.
    A migration that makes one puts PostgreSQL's row-level security on it, too (`migrations/walls.py`).
    """
    own = Column("tenant", Id, primary_key=True), Column("id", Id, primary_key=True)
    return Table(name, METADATA, *own, *parts, info={"tenanted": True})
