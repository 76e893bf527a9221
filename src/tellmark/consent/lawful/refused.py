"""What a person said no to, to whoever asks: refused, taken back, left out, offered instead, held up, or disputed.

The silent word of somebody who was pressed is among what holds up, and looks like all the rest of it: neither what is
looked up, nor how much of it, depends on whether there is one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tellmark.consent.documents import scope_from
from tellmark.consent.evolving import ENDED
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.decide import takes
from tellmark.consent.lawful.askers import Asking
from tellmark.consent.lawful.decide import bars, shares
from tellmark.consent.lawful.model import BasisTerms, TurnedDown
from tellmark.consent.model import (
    Consent,
    ConsentState,
    Ending,
    Note,
    NoteKind,
    PartyId,
    Request,
    RequestId,
    RequestState,
)
from tellmark.consent.places import line_in
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownNotes, KnownRequests
from tellmark.consent.terms import Scope
from tellmark.consent.timeline import Entry, entries, scopes
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

Lines = Mapping[RequestId, Sequence[Entry]]
_ASKED = ("consent.drafted", "consent.edited")
_SENT, _OFFERED, _TAKEN = "consent.sent", "consent.countered", "consent.counter_taken"


@dataclass(frozen=True, slots=True)
class _Sides:
    """Requests that were sent to one person, and what they agreed to.

    *put* is the scope of each version of a request that was put to them, the newest last.
    """

    asked: Sequence[Request]
    given: Sequence[Consent]
    put: Mapping[RequestId, Sequence[Scope]]

    def whole(self, consent: Consent) -> Sequence[Scope]:
        """Return what was asked, version by version, before *consent* was given."""
        return self.put.get(consent.request, (consent.scope,))

    def all_of(self, consent: Consent) -> Iterator[TurnedDown]:
        """Yield what was agreed to in *consent*, and what was asked in its place before."""
        yield from map(TurnedDown, (consent.scope, *self.whole(consent)[:-1]))


def turned_down(unit: ReadUnit, terms: BasisTerms, asking: Asking) -> tuple[TurnedDown, ...]:
    """Return each no of the person of *terms* to whoever is *asking* that reaches into the terms.

    Whose it would be is looked up of all that was asked or agreed to and reaches into them, before it is known to which
    of it there is a no.
    """
    asked = [one for one in KnownRequests(unit).by(subject=terms.subject) if one.sent]
    lines = _lines(unit, asked)
    put = {one.id: _put(one, lines.get(one.id, ())) for one in asked}
    every = _Sides(asked, KnownConsents(unit).by(subject=terms.subject), put)
    near = _near(every, terms, asking)
    said = (*_refused(near), *_offers(near, lines), *_agreed(near), *_held(unit, near),
            *_told(unit, terms.subject, near, every))  # fmt: skip
    return tuple(no for no in said if bars(no, terms.extent))


def _lines(unit: ReadUnit, asked: Sequence[Request]) -> Lines:
    """Return what the log tells of each request that was changed, or had an offer: of the others, all is known."""
    had = Leaves(unit).named([one.id for one in asked], _OFFERED) if asked else frozenset()
    names = (*_ASKED, _SENT, _OFFERED, _TAKEN)
    return {one.id: entries(unit, [one.id], names) for one in asked if one.version > 1 or one.id in had}


def _put(request: Request, line: Sequence[Entry]) -> Sequence[Scope]:
    first = min((int(one.facts["version"]) for one in line if one.type == _SENT), default=1)
    before = [scope for version, scope in sorted(scopes(line).items()) if first <= version < request.version]
    return (*before, request.scope)


def _near(every: _Sides, terms: BasisTerms, asking: Asking) -> _Sides:
    """Return what reaches into *terms*, of whoever is *asking*."""

    def reaches(*scopes: Scope) -> bool:
        return any(shares(one, terms.extent) for one in scopes)

    asked = [one for one in every.asked if reaches(*every.put[one.id])]
    given = [one for one in every.given if reaches(one.scope, *every.whole(one))]
    whose = dict.fromkeys([*map(_whom, asked), *map(_whom, given)])
    theirs = {whom for whom in whose if asking.through(*whom)}
    return _Sides([one for one in asked if _whom(one) in theirs], [one for one in given if _whom(one) in theirs],
                  every.put)  # fmt: skip


def _whom(one: Request | Consent) -> tuple[str, PartyId | None]:
    return one.requester, one.party


def _refused(near: _Sides) -> Iterator[TurnedDown]:
    yield from (TurnedDown(one.scope) for one in near.asked if one.state is RequestState.REFUSED)


def _agreed(near: _Sides) -> Iterator[TurnedDown]:
    """Yield what was taken back, wholly or in part, or was void: the whole; else what was asked and not agreed to."""
    for one in near.given:
        whole = near.whole(one)[-1]
        if one.ending is Ending.VOID:
            yield from near.all_of(one)
        if one.ending in (Ending.WITHDRAWN, Ending.VOID) or one.version > 1:
            yield TurnedDown(whole)
        elif whole != one.scope:
            yield TurnedDown(whole, one.scope)


def _held(unit: ReadUnit, near: _Sides) -> Iterator[TurnedDown]:
    """Yield what was agreed to and does not count now, by whatever it is, in all its versions.

    For a silent word may be about one of before: whoever presses somebody does not edit it away.
    """
    given = [one for one in near.given if one.state not in ENDED]
    changes = KnownHands(unit).counting() if given else []  # whose holds may not be written yet
    for one in given:
        if one.holds or one.state is ConsentState.SUSPENDED or any(takes(change, one, unit.at) for change in changes):
            yield from near.all_of(one)


def _told(unit: ReadUnit, subject: SubjectId, near: _Sides, every: _Sides) -> Iterator[TurnedDown]:
    """Yield what has no yes, or has ended otherwise, while it was told, of it, that it was no free word or not the
    person's: in all its versions.

    That waits for an officer, or was found to be right; an end by itself has not answered it. A silent word goes over
    to what takes the place, and is about what stood there before, too.
    """
    over = [one for one in near.given if one.state in ENDED]
    without = [one for one in near.asked if one.state is not RequestState.GRANTED]
    if not over and not without:
        return
    words = [one for one in KnownNotes(unit).by(subject=subject) if _binds(one, every.given)]
    pressed, silent = {one.request for one in words}, {one.consent for one in words}
    for asked in without:
        if asked.id in pressed:
            yield from map(TurnedDown, near.put[asked.id])
    lines = {one.id: line_in(every.asked, every.given, one.id) for one in over}
    told = {one.id for one in over if not silent.isdisjoint(after.id for after in lines[one.id])}
    if over:
        told |= {one.consent for one in KnownDisputes(unit).about([one.id for one in over]) if one.upheld is not False}
    for one in over:
        if one.id in told:
            yield from near.all_of(one)


def _binds(note: Note, given: Sequence[Consent]) -> bool:
    """Tell whether *note* is a silent word of which no officer has said that it was none.

    They say so by letting count again what it held up. Who closes one about what has no yes, or has ended, has seen to
    the person, and said nothing of the kind.
    """
    if note.kind is not NoteKind.COERCION:
        return False
    done = note.done_at
    if done is None or note.consent is None:
        return True
    return any(one.ended_at is not None and one.ended_at <= done for one in given if one.id == note.consent)


def _offers(near: _Sides, lines: Lines) -> Iterator[TurnedDown]:
    """Yield what was asked and what was offered instead, of each request that had an offer, whatever became of it."""
    for one in near.asked:
        yield from _offered(lines.get(one.id, ()))


def _offered(line: Iterable[Entry]) -> Iterator[TurnedDown]:
    scope = offer = None
    for one in line:
        if one.type in _ASKED:
            scope = scope_from(one.facts)
        elif one.type == _TAKEN:
            scope = offer
        elif one.type == _OFFERED and scope is not None:
            offer = scope_from(one.facts)
            yield TurnedDown(scope, offer)
