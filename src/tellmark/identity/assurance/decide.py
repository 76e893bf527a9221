"""Which record counts, where, and what an age is in bands: pure decisions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tellmark.identity.assurance.model import OF_PERSONS, AgeBand, AssuranceRecord, Method, Proof, RecordId
from tellmark.subjects.model import SubjectId

COOLING = timedelta(hours=72)
"""How long an enrolment of a well-known face supports nothing, so that other contacts of the person can object."""

YOUNG, GROWN = 14, 18

_PROTECTS = (AgeBand.UNDER_14, AgeBand.FROM_14_TO_17, AgeBand.UNKNOWN, AgeBand.ADULT)
"""The bands of age, the one first that protects most."""
_YEAR = timedelta(days=366)
_DAY = timedelta(days=1)


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


def age_of(
    records: Iterable[AssuranceRecord], at: datetime, *, grown: datetime | None = None, died: datetime | None = None
) -> AgeBand:  # fmt: skip
    """Return how old a person is by all that is known of them: of several answers, the one that protects most.

    Whoever vouches is believed in what they said last. That somebody is a minor counts beyond the end of its record:
    until the same who said it say otherwise, an officer takes it back, or nobody can be that young any more. Where
    one who vouches now does not tell an age, none is known, whatever others say; a telephone says nothing of it. What
    cools off takes the place of nothing: it counts only where it says that somebody is a minor.

    *grown* is when officers found them of age by a document: who had called them a minor before, and they can be of age
    since, says nothing any more; nor do officers who met them, for that would be the same word twice. *died* is when
    they were recorded dead: the dead prove nothing, and grow no older.
    """
    by = at if died is None else min(at, died)
    last: dict[tuple[Method, str, bool], AssuranceRecord] = {}
    for record in sorted(_of_persons(records), key=lambda one: (one.made_at, one.id)):
        if record.made_at <= by and not _revoked(record, at):
            last[record.method, record.issuer, record.cools(by)] = record
    old = [record for record in last.values() if grown is not None and _outgrown(record, grown)]
    counting = [
        record for record in last.values() if record not in old and not (old and record.method is Method.OFFICER)
    ]
    bands = [band for record in counting if (band := _age_still(record, by)) is not None]
    return min(bands, key=_PROTECTS.index, default=AgeBand.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Cooling:
    """*until* when a new proof supports nothing, None where it counts at once; whether it is an *enrolment*."""

    until: datetime | None
    enrolment: bool = False


def cooling_of(proof: Proof, before: Iterable[AssuranceRecord], flags: Collection[datetime], at: datetime) -> Cooling:
    """Return how a *proof* at *at* cools off, of somebody of whom *before* is known.

    *flags* are the ends of cooling of each time that they were flagged as well known, also long ago. Of whom they were,
    each proof by a source that does not count yet is an enrolment: it supports nothing for 72 hours. A source that
    counts goes on counting at once; one that cools off goes on to the same end, however often it is asked. One source
    knows one human by one pseudonym (`may_join`), so that a source is its method and issuer.
    """
    theirs = [one for one in _of_source(before, proof) if one.revoked_at is None]
    running = [end for end in (*flags, *(one.cooling_until for one in theirs)) if end is not None and at < end]
    is_known = any(one.stands(at) or one.cools(at) for one in theirs)
    if not flags or is_known or proof.method not in OF_PERSONS:
        return Cooling(max(running, default=None))
    return Cooling(at + COOLING, enrolment=True)


def taken_back(records: Iterable[AssuranceRecord], proof: Proof) -> bool:
    """Tell whether what the source of *proof* said last in *records* was revoked: it is not asked again then."""
    theirs = _of_source(records, proof)
    return bool(theirs) and max(theirs, key=lambda one: (one.made_at, one.id)).revoked_at is not None


def may_join(before: Iterable[AssuranceRecord], proof: Proof, *, by_link: bool) -> bool:
    """Tell whether *proof*, by which nobody is known yet, may be of the human of whom *before* tells.

    By a link alone it may not; signed in, it may where it comes from a source that has not told of them yet: one source
    knows one human by one pseudonym. Once all was revoked, two officers who look at the person are the only way.
    """
    records = _of_persons(before)
    if records and all(one.revoked_at is not None for one in records):
        return proof.method is Method.OFFICER
    sources = {(one.method, one.issuer) for one in records}
    return not records or (not by_link and (proof.method, proof.issuer) not in sources)


def joins_by_code(before: Iterable[AssuranceRecord], proof: Proof) -> bool:
    """Tell whether *proof* would add a wallet to another source: its code may have been shown to somebody else."""
    return proof.method is Method.OID4VP and any(one.method is not Method.OID4VP for one in _of_persons(before))


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
    """Return how long a proof counts: a band of age that ends earlier ends it, and majority asks anew.

    Its end stands in the log, and the day on which a band ends is a birthday: so it ends with the year before, else the
    month before, and in the month itself after a day.
    """
    if band_ends is None:
        return lasts
    month = band_ends.replace(day=1)
    ends = next((one for one in (month.replace(month=1), month) if one > on), min(band_ends, on + _DAY))
    return min(lasts, max(timedelta(), ends - on))


def next_turn(born: date, on: date) -> date | None:
    """Return when the band that somebody *born* that day is in on *on* ends; None for adults."""
    return next((turn for turn in turns(born) if turn > on), None)


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def _of_persons(records: Iterable[AssuranceRecord]) -> list[AssuranceRecord]:
    return [one for one in records if one.method in OF_PERSONS]


def _of_source(records: Iterable[AssuranceRecord], proof: Proof) -> list[AssuranceRecord]:
    return [one for one in records if (one.method, one.issuer) == (proof.method, proof.issuer)]


def _revoked(record: AssuranceRecord, at: datetime) -> bool:
    return record.revoked_at is not None and at >= record.revoked_at


def _age_still(record: AssuranceRecord, at: datetime) -> AgeBand | None:
    """Return what *record* says of an age at this instant, None where it says nothing any more."""
    if record.stands(at):
        return record.age
    since = at - record.made_at
    if record.age is AgeBand.UNDER_14 and since < YOUNG * _YEAR:
        return AgeBand.UNDER_14
    young = {AgeBand.UNDER_14: GROWN, AgeBand.FROM_14_TO_17: GROWN - YOUNG}.get(record.age, 0)
    return AgeBand.FROM_14_TO_17 if since < young * _YEAR else None


def _outgrown(record: AssuranceRecord, grown: datetime) -> bool:
    """Tell whether *record* called a minor who can have come of age until *grown*."""
    youth = {AgeBand.UNDER_14: (GROWN - YOUNG) * _YEAR, AgeBand.FROM_14_TO_17: timedelta()}.get(record.age)
    return youth is not None and record.made_at < grown and grown - record.made_at >= youth


def _rank(record: AssuranceRecord) -> tuple[int, bool, datetime, str]:
    return record.level, record.age is not AgeBand.UNKNOWN, record.valid_until, record.id
