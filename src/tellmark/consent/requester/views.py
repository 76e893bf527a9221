"""What the requester's pages show: each request in a line, one in full, and the offer that answers it."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.model import OPEN, Consent, Request, RequestState
from tellmark.consent.person.views import number_of
from tellmark.consent.phrases import MODALITIES, PURPOSES, worded
from tellmark.consent.states import Tag, consent_tag, request_tag
from tellmark.surface.clock_faces import Face, Running, face
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in a line."""

    address: str
    title: str
    more: str
    tag: Tag
    clock: Face | None


def line(request: Request, consent: Consent | None, name: str, at: datetime, language: Language) -> Asked:
    """Return *request*, put to the person whom its requester calls *name*, as an entry of the list.

    *consent* is what came of it, as its requester may see it.
    """
    what = worded(request.scope.modalities, MODALITIES, language)
    purposes = worded(request.scope.purposes, PURPOSES, language)
    more = f"{number_of(request)} · {day(request.opened_at, language)}"
    title = wording(language)(said("{name}: {what}, for {purposes}")).format(name=name, what=what, purposes=purposes)
    tag = stands(request, consent, language)
    return Asked(f"/consents/{request.id}", title, more, tag, clock(request, at, language))


def stands(request: Request, consent: Consent | None, language: Language) -> Tag:
    """Return how *request* stands or, once it was agreed to, how *consent* does, as its requester may see it."""
    return request_tag(request.state, language) if consent is None else consent_tag(consent, language)


def clock(request: Request, at: datetime, language: Language) -> Face | None:
    """Return the clock of what waits for an answer, the person's or the requester's; None where nothing waits."""
    if request.due is None or request.state not in OPEN:
        return None
    _ = wording(language)
    started = request.answered_at or request.opened_at
    whose = _(said("you have to take the offer or leave it"))
    law = whose if request.state is RequestState.COUNTERED else _(said("the person’s answer; none means no"))
    return face(Running(started, started + (request.due - started) / 2, request.due), at, language, law)


def can_change(request: Request) -> bool:
    """Tell whether a new version can be made: nothing has been answered."""
    return request.state is RequestState.DRAFT or request.state in OPEN


def can_send(request: Request) -> bool:
    """Tell whether a link can be sent, for the first time or again."""
    return request.state is RequestState.DRAFT or request.state in OPEN - {RequestState.COUNTERED}
