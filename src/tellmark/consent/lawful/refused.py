"""What a person said no to, to whoever asks: refused, taken back, left out, offered instead, held up, or disputed.

The silent word of somebody who was pressed is among what holds up, and looks like all the rest of it.
"""

from collections.abc import Iterable, Iterator, Sequence

from tellmark.consent.documents import scope_from
from tellmark.consent.evolving import ENDED
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.decide import takes
from tellmark.consent.lawful.askers import Asking
from tellmark.consent.lawful.decide import bars, shares
from tellmark.consent.lawful.model import BasisTerms, TurnedDown
from tellmark.consent.model import OPEN, Consent, ConsentState, Ending, NoteKind, Request, RequestState
from tellmark.consent.places import line_in
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownNotes, KnownRequests
from tellmark.consent.timeline import Entry, entries
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit

Said = tuple[Request | Consent, TurnedDown]
_ASKED = ("consent.drafted", "consent.edited")
_UNANSWERED = OPEN | {RequestState.LAPSED, RequestState.RECALLED}
_OFFERED, _TAKEN = "consent.countered", "consent.counter_taken"


def turned_down(unit: ReadUnit, terms: BasisTerms, asking: Asking) -> tuple[TurnedDown, ...]:
    """Return each no of the person of *terms* to whoever is *asking* that reaches into the terms.

    Whose no it was is looked up only of what reaches into them.
    """
    asked = [one for one in KnownRequests(unit).by(subject=terms.subject) if one.sent]
    given = KnownConsents(unit).by(subject=terms.subject)
    said = (*_refused(asked), *_offers(unit, asked), *_agreed(asked, given), *_held(unit, given, terms),
            *_told(unit, asked, given, terms))  # fmt: skip
    near = [(whom, no) for whom, no in said if bars(no, terms.extent)]
    return tuple(no for whom, no in near if asking.through(whom.requester, whom.party))


def _refused(asked: Iterable[Request]) -> Iterator[Said]:
    yield from ((one, TurnedDown(one.scope)) for one in asked if one.state is RequestState.REFUSED)


def _agreed(asked: Iterable[Request], given: Iterable[Consent]) -> Iterator[Said]:
    """Yield what was taken back, wholly or in part, or was void: the whole; else what was asked and not agreed to."""
    scopes = {one.id: one.scope for one in asked}
    for one in given:
        whole = scopes.get(one.request, one.scope)
        if one.ending in (Ending.WITHDRAWN, Ending.VOID) or one.version > 1:
            yield one, TurnedDown(whole)
        elif whole != one.scope:
            yield one, TurnedDown(whole, one.scope)


def _held(unit: ReadUnit, given: Iterable[Consent], terms: BasisTerms) -> Iterator[Said]:
    """Yield what was agreed to and does not count now, by whatever it is."""
    near = [one for one in given if shares(one.scope, terms.extent)]
    runs = [one for one in near if one.state is ConsentState.ACTIVE]
    changes = KnownHands(unit).counting() if runs else []  # whose holds may not be written yet
    for one in near:
        taken = one in runs and any(takes(change, one, unit.at) for change in changes)
        if one.state is ConsentState.SUSPENDED or one.holds or taken:
            yield one, TurnedDown(one.scope)


def _told(unit: ReadUnit, asked: Sequence[Request], given: Sequence[Consent], terms: BasisTerms) -> Iterator[Said]:
    """Yield what has no answer, or has ended otherwise, while it was told, of it, that it was no free word or not the
    person's.

    That waits for an officer, or was found to be right; an end by itself has not answered it. A silent word goes over
    to what takes the place, and is about what stood there before, too. What is looked up does not depend on whether
    there is one.
    """
    over = [one for one in given if one.state in ENDED and shares(one.scope, terms.extent)]
    unanswered = [one for one in asked if one.state in _UNANSWERED and shares(one.scope, terms.extent)]
    if not over and not unanswered:
        return
    words = [one for one in KnownNotes(unit).by(subject=terms.subject, open=True) if one.kind is NoteKind.COERCION]
    pressed, silent = {one.request for one in words}, {one.consent for one in words}
    yield from ((one, TurnedDown(one.scope)) for one in unanswered if one.id in pressed)
    told = {one.id for one in over if not silent.isdisjoint(after.id for after in line_in(asked, given, one.id))}
    if over:
        told |= {one.consent for one in KnownDisputes(unit).about([one.id for one in over]) if one.upheld is not False}
    yield from ((one, TurnedDown(one.scope)) for one in over if one.id in told)


def _offers(unit: ReadUnit, asked: Sequence[Request]) -> Iterator[Said]:
    """Yield what was asked and what was offered instead, of each request that had an offer, whatever became of it."""
    had = Leaves(unit).named([one.id for one in asked], _OFFERED) if asked else frozenset()
    for one in (one for one in asked if one.id in had):
        yield from ((one, no) for no in _offered(entries(unit, [one.id], (*_ASKED, _OFFERED, _TAKEN))))


def _offered(leaves: Iterable[Entry]) -> Iterator[TurnedDown]:
    scope = offer = None
    for one in leaves:
        if one.type in _ASKED:
            scope = scope_from(one.facts)
        elif one.type == _TAKEN:
            scope = offer
        elif scope is not None:
            offer = scope_from(one.facts)
            yield TurnedDown(scope, offer)
