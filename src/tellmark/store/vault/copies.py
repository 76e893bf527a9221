"""A copy of the key store: its ring and its rows, all of them wrapped; it opens only under a generation that is kept.

It belongs on a medium of its own, and is thrown away within weeks: with the generation that it is under, it opens
whoever was erased since.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, ClassVar, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Table, func, insert, select, update

from tellmark.store.database import Database
from tellmark.store.units import MachineUnit
from tellmark.store.vault.alone import MACHINERY, alone
from tellmark.store.vault.errors import BadCopy
from tellmark.store.vault.ring import RingFile
from tellmark.store.vault.tables import DESTROYED_KEYS, INDEX_ENTRIES, PERSON_KEYS, VAULT

_MAGIC = b"tellmark.keys/1\n"
_ROWS = 500
_LARGEST = 16 << 20
_END = bytes(4)


class _Head(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    at: datetime
    ring: bytes


class _Person(msgspec.Struct, frozen=True, array_like=True, tag="person", forbid_unknown_fields=True):
    table: ClassVar[Table] = PERSON_KEYS
    tenant: str
    id: str
    group_number: int
    version: int
    wrapped: bytes
    made_at: datetime


class _Destroyed(msgspec.Struct, frozen=True, array_like=True, tag="destroyed", forbid_unknown_fields=True):
    table: ClassVar[Table] = DESTROYED_KEYS
    tenant: str
    id: str
    reason: str
    destroyed_at: datetime


class _Entry(msgspec.Struct, frozen=True, array_like=True, tag="entry", forbid_unknown_fields=True):
    table: ClassVar[Table] = INDEX_ENTRIES
    tenant: str
    id: str
    key: str
    purpose: str
    tag: bytes
    sealed: bytes


_Row: TypeAlias = _Person | _Destroyed | _Entry
_KINDS: tuple[type[_Row], ...] = (_Person, _Destroyed, _Entry)


class _Rows(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    rows: list[_Row]


_Part = TypeVar("_Part", _Head, _Rows)


def copy_keys(keys: Database, ring: RingFile, out: BinaryIO) -> int:
    """Write a copy of the key store as it is now to *out*; return how many persons' keys that are.

    Nobody makes or destroys a key meanwhile. Raises what the stores say.
    """
    digest = hashlib.sha256()

    def put(data: bytes) -> None:
        digest.update(data)
        out.write(data)

    with alone(keys, ring) as (unit, _):
        put(_MAGIC)
        put(_framed(_Head(unit.at, ring.sealed())))
        for rows in _batches(unit):
            put(_framed(rows))
        count = unit.run(select(func.count()).select_from(PERSON_KEYS)).scalar_one()
    put(_END)
    out.write(digest.digest())
    return int(count)


def put_back(keys: Database, ring: RingFile, source: BinaryIO) -> datetime:
    """Put a copy into a key store that holds nothing; return when the copy was made.

    Whoever was erased since then is in it: destroy their keys before anything is served (`subjects.erasing.replay`).
    Raises BadCopy, and GenerationRetired where nobody can open it any more; then nothing is changed.
    """
    frames = _frames(source)
    head = _decoded(next(frames, b""), _Head)
    with keys.work(MACHINERY) as unit:
        unit.run(select(VAULT.c.serial).with_for_update())
        if any(unit.run(select(kind.table.c.id).limit(1)).first() for kind in _KINDS):
            raise BadCopy("the key store holds keys already", "Put the copy into a new key store, in an empty folder.")
        for frame in frames:
            rows = _decoded(frame, _Rows)
            for kind in _KINDS:
                _add(unit, kind, [row for row in rows.rows if isinstance(row, kind)])
        serial = ring.put_back(head.ring).serial
        unit.run(update(VAULT).values(serial=serial))
    return head.at


def _add(unit: MachineUnit, kind: type[_Row], rows: Sequence[_Row]) -> None:
    if rows:
        fields = kind.__struct_fields__
        unit.run(insert(kind.table).values([{name: getattr(row, name) for name in fields} for row in rows]))


def _batches(unit: MachineUnit) -> Iterator[_Rows]:
    for kind in _KINDS:
        after = ("", "")
        while rows := _next(unit, kind, after):
            yield _Rows(rows)
            after = rows[-1].tenant, rows[-1].id


def _next(unit: MachineUnit, kind: type[_Row], after: tuple[str, str]) -> list[_Row]:
    table = kind.table
    later = (table.c.tenant > after[0]) | ((table.c.tenant == after[0]) & (table.c.id > after[1]))
    found = unit.run(select(table).where(later).order_by(table.c.tenant, table.c.id).limit(_ROWS)).mappings()
    return [kind(**row) for row in found]


def _framed(part: msgspec.Struct) -> bytes:
    data = msgspec.msgpack.encode(part)
    return len(data).to_bytes(4) + data


def _frames(source: BinaryIO) -> Iterator[bytes]:
    """Yield the parts of a copy; the end comes only if the digest of it all is right. Raises BadCopy."""
    digest = hashlib.sha256()

    def take(size: int) -> bytes:
        data = source.read(size)
        if len(data) != size:
            raise _damaged()
        digest.update(data)
        return data

    if take(len(_MAGIC)) != _MAGIC:
        raise BadCopy("this is no copy of person keys", "Give the file that `tellmark vault copy` has written.")
    while (length := take(4)) != _END:
        if int.from_bytes(length) > _LARGEST:
            raise _damaged()
        yield take(int.from_bytes(length))
    if source.read(len(digest.digest()) + 1) != digest.digest():
        raise _damaged()


def _decoded(data: bytes, kind: type[_Part]) -> _Part:
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise _damaged() from fault


def _damaged() -> BadCopy:
    return BadCopy("the copy of the person keys is damaged", "Take another copy.")
