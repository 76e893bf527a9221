"""The requester's side: compose, send, change, take back; take or leave what the person offers instead."""

import base64
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from tellmark.consent import events
from tellmark.consent.askers import is_ours, seen_as
from tellmark.consent.asks import faults
from tellmark.consent.contacts import person_faults
from tellmark.consent.documents import scope_values
from tellmark.consent.errors import (
    UNSHOWABLE,
    AlreadyAnswered,
    BadAsk,
    BadRegisterNumber,
    MisleadingName,
    Nagging,
    NoCounter,
    RequestChanged,
    TooLate,
)
from tellmark.consent.evolving import drafted
from tellmark.consent.finding import subject_of
from tellmark.consent.handed.asking_anew import in_place_of, misnamed, outdated, refusals_forgiven
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import ANSWERING, change_request, start_clock, stop_clocks
from tellmark.consent.model import (
    OPEN,
    REQUEST,
    TIME_TO_ANSWER,
    TIME_TO_REST,
    Ask,
    GroupId,
    Invitation,
    InvitationId,
    Party,
    PartyId,
    PersonAsked,
    Request,
    RequestId,
    RequestState,
    Words,
)
from tellmark.consent.owning import locked_own, own_request
from tellmark.consent.people import Asker
from tellmark.consent.representing import look_at_asking
from tellmark.consent.resting import check_reader, check_wish, press_check
from tellmark.consent.store import Parties, Requests
from tellmark.consent.terms import Scope
from tellmark.consent.wording import Said, digest_of_words, said_in, sealed_words, written
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of, open_alone
from tellmark.values.credit_codes import register_number
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said
from tellmark.values.names import folded, misleads, plain

MOST_INVITATIONS = 3
"""How often one request is sent: a reminder or two."""
MOST_VERSIONS = 6
_SECRET = 32


def name_party(unit: WriteUnit, name: str, number: str | None = None) -> Party:
    """Return the company called *name*, made where it was not known; names that look alike are one company, but where
    each has a number in a register, and another one.

    Raises NotAllowed, and MisleadingName for one that is written to look like another, or that nobody can read;
    BadRegisterNumber for a *number* that no register writes.
    """
    unit.scope.demand(REQUEST)
    name = name.strip()
    if misleads(name):
        raise MisleadingName(*UNSHOWABLE)
    kept = None if number is None else register_number(number)
    if number is not None and kept is None:
        raise BadRegisterNumber
    known = Parties(unit).called(folded(name))
    if known is None:
        open_alone(unit)  # nobody else makes one that looks like it before this unit ends
        known = seen_as(unit, name, kept)
    if known is None:
        known = Party(PartyId(unit.fresh_id()), plain(name), folded(name), kept)
        Parties(unit).add(known)
    elif plain(name).casefold() != known.name.casefold():
        raise MisleadingName(
            "this name looks like that of another company that is known here",
            "If it is the same company, write its name as before; if both are in a register, give its number.",
        )
    return known


def open_group(unit: WriteUnit) -> GroupId:
    """Return a new id for several who are in one picture: each is asked alone, and all have to agree.

    Whoever asks others meanwhile waits for the end of this unit: two who ask the same ones would wait for each other.
    """
    unit.scope.demand(REQUEST)
    open_alone(unit)
    return GroupId(unit.fresh_id())


def draft(
    unit: WriteUnit, vault: Vault, ask: Ask, person: PersonAsked, group: GroupId | None = None,
    asker: Asker | None = None,
) -> Request:  # fmt: skip
    """Compose a request to one person, who is found by their contact, or opened. Nobody is asked yet.

    *asker* is what is known of who asks, for the notice.

    Raises NotAllowed, NotFound (of the company, or of what it takes the place of), BadAsk with all that is wrong.
    """
    unit.scope.demand(REQUEST)
    _refuse([*faults(ask, unit.at), *_masked(ask), *person_faults(person)])
    if ask.party is not None:
        Parties(unit).get(ask.party)
    _check_borrowed(unit, ask.party, ask.words, asker)
    subject = subject_of(unit, vault, person)
    _refuse([*_misplaced(unit, ask, subject, group),
             *misnamed(unit, unit.scope.account, ask.party, ask.words, asker)])  # fmt: skip
    words = written(ask.words, unit.fresh_id(), asker)
    event = events.RequestDrafted(
        request=unit.fresh_id(), group=group, subject=subject, requester=unit.scope.account, party=ask.party,
        by=unit.scope.principal, supersedes=ask.supersedes, words=digest_of_words(words), ward=person.ward,
        **scope_values(ask.scope),
    )  # fmt: skip
    request = drafted(event, unit.at)
    Requests(unit).add(request)
    sealed = {"words": sealed_words(words), "person": msgspec.json.encode(person).decode()}
    Requests(unit).seal(request.id, key_of(unit, vault, subject), **sealed)
    unit.say(event)
    return request


def edit(
    unit: WriteUnit, vault: Vault, request: RequestId, ask: Ask, seen_version: int, asker: Asker | None = None
) -> Request:  # fmt: skip
    """Make a new version of an unanswered request. What was shown is void; the event tells whether any was.

    *asker* is as for `draft`; None keeps what was known. Recordings that are shown go on being shown.

    Raises NotAllowed, NotFound, BadAsk, RequestChanged where *seen_version* is not the newest, AlreadyAnswered,
    TooLate, Nagging.
    """
    known = changeable(unit, request, seen_version)
    _refuse([*faults(ask, unit.at), *_masked(ask), *_moved(ask, known)])
    before = said_in(unit, vault, known)
    words = written(ask.words, before.salt, asker or before.asker, before.previews)
    if words != before:  # the same words keep their digest, so that nobody is told that they were changed
        words = replace(words, salt=unit.fresh_id())
    return new_version(unit, vault, known, ask.scope, words)


def changeable(unit: WriteUnit, request: RequestId, seen_version: int) -> Request:
    """Return a request of one's own under lock, of which a new version may be made.

    Raises NotAllowed, NotFound, RequestChanged where *seen_version* is not the newest, AlreadyAnswered, TooLate.
    """
    unit.scope.demand(REQUEST)
    known = locked_own(unit, request)
    _check_unanswered(unit, known)
    if known.version != seen_version:
        raise RequestChanged(
            f"there is a newer version of this request than the {seen_version} that you changed",
            "Load it again, and change that.",
        )
    return known


def new_version(unit: WriteUnit, vault: Vault, known: Request, scope: Scope, words: Said) -> Request:
    """Make the next version of *known*, which is `changeable`. Raises Nagging, and BadAsk for a former hand's name."""
    _check_borrowed(unit, known.party, words.words, words.asker)
    _refuse(misnamed(unit, known.requester, known.party, words.words, words.asker))
    if known.sent:
        press_check(unit, known.subject, scope)
        if known.version >= MOST_VERSIONS:
            raise Nagging("this request was changed often enough already", "Wait for the answer.")
    event = events.RequestEdited(
        request=known.id, version=known.version + 1, words=digest_of_words(words), seen=bool(known.shown),
        by=unit.scope.principal, **scope_values(scope),
    )  # fmt: skip
    Requests(unit).seal(known.id, key_of(unit, vault, known.subject), words=sealed_words(words))
    return change_request(unit, known, event)


def send(unit: WriteUnit, vault: Vault, request: RequestId, secret: bytes) -> Invitation:
    """Ask the person: *secret* (32 random bytes) makes the link, which is told here and never again.

    To send again makes the link before void; the time to answer runs on. Raises NotAllowed, NotFound, AlreadyAnswered,
    TooLate, BadAsk, and Nagging where the same or more was refused within 30 days, something was reported as unwanted,
    they said no to one's own three times, three of one's own are open with them, or this one was sent three times.
    Whoever is asked for wards at one address is one who reads, and is nagged as one.
    """
    unit.scope.demand(REQUEST)
    if len(secret) != _SECRET:
        raise ValueError("a link takes 32 random bytes")
    if not own_request(unit, request).sent:  # whoever asks for other wards at this address meanwhile waits
        open_alone(unit)  # and before the person is locked: who asks several does so, and two would wait for each other
    known = locked_own(unit, request)
    _check_unanswered(unit, known)
    _refuse(outdated(unit, known))
    check_wish(unit, known.subject)
    if not known.sent:
        spared = refusals_forgiven(unit, known)
        press_check(unit, known.subject, known.scope, spared)
        check_reader(unit, vault, known, spared)
        look_at_asking(unit, known.subject, known.requester)
    if len(Invitations(unit).sent_to(request)) >= MOST_INVITATIONS:
        raise Nagging("this request was sent often enough already", "Wait for the answer.")
    due = known.due if known.due is not None else unit.at + TIME_TO_ANSWER
    invitation = new_link(unit, known, secret)
    if not known.sent:
        start_clock(unit, ANSWERING, request, due)
    event = events.RequestSent(
        request=request, subject=known.subject, invitation=invitation.id, version=known.version, due=rfc3339(due)
    )
    change_request(unit, known, event)
    return invitation


def new_link(unit: WriteUnit, known: Request, secret: bytes) -> Invitation:
    """Make a link to *known* out of *secret*; every one before it is void."""
    due = known.due if known.due is not None else unit.at + TIME_TO_ANSWER
    link = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    until = due + TIME_TO_REST  # later than the answer is due: whoever comes too late is told so
    invitation = Invitation(InvitationId(unit.fresh_id()), known.id, known.subject, until, link, known.ward)
    Invitations(unit).void(known.id)
    Invitations(unit).add(invitation, sha256(link.encode()))
    return invitation


def recall(unit: WriteUnit, request: RequestId) -> Request:
    """Take a request back. Raises NotAllowed, NotFound, AlreadyAnswered."""
    unit.scope.demand(REQUEST)
    known = locked_own(unit, request)
    _check_unanswered(unit, known)
    stop_clocks(unit, ANSWERING, request)
    return change_request(unit, known, events.RequestRecalled(request=request, by=unit.scope.principal))


def decline_counter(unit: WriteUnit, request: RequestId) -> Request:
    """Do not take what the person offered; the request is over. Raises NotAllowed, NotFound, NoCounter."""
    unit.scope.demand(REQUEST)
    known = countered(unit, request)
    stop_clocks(unit, ANSWERING, request)
    return change_request(unit, known, events.CounterDeclined(request=request, by=unit.scope.principal))


def countered(unit: WriteUnit, request: RequestId) -> Request:
    """Return *request* under lock, which has an offer that may still be taken. Raises NotFound, NoCounter, TooLate."""
    known = locked_own(unit, request)
    if known.state is not RequestState.COUNTERED or known.counter is None:
        raise NoCounter(said("there is no offer of the person that could be taken"), said("Load the request again."))
    check_in_time(unit, known)
    return known


def check_in_time(unit: WriteUnit, request: Request) -> None:
    """Raise TooLate where the time to answer is over, whether or not anybody has said so yet."""
    if request.state is RequestState.LAPSED or (request.due is not None and unit.at >= request.due):
        raise TooLate(
            said("the time to answer this request is over: that was a refusal"),
            said("If you wish for it all the same, let yourself be asked anew."),
        )


def _check_unanswered(unit: WriteUnit, request: Request) -> None:
    if request.state is not RequestState.DRAFT:
        if request.state not in OPEN:
            raise AlreadyAnswered(
                said("this request is over: it has its answer, or was taken back"), "Compose a new one."
            )
        check_in_time(unit, request)


def _masked(ask: Ask) -> list[str]:
    """Return whether whoever asks calls themselves by what looks like another's name, or what nobody can read."""
    return ["asker_misleads"] if ask.words.asker.strip() and misleads(ask.words.asker) else []


def _check_borrowed(unit: WriteUnit, party: PartyId | None, words: Words, asker: Asker | None) -> None:
    """Raise where somebody else asks under the name of this service, or anybody under the program's.

    The service asks for no company, and calls itself as it likes; whoever asks through it for a company may say by
    whom it runs, spelled as it is. Raises MisleadingName for the company, and BadAsk for what they call themselves.
    """
    service = "" if asker is None else asker.service
    if party is not None and is_ours(Parties(unit).get(party).name, service):
        raise MisleadingName(
            "this company is called as this service is, or the program: whoever is asked would take it for us",
            "Write its name as it stands in the register, with its form; for the service itself, name no company.",
        )
    called = words.asker
    ours = folded(called) == folded(service) if party is None else plain(called).casefold() == plain(service).casefold()
    _refuse(["asker_misleads"] if is_ours(called, service) and not ours else [])


def _moved(ask: Ask, request: Request) -> list[str]:
    """Return what a new version may not change: that would be another request."""
    return [
        *(["party_differs"] if ask.party != request.party else []),
        *(["supersedes_differs"] if ask.supersedes != request.supersedes else []),
    ]


def _misplaced(unit: WriteUnit, ask: Ask, subject: SubjectId, group: GroupId | None) -> list[str]:
    """Return what is wrong with whom, or what, a request is about."""
    current(unit, subject)
    found = []
    if group is not None and any(one.subject == subject for one in Requests(unit).group(group)):
        found.append("person_twice")
    if ask.supersedes is not None and not in_place_of(unit, ask, subject):
        found.append("takes_no_place")
    return found


_BY_CODE = "Write each language by its code, not its name: en for English, zh for Chinese (BCP 47)."


def _refuse(found: Sequence[str]) -> None:
    if found:
        remedy = " ".join(["Mend what is named, and ask then.", *([_BY_CODE] if "language_unknown" in found else [])])
        raise BadAsk(f"this cannot be asked: {', '.join(found)}", remedy, tuple(found))
