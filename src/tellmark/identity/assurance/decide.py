"""Which record counts, where, and what an age is in bands: pure decisions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from tellmark.identity.assurance.model import AgeBand, AssuranceRecord, Proof, RecordId
from tellmark.subjects.model import SubjectId

COOLING = timedelta(hours=72)
"""How long an enrolment of a well-known face supports nothing, so that other contacts of the person can object."""

YOUNG, GROWN = 14, 18


def record_of(
    record: RecordId, subject: SubjectId, proof: Proof, at: datetime, cooling_until: datetime | None
) -> AssuranceRecord:
    """Return the record of a *proof* that was given at *at*."""
    return AssuranceRecord(
        record, subject, proof.method, proof.verifier, proof.level, proof.issuer, proof.territories, proof.age,
        proof.evidence, at, at + proof.lasts, None, cooling_until,
    )  # fmt: skip


def best(records: Iterable[AssuranceRecord], at: datetime) -> AssuranceRecord | None:
    """Return the best record in force at *at*: the highest level, then a known age, then the one that lasts longest."""
    standing = [record for record in records if record.stands(at)]
    return max(standing, key=_rank, default=None)


def best_for(records: Iterable[AssuranceRecord], territory: str, at: datetime) -> AssuranceRecord | None:
    """Return the best record in force that *territory* accepts (invariant 17: levels are of their own territory)."""
    return best((record for record in records if accepted(record, territory)), at)


def accepted(record: AssuranceRecord, territory: str) -> bool:
    """Tell whether *territory* (CN, EU, US-CA) accepts the method: a part of a land accepts what the land does."""
    return not record.territories or bool(record.territories & {territory, territory.partition("-")[0]})


def same_human(subjects: Sequence[SubjectId]) -> SubjectId:
    """Return who a pseudonym belongs to, of all *subjects* that it was entered for: the first who was opened.

    Ids sort by their instant; of two who bring the same pseudonym at once, both are told the same.
    """
    return min(subjects)


def age_band(born: date, on: date) -> AgeBand:
    """Return the band of somebody *born* that day, as of *on*. Whoever was born on a 29 February ages on 1 March."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if years < YOUNG:
        return AgeBand.UNDER_14
    return AgeBand.FROM_14_TO_17 if years < GROWN else AgeBand.ADULT


def turns(born: date) -> tuple[date, date]:
    """Return the days on which somebody *born* that day leaves the first band, and the second."""
    return _birthday(born, YOUNG), _birthday(born, GROWN)


def lasting(band_ends: date | None, lasts: timedelta, on: date) -> timedelta:
    """Return how long a proof counts: a band of age that ends earlier ends it, and majority asks anew."""
    return lasts if band_ends is None else min(lasts, max(timedelta(), band_ends - on))


def next_turn(born: date, on: date) -> date | None:
    """Return when the band that somebody *born* that day is in on *on* ends; None for adults."""
    return next((turn for turn in turns(born) if turn > on), None)


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def _rank(record: AssuranceRecord) -> tuple[int, bool, datetime, str]:
    return record.level, record.age is not AgeBand.UNKNOWN, record.valid_until, record.id
