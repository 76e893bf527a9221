"""What the requester's pages show: each request in a line, one in full, and the offer that answers it."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.ends import is_running
from tellmark.consent.left import tag_of
from tellmark.consent.model import OPEN, Consent, Request, RequestState
from tellmark.consent.person.views import number_of
from tellmark.consent.phrases import MODALITIES, PURPOSES, worded
from tellmark.consent.seeing import consent_of, seen_by_requester
from tellmark.consent.showing import nowhere
from tellmark.consent.states import Tag, consent_tag
from tellmark.consent.store import KnownRequests
from tellmark.consent.unreached import would_wait
from tellmark.store.units import ReadUnit
from tellmark.surface.clock_faces import Face, face, running
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in a line; *anew* is where the person is asked anew of what changed hands."""

    address: str
    title: str
    more: str
    tag: Tag
    clock: Face | None
    anew: str = ""


def line(request: Request, tag: Tag, name: str, at: datetime, language: Language) -> Asked:
    """Return *request*, put to the person whom its requester calls *name*, as an entry of the list.

    *tag* is how it stands.
    """
    what = worded(request.scope.modalities, MODALITIES, language)
    purposes = worded(request.scope.purposes, PURPOSES, language)
    more = f"{number_of(request)} · {day(request.opened_at, language)}"
    title = wording(language)(said("{name}: {what}, for {purposes}")).format(name=name, what=what, purposes=purposes)
    return Asked(f"/consents/{request.id}", title, more, tag, clock(request, at, language))


def stands(request: Request, consent: Consent | None, language: Language, *, left: bool) -> Tag:
    """Return how *request* stands or, once it was agreed to, how *consent* does, as its requester may see it."""
    return tag_of(request, language, left=left) if consent is None else consent_tag(consent, language)


def missing(unit: ReadUnit, consent: Consent, language: Language) -> list[str]:
    """Say of *consent*, to one of several in a picture, that not all of them have agreed; nothing once they have.

    Told is what their requester may see: what holds one up in silence does not show here either.
    """
    if consent.group is None or all(_agreed(unit, one) for one in KnownRequests(unit).group(consent.group) if one.sent):
        return []
    several = said("Not all who are asked for this picture agree. Nothing may be made before all of them do.")
    return [wording(language)(several)]


def if_taken(unit: ReadUnit, request: Request, language: Language) -> list[str]:
    """Say what comes of taking what the person of *request* offers; nothing where they offer nothing.

    What they agreed to in advance may not hold any more by then. Whether it does is not told before, nor why it does
    not: that may be theirs alone, as that somebody has died.
    """
    offer = request.counter
    if request.state is not RequestState.COUNTERED or offer is None:
        return []
    found = [_ASKED_ANEW]
    if offer.grounds is not None:
        found = [_AT_ONCE, *([_A_DAY] if offer.scope.high_risk else [])]
        found += [_OFFICER] if would_wait(unit, request, offer.grounds.by) else []
        found.append(_UNLESS)
    found += [_TOGETHER] if request.group is not None else []
    told = [wording(language)(sentence) for sentence in [*found, _IF_LEFT]]
    left_out = frozenset[str]() if offer.grounds is None else offer.scope.territories - offer.grounds.accepted
    return [told[0], nowhere(left_out, language), *told[1:]] if left_out else told


_AT_ONCE = said("The person has agreed to it in advance: if you take it, it is agreed at once.")
_A_DAY = said("It counts a day later.")
_OFFICER = said("It does not count before an officer of this service has made sure who answered.")
_UNLESS = said("Should what they agreed to not hold any more by then, they are asked once more.")
_ASKED_ANEW = said(
    "If you take it, the person is asked once more for exactly this. It is agreed only once they have agreed."
)
_TOGETHER = said("Nothing may be made before all who are asked for this picture agree.")
_IF_LEFT = said("If you leave it, the request is over, and the same may not be asked again for 30 days.")


def _agreed(unit: ReadUnit, asked: Request) -> bool:
    return asked.consent is not None and is_running(seen_by_requester(consent_of(unit, asked.consent)))


def clock(request: Request, at: datetime, language: Language) -> Face | None:
    """Return the clock of what waits for an answer, the person's or the requester's; None where nothing waits."""
    if request.due is None or request.state not in OPEN:
        return None
    _ = wording(language)
    started = request.answered_at or request.opened_at
    whose = _(said("you have to take the offer or leave it"))
    law = whose if request.state is RequestState.COUNTERED else _(said("the person’s answer; none means no"))
    return face(running(started, request.due), at, language, law)


def can_change(request: Request) -> bool:
    """Tell whether a new version can be made: nothing has been answered."""
    return request.state is RequestState.DRAFT or request.state in OPEN


def can_send(request: Request) -> bool:
    """Tell whether a link can be sent, for the first time or again."""
    return request.state is RequestState.DRAFT or request.state in OPEN - {RequestState.COUNTERED}
