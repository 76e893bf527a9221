"""Who has no part in a case: an officer neither asked for what it is about, nor is its person, nor speaks for them."""

from collections.abc import Sequence

from tellmark.consent.errors import NotBound, NotYours
from tellmark.consent.model import Consent, Note, Request
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import Entered, Unconfirmed, refusal
from tellmark.surface.errors import Worded


def on_a_side(unit: ReadUnit, asked: Request | Consent) -> bool:
    """Tell whether whoever acts asked for *asked*, is its person, or speaks or is to speak for them."""
    return _among(unit, asked.subject, {asked.requester})


def check_apart(unit: ReadUnit, asked: Request | Consent) -> None:
    """Raise NotYours for whoever is on a side of *asked*."""
    if on_a_side(unit, asked):
        raise NotYours(*Unconfirmed.ON_A_SIDE.value)


def on_a_side_of(unit: ReadUnit, subject: SubjectId) -> bool:
    """Tell whether whoever acts has ever asked *subject* for anything, is them, or speaks or is to speak for them."""
    return _among(unit, subject, {one.requester for one in KnownRequests(unit).by(subject=subject)})


def check_apart_of(unit: ReadUnit, subject: SubjectId) -> None:
    """Raise NotYours for whoever is on a side of what is decided about *subject*."""
    if on_a_side_of(unit, subject):
        raise NotYours(*Unconfirmed.ON_A_SIDE.value)


def may_witness(unit: ReadUnit, request: Request) -> bool:
    """Tell whether whoever acts may be a witness: on no side, and a colleague of nobody who asks.

    A colleague is whoever has ever asked this person for anything, or asked anybody for the same company.
    """
    if on_a_side(unit, request) or on_a_side_of(unit, request.subject):
        return False
    return not any(
        one.party == request.party for who in unit.scope.acts for one in KnownRequests(unit).by(requester=who)
    )


def check_witness(unit: ReadUnit, request: Request) -> None:
    """Raise NotYours for whoever may not be a witness of what is decided on *request*."""
    if not may_witness(unit, request):
        raise NotYours(*Unconfirmed.ON_A_SIDE.value)


def check_second(unit: ReadUnit, entered: Entered, paper: str, late: type[Worded]) -> None:
    """Raise unless whoever acts confirms what was *entered*, having made the digest *paper* of what they read.

    Raises NotYours for who entered it, *late* where nobody waits for it any more, NotBound for another paper.
    """
    match refusal(entered, paper, unit.scope.acts, unit.at):
        case (Unconfirmed.ON_A_SIDE | Unconfirmed.SAME_OFFICER) as why:
            raise NotYours(*why.value)
        case (Unconfirmed.NOT_WAITING | Unconfirmed.LAPSED) as why:
            raise late(*why.value)
        case Unconfirmed.OTHER_PAPER as why:
            raise NotBound(*why.value)


def behind(unit: ReadUnit, note: Note) -> Request | Consent | None:
    """Return what a word of a person is about, None where it is about nothing that was asked."""
    if note.consent is not None:
        return KnownConsents(unit).get(note.consent)
    return None if note.request is None else KnownRequests(unit).get(note.request)


def behind_each(unit: ReadUnit, notes: Sequence[Note]) -> dict[str, Request | Consent | None]:
    """Return the same of each of *notes*, by its id, in few looks."""
    consents = KnownConsents(unit).each(one.consent for one in notes if one.consent is not None)
    asked = KnownRequests(unit).each(one.request for one in notes if one.consent is None and one.request is not None)
    return {one.id: asked.get(one.request or "") if one.consent is None else consents.get(one.consent) for one in notes}


def _among(unit: ReadUnit, subject: SubjectId, asks: set[str]) -> bool:
    speak = {one.principal for one in KnownRepresentatives(unit).by(subject=subject)}
    return not unit.scope.acts.isdisjoint({subject, *asks, *speak})
