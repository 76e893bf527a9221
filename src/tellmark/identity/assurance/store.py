"""The tables of assurance: what verifiers found out, who was enrolled as well known, numbers that a rule retains."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, RowMapping, String

from tellmark.identity.assurance.model import AgeBand, AssuranceRecord, Method, RecordId
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

ASSURANCE = tenanted(
    "assurance_records",
    Column("subject", Id, nullable=False),
    Column("method", String(20), nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("level", Integer, nullable=False),
    Column("territories", String(400), nullable=False),
    Column("evidence", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("cooling_until", Instant),
    personal("issuer", nullable=False),
    personal("age", nullable=False),
    Index("ix_assurance_records_subject", "tenant", "subject"),
)

WELL_KNOWN = tenanted(  # the id is that of the subject
    "well_known",
    Column("flagged_by", Id, nullable=False),
    Column("flagged_at", Instant, nullable=False),
    Column("cooling_until", Instant, nullable=False),
)

RETAINED_NUMBERS = tenanted(  # sealed under the retained key of its rule, never under the person's own
    "retained_numbers",
    Column("subject", Id, nullable=False),
    Column("rule", String(100), nullable=False),
    Column("until", Instant, nullable=False),
    personal("number", nullable=False),
    Index("ix_retained_numbers_subject", "tenant", "subject"),
)


class KnownAssurance(Reading):
    """One tenant's records, to look at with the key of their person."""

    table = ASSURANCE
    noun = "assurance record"

    def of(self, subject: SubjectId, key: PersonKey) -> list[AssuranceRecord]:
        """Return every record of *subject*, the newest first."""
        rows = self._find(ASSURANCE.c.subject == subject, order=[ASSURANCE.c.made_at.desc(), ASSURANCE.c.id.desc()])
        return [_record(row, Sealing(key, row["tenant"], ASSURANCE, row["id"]).opened(row)) for row in rows]

    def subject_of(self, record: RecordId) -> SubjectId:
        """Return whose *record* is. Raises NotFound."""
        return SubjectId(self._get(record)["subject"])

    def cooling_until(self, record: RecordId) -> datetime | None:
        """Return until when *record* supports nothing, or did; None where it counted at once. Raises NotFound."""
        until: datetime | None = self._get(record)["cooling_until"]
        return until


class Assurance(KnownAssurance, Writing):
    """One tenant's records."""

    def add(self, record: AssuranceRecord, key: PersonKey) -> None:
        """Add *record*, its issuer and age sealed under the *key* of its person."""
        sealing = Sealing(key, self._unit.scope.tenant, ASSURANCE, record.id)
        plain: dict[str, Any] = {
            "id": record.id, "subject": record.subject, "method": record.method, "verifier": record.verifier,
            "level": record.level, "territories": " ".join(sorted(record.territories)), "evidence": record.evidence,
            "made_at": record.made_at, "valid_until": record.valid_until, "cooling_until": record.cooling_until,
        }  # fmt: skip
        self._add({**plain, **sealing.sealed({"issuer": record.issuer, "age": record.age})})

    def revoke(self, record: RecordId, at: datetime) -> list[RecordId]:
        """Let *record*, and whatever else its verifier said of that person, count no more; return what has changed.

        Raises NotFound.
        """
        of = self._locked(record)
        theirs = [getattr(ASSURANCE.c, name) == of[name] for name in ("subject", "method", "verifier")]
        found = self._find(*theirs, ASSURANCE.c.revoked_at.is_(None), order=[ASSURANCE.c.id])
        counting = ASSURANCE.c.revoked_at.is_(None)
        return [RecordId(row["id"]) for row in found if self._change(row["id"], {"revoked_at": at}, counting)]

    def forget(self, subject: SubjectId) -> int:
        """Delete every record of *subject*; return how many."""
        return sum(self._remove(row["id"]) for row in self._find(ASSURANCE.c.subject == subject))


class KnownWellKnown(Reading):
    """One tenant's well-known persons, to look at."""

    table = WELL_KNOWN
    noun = "enrolment of somebody well known"

    def since(self, subject: SubjectId) -> datetime | None:
        """Return when *subject* was flagged last, also long after it has cooled off; None where nobody did."""
        found = self._find(WELL_KNOWN.c.id == subject)
        at: datetime | None = found[0]["flagged_at"] if found else None
        return at


class WellKnown(KnownWellKnown, Writing):
    """One tenant's well-known persons."""

    def cooling_until(self, subject: SubjectId) -> datetime | None:
        """Return until when an enrolment of *subject* supports nothing; None where nobody flagged it."""
        found = self._find(WELL_KNOWN.c.id == subject)
        until: datetime | None = found[0]["cooling_until"] if found else None
        return until

    def ends(self, subjects: Collection[SubjectId]) -> dict[SubjectId, datetime]:
        """Return until when the flags of *subjects* cool, or did; nothing for whom nobody flagged."""
        rows = self._find(WELL_KNOWN.c.id.in_(set(subjects)), order=[WELL_KNOWN.c.id])
        return {SubjectId(row["id"]): row["cooling_until"] for row in rows}

    def put(self, subject: SubjectId, by: str, at: datetime, until: datetime) -> None:
        """Flag *subject*, or flag them anew."""
        values = {"flagged_by": by, "flagged_at": at, "cooling_until": until}
        if not self._change(subject, values):
            self._add({"id": subject, **values})

    def forget(self, subject: SubjectId) -> bool:
        """Delete the flag of *subject*."""
        return self._remove(subject)


class KnownRetainedNumbers(Reading):
    """One tenant's numbers that a rule forces to keep, to look at."""

    table = RETAINED_NUMBERS
    noun = "retained number"

    def of(self, subject: SubjectId, rule: str, key: PersonKey) -> list[str]:
        """Return the numbers of *subject* that *rule* keeps and *key* opens. Raises DoesNotOpen."""
        rows = self._find(
            RETAINED_NUMBERS.c.subject == subject, RETAINED_NUMBERS.c.rule == rule, order=[RETAINED_NUMBERS.c.id]
        )
        opened = [Sealing(key, row["tenant"], RETAINED_NUMBERS, row["id"]).opened(row)["number"] for row in rows]
        return [number for number in opened if number is not None]


class RetainedNumbers(KnownRetainedNumbers, Writing):
    """One tenant's numbers that a rule forces to keep."""

    def put(self, row: str, subject: SubjectId, number: str, kept: tuple[str, datetime], key: PersonKey) -> None:
        """Keep *number* of *subject* by rule and until the date of *kept*, sealed under the retained *key*."""
        rule, until = kept
        sealed = Sealing(key, self._unit.scope.tenant, RETAINED_NUMBERS, row).sealed({"number": number})
        self._add({"id": row, "subject": subject, "rule": rule, "until": until, **sealed})


def _record(row: RowMapping, opened: dict[str, str | None]) -> AssuranceRecord:
    territories = frozenset(row["territories"].split())
    return AssuranceRecord(
        RecordId(row["id"]), SubjectId(row["subject"]), Method(row["method"]), row["verifier"], row["level"],
        opened["issuer"] or "", territories, AgeBand(opened["age"] or AgeBand.UNKNOWN), row["evidence"],
        row["made_at"], row["valid_until"], row["revoked_at"], row["cooling_until"],
    )  # fmt: skip
