"""Erasure: asked for in one unit; then carried out in steps, each of which may be done again after a crash.

First the state is changed and the epoch raised, so that nobody here opens the key any more; then the vault destroys it,
which is in another database; then the leaf says so. A pass takes up whatever was left in between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from tellmark.store.database import Database
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.decide import standing
from tellmark.subjects.events import (
    EpochRaised,
    ErasureBegun,
    RetentionEnded,
    erasure_held,
    subject_erased,
)
from tellmark.subjects.model import (
    Answer,
    Begun,
    Erasure,
    ErasureId,
    ErasureState,
    Held,
    Kept,
    Subject,
    SubjectId,
    SubjectState,
)
from tellmark.subjects.store import (
    Erasures,
    Gone,
    Holds,
    KnownRetained,
    KnownSubjects,
    Retained,
    Subjects,
    gone_keys,
    run_out,
    waiting,
)

_ERASER = Machinery("eraser")


class Holder(Protocol):
    """A room that holds something of persons: it registers, so that an erasure finds all of it."""

    @property
    def name(self) -> str:
        """Which room this is."""

    def kept(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Kept]:
        """Return what the law forces this room to keep, beside what lies under retained keys, which are known."""

    def let_go(self, unit: WriteUnit, subject: SubjectId) -> None:
        """Let go of the rest, within the unit in which the erasure begins: rows, templates, look-ups."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one pass has done."""

    erased: int
    waiting: int
    ended: int


def ask_erasure(unit: WriteUnit, holders: Sequence[Holder], subject: SubjectId) -> Answer:
    """Erase *subject*, or say why that has to wait; the answer is for the person. To ask again gives the same answer.

    Whoever opens this unit lets `carry_out` follow it. Raises NotFound.
    """
    found = Subjects(unit).locked(subject)
    erasure = erase_soon(unit, subject)
    if erasure.state is not ErasureState.WAITING:
        return Begun(erasure)
    if holds := standing(Holds(unit).on(subject), unit.at):
        unit.say(erasure_held(erasure, holds))
        return Held(erasure, holds)
    return Begun(_begin(unit, holders, found, erasure))


def erase_soon(unit: WriteUnit, subject: SubjectId) -> Erasure:
    """Return the erasure of *subject*, asked for now where nobody had: the next `carry_out` begins it.

    For a Holder that, letting go of somebody, knows under which other ids the same human was known.
    """
    erasure = Erasures(unit).of(subject)
    if erasure is None:
        erasure = Erasure(ErasureId(unit.fresh_id()), subject, ErasureState.WAITING, unit.at)
        Erasures(unit).add(erasure)
    return erasure


def carry_out(database: Database, vault: Vault, holders: Sequence[Holder] = (), limit: int = 100) -> Round:
    """Make one pass: begin what no hold stops any more, destroy the keys of what has begun, end what was kept.

    At most *limit* erasures and as many retained keys, of all tenants. Raises what the stores say; then what is not
    done stays for the next pass.
    """
    with database.work(_ERASER) as unit:
        undone, over = waiting(unit, limit), run_out(unit, limit)
    begun = [one for one in (_begun(database, holders, *one) for one in undone) if one is not None]
    _destroy(vault, [(one.tenant, one.key, one.erasure) for one in begun])
    erased = sum(_ended(database, one) for one in begun)
    _destroy(vault, [(tenant, key, subject) for tenant, key, subject, _ in over])
    for tenant, key, subject, rule in over:
        with database.write(_ERASER.within(tenant)) as own:
            if Retained(own).end(key, own.at):
                own.say(RetentionEnded(subject=subject, key=key, rule=rule))
    return Round(erased, len(undone) - len(begun), len(over))


def left_by_law(unit: ReadUnit, holders: Sequence[Holder], subject: SubjectId) -> tuple[Kept, ...]:
    """Return what an erasure of *subject* leaves for now, since a rule forces to: what ends first stands first."""
    kept = [*KnownRetained(unit).kept(subject)]
    for holder in holders:
        kept += holder.kept(unit, subject)
    return tuple(sorted(kept, key=lambda one: one.until))


def replay(database: Database, vault: Vault, holders: Sequence[Holder], since: datetime) -> int:
    """Let each store hear of the erasures that only the other knows, after either was restored from a backup.

    To be called before anything is served. What the vault destroyed at or after *since* is erased in the database
    again; whom the database knows as erased, or whose retention ended, the vault destroys again. Returns how many
    persons were erased again in the database.
    """
    again = erase_again(database, holders, [(gone.tenant, gone.key) for gone in vault.destroyed(since)])
    with database.work(_ERASER) as machine:
        _destroy(vault, gone_keys(machine))
    while carry_out(database, vault, holders).erased:
        pass
    return again


def erase_again(database: Database, holders: Sequence[Holder], gone: Iterable[tuple[TenantId, str]]) -> int:
    """Begin again, in a database from a backup, the erasures of those whose keys are *gone*, by tenant and key.

    It takes no vault: what is put back into one later is destroyed there then (`replay`). Returns how many persons
    were erased again.
    """
    again = 0
    for tenant, key in gone:
        with database.write(_ERASER.within(tenant)) as unit:
            again += _again(unit, holders, key)
    return again


def remember_gone(database: Database, gone: Iterable[tuple[TenantId, str, str]]) -> None:
    """Keep which keys are *gone* (tenant, key, erasure) of whom *database*, which is older than they are, never knew.

    A key store that is put back from a copy later may hold them, and hears of it then (`replay`).
    """
    for tenant, key, erasure in gone:
        with database.write(_ERASER.within(tenant)) as unit:
            if KnownSubjects(unit).by_key(key) is None:
                Gone(unit).note(key, erasure)


class _Begun(NamedTuple):
    tenant: TenantId
    erasure: ErasureId
    key: str


def _begun(database: Database, holders: Sequence[Holder], tenant: TenantId, erasure: ErasureId) -> _Begun | None:
    """See that an erasure has begun; None where a hold stops it still."""
    with database.write(_ERASER.within(tenant)) as unit:
        subject = Subjects(unit).locked(Erasures(unit).get(erasure).subject)
        known = Erasures(unit).locked(erasure)
        if known.state is ErasureState.WAITING:
            if standing(Holds(unit).on(subject.id), unit.at):
                return None
            _begin(unit, holders, subject, known)
        return _Begun(tenant, erasure, subject.key)


def _destroy(vault: Vault, keys: Sequence[tuple[TenantId, str, str]]) -> None:
    """Destroy all keys of a tenant at once: the ring is written twice however many there are."""
    for tenant in sorted({tenant for tenant, _, _ in keys}):
        vault.destroy(tenant, {key: reason for owner, key, reason in keys if owner == tenant})


def _begin(unit: WriteUnit, holders: Sequence[Holder], subject: Subject, erasure: Erasure) -> Erasure:
    kept = left_by_law(unit, holders, subject.id)
    for holder in holders:
        holder.let_go(unit, subject.id)
    raised = replace(subject, epoch=subject.epoch + 1, state=SubjectState.ERASING)
    Subjects(unit).put(raised)
    begun = replace(erasure, state=ErasureState.BEGUN, kept=kept)
    Erasures(unit).put(begun)
    unit.say(EpochRaised(subject=subject.id, epoch=raised.epoch, reason="erasure"))
    unit.say(ErasureBegun(erasure=erasure.id, subject=subject.id))
    return begun


def _ended(database: Database, known: _Begun) -> bool:
    """Say in the log that an erasure is done; False where another pass has said so."""
    with database.write(_ERASER.within(known.tenant)) as unit:
        return _end(unit, known.erasure)


def _end(unit: WriteUnit, erasure: ErasureId) -> bool:
    subject = Subjects(unit).locked(Erasures(unit).get(erasure).subject)  # before the erasure, as all do
    begun = Erasures(unit).locked(erasure)
    if begun.state is ErasureState.DONE:
        return False
    Subjects(unit).put(replace(subject, state=SubjectState.ERASED))
    event = unit.say(subject_erased(begun, subject.key))
    Erasures(unit).put(replace(begun, state=ErasureState.DONE, done_at=unit.at, event=event))
    return True


def _again(unit: WriteUnit, holders: Sequence[Holder], key: str) -> bool:
    if (who := KnownSubjects(unit).by_key(key)) is None:
        return False
    subject = Subjects(unit).locked(who)
    if subject.state is not SubjectState.ACTIVE:
        return False
    _begin(unit, holders, subject, erase_soon(unit, who))
    return True
