"""The table of what a rule forces to keep of a consent: sealed under a retained key."""

from datetime import datetime

from sqlalchemy import Column, Index, String

from tellmark.consent.model import Consent
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Writing

RECORDS = tenanted(
    "consent_records",
    Column("consent", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("rule", String(100), nullable=False),
    Column("until", Instant, nullable=False),
    personal("record"),
    Index("ix_consent_records_subject", "tenant", "subject"),
)


class Records(Writing):
    """What a rule forces to keep of a consent, after the person is gone."""

    table, noun = RECORDS, "record"

    def add(self, record: str, consent: Consent, rule: str, until: datetime, key: PersonKey, text: str) -> None:
        """Add a *record* of *consent*, sealed under the retained *key*."""
        sealed = Sealing(key, self._unit.scope.tenant, RECORDS, record).sealed({"record": text})
        self._add({"id": record, "consent": consent.id, "subject": consent.subject, "rule": rule, "until": until,
                   **sealed})  # fmt: skip
