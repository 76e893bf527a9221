"""What can be done with assurance within a unit of work: record a proof, revoke it, say what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tellmark.identity.accounts.model import Ending
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.sessions import end_visits
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.assurance.decide import (
    COOLING,
    age_of,
    best,
    cooling_of,
    joins_by_code,
    may_join,
    record_of,
    same_human,
    taken_back,
)
from tellmark.identity.assurance.events import (
    FirstProofByLink,
    HumanRecognised,
    IdentityRevoked,
    WellKnownEnrolled,
    WellKnownProved,
    proved,
)
from tellmark.identity.assurance.model import OF_PERSONS, AgeBand, AssuranceRecord, Proof, RecordId
from tellmark.identity.assurance.store import Assurance, KnownAssurance, WellKnown
from tellmark.identity.errors import NotByLink, ProofTakenBack, ProvedByAnother, WalletJoinsNothing
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.service import current, key_of, look_up
from tellmark.subjects.store import KnownSubjects
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339

PSEUDONYM = "identity.pseudonym"
"""The purpose under which pseudonyms are found again in the vault's blind index; erasure takes them out of it."""

COOLED = "identity.cooled"
"""The clock of a record that cools off: from then on it counts."""
_CALENDAR = "civil"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A proof that was recorded: for *record*'s subject, who is another than *asked_as* where the human was known.

    *first*: it came by a link, and nothing was proved of them before.
    """

    record: AssuranceRecord
    asked_as: SubjectId
    first: bool = False

    @property
    def recognised(self) -> bool:
        """Whether the same human had proved here before, under another id."""
        return self.record.subject != self.asked_as


class Contacts(Protocol):
    """Who knows by which other ways a person can be reached: opaque ids, never an address."""

    def of(self, unit: ReadUnit, subject: SubjectId) -> Sequence[str]:
        """Return the ids of the known contacts of *subject*."""


def record(
    unit: WriteUnit, vault: Vault, subject: SubjectId, proof: Proof, *, by_link: bool = False, bound: bool = False
) -> Recorded:  # fmt: skip
    """Keep what *proof* says of *subject*, or of whom the same pseudonym belongs to already.

    *by_link* tells that whoever proved was known by an invitation's link alone, or came in by a proof alone: only they
    may turn out to be somebody known, and only where nothing was ever proved of *subject*. Nobody becomes two humans.
    *bound* tells that it ties a decision, which whoever proved was shown. Of somebody well known it may have to cool
    off first (`cooling_of`), and the contacts are told.

    Raises ProvedByAnother, WalletJoinsNothing, ProofTakenBack, NotByLink where *subject* signs in, NotFound,
    SubjectErased, and what the vault says.
    """
    current(unit, subject)
    if by_link and signs_in(unit, subject):
        raise NotByLink  # what a link's reader proves says nothing of whoever signs in
    before = [one for one in known(unit, vault, subject) if one.method in OF_PERSONS]
    who = _whose(unit, vault, subject, proof, before, by_link=by_link, bound=bound)
    current(unit, who)
    made = _added(unit, vault, who, subject, proof)
    first = by_link and proof.method in OF_PERSONS and not before and who == subject
    if first:
        unit.say(FirstProofByLink(record=made.id, subject=subject))
    if who != subject:
        unit.say(HumanRecognised(subject=who, asked_as=subject, record=made.id))
    return Recorded(made, subject, first)


def signs_in(unit: ReadUnit, subject: SubjectId, before: datetime | None = None) -> bool:
    """Tell whether *subject* has a way in that rests on no proof of identity: is staff, or has a passkey.

    *before*: had it made before that instant. Who had none was in by a proof alone, and what was made since says
    nothing of who began something then.
    """
    account = KnownAccounts(unit).find(subject)
    passkeys = [one for one in KnownPasskeys(unit).of(subject) if before is None or one.made_at < before]
    return account is not None and (account.is_staff or bool(passkeys))


class Comes(Protocol):
    """Who keeps by which links people are asked. It is told in the unit of a proof: nothing counts in between."""

    def __call__(self, unit: WriteUnit, link: str, asked_as: SubjectId, subject: SubjectId, *, first: bool) -> None:
        """Hear that *subject* proved by *link* (its opaque session), *first* where nothing was proved of them before.

        It was sent to *asked_as*.
        """


def nobody_comes(unit: WriteUnit, link: str, asked_as: SubjectId, subject: SubjectId, *, first: bool) -> None:
    """Keep nothing of links."""
    del unit, link, asked_as, subject, first


class Rests(Protocol):
    """Who keeps what rests on proofs. It is told in the unit that revokes them, so that nothing counts in between."""

    def __call__(self, unit: WriteUnit, subject: SubjectId, records: Sequence[str]) -> None:
        """Hold up what *subject* did by any of *records*."""


def nothing_rests(unit: WriteUnit, subject: SubjectId, records: Sequence[str]) -> None:
    """Keep nothing that rests on a proof."""
    del unit, subject, records


def revoke(unit: WriteUnit, record: RecordId, reason: str, rests: Rests = nothing_rests) -> bool:
    """Let a *record*, and the others of its source, count no more, because of *reason* (a code word).

    What *rests* on them is held up at once, and whoever came in by a proof is out.

    False where it counted no more already. Raises NotFound.
    """
    subject = Assurance(unit).subject_of(record)
    revoked = Assurance(unit).revoke(record, unit.at)
    for one in revoked:
        unit.say(IdentityRevoked(record=one, subject=subject, reason=reason))
    if revoked:
        rests(unit, subject, revoked)  # first, for it locks the person, as whoever opens a visit does
        end_visits(unit, subject, Ending.PROOF_REVOKED)
    return bool(revoked)


def known(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[AssuranceRecord]:
    """Return every record of *subject*, the newest first; none of somebody erased. Raises NotFound."""
    if look_up(unit, subject).state is not SubjectState.ACTIVE:
        return []
    return KnownAssurance(unit).of(subject, key_of(unit, vault, subject))


def assured(unit: ReadUnit, vault: Vault, subject: SubjectId) -> AssuranceRecord | None:
    """Return the best record in force at the unit's instant that tells *subject* from all others. Raises NotFound."""
    return best((one for one in known(unit, vault, subject) if one.method in OF_PERSONS), unit.at)


def age(
    unit: ReadUnit, vault: Vault, subject: SubjectId, *, grown: datetime | None = None, died: datetime | None = None
) -> AgeBand:  # fmt: skip
    """Return how old *subject* is by all that is known of them at the unit's instant; as `age_of`. Raises NotFound."""
    return age_of(known(unit, vault, subject), unit.at, grown=grown, died=died)


def enrol_well_known(unit: WriteUnit, contacts: Contacts, subject: SubjectId) -> datetime:
    """Flag *subject* as a well-known face or voice: other contacts are told, and it cools off; return until when.

    What they had proved before goes on counting. As long as it cools off, to say it again changes nothing: nobody is
    kept from proving who they are for longer, and no letter is sent twice. Raises NotFound, SubjectErased.
    """
    current(unit, subject)
    running = WellKnown(unit).cooling_until(subject)
    if running is not None and unit.at < running:
        return running
    until = unit.at + COOLING
    WellKnown(unit).put(subject, unit.scope.principal, unit.at, until)
    told = tuple(contacts.of(unit, subject))
    by = unit.scope.principal
    unit.say(WellKnownEnrolled(subject=subject, contacts=told, cooling_until=rfc3339(until), by=by))
    return until


def _added(unit: WriteUnit, vault: Vault, who: SubjectId, asked_as: SubjectId, proof: Proof) -> AssuranceRecord:
    """Add the record of a *proof* of *who*, and tell where it is an enrolment of somebody well known.

    Whoever was flagged as *asked_as* is known by no more than what has cooled off since: else whoever has proved here
    would take the place of somebody well known by a link of theirs, unseen.
    """
    flags, before = WellKnown(unit).ends([who, asked_as]), known(unit, vault, who)
    if who not in flags:
        before = [one for one in before if one.cooling_until is not None]
    cooling = cooling_of(proof, before, flags.values(), unit.at)
    made = record_of(RecordId(unit.fresh_id()), who, proof, unit.at, cooling.until)
    Assurance(unit).add(made, key_of(unit, vault, who))
    unit.say(proved(made))
    if cooling.until is None:
        return made
    Clocks(unit).start(clock_of(unit.fresh_id(), COOLED, made.id, _CALENDAR, unit.at, cooling.until))
    for one in flags if cooling.enrolment else ():
        unit.say(WellKnownProved(record=made.id, subject=one, cooling_until=rfc3339(cooling.until)))
    return made


def _whose(
    unit: WriteUnit, vault: Vault, subject: SubjectId, proof: Proof, before: Sequence[AssuranceRecord], *,
    by_link: bool, bound: bool,
) -> SubjectId:  # fmt: skip
    """Return whose the pseudonym of *proof* is, *before* being what is known of *subject*'s human.

    What tells of no human is of whoever brings it. Raises ProvedByAnother where it is another human, ProofTakenBack
    where an officer has revoked what was proved.
    """
    if proof.method not in OF_PERSONS:
        _enter(unit, vault, subject, proof)
        return subject
    if taken_back(before, proof):
        raise ProofTakenBack
    if owners := _owners(unit, vault, proof, vault.find(unit.scope.tenant, PSEUDONYM, _spelled(proof))):
        who = subject if before and subject in owners else same_human(owners)
        if who != subject and (before or not by_link):
            raise ProvedByAnother
        return who
    if not may_join(before, proof, by_link=by_link):
        raise ProofTakenBack if all(one.revoked_at is not None for one in before) else ProvedByAnother
    if not bound and joins_by_code(before, proof):
        raise WalletJoinsNothing
    return same_human([subject, *_enter(unit, vault, subject, proof)])


def _enter(unit: WriteUnit, vault: Vault, subject: SubjectId, proof: Proof) -> list[SubjectId]:
    """Enter the pseudonym of *proof* for *subject*; return for whom it was entered before.

    The index is of another database: where this unit is dropped afterwards, the next proof finds its entry again.
    """
    key = current(unit, subject).key
    return _owners(unit, vault, proof, vault.enter(unit.scope.tenant, key, PSEUDONYM, _spelled(proof)))


def _owners(unit: WriteUnit, vault: Vault, proof: Proof, keys: Sequence[str]) -> list[SubjectId]:
    """Return those of *keys* who are still here, and of whom what the source of *proof* said was not revoked."""
    subjects = KnownSubjects(unit)
    found = [subjects.by_key(key) for key in keys]
    active = [who for who in found if who is not None and subjects.get(who).state is SubjectState.ACTIVE]
    return [who for who in active if not taken_back(known(unit, vault, who), proof)]


def _spelled(proof: Proof) -> str:
    return canonical([proof.method, proof.issuer, proof.pseudonym]).decode()
