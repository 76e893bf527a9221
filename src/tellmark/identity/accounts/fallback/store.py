"""The tables of recovery codes, and of one-time codes that were wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, delete

from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

RECOVERY_CODES = tenanted(  # the id is a digest of the code, which is random enough for a plain one
    "recovery_codes",
    Column("account", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("ix_recovery_codes_account", "tenant", "account"),
)

FAILURES = tenanted(  # the id is the account's, or the one word that stands for all that there are not
    "sign_in_failures",
    Column("count", Integer, nullable=False),
    Column("rounds", Integer, nullable=False),
    Column("closed_until", Instant),
)


class KnownRecoveryCodes(Reading):
    """One tenant's recovery codes, to count."""

    table = RECOVERY_CODES
    noun = "recovery code"

    def left(self, account: SubjectId) -> int:
        """Return how many *account* has."""
        return self._count(RECOVERY_CODES.c.account == account)


class RecoveryCodes(KnownRecoveryCodes, Writing):
    """One tenant's recovery codes, by digest: one that was used is not there any more."""

    def add(self, account: SubjectId, digest: str, at: datetime) -> None:
        """Add the code of this *digest*."""
        self._add({"id": digest, "account": account, "made_at": at})

    def spend(self, account: SubjectId, digest: str) -> bool:
        """Take a code of *account* away; False where it has none of this *digest*."""
        mine = self._own(digest) & (RECOVERY_CODES.c.account == account)
        return self._unit.run(delete(RECOVERY_CODES).where(mine)).rowcount == 1

    def forget(self, account: SubjectId) -> None:
        """Forget every code of *account*."""
        self._unit.run(delete(RECOVERY_CODES).where(self._mine(), RECOVERY_CODES.c.account == account))


@dataclass(frozen=True, slots=True)
class Failures:
    """How many codes were wrong since the last right one, how often that has closed the way, and until when."""

    count: int = 0
    rounds: int = 0
    closed_until: datetime | None = None


class SignInFailures(Writing):
    """One tenant's failures to sign in by one-time code."""

    table = FAILURES
    noun = "count"

    def of(self, whose: str) -> Failures:
        """Return those of *whose*, which nobody changes until this unit ends."""
        if not self._find(FAILURES.c.id == whose):
            return Failures()
        row = self._locked(whose)
        return Failures(row["count"], row["rounds"], row["closed_until"])

    def put(self, whose: str, failures: Failures) -> None:
        """Keep those of *whose*."""
        values = {"count": failures.count, "rounds": failures.rounds, "closed_until": failures.closed_until}
        if not self._change(whose, values):
            self._add({"id": whose, **values})

    def forget(self, whose: str) -> None:
        """Forget those of *whose*."""
        self._remove(whose)
