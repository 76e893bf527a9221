"""Personal columns: bytes in the table, sealed under their person's key for that row and column alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, RowMapping, Table

from tellmark.proof.envelope import PersonKey, Place


def personal(name: str, *, nullable: bool = True) -> Column[Any]:
    """Return a column for what tells of a person. A repository writes it through `Sealing`, and never otherwise."""
    return Column(name, LargeBinary, nullable=nullable, info={"personal": True})


@dataclass(frozen=True, slots=True)
class Sealing:
    """Seals and opens the personal columns of one row: *key* is the person's, *row* the id of the row."""

    key: PersonKey
    tenant: str
    table: Table
    row: str

    def sealed(self, values: Mapping[str, str | None]) -> dict[str, bytes | None]:
        """Return *values*, by column, as they go into the row. Raises ValueError for a column that is not personal."""
        return {name: self._seal(name, value) for name, value in values.items()}

    def opened(self, row: Mapping[str, Any] | RowMapping) -> dict[str, str | None]:
        """Return every personal column of *row* by name. Raises DoesNotOpen."""
        names = [column.name for column in self.table.c if column.info.get("personal")]
        return {name: self._open(name, row[name]) for name in names}

    def _seal(self, name: str, value: str | None) -> bytes | None:
        if not self.table.c[name].info.get("personal"):
            raise ValueError(f"{self.table.name}.{name} is no personal column")
        return None if value is None else self.key.seal(value.encode(), self._place(name))

    def _open(self, name: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else self.key.unseal(sealed, self._place(name)).decode()

    def _place(self, name: str) -> Place:
        return Place(self.tenant, self.table.name, self.row, name)
