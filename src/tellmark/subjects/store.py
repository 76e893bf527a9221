"""The tables of subjects, their holds, their erasures, and the keys that the law makes outlive them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from sqlalchemy import Column, Index, Integer, LargeBinary, RowMapping, String, select, text, update

from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import TenantId
from tellmark.store.units import MachineUnit
from tellmark.subjects.model import (
    Basis,
    Erasure,
    ErasureId,
    ErasureState,
    Hold,
    HoldId,
    HoldTerms,
    Kept,
    Subject,
    SubjectId,
    SubjectState,
)
from tellmark.subjects.remainders import Remainder, kept_of, remainder
from tellmark.subjects.seconding import TIME_TO_CONFIRM

SUBJECTS = tenanted(
    "subjects",
    Column("epoch", Integer, nullable=False),
    Column("key", Id, nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("opened_at", Instant, nullable=False),
)

HOLDS = tenanted(
    "holds",
    Column("subject", Id, nullable=False),
    Column("case_id", String(100), nullable=False),
    Column("rule", String(100), nullable=False),
    Column("basis", String(20), nullable=False),
    Column("review_at", Instant, nullable=False),
    Column("set_by", Id, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("second", Id),
    Column("lifting", Id),
    Column("lifted_at", Instant),
    Index("ix_holds_subject", "tenant", "subject"),
)

ERASURES = tenanted(
    "erasures",
    Column("subject", Id, nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    Column("done_at", Instant),
    Column("event", Id),
    Index("ix_erasures_state", "state"),
    Index("ix_erasures_subject", "tenant", "subject"),
)

RETAINED = tenanted(  # the id is that of the key
    "retained",
    Column("subject", Id, nullable=False),
    Column("what", String(100), nullable=False),
    Column("rule", String(100), nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_retained_subject", "tenant", "subject"),
    Index("ix_retained_until", "until"),
)

GONE = tenanted(  # the id is that of the key
    "subjects_gone",
    Column("erasure", Id, nullable=False),
)

_KEPT = msgspec.json.Decoder(tuple[Remainder, ...])

_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('tellmark.subjects'), hashtext(:of))")


class KnownSubjects(Reading):
    """One tenant's subjects, to look up."""

    table = SUBJECTS
    noun = "person"

    def get(self, subject: SubjectId) -> Subject:
        """Return *subject*. Raises NotFound."""
        return _subject(self._get(subject))

    def by_key(self, key: str) -> SubjectId | None:
        """Return whose key *key* is; None where nobody of this tenant has it."""
        found = self._find(SUBJECTS.c.key == key)
        return SubjectId(found[0]["id"]) if found else None


class Subjects(KnownSubjects, Writing):
    """One tenant's subjects, for this room's services alone."""

    def alone(self) -> None:
        """Let nobody else open a subject of this tenant by what they are found by until this unit ends.

        What somebody is found by is in the vault before the unit has ended, and the subject is here only then. On
        SQLite the unit is alone in any case.
        """
        if self._unit.dialect == "postgresql":
            self._unit.run(_ALONE, {"of": self._unit.scope.tenant})

    def locked(self, subject: SubjectId) -> Subject:
        """Return *subject*, which nobody changes until this unit ends. Raises NotFound."""
        return _subject(self._locked(subject))

    def add(self, subject: Subject) -> None:
        """Add *subject*. Raises AlreadyThere."""
        self._add({"id": subject.id, "epoch": subject.epoch, "key": subject.key, "state": subject.state,
                   "opened_at": subject.opened_at})  # fmt: skip

    def put(self, subject: Subject) -> None:
        """Keep the epoch and state of *subject*."""
        self._change(subject.id, {"epoch": subject.epoch, "state": subject.state})

    def raise_all(self) -> int:
        """Raise the epoch of everybody by one; return how many they are."""
        return self._unit.run(update(SUBJECTS).where(self._mine()).values(epoch=SUBJECTS.c.epoch + 1)).rowcount


class KnownHolds(Reading):
    """One tenant's legal holds, to look at."""

    table = HOLDS
    noun = "legal hold"

    def get(self, hold: HoldId) -> Hold:
        """Return *hold*. Raises NotFound."""
        return _hold(self._get(hold))

    def on(self, subject: SubjectId) -> list[Hold]:
        """Return every hold there ever was on *subject*, oldest first."""
        return [_hold(row) for row in self._find(HOLDS.c.subject == subject, order=[HOLDS.c.set_at, HOLDS.c.id])]

    def waiting(self) -> list[Hold]:
        """Return those by order of an authority that wait for a second officer."""
        is_open = (HOLDS.c.basis == Basis.ORDER) & HOLDS.c.second.is_(None) & HOLDS.c.lifted_at.is_(None)
        found = self._find(is_open, HOLDS.c.set_at > self._unit.at - TIME_TO_CONFIRM, order=[HOLDS.c.id])
        return [_hold(row) for row in found]


class Holds(KnownHolds, Writing):
    """One tenant's legal holds."""

    def locked(self, hold: HoldId) -> Hold:
        """Return *hold*, which nobody changes until this unit ends. Raises NotFound."""
        return _hold(self._locked(hold))

    def add(self, hold: Hold) -> None:
        """Add *hold*."""
        terms = hold.terms
        self._add({"id": hold.id, "subject": hold.subject, "case_id": terms.case, "rule": terms.rule,
                   "basis": terms.basis, "review_at": terms.review_at, "set_by": hold.set_by,
                   "set_at": hold.set_at})  # fmt: skip

    def put(self, hold: Hold) -> None:
        """Keep what may change of *hold*."""
        self._change(hold.id, {"review_at": hold.terms.review_at, "second": hold.second, "lifting": hold.lifting,
                               "lifted_at": hold.lifted_at})  # fmt: skip


class KnownErasures(Reading):
    """One tenant's erasures, to look at."""

    table = ERASURES
    noun = "erasure"

    def get(self, erasure: ErasureId) -> Erasure:
        """Return *erasure*. Raises NotFound."""
        return _erasure(self._get(erasure))

    def of(self, subject: SubjectId) -> Erasure | None:
        """Return the erasure of *subject*; None where nobody has asked for it."""
        found = self._find(ERASURES.c.subject == subject, order=[ERASURES.c.id])
        return _erasure(found[0]) if found else None

    def done(self, subject: SubjectId) -> Erasure:
        """Return the erasure of *subject*, which is done. Raises NotFound."""
        found = self.of(subject)
        if found is None or found.state is not ErasureState.DONE:
            raise NotFound("no erasure of this person is done here")
        return found


class Erasures(KnownErasures, Writing):
    """One tenant's erasures."""

    def locked(self, erasure: ErasureId) -> Erasure:
        """Return *erasure*, which nobody changes until this unit ends. Raises NotFound."""
        return _erasure(self._locked(erasure))

    def add(self, erasure: Erasure) -> None:
        """Add *erasure*."""
        self._add({"id": erasure.id, "subject": erasure.subject, "state": erasure.state,
                   "asked_at": erasure.asked_at, "kept": _written(erasure.kept)})  # fmt: skip

    def put(self, erasure: Erasure) -> None:
        """Keep how far *erasure* is."""
        self._change(erasure.id, {"state": erasure.state, "kept": _written(erasure.kept), "done_at": erasure.done_at,
                                  "event": erasure.event})  # fmt: skip


class KnownRetained(Reading):
    """One tenant's keys of what the law forces to keep; each is of one person, one thing and one rule."""

    table = RETAINED
    noun = "retained key"

    def kept(self, subject: SubjectId) -> tuple[Kept, ...]:
        """Return what is kept of *subject*, what ends first standing first."""
        rows = self._find(RETAINED.c.subject == subject, RETAINED.c.ended_at.is_(None), order=[RETAINED.c.until])
        return tuple(Kept(row["what"], row["rule"], row["until"]) for row in rows)

    def of(self, subject: SubjectId, what: str, rule: str) -> str | None:
        """Return the key for *what* of *subject* that *rule* forces to keep; None where there is none."""
        mine = (RETAINED.c.subject == subject) & (RETAINED.c.what == what) & (RETAINED.c.rule == rule)
        found = self._find(mine, RETAINED.c.ended_at.is_(None))
        return str(found[0]["id"]) if found else None


class Retained(KnownRetained, Writing):
    """The same, for this room's services alone."""

    def add(self, key: str, subject: SubjectId, kept: Kept) -> None:
        """Add the key of something that is to be kept."""
        self._add({"id": key, "subject": subject, "what": kept.what, "rule": kept.rule, "until": kept.until})

    def prolong(self, key: str, until: datetime) -> None:
        """Keep it until *until*, if that is later."""
        self._change(key, {"until": until}, RETAINED.c.until < until)

    def end(self, key: str, at: datetime) -> bool:
        """Write down that *key* is destroyed; False where that was known."""
        return self._change(key, {"ended_at": at}, RETAINED.c.ended_at.is_(None))


def waiting(unit: MachineUnit, limit: int) -> list[tuple[TenantId, ErasureId]]:
    """Return at most *limit* erasures of all tenants that are not done, those that have begun first."""
    undone = select(ERASURES.c.tenant, ERASURES.c.id).where(ERASURES.c.state != ErasureState.DONE)
    rows = unit.run(undone.order_by(ERASURES.c.state, ERASURES.c.id).limit(limit)).mappings()
    return [(TenantId(row["tenant"]), ErasureId(row["id"])) for row in rows]


def run_out(unit: MachineUnit, limit: int) -> list[tuple[TenantId, str, SubjectId, str]]:
    """Return tenant, key, subject and rule of at most *limit* things that need not be kept any longer."""
    over = select(RETAINED).where(RETAINED.c.until <= unit.at, RETAINED.c.ended_at.is_(None))
    rows = unit.run(over.order_by(RETAINED.c.until).limit(limit)).mappings()
    return [(TenantId(row["tenant"]), row["id"], SubjectId(row["subject"]), row["rule"]) for row in rows]


class Gone(Writing):
    """The keys of whom this database never knew, and of whom a log tells that they are erased."""

    table = GONE
    noun = "key"

    def note(self, key: str, erasure: str) -> None:
        """Keep that *key* is destroyed, by the *erasure* of an opaque id; again, it changes nothing."""
        with suppress(AlreadyThere):
            self._add({"id": key, "erasure": erasure})


def gone_keys(unit: MachineUnit) -> list[tuple[TenantId, str, str]]:
    """Return tenant, key and reason (an opaque id) of everything that is to be destroyed already, of all tenants."""
    erased = select(SUBJECTS.c.tenant, SUBJECTS.c.key, SUBJECTS.c.id).where(SUBJECTS.c.state != SubjectState.ACTIVE)
    ended = select(RETAINED.c.tenant, RETAINED.c.id.label("key"), RETAINED.c.subject.label("id"))
    unknown = select(GONE.c.tenant, GONE.c.id.label("key"), GONE.c.erasure.label("id"))
    rows = [row for wanted in (erased, ended.where(RETAINED.c.ended_at.isnot(None)), unknown)
            for row in unit.run(wanted).mappings()]  # fmt: skip
    return [(TenantId(row["tenant"]), row["key"], row["id"]) for row in rows]


def _subject(row: RowMapping) -> Subject:
    return Subject(SubjectId(row["id"]), row["epoch"], row["key"], SubjectState(row["state"]), row["opened_at"])


def _hold(row: RowMapping) -> Hold:
    terms = HoldTerms(row["case_id"], row["rule"], Basis(row["basis"]), row["review_at"])
    return Hold(HoldId(row["id"]), SubjectId(row["subject"]), terms, row["set_by"], row["set_at"],
                row["second"], row["lifting"], row["lifted_at"])  # fmt: skip


def _erasure(row: RowMapping) -> Erasure:
    kept = tuple(kept_of(found) for found in _KEPT.decode(row["kept"]))
    return Erasure(ErasureId(row["id"]), SubjectId(row["subject"]), ErasureState(row["state"]), row["asked_at"],
                   kept, row["done_at"], row["event"])  # fmt: skip


def _written(kept: Sequence[Kept]) -> bytes:
    return msgspec.json.encode([remainder(one) for one in kept])
