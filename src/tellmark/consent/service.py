"""What can be done with requests and consents, within a unit of work; who acts is the unit's own principal.

Whoever writes a route reads here what there is; each function stands, with its kin, in a module of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.model import (
    Ask,
    Authority,
    Consent,
    ConsentId,
    Covered,
    Decided,
    Dispute,
    DisputeId,
    EffectId,
    GroupId,
    HoldReason,
    Invitation,
    NoteKind,
    Outcome,
    Party,
    PersonAsked,
    Representative,
    RepresentativeId,
    Request,
    RequestId,
    Reserved,
    Standing,
    StandingKind,
    Uncovered,
    Use,
    UseId,
    Withdrawal,
    Words,
)  # fmt: skip
from tellmark.consent.notices import Notice
from tellmark.consent.ports import Assured, Bound
from tellmark.consent.terms import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

# --- the requester (capability consent.request) -----------------------------------------------------------------------


def name_party(unit: WriteUnit, name: str, number: str | None = None) -> Party:
    """Return the company called *name*, made where it was not known; names that look alike are one company.

    Raises MisleadingName for one that is written to look like another, or that nobody can read.
    """
    raise NotImplementedError


def open_group(unit: WriteUnit) -> GroupId:
    """Return a new id for several who are in one picture: each is asked alone, and all have to agree."""
    raise NotImplementedError


def draft(unit: WriteUnit, vault: Vault, ask: Ask, person: PersonAsked, group: GroupId | None = None) -> Request:
    """Compose a request to one person, who is found by their contact, or opened. Nobody is asked yet.

    Raises NotAllowed, BadAsk (all that is wrong with it), SubjectErased.
    """
    raise NotImplementedError


def edit(unit: WriteUnit, vault: Vault, request: RequestId, ask: Ask, seen_version: int) -> Request:
    """Make a new version of an unanswered request. What was shown is void; once sent, the person is told.

    Raises NotFound, BadAsk, RequestChanged where *seen_version* is not the newest, AlreadyAnswered, Nagging.
    """
    raise NotImplementedError


def send(unit: WriteUnit, vault: Vault, request: RequestId, secret: bytes) -> Invitation:
    """Ask the person: *secret* (32 random bytes) makes the link, which is told here and never again.

    To send again makes the link before void; the time to answer runs on. Raises NotFound, AlreadyAnswered, and Nagging
    where the same or more was refused within 30 days, reported as unwanted, or three requests are open already.
    """
    raise NotImplementedError


def recall(unit: WriteUnit, request: RequestId) -> Request:
    """Take a request back. Raises NotFound, AlreadyAnswered."""
    raise NotImplementedError


def accept_counter(unit: WriteUnit, request: RequestId, code: bytes) -> Outcome | Request:
    """Take what the person offered: it is granted where it was bound, else it is asked anew (the Request comes back).

    *code* are 10 random bytes for the person's receipt code. Raises NotFound, NoCounter, and as `decide`.
    """
    raise NotImplementedError


def decline_counter(unit: WriteUnit, request: RequestId) -> Request:
    """Do not take what the person offered; the request is over. Raises NotFound, NoCounter."""
    raise NotImplementedError


# --- the person (by link or signed in; capability consent.answer) -----------------------------------------------------


def words_of(unit: ReadUnit, vault: Vault, request: RequestId) -> Words:
    """Return what the requester says in words. Raises NotFound, SubjectErased."""
    raise NotImplementedError


def asked(unit: ReadUnit, vault: Vault, request: RequestId) -> PersonAsked:
    """Return how the requester reached and called the person. Raises NotFound, SubjectErased."""
    raise NotImplementedError


def notice_of(unit: ReadUnit, vault: Vault, request: RequestId, language: Language) -> Notice:
    """Return the notice of the newest version in *language*, with its digest. Raises NotFound, SubjectErased."""
    raise NotImplementedError


def show(unit: WriteUnit, vault: Vault, request: RequestId, language: Language) -> Notice:
    """Show the notice: from now on this digest may be decided on. Shown again, or once answered, it changes nothing.

    Raises NotFound, SubjectErased.
    """
    raise NotImplementedError


def proving(unit: WriteUnit, request: RequestId) -> Request:
    """The person has begun to prove who they are. Raises NotFound, AlreadyAnswered."""
    raise NotImplementedError


def adopt(unit: WriteUnit, vault: Vault, request: RequestId, subject: SubjectId) -> Request:
    """The proof tells that the person asked is *subject*: the open request, its words and its link become theirs.

    Raises NotFound, AlreadyAnswered, SubjectErased, and Nagging where *subject* has refused the same.
    """
    raise NotImplementedError


def decide(
    unit: WriteUnit,
    vault: Vault,
    request: RequestId,
    document: Decided,
    bound: Bound | None = None,
    assured: Assured | None = None,
    *,
    code: bytes = b"",
    note: NoteKind | None = None,
) -> Outcome:
    """Take a decision of the unit's principal: the person, or a representative who is confirmed.

    A refusal and an unbound counter need nothing; a grant needs *bound* over this very document, *assured*, and
    *code* (10 random bytes for the receipt code). What is not ticked is not granted. The same decision again gives the
    same outcome. *note* UNWANTED goes with a refusal; COERCION goes with a grant, which then looks like any other,
    and never counts until an officer has looked.

    Raises NotFound, RequestChanged (another version), NotShown, AlreadyAnswered, TooLate, NotBound, NotAssured,
    NotForMinors, NobodySpeaks, InConflict, Widens (all widenings), TickMissing, TickNotAsked.
    """
    raise NotImplementedError


def withdraw(
    unit: WriteUnit, consent: ConsentId, reason: str | None = None, remaining: Scope | None = None
) -> Withdrawal:
    """Take a consent back, now: whole, or down to *remaining*, which must be narrower. *reason* is a code word.

    The epoch is raised in this unit; the rest becomes effects with clocks. Again, it changes nothing.
    Raises NotFound, NotYours, Widens.
    """
    raise NotImplementedError


def withdraw_by_code(unit: WriteUnit, code: str, reason: str | None = None) -> Withdrawal:
    """As `withdraw`, for whoever holds the receipt code. Raises NotFound."""
    raise NotImplementedError


def report(unit: WriteUnit, kind: NoteKind, consent: ConsentId) -> None:
    """Tell the officers of coercion or misuse; coercion stops the consent without a word to anybody else.

    Raises NotFound, NotYours.
    """
    raise NotImplementedError


def dispute(unit: WriteUnit, consent: ConsentId) -> Dispute:
    """Say that a consent is not what it seems; it is frozen until an officer decides. Raises NotFound."""
    raise NotImplementedError


# --- officers (consent.review, consent.confirm) -----------------------------------------------------------------------


def suspend(unit: WriteUnit, consent: ConsentId, reason: HoldReason) -> Consent:
    """Hold a consent up, now. Raises NotFound, NotAllowed."""
    raise NotImplementedError


def resume(unit: WriteUnit, consent: ConsentId, hold: str) -> Consent:
    """Lift one thing that holds a consent up. Raises NotFound, NotAllowed, NotYours for the requester's own."""
    raise NotImplementedError


def decide_dispute(unit: WriteUnit, dispute: DisputeId, upheld: bool) -> Dispute:
    """Decide a dispute: upheld, the consent is void. Raises NotFound, NotAllowed, NotYours."""
    raise NotImplementedError


def finish_effect(unit: WriteUnit, effect: EffectId, evidence: str) -> None:
    """Say that an effect is done, with the digest of what shows it; with the last, the consent is closed.

    Raises NotFound, NotAllowed.
    """
    raise NotImplementedError


def represent(unit: WriteUnit, subject: SubjectId, principal: str, authority: Authority) -> Representative:
    """Propose somebody who speaks for *subject*. Alarms stand in what comes back. Raises NotFound, BadAuthority."""
    raise NotImplementedError


def confirm_representative(
    unit: WriteUnit, representative: RepresentativeId, despite: Collection[str] = ()
) -> Representative:
    """Confirm one: by an officer who neither proposed it nor asks, nor speaks; *despite* names every alarm that stands.

    Raises NotFound, NotAllowed, NotYours, Alarmed (what was not named).
    """
    raise NotImplementedError


def veto(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    """The person does not want them: at once, and what they agreed to is held up. Raises NotFound, NotYours."""
    raise NotImplementedError


def mark_conflict(unit: WriteUnit, representative: RepresentativeId, conflict: bool) -> Representative:
    """Say that those who speak for a person do not agree: nothing is granted for that person meanwhile."""
    raise NotImplementedError


def set_standing(
    unit: WriteUnit, subject: SubjectId, kind: StandingKind, document: str, majority_at: datetime | None = None
) -> Standing:
    """Propose what a person is: a minor until *majority_at*, under protection, dead. Raises NotFound, NotAllowed."""
    raise NotImplementedError


def confirm_standing(unit: WriteUnit, subject: SubjectId) -> Standing:
    """Confirm it as a second officer; of the dead, every consent is held up until the estate speaks."""
    raise NotImplementedError


# --- programs (consent.check) -----------------------------------------------------------------------------------------


def check(unit: ReadUnit, subjects: Collection[SubjectId], use: Use) -> Covered | Uncovered:
    """Tell whether everybody in *subjects* has agreed to *use*, at the unit's instant, with all reasons if not."""
    raise NotImplementedError


def reserve(unit: WriteUnit, subjects: Collection[SubjectId], use: Use) -> tuple[Reserved, ...] | Uncovered:
    """Check under lock, and set aside what the use takes of every ceiling: all of them, or none."""
    raise NotImplementedError


def settle(unit: WriteUnit, use: UseId, outputs: int, seconds: int) -> Reserved:
    """Say what was really made: never more than was set aside. Raises NotFound, BadUse, and NotCovered for a consent
    that has ended or been held up meanwhile: withdrawal wins, and the output must not leave."""
    raise NotImplementedError


def release(unit: WriteUnit, use: UseId) -> Reserved:
    """Say that nothing was made. Raises NotFound."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Everything:
    """What a person sees of their own: requests and consents, newest first."""

    requests: tuple[Request, ...]
    consents: tuple[Consent, ...]


# --- what is seen -----------------------------------------------------------------------------------------------------


def request_of(unit: ReadUnit, request: RequestId) -> Request:
    """Return *request*. Raises NotFound."""
    raise NotImplementedError


def consent_of(unit: ReadUnit, consent: ConsentId) -> Consent:
    """Return *consent* as it is. For anybody but officers, show `seen(consent)`. Raises NotFound."""
    raise NotImplementedError


def requests_by(unit: ReadUnit, requester: str) -> tuple[Request, ...]:
    """Return what *requester* has asked, newest first."""
    raise NotImplementedError


def all_of(unit: ReadUnit, subject: SubjectId) -> Everything:
    """Return the requests and consents of *subject*, newest first."""
    raise NotImplementedError
