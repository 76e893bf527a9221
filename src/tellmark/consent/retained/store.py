"""The table of what a rule forces to keep of a consent: sealed under a retained key."""

from datetime import datetime

from sqlalchemy import Column, Index, String

from tellmark.consent.model import Consent
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

RECORDS = tenanted(
    "consent_records",
    Column("consent", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("rule", String(100), nullable=False),
    Column("until", Instant, nullable=False),
    personal("record"),
    Index("ix_consent_records_subject", "tenant", "subject"),
)


class KnownRecords(Reading):
    """What a rule forces to keep of consents, to look at: there also where the person is gone."""

    table, noun = RECORDS, "record"

    def of(self, subject: SubjectId, rule: str, key: PersonKey, at: datetime) -> list[str]:
        """Return the records of *subject* that *rule* still keeps *at* that instant, opened with the retained *key*.

        The key lives until the last of them is over; what was to be kept less long is not read until then. Raises
        DoesNotOpen.
        """
        mine = (RECORDS.c.subject == subject, RECORDS.c.rule == rule, RECORDS.c.until > at)
        rows = self._find(*mine, order=[RECORDS.c.id])
        opened = [Sealing(key, row["tenant"], RECORDS, row["id"]).opened(row)["record"] for row in rows]
        return [record for record in opened if record is not None]


class Records(KnownRecords, Writing):
    """What a rule forces to keep of a consent, after the person is gone."""

    def add(self, record: str, consent: Consent, rule: str, until: datetime, key: PersonKey, text: str) -> None:
        """Add a *record* of *consent*, sealed under the retained *key*."""
        sealed = Sealing(key, self._unit.scope.tenant, RECORDS, record).sealed({"record": text})
        self._add({"id": record, "consent": consent.id, "subject": consent.subject, "rule": rule, "until": until,
                   **sealed})  # fmt: skip
