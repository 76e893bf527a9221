"""What a rule forces to keep of a consent when its person is erased: under a key of its own, with the rule's date."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.documents import scope_values
from tellmark.consent.model import Consent
from tellmark.consent.retained.store import KnownRecords, Records
from tellmark.consent.terms import BIOMETRIC
from tellmark.rules.territories import overlap
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import Kept, SubjectId
from tellmark.subjects.service import open_retained, retained_key, retained_rules
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339

WHAT = "consent_record"


@dataclass(frozen=True, slots=True)
class Keeping:
    """A rule of `rules/packs` that forces to keep a record: where it holds, and for how many years."""

    rule: str
    territory: str
    years: int


KEEPINGS = (Keeping("CN-PI-3", "CN", 3),)
"""Personal Information Protection Law Arts. 55–56: the record of processing biometric data, three years at least."""


def keep_record(unit: WriteUnit, vault: Vault, consent: Consent) -> None:
    """Keep the record of *consent* for each rule that forces to: what was decided, by which proof, and no words."""
    for keeping in KEEPINGS:
        there = any(overlap(one, keeping.territory) for one in consent.scope.territories)
        if not there or not consent.scope.modalities & BIOMETRIC:
            continue
        until = years_after(unit.at, keeping.years)
        key = retained_key(unit, vault, consent.subject, Kept(WHAT, keeping.rule, until))
        Records(unit).add(unit.fresh_id(), consent, keeping.rule, until, key, _record(consent))


def records_of(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[tuple[str, str]]:
    """Return each rule that keeps a record of *subject*, who may be erased, and the record, until the rule's date."""
    return [
        (rule, record)
        for rule in retained_rules(unit, subject, WHAT)
        for record in KnownRecords(unit).of(subject, rule, open_retained(unit, vault, subject, WHAT, rule), unit.at)
    ]


def _record(consent: Consent) -> str:
    grounds = consent.grounds
    return canonical(
        {
            "schema": "tellmark.consent-record/1",
            "consent": consent.id,
            "document": consent.document,
            "notice": consent.notice,
            "granted_at": rfc3339(consent.granted_at),
            "method": grounds.method,
            "evidence": grounds.evidence,
            "record": grounds.record,
            "ticks": sorted(consent.ticks),
            "scope": scope_values(consent.scope),
        }
    ).decode()


def years_after(at: datetime, years: int) -> datetime:
    """Return the same day *years* later; the first of March for a leap day, so that nothing is kept too short."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)
