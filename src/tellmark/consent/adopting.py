"""A request turns out to be somebody else's: it becomes theirs, with its words, and the links to it are void."""

from dataclasses import replace

import msgspec

from tellmark.consent import events
from tellmark.consent.answering import check_open, check_sides, check_theirs
from tellmark.consent.asking import new_link
from tellmark.consent.granting import words_about
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import change_request, give_previews, locked_request
from tellmark.consent.model import ANSWER, Invitation, InvitationId, Request, RequestId
from tellmark.consent.representing import look_at_asking
from tellmark.consent.resting import check_worn, press_check
from tellmark.consent.store import Notes, Requests
from tellmark.consent.wording import person_in, said_in, sealed_words
from tellmark.store.errors import NotFound
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of


def adopt(unit: WriteUnit, vault: Vault, request: RequestId, subject: SubjectId) -> Request:
    """The proof tells that the person asked is *subject*: the open request and its words become theirs.

    The link before is void: others may have read it, and it would speak for somebody else now.

    Raises NotFound, AlreadyAnswered, TooLate, SubjectErased, NotYours where *subject* is who asks, and Nagging where
    they have refused the same, or said no to whoever asks too often.
    """
    unit.scope.demand(ANSWER)
    before = Requests(unit).get(request).subject
    for one in sorted({before, subject}):  # in one order, so that two who adopt do not wait for each other
        current(unit, one)
    known = locked_request(unit, request)
    check_open(unit, known)
    if unit.scope.principal not in (known.subject, subject):
        raise NotFound("there is no such request here")
    if known.subject == subject:
        return known
    check_sides(known, subject)
    press_check(unit, subject, known.scope)
    check_worn(unit, subject, known.requester)
    look_at_asking(unit, subject, known.requester)
    words, person = said_in(unit, vault, known), person_in(unit, vault, known)
    sealed = {"words": sealed_words(words), "person": msgspec.json.encode(person).decode()}
    Requests(unit).seal(request, key_of(unit, vault, subject), **sealed)
    give_previews(unit, vault, request, subject)
    Invitations(unit).void(request)
    for note in words_about(unit, known):
        Notes(unit).put(replace(note, subject=subject))
    return change_request(unit, known, events.RequestAdopted(request=request, before=known.subject, subject=subject))


def behind(unit: WriteUnit, link: str) -> RequestId | None:
    """Return the request to which the link of this session (`link-…`) leads; None where it is void."""
    return Invitations(unit).leads(InvitationId(link.removeprefix("link-")))


def link_again(unit: WriteUnit, request: RequestId, secret: bytes) -> Invitation:
    """Make a link (32 random bytes) to an adopted *request*, for the browser that proved. Raises NotFound."""
    known = locked_request(unit, request)
    check_theirs(unit, known)
    return new_link(unit, known, secret)


def end_links(unit: WriteUnit, request: RequestId) -> None:
    """Void the links to *request*, which the same human has refused before: without an answer it lapses."""
    unit.scope.demand(ANSWER)
    check_theirs(unit, locked_request(unit, request))
    Invitations(unit).void(request)
