"""What every repository is built on: rows of one tenant, and no way to ask for another's."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeAlias

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Table,
    UnaryExpression,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.store.units import ReadUnit, WriteUnit

Condition: TypeAlias = ColumnElement[bool]
Order: TypeAlias = ColumnElement[Any] | UnaryExpression[Any]


class Reading:
    """Rows of one table and one tenant, to look at. A subclass names its `table` and what a row of it is called."""

    table: ClassVar[Table]
    noun: ClassVar[str]

    def __init__(self, unit: ReadUnit) -> None:
        self._unit = unit

    def _get(self, key: str | int) -> RowMapping:
        """Return the row *key*. Raises NotFound where there is none, or it is another tenant's."""
        return self._one(_by_id(self.table), key)

    def _find(self, *conditions: Condition, order: Sequence[Order] = (), limit: int | None = None) -> list[RowMapping]:
        """Return the tenant's rows under all *conditions*."""
        wanted = select(self.table).where(self._mine(), *conditions).order_by(*order).limit(limit)
        return list(self._unit.run(wanted).mappings())

    def _after(self, place: Sequence[object] | None, by: Sequence[ColumnElement[Any]], *conditions: Condition,
               limit: int) -> list[RowMapping]:  # fmt: skip
        """Return the tenant's next rows in the order of *by*, the last of which is unique, after the row at *place*.

        Whatever is added or removed between two calls: no row comes twice, and none that stays is left out.
        Raises ValueError where *place* has not as many values as *by*.
        """
        if place is not None and len(place) != len(by):
            raise ValueError("a place in a list has a value for each column of its order")
        beyond = [] if place is None else [tuple_(*by) > tuple_(*map(_like, place, by))]
        return self._find(*conditions, *beyond, order=by, limit=limit)

    def _count(self, *conditions: Condition) -> int:
        """Return how many of the tenant's rows meet all *conditions*."""
        wanted = select(func.count()).select_from(self.table).where(self._mine(), *conditions)
        return int(self._unit.run(wanted).scalar_one())

    def _one(self, wanted: Select[Any], key: str | int) -> RowMapping:
        row = self._unit.run(wanted, {"of": self._unit.scope.tenant, "key": key}).mappings().one_or_none()
        if row is None:
            raise NotFound(f"there is no such {self.noun} here")
        return row

    def _mine(self) -> Condition:
        return self.table.c.tenant == self._unit.scope.tenant

    def _own(self, key: str | int) -> Condition:
        return self._mine() & (self.table.c.id == key)


@cache
def _by_id(table: Table) -> Select[Any]:
    """Return the look-up of one row, made once: to build a statement takes as long as to run it."""
    return select(table).where(table.c.tenant == bindparam("of"), table.c.id == bindparam("key"))


@cache
def _by_id_locked(table: Table) -> Select[Any]:
    return _by_id(table).with_for_update()


def _like(value: object, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return *value* as one of *column*: a tuple does not tell its own."""
    return literal(value, column.type)


class Writing(Reading):
    """Rows of one table and one tenant, to change: it takes a unit that writes."""

    def __init__(self, unit: WriteUnit) -> None:
        super().__init__(unit)
        self._writing = unit

    def _locked(self, key: str | int) -> RowMapping:
        """Return the row *key*, which nobody else may change until this unit ends: what a decision rests on.

        PostgreSQL locks the row; on SQLite the unit is alone in any case. Raises NotFound.
        """
        return self._one(_by_id_locked(self.table), key)

    def _add(self, values: Mapping[str, object]) -> None:
        """Add a row of this tenant. Raises AlreadyThere where the tenant has one of that key; the unit may go on.

        A failed INSERT would end the whole transaction on PostgreSQL; therefore a conflict is no failure here.
        """
        insert = postgresql.insert if self._unit.dialect == "postgresql" else sqlite.insert
        row = {**values, "tenant": self._unit.scope.tenant}
        adding = insert(self.table).values(row).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        if self._unit.run(adding).rowcount != 1:
            raise AlreadyThere(f"there is such a {self.noun} already", "Look it up instead of making it anew.")

    def _change(self, key: str | int, values: Mapping[str, object], *conditions: Condition) -> bool:
        """Change the row *key* if it meets all *conditions*; return whether it was there and did."""
        if "tenant" in values:
            raise ValueError("a row does not change its tenant")
        return self._unit.run(update(self.table).where(self._own(key), *conditions).values(values)).rowcount == 1

    def _remove(self, key: str | int) -> bool:
        """Delete the row *key*; return whether it was there."""
        return self._unit.run(delete(self.table).where(self._own(key))).rowcount == 1
