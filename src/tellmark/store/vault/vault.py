"""The vault: makes, opens and destroys the keys of persons. What it destroys, no copy of its database brings back."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO

from sqlalchemy import RowMapping, and_, delete, insert, select, update

from tellmark.proof.envelope import KEY, PersonKey, Place, Random, unwrap, wrap
from tellmark.proof.generations import Generation
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyThere
from tellmark.store.scope import TenantId
from tellmark.store.units import MachineUnit, ReadUnit
from tellmark.store.vault.alone import MACHINERY, alone
from tellmark.store.vault.copies import copy_keys, put_back
from tellmark.store.vault.errors import KeyDestroyed, KeyMissing, RingDamaged
from tellmark.store.vault.ring import Ring, RingFile
from tellmark.store.vault.tables import DESTROYED_KEYS, INDEX_ENTRIES, PERSON_KEYS, VAULT, check, exists, prepare
from tellmark.values.canonical import canonical

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything was destroyed."""

_TRIES = 4
_TAG = 16


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A key that is no more, why (an opaque id) and since when."""

    tenant: TenantId
    key: str
    reason: str
    at: datetime


class Vault:
    """The key store: its database, and the ring that it is nothing without. Threads may share it."""

    def __init__(self, keys: Database, ring: RingFile, random: Random) -> None:
        self._keys = keys
        self._ring = ring
        self._random = random

    def create(self, groups: int) -> None:
        """Make the ring and the tables where there are none. Raises NotWritten, WrongSchema.

        Raises RingDamaged where there are tables and no ring: a new one would open nothing that they hold.
        """
        if not self._ring.exists() and exists(self._keys):
            raise RingDamaged("the key ring is missing")
        self._ring.create(groups)
        prepare(self._keys, self._ring.load().serial)

    def check(self) -> None:
        """Raise RingDamaged, WrongSchema or what the master key says, unless keys could be opened here."""
        check(self._keys)
        with alone(self._keys, self._ring) as (_, ring):
            ring.newest(0)

    # --- a person's key ---

    def make(self, tenant: TenantId, key: str) -> PersonKey:
        """Make a new key under the id *key*, durable when this returns. Raises AlreadyThere, also once destroyed."""
        with alone(self._keys, self._ring) as (unit, ring):
            if _row(unit, tenant, key) is not None or _is_destroyed(unit, tenant, key):
                raise AlreadyThere("there is a key of this id already", "Use a new id for a new key.")
            secret = self._random(KEY)
            group = _group(ring, tenant, key)
            version, outer = ring.newest(group)
            wrapped = wrap(outer, secret, _about(tenant, key, group, version), self._random)
            row = {"tenant": tenant, "id": key, "group_number": group, "version": version, "wrapped": wrapped}
            unit.run(insert(PERSON_KEYS).values({**row, "made_at": unit.at}))
        return PersonKey(secret, self._random)

    def open(self, tenant: TenantId, key: str) -> PersonKey:
        """Return the key *key*. Raises KeyDestroyed, KeyMissing, RingDamaged, and what the master key says."""
        for _ in range(_TRIES):  # the ring may move on between the two looks
            with self._keys.read(MACHINERY.within(tenant)) as unit:
                row = _row(unit, tenant, key)
                if row is None and _is_destroyed(unit, tenant, key):
                    raise KeyDestroyed
            if row is None:
                raise KeyMissing("there is no key of this person in the key store")
            if (outer := self._ring.key(row["group_number"], row["version"])) is not None:
                return PersonKey(_opened(row, outer), self._random)
        raise KeyMissing("the key ring does not open the key of this person")

    def destroy(self, tenant: TenantId, keys: Mapping[str, str]) -> None:
        """Destroy *keys*, each for its reason (an opaque id): nothing that this database holds opens them again.

        Not its log, its free pages or a copy made from now on, with the master key; copies from before do until their
        generation is retired. To do it twice does no harm, and after a crash it must be done again. Raises NotWritten
        where the ring cannot be written: then they are not destroyed.
        """
        with alone(self._keys, self._ring) as (unit, ring):
            groups = {_group(ring, tenant, key) for key in keys}
            if any(_row(unit, tenant, key) is not None for key in keys):
                ring = ring.advanced(groups, self._random)
                self._ring.write(ring)  # both versions, until the rows are kept
                for key in keys:
                    _forget(unit, tenant, key)
                for group in groups:
                    self._rewrap(unit, ring, group)
                unit.run(update(VAULT).values(serial=ring.serial))
            for key, reason in keys.items():
                _bury(unit, Destroyed(tenant, key, reason, unit.at))
        self._drop(groups)

    def destroyed(self, since: datetime) -> list[Destroyed]:
        """Return what was destroyed at or after *since*, oldest first: a restored store has to hear of it again."""
        wanted = select(DESTROYED_KEYS).where(DESTROYED_KEYS.c.destroyed_at >= since)
        with self._keys.work(MACHINERY) as unit:
            rows = unit.run(wanted.order_by(DESTROYED_KEYS.c.destroyed_at, DESTROYED_KEYS.c.id)).mappings().all()
        return [Destroyed(TenantId(row["tenant"]), row["id"], row["reason"], row["destroyed_at"]) for row in rows]

    # --- the blind index ---

    def enter(self, tenant: TenantId, key: str, purpose: str, value: str) -> tuple[str, ...]:
        """Let *value* be found under *purpose* as that of *key*; return whose it was before, others and this one.

        Nobody else enters meanwhile: of two who bring the same value, one is told of the other. Write it in its one
        spelling. Raises KeyDestroyed, KeyMissing.
        """
        with alone(self._keys, self._ring) as (unit, ring):
            row = _row(unit, tenant, key)
            if row is None:
                raise KeyDestroyed if _is_destroyed(unit, tenant, key) else KeyMissing("there is no such key")
            before = _found(unit, ring, tenant, purpose, value)
            if key not in before:
                self._enter(unit, ring, row, purpose, _inner(ring, tenant, purpose, value))
        return before

    def find(self, tenant: TenantId, purpose: str, value: str) -> tuple[str, ...]:
        """Return the ids of the keys that *value* was entered for under *purpose*, sorted."""
        found: tuple[str, ...] = ()
        for _ in range(_TRIES):
            with self._keys.read(MACHINERY.within(tenant)) as unit:
                serial = unit.run(select(VAULT.c.serial)).scalar_one()
                ring = self._ring.at_least(serial)
                found = _found(unit, ring, tenant, purpose, value)
            if ring.serial == serial:
                break
        return found

    def leave(self, tenant: TenantId, key: str, purpose: str) -> int:
        """Let *key* be found under *purpose* no more; return how many values that were."""
        mine = and_(INDEX_ENTRIES.c.tenant == tenant, INDEX_ENTRIES.c.key == key, INDEX_ENTRIES.c.purpose == purpose)
        with alone(self._keys, self._ring) as (unit, _):
            return unit.run(delete(INDEX_ENTRIES).where(mine)).rowcount

    # --- generations ---

    def rotate(self, at: datetime) -> Generation:
        """Begin a new key generation and put the ring under it; backups from before open until it is retired."""
        with alone(self._keys, self._ring) as (_, ring):
            begun = self._ring.generations.begin(at)
            self._ring.write(ring)
        return begun

    def retire(self) -> tuple[Generation, ...]:
        """Destroy all generations but the newest: backups of person keys from before it open no more, for anybody."""
        with alone(self._keys, self._ring) as (_, ring):
            self._ring.write(ring)  # were it still under an old one, nothing would open any more
            return self._ring.generations.retire()

    def generations(self) -> tuple[Generation, ...]:
        """Return the generations that are not retired, the newest first."""
        return self._ring.generations.listing()

    # --- copies ---

    def copy(self, out: BinaryIO) -> int:
        """Write a copy of all keys, as they are wrapped, to *out*; return how many (`store/vault/copies.py`)."""
        return copy_keys(self._keys, self._ring, out)

    def put_back(self, source: BinaryIO) -> datetime:
        """Put a copy into this vault, which holds no key yet; return when it was made. Raises as `copies.put_back`."""
        return put_back(self._keys, self._ring, source)

    # --- inside ---

    def _rewrap(self, unit: MachineUnit, ring: Ring, group: int) -> None:
        """Wrap every key of *group* in its newest version, and make its tags anew."""
        version, outer = ring.newest(group)
        rows = unit.run(select(PERSON_KEYS).where(PERSON_KEYS.c.group_number == group)).mappings().all()
        for row in rows:
            secret = _opened(row, ring.groups[group][row["version"]])
            wrapped = wrap(outer, secret, _about(row["tenant"], row["id"], group, version), self._random)
            this = and_(PERSON_KEYS.c.tenant == row["tenant"], PERSON_KEYS.c.id == row["id"])
            unit.run(update(PERSON_KEYS).where(this).values(version=version, wrapped=wrapped))
            _retag(unit, outer, row, PersonKey(secret, self._random))

    def _drop(self, groups: Collection[int]) -> None:
        """Write the ring without what no key of *groups* is wrapped in any more."""
        with alone(self._keys, self._ring) as (unit, ring):
            used = {}
            for group in groups:
                versions = select(PERSON_KEYS.c.version).where(PERSON_KEYS.c.group_number == group).distinct()
                used[group] = set(unit.run(versions).scalars())
            if (kept := ring.keeping(used)) != ring:
                self._ring.write(kept)

    def _enter(self, unit: MachineUnit, ring: Ring, row: RowMapping, purpose: str, inner: bytes) -> None:
        entry = self._random(16).hex()
        outer = ring.groups[row["group_number"]][row["version"]]
        sealed = PersonKey(_opened(row, outer), self._random).seal(inner, _place(row["tenant"], entry, purpose))
        values = {"tenant": row["tenant"], "id": entry, "key": row["id"], "purpose": purpose, "sealed": sealed}
        unit.run(insert(INDEX_ENTRIES).values({**values, "tag": _tag(outer, inner)}))


def _row(unit: ReadUnit | MachineUnit, tenant: TenantId, key: str) -> RowMapping | None:
    this = and_(PERSON_KEYS.c.tenant == tenant, PERSON_KEYS.c.id == key)
    return unit.run(select(PERSON_KEYS).where(this)).mappings().one_or_none()


def _is_destroyed(unit: ReadUnit | MachineUnit, tenant: TenantId, key: str) -> bool:
    this = and_(DESTROYED_KEYS.c.tenant == tenant, DESTROYED_KEYS.c.id == key)
    return unit.run(select(DESTROYED_KEYS.c.id).where(this)).one_or_none() is not None


def _forget(unit: MachineUnit, tenant: TenantId, key: str) -> None:
    unit.run(delete(PERSON_KEYS).where(and_(PERSON_KEYS.c.tenant == tenant, PERSON_KEYS.c.id == key)))
    unit.run(delete(INDEX_ENTRIES).where(and_(INDEX_ENTRIES.c.tenant == tenant, INDEX_ENTRIES.c.key == key)))


def _bury(unit: MachineUnit, gone: Destroyed) -> None:
    if not _is_destroyed(unit, gone.tenant, gone.key):
        row = {"tenant": gone.tenant, "id": gone.key, "reason": gone.reason, "destroyed_at": gone.at}
        unit.run(insert(DESTROYED_KEYS).values(row))


def _group(ring: Ring, tenant: TenantId, key: str) -> int:
    return int.from_bytes(sha256(canonical([tenant, key])).digest()[:8]) % len(ring.groups)


def _about(tenant: str, key: str, group: int, version: int) -> bytes:
    return canonical(["tellmark.person-key/1", tenant, key, group, version])


def _opened(row: RowMapping, outer: bytes) -> bytes:
    return unwrap(outer, row["wrapped"], _about(row["tenant"], row["id"], row["group_number"], row["version"]))


def _place(tenant: str, entry: str, purpose: str) -> Place:
    return Place(tenant, INDEX_ENTRIES.name, entry, purpose)


def _inner(ring: Ring, tenant: TenantId, purpose: str, value: str) -> bytes:
    return hmac.digest(ring.pepper, canonical(["tellmark.index/1", tenant, purpose, value]), "sha256")


def _tag(outer: bytes, inner: bytes) -> bytes:
    return hmac.digest(outer, b"tellmark.tag/1" + inner, "sha256")[:_TAG]


def _retag(unit: MachineUnit, outer: bytes, row: RowMapping, key: PersonKey) -> None:
    mine = and_(INDEX_ENTRIES.c.tenant == row["tenant"], INDEX_ENTRIES.c.key == row["id"])
    for entry in unit.run(select(INDEX_ENTRIES).where(mine)).mappings().all():
        inner = key.unseal(entry["sealed"], _place(entry["tenant"], entry["id"], entry["purpose"]))
        this = and_(INDEX_ENTRIES.c.tenant == entry["tenant"], INDEX_ENTRIES.c.id == entry["id"])
        unit.run(update(INDEX_ENTRIES).where(this).values(tag=_tag(outer, inner)))


def _found(unit: ReadUnit | MachineUnit, ring: Ring, tenant: TenantId, purpose: str, value: str) -> tuple[str, ...]:
    """Look under every group's key: which group a value belongs to, no row betrays."""
    inner = _inner(ring, tenant, purpose, value)
    tags = [_tag(key, inner) for versions in ring.groups for key in versions.values()]
    here = and_(INDEX_ENTRIES.c.tenant == tenant, INDEX_ENTRIES.c.purpose == purpose, INDEX_ENTRIES.c.tag.in_(tags))
    return tuple(sorted(set(unit.run(select(INDEX_ENTRIES.c.key).where(here)).scalars())))
