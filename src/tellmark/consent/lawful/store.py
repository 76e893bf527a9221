"""The table of legal bases: the reason in words is sealed under the person's key; all else is ids, codes and dates."""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Index

from tellmark.consent.ids import BasisId
from tellmark.consent.lawful.model import Basis
from tellmark.consent.store import Changing, Seen, whole
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Condition
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import TIME_TO_CONFIRM
from tellmark.values.ids import uuid7

BASES = whole(
    "consent_bases",
    Column("subject", Id, nullable=False),
    Column("requester", Id, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("until", Instant, nullable=False),
    personal("reason"),
    Index("ix_consent_bases_subject", "tenant", "subject", "requester", "live"),
    Index("ix_consent_bases_requester", "tenant", "requester"),
)


class KnownBases(Seen[Basis]):
    """A tenant's legal bases, to look at."""

    table, noun, kind = BASES, "legal basis", Basis

    def about(self, subject: SubjectId) -> list[Basis]:
        """Return those about *subject* that took effect, the newest first."""
        return list(reversed(self.by(subject=subject, confirmed=True)))

    def confirmed(self) -> list[Basis]:
        """Return every one that took effect, to count them."""
        return self.by(confirmed=True)

    def undecided(self) -> Iterator[Basis]:
        """Yield every one that may wait for somebody: unconfirmed and not lapsed, not ended, or objected to, for that
        waits though its time is over or its account was erased; ids sort by instant."""
        recent = BASES.c.id >= uuid7(self._unit.at - TIME_TO_CONFIRM, bytes(10))
        return self.walk((BASES.c.confirmed.is_(False) & recent) | BASES.c.live.is_(True))

    def newest(self, before: str | None, at_once: int) -> Iterator[Basis]:
        """Yield all, the newest first, only what is older than *before*; *at_once* of them are looked up at a time."""
        while rows := self._find(*_older(before), order=[BASES.c.id.desc()], limit=at_once):
            yield from map(self._read, rows)
            before = rows[-1]["id"]

    def words(self, basis: BasisId, key: PersonKey) -> str | None:
        """Return the reason of *basis* in words, with the person's *key*; None once they are forgotten."""
        return Sealing(key, self._unit.scope.tenant, BASES, basis).opened(self._get(basis))["reason"]


class Bases(KnownBases, Changing[Basis]):
    """A tenant's legal bases."""

    def enter(self, basis: Basis, words: str, key: PersonKey) -> None:
        """Add *basis*, with its reason in *words* sealed under the *key* of its person."""
        self.add(basis, **Sealing(key, self._unit.scope.tenant, BASES, basis.id).sealed({"reason": words}))

    def forget(self, subject: SubjectId) -> None:
        """Empty the sealed column of every one about *subject*."""
        for one in self.by(subject=subject):
            self._change(one.id, {"reason": None})

    def _columns(self, value: Basis) -> dict[str, object]:
        confirmed = value.confirmed_at is not None
        return {
            "subject": value.terms.subject, "requester": value.terms.requester, "confirmed": confirmed,
            "live": (confirmed and value.ending is None) or value.contested, "until": value.terms.until,
        }  # fmt: skip


def _older(before: str | None) -> tuple[Condition, ...]:
    return () if before is None else (BASES.c.id < before,)
