"""Get under lock, change by an event, put, say: what every use case of this room does."""

from contextlib import suppress
from datetime import datetime

from tellmark.consent.errors import RequestChanged
from tellmark.consent.evolving import ENDED, consent_after, request_after
from tellmark.consent.model import OPEN, Consent, ConsentId, Request, RequestId, RequestState
from tellmark.consent.previews.events import PreviewForgotten
from tellmark.consent.previews.store import Previews
from tellmark.consent.spoken.events import SpeechForgotten
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.spoken.store import SpokenAgreements
from tellmark.consent.store import Consents, Requests
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.events import Event
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of
from tellmark.values.languages import said

CALENDAR = "civil"
ANSWERING = "consent.answering"
RUNNING = "consent.running"
EFFECT = "consent.effect"
MAKING = "consent.making"
MAJORITY = "consent.majority"
SPEAKING = "consent.speaking"
_SHOWS = OPEN | {RequestState.DRAFT, RequestState.GRANTED}
"""States of a request in which its person may look at what is shown with it."""


def locked_request(unit: WriteUnit, request: RequestId) -> Request:
    """Return *request*, which nobody changes until this unit ends, nor its person's epoch: the person is locked first.

    Raises NotFound, SubjectErased, and RequestChanged where it became somebody else's at this very moment.
    """
    subject = Requests(unit).get(request).subject
    current(unit, subject)
    found = Requests(unit).locked(request)
    if found.subject != subject:
        raise RequestChanged(said("this request has changed at this very moment"), said("Load the page again."))
    return found


def locked_consent(unit: WriteUnit, consent: ConsentId) -> Consent:
    """Return *consent*, which nobody changes until this unit ends, nor its person's epoch. Raises as above."""
    current(unit, Consents(unit).get(consent).subject)
    return Consents(unit).locked(consent)


def locked_though_erased(unit: WriteUnit, consent: ConsentId) -> Consent:
    """As `locked_consent`, also of somebody erased: it has ended, and what is left to do about it is done all the same.

    Raises NotFound.
    """
    lock_person(unit, Consents(unit).get(consent).subject)
    return Consents(unit).locked(consent)


def lock_person(unit: WriteUnit, subject: SubjectId) -> None:
    """Let nobody else change anything of *subject*, who may be erased, before this unit ends. Raises NotFound."""
    with suppress(SubjectErased):  # it is told once their row is locked
        current(unit, subject)


def change_request(unit: WriteUnit, request: Request, event: Event) -> Request:
    """Keep what *event* makes of *request*, and say it.

    Of one that is over, what was shown with it is deleted, and what was spoken over it; of another version, the latter.
    """
    after = request_after(request, event, unit.at)
    Requests(unit).put(after)
    unit.say(event)
    if after.state not in _SHOWS:
        forget_previews(unit, after.id)
    if after.state not in _SHOWS or after.version != request.version:
        for spoken in SpokenAgreements(unit).of(after.id):  # it ties no answer any more, and no offer
            forget_spoken(unit, spoken)
    return after


def change_consent(unit: WriteUnit, consent: Consent, event: Event) -> Consent:
    """Keep what *event* makes of *consent*, and say it; as `change_request`."""
    after = consent_after(consent, event, unit.at)
    Consents(unit).put(after)
    unit.say(event)
    if after.state in ENDED:
        forget_previews(unit, after.request)
    return after


def forget_previews(unit: WriteUnit, request: RequestId, only: str | None = None) -> None:
    """Delete the recordings of the person that are shown with *request*, or the one with the id *only*."""
    for one in Previews(unit).of(request):
        if only in (None, one.id):
            Previews(unit).drop(one)
            unit.say(PreviewForgotten(preview=one.id, request=request))


def forget_spoken(unit: WriteUnit, spoken: Spoken) -> None:
    """Delete what was *spoken*, or was to be: words and recording."""
    SpokenAgreements(unit).drop(spoken)
    stop_clocks(unit, SPEAKING, spoken.id)
    unit.say(SpeechForgotten(spoken=spoken.id))


def give_previews(unit: WriteUnit, vault: Vault, request: RequestId, subject: SubjectId) -> None:
    """Seal the files of *request* anew, under the key of *subject*, who turned out to be its person."""
    for one in Previews(unit).of(request):
        file = Previews(unit).opened(one, key_of(unit, vault, one.subject))
        Previews(unit).give(one, subject, file, key_of(unit, vault, subject))


def start_clock(unit: WriteUnit, kind: str, about: str, due: datetime) -> None:
    """Let a clock of *kind* run until *due*; whatever ran for the same is stopped."""
    stop_clocks(unit, kind, about)
    if due > unit.at:
        Clocks(unit).start(clock_of(unit.fresh_id(), kind, about, CALENDAR, unit.at, due))


def stop_clocks(unit: WriteUnit, kind: str, about: str) -> None:
    """Stop the clocks of *kind* that run for *about*; what would have been its day is told by none that has stopped."""
    clocks = Clocks(unit)
    for clock in clocks.about(about):
        if clock.kind == kind:
            if kind == MAJORITY and unit.at < clock.due:
                clocks.move(clock.id, *[max(unit.at, clock.started)] * 3)
            clocks.stop(clock.id)
