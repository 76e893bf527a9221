"""Somebody else's rows in every table: ids and words that no visitor of this tenant, and no log, may ever meet.

Every table that has tenants gets rows of the tenant `acme`: real ones where `every_table.fill` makes them, invented
ones elsewhere, so that a table that is added tomorrow is planted tomorrow. Personal columns hold PEOPLE, sealed under
the key of a person, so that a route that looks one up and opens it gives it away.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, insert, select, text

from every_table import fill
from store_children import ACME
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import METADATA, Instant
from tellmark.store.database import Database
from tellmark.store.personal import Sealing
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.tenants import Tenants
from tellmark.store.units import MachineUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy

PEOPLE = ("Ottilie Quellwasser-Żądło", "欧阳不可见", "ottilie.quellwasser@nowhere.example")
"""Personal data of nobody who lives, each a spelling that encodings treat in their own way."""

_OPAQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64}|acme-planted-.+")
_PUBLISHED = frozenset({"leaves"})
"""Tables whose rows are made to be read by everybody."""
ALSO = {"consent_uses": ("uses", "use_id")}
"""What addresses name beside a row's own id, and its column: a use sets something aside of each person."""


@dataclass(frozen=True)
class Planted:
    """What was planted: the words of *people*, the *ids* of rows, and by table the id under which a row is found."""

    people: frozenset[str]
    ids: frozenset[str]
    rows: Mapping[str, str]
    _spelled: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._spelled.update({spelling: word for word in self.people for spelling in spellings(word)})

    def given_away(self, told: bytes, *, of_public_log: bool = False) -> set[str]:
        """Return what *told* gives away. The public log names opaque ids, and nothing else, by design."""
        text = told.decode("utf-8", "replace")
        found = {word for spelling, word in self._spelled.items() if spelling in text}
        return found if of_public_log else found | {one for one in self.ids if one in text}


def spellings(word: str) -> set[str]:
    """Return *word* as answers and logs may spell it: as it is, in JSON, HTML, addresses, hex, Base64, digests."""
    raw = word.encode()
    found = {word, escape(word), json.dumps(word)[1:-1], quote(word), quote(word, safe="@"), quote_plus(word)}
    found |= {raw.hex(), repr(raw)[2:-1], hashlib.sha256(raw).hexdigest(), hashlib.sha256(raw).hexdigest()[:32]}
    for before in range(3):  # wherever in a longer text it stands
        whole = base64.b64encode(bytes(before) + raw).decode().rstrip("=")
        middle = whole[(before * 8 + 5) // 6 : len(whole) - 1]
        found |= {middle, middle.replace("+", "-").replace("/", "_")}
    return found


def plant(database: Database, vault: Vault) -> Planted:
    """Put rows of another tenant into every table that has tenants; return what of them nobody may meet."""
    with database.work(Machinery("tests")) as unit:
        Tenants(unit).open(ACME.tenant)
    somebody = fill(database, vault).stays.id
    with database.read(ACME) as reading:
        key = key_of(reading, vault, somebody)
    with database.work(Machinery("tests")) as unit:
        if unit.dialect == "sqlite":  # an invented row keeps no rule but its key
            unit.run(text("PRAGMA ignore_check_constraints = ON"))
        for table in _tenanted():
            if not _rows(unit, table):
                unit.run(insert(table).values(_invented(unit, table, somebody, key)))
        return planted(unit, ACME.tenant, PEOPLE)


def planted(unit: MachineUnit, tenant: TenantId, people: Iterable[str]) -> Planted:
    """Return what is there of *tenant*, whose *people* have these names and words."""
    ids: set[str] = set()
    rows: dict[str, str] = {}
    for table in _tenanted():
        for row in _rows(unit, table, tenant):
            words = {value for value in row.values() if isinstance(value, str)}
            if table.name not in _PUBLISHED:
                ids |= {word for word in words if _OPAQUE.fullmatch(word)}
            if "id" in row:
                rows.setdefault(table.name, str(row["id"]))
                if table.name in ALSO:
                    name, column = ALSO[table.name]
                    rows.setdefault(name, str(row[column]))
    return Planted(frozenset(people), frozenset(ids), rows)


def _tenanted() -> Iterator[Table]:
    return (table for table in METADATA.sorted_tables if table.info.get("tenanted"))


def _rows(unit: MachineUnit, table: Table, tenant: TenantId = ACME.tenant) -> list[Any]:
    return list(unit.run(select(table).where(table.c.tenant == tenant)).mappings())


def _invented(unit: MachineUnit, table: Table, somebody: SubjectId, key: PersonKey) -> dict[str, Any]:
    """Return a row for *table*. What may be empty stays so where the machinery might act on it: clocks and states."""
    row = {column.name: _value(unit, column, somebody) for column in table.c if not column.info.get("personal")}
    names = [column.name for column in table.c if column.info.get("personal")]
    if names:
        words = {name: " ".join(PEOPLE) for name in names}
        row |= Sealing(key, ACME.tenant, table, str(row["id"])).sealed(words)
    return row


def _value(unit: MachineUnit, column: Column[Any], somebody: SubjectId) -> object:
    if column.name == "tenant":
        return ACME.tenant
    if column.name in ("subject", "subject_id"):
        return somebody
    if column.foreign_keys:
        other = next(iter(column.foreign_keys)).column
        return next((row[other.name] for row in _rows(unit, other.table)), None)
    if isinstance(column.type, Instant):
        return None if column.nullable else datetime.fromisoformat("2100-01-01T00:00:00Z")
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, LargeBinary):
        return " ".join(PEOPLE).encode()
    length = getattr(column.type, "length", None) or 64
    return f"acme-planted-{entropy(16).hex()}"[:length]
