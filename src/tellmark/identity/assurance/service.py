"""What can be done with assurance within a unit of work: record a proof, revoke it, say what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.assurance.decide import COOLING, best, record_of, same_human
from tellmark.identity.assurance.events import (
    FirstProofByLink,
    HumanRecognised,
    IdentityRevoked,
    WellKnownEnrolled,
    proved,
)
from tellmark.identity.assurance.model import AssuranceRecord, Proof, RecordId
from tellmark.identity.assurance.store import Assurance, KnownAssurance, WellKnown
from tellmark.identity.errors import NotByLink, ProvedByAnother
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.service import current, key_of, look_up
from tellmark.subjects.store import KnownSubjects
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339

PSEUDONYM = "identity.pseudonym"
"""The purpose under which pseudonyms are found again in the vault's blind index; erasure takes them out of it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A proof that was recorded: for *record*'s subject, who is another than *asked_as* where the human was known."""

    record: AssuranceRecord
    asked_as: SubjectId

    @property
    def recognised(self) -> bool:
        """Whether the same human had proved here before, under another id."""
        return self.record.subject != self.asked_as


class Contacts(Protocol):
    """Who knows by which other ways a person can be reached: opaque ids, never an address."""

    def of(self, unit: ReadUnit, subject: SubjectId) -> Sequence[str]:
        """Return the ids of the known contacts of *subject*."""


def record(
    unit: WriteUnit, vault: Vault, subject: SubjectId, proof: Proof, *, by_link: bool = False
) -> Recorded:  # fmt: skip
    """Keep what *proof* says of *subject*, or of whom the same pseudonym belongs to already.

    *by_link* tells that whoever proved was known by an invitation's link alone: where something is proved of *subject*
    already, they have to be the same human. Raises ProvedByAnother then, NotByLink where *subject* signs in, NotFound,
    SubjectErased, and what the vault says.
    """
    current(unit, subject)
    if by_link:
        check_by_link(unit, subject)
    before = [one for one in known(unit, vault, subject) if one.revoked_at is None]
    who = _whose(unit, vault, subject, proof, alone=bool(by_link and before))
    current(unit, who)
    cooling = WellKnown(unit).cooling_until(who)
    made = record_of(RecordId(unit.fresh_id()), who, proof, unit.at, cooling)
    Assurance(unit).add(made, key_of(unit, vault, who))
    unit.say(proved(made))
    if by_link and not before and who == subject:
        unit.say(FirstProofByLink(record=made.id, subject=subject))
    if who != subject:
        unit.say(HumanRecognised(subject=who, asked_as=subject, record=made.id))
    return Recorded(made, subject)


def check_by_link(unit: ReadUnit, subject: SubjectId) -> None:
    """Raise NotByLink where *subject* is staff, or has a passkey: what a link's reader proves says nothing of them."""
    account = KnownAccounts(unit).find(subject)
    if account is not None and (account.is_staff or KnownPasskeys(unit).of(subject)):
        raise NotByLink


def revoke(unit: WriteUnit, record: RecordId, reason: str) -> bool:
    """Let a *record* count no more, because of *reason* (a code word); False where it did not. Raises NotFound."""
    records = Assurance(unit)
    subject = records.subject_of(record)
    if not records.revoke(record, unit.at):
        return False
    unit.say(IdentityRevoked(record=record, subject=subject, reason=reason))
    return True


def known(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[AssuranceRecord]:
    """Return every record of *subject*, the newest first; none of somebody erased. Raises NotFound."""
    if look_up(unit, subject).state is not SubjectState.ACTIVE:
        return []
    return KnownAssurance(unit).of(subject, key_of(unit, vault, subject))


def assured(unit: ReadUnit, vault: Vault, subject: SubjectId) -> AssuranceRecord | None:
    """Return the best record of *subject* in force at the unit's instant. Raises NotFound."""
    return best(known(unit, vault, subject), unit.at)


def enrol_well_known(unit: WriteUnit, contacts: Contacts, subject: SubjectId) -> datetime:
    """Flag *subject* as a well-known face or voice: other contacts are told, and it cools off; return until when.

    What they had proved before goes on counting. Raises NotFound, SubjectErased.
    """
    current(unit, subject)
    until = unit.at + COOLING
    WellKnown(unit).put(subject, unit.scope.principal, unit.at, until)
    told = tuple(contacts.of(unit, subject))
    by = unit.scope.principal
    unit.say(WellKnownEnrolled(subject=subject, contacts=told, cooling_until=rfc3339(until), by=by))
    return until


def _whose(unit: WriteUnit, vault: Vault, subject: SubjectId, proof: Proof, *, alone: bool) -> SubjectId:
    """Enter the pseudonym of *proof* and return whose it is. Raises ProvedByAnother where *alone* *subject* may be it.

    The index is of another database: where this unit is dropped afterwards, the next proof finds its entry again.
    """
    spelled = canonical([proof.method, proof.issuer, proof.pseudonym]).decode()
    tenant = unit.scope.tenant
    mine = current(unit, subject).key
    if owners := _owners(unit, vault.find(tenant, PSEUDONYM, spelled)):
        who = same_human(owners)
        if alone and who != subject:
            raise ProvedByAnother
        return who
    if alone:
        raise ProvedByAnother
    return same_human([subject, *_owners(unit, vault.enter(tenant, mine, PSEUDONYM, spelled))])


def _owners(unit: WriteUnit, keys: Sequence[str]) -> list[SubjectId]:
    subjects = KnownSubjects(unit)
    found = [subjects.by_key(key) for key in keys]
    return [who for who in found if who is not None and subjects.get(who).state is SubjectState.ACTIVE]
