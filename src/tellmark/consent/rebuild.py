"""Every state again, from the events alone: a pure fold, which the tests hold against the tables.

What the log does not tell, the store does: whose each is, which consent a silent word to the officers holds up, and
whose name is new where something has changed hands.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from tellmark.consent import events as said
from tellmark.consent.evolving import (
    consent_after,
    dispute_after,
    dispute_opened,
    drafted,
    effect_after,
    effect_begun,
    file_made,
    granted,
    held,
    representative_after,
    representative_proposed,
    request_after,
    reserved,
    reserved_after,
    standing_after,
)
from tellmark.consent.files import MadeFile
from tellmark.consent.hands import events as of_hands
from tellmark.consent.hands.decide import NAMELESS, entered, hands_after
from tellmark.consent.hands.model import Change
from tellmark.consent.lawful import events as on_basis
from tellmark.consent.lawful.evolving import (
    CHANGES,
    after_on_basis,
    basis_after,
    file_on_basis,
    reserved_on_basis,
)
from tellmark.consent.lawful.evolving import entered as basis_entered
from tellmark.consent.lawful.model import Basis
from tellmark.consent.model import (
    Consent,
    Dispute,
    Effect,
    HoldReason,
    Note,
    NoteKind,
    Representative,
    Request,
    Reserved,
    Standing,
)
from tellmark.store.events import Event, Said


@dataclass
class Rebuilt:
    """All that this room's events tell, by id."""

    requests: dict[str, Request] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    uses: dict[str, Reserved] = field(default_factory=dict)
    representatives: dict[str, Representative] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    files: dict[str, MadeFile] = field(default_factory=dict)
    hands: dict[str, Change] = field(default_factory=dict)
    bases: dict[str, Basis] = field(default_factory=dict)


def rebuilt(events: Iterable[Said], notes: Iterable[Note] = (), hands: Iterable[Change] = ()) -> Rebuilt:
    """Return what *events*, in the order in which they were said, make; other rooms' are passed over.

    *notes* are the store's; each silent word that nobody has seen to holds its consent up. So are *hands*, for the
    names. Raises KeyError and ValueError for events that follow from nothing.
    """
    state = Rebuilt()
    for one in events:
        if (kind := KINDS.get(one.name)) is not None:
            _fold(state, one.read(kind), one)
    for note in notes:
        if note.kind is NoteKind.COERCION and note.done_at is None and note.consent in state.consents:
            state.consents[note.consent] = held(state.consents[note.consent], note.id, HoldReason.COERCION)
    for change in hands:
        if change.id in state.hands:
            state.hands[change.id] = replace(state.hands[change.id], to=change.to)
    return state


def _kinds(kind: type[Event]) -> Iterable[type[Event]]:
    for below in kind.__subclasses__():
        if below.__module__ in (said.__name__, said.EffectBegun.__module__, of_hands.__name__, on_basis.__name__):
            yield below
        yield from _kinds(below)


KINDS: Mapping[str, type[Event]] = {kind.name: kind for kind in _kinds(Event) if kind is not said.Scoped}

Fold: TypeAlias = Callable[[Rebuilt, Any, Said], None]


def _fold(state: Rebuilt, event: Event, one: Said) -> None:
    begin = _BEGINS.get(type(event))
    if begin is not None:
        begin(state, event, one)
    for changes in (_REQUESTS, _CONSENTS, _BASES):
        if type(event) in changes:
            changes[type(event)](state, event, one)


def _request(state: Rebuilt, event: Any, one: Said) -> None:
    state.requests[event.request] = request_after(state.requests[event.request], event, one.said_at)


def _consent(state: Rebuilt, event: Any, one: Said) -> None:
    state.consents[event.consent] = consent_after(state.consents[event.consent], event, one.said_at)


def _basis(state: Rebuilt, event: Any, one: Said) -> None:
    state.bases[event.basis] = basis_after(state.bases[event.basis], event, one.said_at)


def _representative(state: Rebuilt, event: Any, _: Said) -> None:
    known = state.representatives[event.representative]
    state.representatives[known.id] = representative_after(known, event)


def _standing(state: Rebuilt, event: Any, one: Said) -> None:
    state.standings[event.subject] = standing_after(state.standings.get(event.subject), event, one.said_at)


def _use(state: Rebuilt, event: Any, _: Said) -> None:
    state.uses[event.reserved] = reserved_after(state.uses[event.reserved], event)


def _file(state: Rebuilt, event: Any, one: Said) -> None:
    state.files[event.file] = file_made(event, one.said_at)
    _use(state, event, one)


def _hands(state: Rebuilt, event: Any, _: Said) -> None:
    state.hands[event.hands] = hands_after(state.hands[event.hands], event)


def _dropped(state: Rebuilt, event: Any, _: Said) -> None:
    del state.hands[event.hands]


def _use_on_basis(state: Rebuilt, event: Any, _: Said) -> None:
    state.uses[event.reserved] = after_on_basis(state.uses[event.reserved], event)


def _file_on_basis(state: Rebuilt, event: Any, one: Said) -> None:
    state.files[event.file] = file_on_basis(event, one.said_at)
    _use_on_basis(state, event, one)


def _put(place: str, key: str, make: Callable[..., Any], *, dated: bool = True) -> Fold:
    def fold(state: Rebuilt, event: Any, one: Said) -> None:
        getattr(state, place)[getattr(event, key)] = make(event, one.said_at) if dated else make(event)

    return fold


def _effect(state: Rebuilt, event: Any, one: Said) -> None:
    state.effects[event.effect] = effect_after(state.effects[event.effect], event, one.said_at)


def _dispute(state: Rebuilt, event: Any, one: Said) -> None:
    state.disputes[event.dispute] = dispute_after(state.disputes[event.dispute], event, one.said_at)


_BEGINS: Mapping[type[Event], Fold] = {
    said.RequestDrafted: _put("requests", "request", drafted),
    said.ConsentGranted: _put("consents", "consent", granted),
    said.EffectBegun: _put("effects", "effect", effect_begun),
    said.EffectDone: _effect,
    said.UseReserved: _put("uses", "reserved", reserved),
    said.FileMade: _file,
    said.UseSettled: _use,
    said.UseReleased: _use,
    on_basis.BasisEntered: _put("bases", "basis", basis_entered),
    on_basis.BasisUseReserved: _put("uses", "reserved", reserved_on_basis),
    on_basis.BasisFileMade: _file_on_basis,
    on_basis.BasisUseSettled: _use_on_basis,
    on_basis.BasisUseReleased: _use_on_basis,
    said.RepresentativeProposed: _put("representatives", "representative", representative_proposed, dated=False),
    said.RepresentativeConfirmed: _representative,
    said.RepresentativeVetoed: _representative,
    said.RepresentativeEnded: _representative,
    said.ConflictMarked: _representative,
    said.StandingProposed: _standing,
    said.StandingConfirmed: _standing,
    said.StandingRefused: _standing,
    said.ConsentDisputed: _put("disputes", "dispute", dispute_opened),
    said.DisputeDecided: _dispute,
    of_hands.HandsEntered: _put("hands", "hands", lambda event, at: entered(event, NAMELESS, at)),
    of_hands.HandsDropped: _dropped,
    of_hands.HandsConfirmed: _hands,
    of_hands.HandsWentOn: _hands,
    of_hands.HandsDone: _hands,
    of_hands.UndoingAsked: _hands,
    of_hands.UndoingDropped: _hands,
    of_hands.HandsUndone: _hands,
}
_REQUESTS: Mapping[type[Event], Fold] = dict.fromkeys(
    (
        said.RequestEdited, said.RequestSent, said.RequestShown, said.IdentityPending, said.RequestAdopted,
        said.RequestRecalled, said.RequestRefused, said.RequestLapsed, said.CounterDeclined, said.RequestCountered,
        said.CounterTaken, said.HalfGiven, said.ConsentGranted,
    ), _request,
)  # fmt: skip
_CONSENTS: Mapping[type[Event], Fold] = dict.fromkeys(
    (
        said.ConsentRenewed, said.ConsentHeld, said.HoldLifted, said.ConsentNarrowed, said.ConsentWithdrawn,
        said.ConsentEnded, said.ConsentClosed, said.UseReserved, said.UseSettled, said.UseReleased,
    ), _consent,
)  # fmt: skip
_BASES: Mapping[type[Event], Fold] = dict.fromkeys(CHANGES, _basis)
