"""What people read of a change of hands: the person whose it is now, whoever asks what they can do, officers all."""

from collections.abc import Mapping

from tellmark.consent.handed.asking_anew import over
from tellmark.consent.hands.model import Change, HandKind, HandsState
from tellmark.consent.model import OPEN, Consent
from tellmark.consent.store import KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

KINDS: Mapping[HandKind, str] = {
    HandKind.PARTY: said("A company on whose behalf is asked"),
    HandKind.ACCOUNT: said("Whoever asks: an account of this service"),
    HandKind.SERVICE: said("This service itself"),
}
STATES: Mapping[HandsState, tuple[str, str, str]] = {
    HandsState.ENTERED: ("soon", "review", said("Waits for a second officer")),
    HandsState.COUNTS: ("soon", "review", said("Counts; agreements are being held up")),
    HandsState.DONE: ("said", "running", said("Counts; all of it is held up")),
    HandsState.UNDOING: ("soon", "review", said("Taken back; agreements are being let go")),
    HandsState.UNDONE: ("open", "ended", said("Taken back: it was entered wrongly")),
}
_TO_PERSON: Mapping[HandKind, str] = {
    HandKind.PARTY: said(
        "The company that you allowed this to has changed hands: since {day} it belongs to “{name}”. You can reach "
        "them here: {contact}"
    ),
    HandKind.ACCOUNT: said(
        "Who asked you for this has changed hands: since {day} it is “{name}”. You can reach them here: {contact}"
    ),
    HandKind.SERVICE: said(
        "This service has changed hands: since {day} it is run by “{name}”. You can reach them here: {contact}"
    ),
}
_MAY = said(
    "You need not do anything. You can end it on any day. They may ask you anew, and only if you agree then does it "
    "go on, as the new request says; if you say no, or nothing, this stands still until its end."
)
_TO_ASKER = said(
    "This was allowed to whoever had it before {day}. Nothing may be made under it. Ask the person anew, in the name "
    "of “{name}”: for no more than this, and once, even if they had said no to this before it changed hands."
)


def to_person(unit: ReadUnit, consent: Consent, language: Language) -> list[str]:
    """Return what the person of *consent* reads where it stands still because it changed hands; else nothing."""
    change = over(unit, [consent]).get(consent.id)
    if change is None:
        return []
    _ = wording(language)
    return [_(_TO_PERSON[change.former.kind]).format(**_told(change, language)), _(_MAY)]


def to_asker(unit: ReadUnit, consent: Consent, language: Language) -> list[str]:
    """Return what whoever asked for *consent* reads where it stands still because it changed hands; else nothing."""
    change = over(unit, [consent]).get(consent.id)
    return [] if change is None else [wording(language)(_TO_ASKER).format(**_told(change, language))]


def asks_anew(unit: ReadUnit, consent: Consent) -> bool:
    """Tell whether *consent* stands still because it changed hands, and nobody waits for the person's answer yet."""
    if not over(unit, [consent]):
        return False
    asked = KnownRequests(unit).by(subject=consent.subject)
    return not any(one.supersedes == consent.id and one.state in OPEN for one in asked)


def _told(change: Change, language: Language) -> dict[str, str]:
    return {"day": day(change.since, language), "name": change.to.name, "contact": change.to.contact}
