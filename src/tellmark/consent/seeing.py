"""What is seen of requests and consents: by their person, by who asked, by officers; to each what is theirs."""

from dataclasses import dataclass, replace

from tellmark.consent.made.store import KnownUses
from tellmark.consent.model import (
    Consent,
    ConsentId,
    ConsentState,
    Dispute,
    Effect,
    HoldReason,
    Note,
    PersonAsked,
    Representative,
    RepresentativeState,
    Request,
    RequestId,
    Reserved,
    Standing,
    Words,
)
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownEffects, KnownNotes, KnownRequests
from tellmark.consent.wording import person_in, said_in
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import is_here


@dataclass(frozen=True, slots=True)
class Everything:
    """What a person sees of their own: requests and consents, newest first; drafts are not asked yet."""

    requests: tuple[Request, ...]
    consents: tuple[Consent, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for officers, oldest first."""

    disputes: tuple[Dispute, ...]
    notes: tuple[Note, ...]
    representatives: tuple[Representative, ...]
    standings: tuple[Standing, ...]
    contested: tuple[Representative, ...]


def seen(consent: Consent) -> Consent:
    """Return *consent* as its person may see it, who may be watched: nothing tells of a silent word to them."""
    holds = tuple(hold for hold in consent.holds if hold.reason is not HoldReason.COERCION)
    state = ConsentState.ACTIVE if consent.state is ConsentState.SUSPENDED and not holds else consent.state
    return replace(consent, state=state, holds=holds)


TOLD_TO_ASKER = frozenset({HoldReason.UNREACHED, HoldReason.HANDS})
"""What holds a consent up, as whoever asked may know it: it tells nothing of the person."""


def seen_by_requester(consent: Consent) -> Consent:
    """Return *consent* as whoever asked may see it: nothing that holds it up shows, so that silence is no exception.

    But for what is theirs alone: that nothing of ours reached the person, so that an officer has to, and that whoever
    asked has changed hands. That it does not count now is told by `check`, in one word for every reason.
    """
    holds = tuple(hold for hold in consent.holds if hold.reason in TOLD_TO_ASKER)
    state = ConsentState.ACTIVE if consent.state is ConsentState.SUSPENDED and not holds else consent.state
    return replace(consent, state=state, holds=holds)


def request_of(unit: ReadUnit, request: RequestId) -> Request:
    """Return *request*. Raises NotFound."""
    return KnownRequests(unit).get(request)


def consent_of(unit: ReadUnit, consent: ConsentId) -> Consent:
    """Return *consent* as it is; for anybody but officers, show `seen(consent)`. Raises NotFound."""
    return KnownConsents(unit).get(consent)


def words_of(unit: ReadUnit, vault: Vault, request: RequestId) -> Words:
    """Return what the requester says in words. Raises NotFound, SubjectErased."""
    return said_in(unit, vault, KnownRequests(unit).get(request)).words


def words_left(unit: ReadUnit, vault: Vault, request: RequestId) -> Words | None:
    """Return the same, None once the person, under whose key they were sealed, is erased. Raises NotFound."""
    try:
        return words_of(unit, vault, request)
    except SubjectErased:
        return None


def asked(unit: ReadUnit, vault: Vault, request: RequestId) -> PersonAsked:
    """Return how the requester reaches and calls the person. Raises NotFound, SubjectErased."""
    return person_in(unit, vault, KnownRequests(unit).get(request))


def consents_for(unit: ReadUnit, requester: str) -> tuple[Consent, ...]:
    """Return what was agreed to on the requests of *requester*, newest first, as they may see it."""
    return tuple(seen_by_requester(one) for one in reversed(KnownConsents(unit).by(requester=requester)))


def all_of(unit: ReadUnit, subject: SubjectId) -> Everything:
    """Return the requests and consents of *subject*, newest first."""
    asked_of = tuple(one for one in reversed(KnownRequests(unit).by(subject=subject)) if one.sent)
    return Everything(asked_of, tuple(seen(one) for one in reversed(KnownConsents(unit).by(subject=subject))))


def effects_of(unit: ReadUnit, consent: ConsentId) -> tuple[Effect, ...]:
    """Return what has to happen after *consent* was taken back or has ended, and how far that is."""
    return KnownEffects(unit).of(consent)


def uses_of(unit: ReadUnit, consent: ConsentId) -> tuple[Reserved, ...]:
    """Return every use of *consent*, newest first."""
    return tuple(reversed(KnownUses(unit).by(consent=consent)))


def representatives_of(unit: ReadUnit, subject: SubjectId) -> tuple[Representative, ...]:
    """Return who speaks for *subject*, or was to."""
    return tuple(KnownRepresentatives(unit).by(subject=subject))


def wards_of(unit: ReadUnit, principal: str) -> tuple[Representative, ...]:
    """Return for whom *principal* speaks, or was to."""
    return tuple(KnownRepresentatives(unit).by(principal=principal))


def queue(unit: ReadUnit) -> Queue:
    """Return what waits for officers; of what somebody is who was erased, nothing does."""
    proposed = (one for one in KnownStandings(unit).every() if one.proposed is not None)
    standings = tuple(one for one in proposed if is_here(unit, one.subject))
    return Queue(
        tuple(KnownDisputes(unit).by(open=True)), tuple(KnownNotes(unit).by(open=True)),
        tuple(KnownRepresentatives(unit).by(state=RepresentativeState.PROPOSED.value)), standings,
        tuple(one for one in KnownRepresentatives(unit).every() if one.conflict and not one.is_over),
    )  # fmt: skip
