"""What is read of consents under a regulator's mandate: numbers and cases, in ids and code words only.

What a person tells the officers in silence stands in no list: whoever stands behind them may come to see a file that an
authority has taken, and knows the numbers of their own agreements. Of it there are numbers, from five up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec

from tellmark.consent.case_reasons import CaseReasoned
from tellmark.consent.due import dispute_due, note_due
from tellmark.consent.evolving import ENDED
from tellmark.consent.lawful.decide import stands
from tellmark.consent.lawful.knowing import all_passed_on
from tellmark.consent.lawful.model import Basis, BasisState, Ground
from tellmark.consent.lawful.seeing import apart, is_moot
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.lifting import standing_still
from tellmark.consent.made.store import KnownUses
from tellmark.consent.model import Consent, ConsentId, Ending, Note, NoteKind, OnBasis, Request, RequestState
from tellmark.consent.sides import behind, on_a_side
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownEffects, KnownNotes, KnownRequests
from tellmark.consent.terms import Scope
from tellmark.consent.witnessed.model import WitnessedState
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit

SILENT = (NoteKind.COERCION, NoteKind.MISUSE, NoteKind.DENIED, NoteKind.UNWANTED)
"""What the log tells of nobody, or not beside whose agreement it is."""
FEWEST = 5
"""Of fewer silent words it is not told how many there are, nor whether there is any."""

_ANSWERS = (
    RequestState.GRANTED, RequestState.REFUSED, RequestState.LAPSED, RequestState.RECALLED, RequestState.COUNTERED,
)  # fmt: skip

Counted: TypeAlias = tuple[str, int | None]


class Period(Protocol):
    """How far a mandate reaches: what is meant for which territory, and what stood in which time."""

    @property
    def since(self) -> datetime:
        """When the time begins."""

    @property
    def until(self) -> datetime:
        """When it is over."""

    def meets(self, territory: str) -> bool:
        """Tell whether what is meant for *territory* is meant."""

    def stood(self, opened: datetime, over: datetime | None) -> bool:
        """Tell whether what was *opened* then and is *over* since, or is not, stood at any instant of the time."""


@dataclass(frozen=True, slots=True)
class OverseenCase:
    """One thing before officers: what it is, since when, by when, how it was decided and why, in code words."""

    id: str
    kind: str
    opened_at: datetime
    due: datetime | None
    decided_at: datetime | None
    outcome: str
    reason: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


def numbers(unit: ReadUnit, period: Period) -> list[Counted]:
    """Return how many there were of what in *period*: requests by their answers, consents, uses, silent words.

    And legal bases by ground and by how they stand now, with the objections to them: all of it can be counted in the
    log by anybody. What only a silent word holds up counts as in force, as it does to everybody but the officers.
    """
    bases = [one for one in KnownBases(unit).walk() if period.meets(one.terms.extent.territory)]
    parts = (_requests(unit, period), _consents(unit, period), _uses(unit, period), _bases(unit, period, bases))
    return [one for part in (*parts, _objected(unit, period, bases), _silent(unit, period)) for one in part]


def cases(unit: ReadUnit, period: Period) -> list[OverseenCase]:
    """Return what stood before officers in *period*, the oldest first; nothing that whoever acts is on a side of."""
    parts = (_disputes, _objections, _notes, _standing_still, _effects, _spoken, _witnessed)
    return sorted((one for part in parts for one in part(unit, period)), key=lambda one: (one.opened_at, one.id))


def _requests(unit: ReadUnit, period: Period) -> Iterator[Counted]:
    known = [one for one in KnownRequests(unit).since(period.since) if one.sent and _reaches(period, one.scope)]
    yield "requests.asked", sum(_within(period, one.opened_at) for one in known)
    answered = Counter(one.state for one in known if _within(period, one.answered_at))
    for state in _ANSWERS:
        yield f"requests.{state}", answered[state]


def _consents(unit: ReadUnit, period: Period) -> Iterator[Counted]:
    ended: Counter[Ending] = Counter()
    in_force = 0
    for one in KnownConsents(unit).walk():
        if _reaches(period, one.scope):
            in_force += one.state not in ENDED
            if one.ending is not None and _within(period, one.ended_at):
                ended[one.ending] += 1
    yield "consents.in_force", in_force
    for ending in Ending:
        yield f"consents.{ending}", ended[ending]


def _uses(unit: ReadUnit, period: Period) -> Iterator[Counted]:
    """Yield how many uses came to something: those that were agreed to, and apart from them those that were not."""
    uses = (one for one in KnownUses(unit).made_since(period.since) if _within(period, one.at))
    meant = (one for one in uses if any(period.meets(where) for where in one.territories))
    found = Counter(isinstance(one.consent, OnBasis) for one in meant)
    yield from (("uses.made", found[False]), ("uses.made_on_basis", found[True]))


def _bases(unit: ReadUnit, period: Period, bases: Sequence[Basis]) -> Iterator[Counted]:
    """Yield how many of *bases* stood in *period*, by how they stand now; by ground only where there is any."""
    stood = [one for one in bases if period.stood(one.entered_at, _over(one, unit.at))]
    gone = all_passed_on(unit, stood)
    found = Counter((one.terms.ground, stands(one, unit.at, passed_on=one.id in gone)) for one in stood)
    for state in BasisState:
        yield f"bases.{state}", sum(count for (_, now), count in found.items() if now is state)
    for ground in Ground:
        yield from ((f"bases.{ground}.{state}", found[ground, state]) for state in BasisState if found[ground, state])


def _objected(unit: ReadUnit, period: Period, bases: Sequence[Basis]) -> Iterator[Counted]:
    """Yield how many objections to *bases* were made in *period*, and what of those that were over then came."""
    objections = [(one, objection) for one in bases for objection in one.objections]
    yield "objections.made", sum(_within(period, objection.at) for _, objection in objections)
    decided = [one.upheld for _, one in objections if _within(period, one.decided_at)]
    yield from (("objections.upheld", decided.count(True)), ("objections.dismissed", decided.count(False)))
    left = [_left_at(unit, one) for one, objection in objections if objection.decided_at is None]
    yield "objections.undecided", sum(_within(period, over) for over in left)


def _objections(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    """Yield each objection to a legal basis; it waits until it is decided, or there is nothing left to decide."""
    there = (basis for basis in KnownBases(unit).walk() if period.meets(basis.terms.extent.territory))
    for one, objection in ((basis, objection) for basis in there for objection in basis.objections):
        over = objection.decided_at or _left_at(unit, one)
        if period.stood(objection.at, over) and apart(unit, one):
            yield OverseenCase(
                one.id, "objection", objection.at, one.terms.until if over is None else None, objection.decided_at,
                "open" if over is None else _DECIDED[objection.upheld], _reason(unit, one.id, objection.decided_at),
                {"ground": one.terms.ground, "territory": one.terms.extent.territory},
            )  # fmt: skip


def _left_at(unit: ReadUnit, basis: Basis) -> datetime | None:
    """Return since when nobody decides on an open objection to *basis* any more; None as long as somebody has to."""
    return basis.ended_at if is_moot(unit, basis) else None


_DECIDED = {True: "objection_upheld", False: "objection_dismissed", None: "undecided"}


def _over(basis: Basis, at: datetime) -> datetime | None:
    """Return since when *basis* has no effect, None as long as it has, or may get, one."""
    match basis.state(at):
        case BasisState.ENDED:
            return basis.ended_at
        case BasisState.LAPSED:
            return basis.due
        case BasisState.EXPIRED:
            return basis.terms.until
        case _:
            return None


def _within(period: Period, at: datetime | None) -> bool:
    """Tell whether something that happened *at* an instant happened in *period*."""
    return at is not None and period.since <= at < period.until


def _reaches(period: Period, scope: Scope) -> bool:
    """Tell whether a *scope* is meant for any of the territories of *period*."""
    return any(period.meets(one) for one in scope.territories)


def _silent(unit: ReadUnit, period: Period) -> Iterator[Counted]:
    stood = [one for one in KnownNotes(unit).walk() if period.stood(one.made_at, one.done_at)]
    found = Counter(one.kind for one in stood if one.kind in SILENT and _is_meant(unit, period, one))
    for kind in SILENT:
        yield f"silent.{kind}", found[kind] if found[kind] >= FEWEST else None


def _is_meant(unit: ReadUnit, period: Period, note: Note) -> bool:
    about = behind(unit, note)
    return about is not None and _reaches(period, about.scope)


def _disputes(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    for one in KnownDisputes(unit).walk():
        if period.stood(one.opened_at, one.decided_at) and _consent(unit, period, one.consent):
            outcome = "open" if one.upheld is None else "upheld" if one.upheld else "dismissed"
            reason = _reason(unit, one.id, one.decided_at)
            yield OverseenCase(one.id, "dispute", one.opened_at, dispute_due(one), one.decided_at, outcome, reason)


def _notes(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    """Yield what holds an agreement up in the log's sight: whom nothing of ours reached, or whose proof was revoked."""
    for one in KnownNotes(unit).walk():
        if one.kind in SILENT or one.consent is None or not period.stood(one.made_at, one.done_at):
            continue
        if _consent(unit, period, one.consent):
            outcome = "open" if one.done_at is None else "decided"
            reason = _reason(unit, one.id, one.done_at)
            due = note_due(one, behind(unit, one))
            yield OverseenCase(one.id, one.kind, one.made_at, due, one.done_at, outcome, reason)


def _standing_still(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    for one in standing_still(unit):
        if period.stood(one.since, None) and _is_shown(unit, period, one.consent):
            yield OverseenCase(one.id, "hold", one.since, None, None, "open", one.reason)


def _effects(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    ended: dict[ConsentId, Consent | None] = {}  # several things follow each end
    for one in KnownEffects(unit).walk():
        if not period.stood(one.begun_at, one.done_at):
            continue
        if one.consent not in ended:
            ended[one.consent] = _consent(unit, period, one.consent)
        if (consent := ended[one.consent]) is not None:
            outcome, ending = "open" if one.done_at is None else "done", consent.ending or ""
            yield OverseenCase(one.id, one.kind, one.begun_at, one.due, one.done_at, outcome, ending)


def _spoken(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    for one in KnownSpoken(unit).waiting():
        if period.stood(one.since, None) and _is_shown(unit, period, KnownRequests(unit).get(one.request)):
            yield OverseenCase(one.id, "spoken", one.since, one.due, None, "open")


def _witnessed(unit: ReadUnit, period: Period) -> Iterator[OverseenCase]:
    for one in KnownWitnessed(unit).walk():
        confirmed = one.state is WitnessedState.CONFIRMED
        over = one.since if confirmed else None if one.waits(unit.at) else one.due
        if period.stood(one.since, over) and _is_shown(unit, period, KnownRequests(unit).get(one.request)):
            outcome = "decided" if confirmed else "open" if one.waits(unit.at) else "lapsed"
            yield OverseenCase(one.id, "witnessed", one.since, one.due, None, outcome)


def _consent(unit: ReadUnit, period: Period, consent: ConsentId) -> Consent | None:
    """Return *consent* where it is meant, and whoever acts is on no side of it."""
    found = KnownConsents(unit).get(consent)
    return found if _is_shown(unit, period, found) else None


def _is_shown(unit: ReadUnit, period: Period, about: Request | Consent) -> bool:
    return _reaches(period, about.scope) and not on_a_side(unit, about)


def _reason(unit: ReadUnit, case: str, decided_at: datetime | None) -> str:
    """Return why a *case* was decided so, as the log has it: a code word, or nothing where none was asked for."""
    leaves: Sequence[bytes] = []
    if decided_at is not None:
        leaves = [leaf.body for leaf in Leaves(unit).naming(case, [CaseReasoned.name])]
    facts = [msgspec.json.decode(body)["facts"] for body in leaves]
    return next((str(one["reason"]) for one in reversed(facts) if one["case"] == case), "")
