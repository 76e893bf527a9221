"""Within a unit of work: name a contact, type its code, end it; and say where a letter to a person goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tellmark.consent.contacts import OWN, normal, written_first
from tellmark.consent.invitations.store import KnownInvitations
from tellmark.consent.model import ContactKind, PersonAsked, RequestId
from tellmark.consent.reaching.decide import ended, given_up, in_force, overtaken, told, typed, warned
from tellmark.consent.reaching.errors import BadContact, TooManyContacts, WrongContactCode
from tellmark.consent.reaching.events import ContactConfirmed, ContactEnded, ContactNamed
from tellmark.consent.reaching.model import MOST_A_DAY, Contact, ContactId, Reach, Use
from tellmark.consent.reaching.store import Contacts, KnownContacts
from tellmark.consent.seeing import all_of, asked
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of
from tellmark.values.languages import Language

_DAY = timedelta(days=1)
_DIGITS = 6
_MOST_WRITTEN = 5


def name_contact(
    unit: WriteUnit, vault: Vault, subject: SubjectId, use: Use, address: str, language: Language, random: bytes
) -> Contact:  # fmt: skip
    """Keep an *address* that *subject* wants to be told by; it counts once its code (made of *random*) was typed.

    Raises BadContact, TooManyContacts, SubjectErased.
    """
    current(unit, subject)
    spelled = normal(PersonAsked(address, ContactKind.EMAIL, "", language))
    if not spelled:
        raise BadContact
    contacts, key = Contacts(unit), key_of(unit, vault, subject)
    if contacts.since(subject, unit.at - _DAY) >= MOST_A_DAY:
        raise TooManyContacts
    for before in contacts.of(subject, key):
        if before.use is use and before.waits(unit.at):
            contacts.put(given_up(before), key)
    code = f"{int.from_bytes(random) % 10**_DIGITS:0{_DIGITS}}"
    made = Contact(ContactId(unit.fresh_id()), subject, use, spelled, language, unit.at, code)
    contacts.add(made, key)
    unit.say(ContactNamed(contact=made.id, subject=subject))
    return made


def confirm_contact(unit: WriteUnit, vault: Vault, subject: SubjectId, contact: ContactId, code: str) -> bool:
    """Let *contact* count, where *code* is the one that was sent to it; False where it is not, which costs a try.

    Raises WrongContactCode where none is awaited any more, NotFound, SubjectErased.
    """
    current(unit, subject)
    contacts, key = Contacts(unit), key_of(unit, vault, subject)
    known = _own(contacts.of(subject, key), contact)
    if not known.waits(unit.at):
        raise WrongContactCode
    after = typed(known, code, unit.at)
    contacts.put(after, key)
    if after.counts_from is None:
        return False
    if after.use is Use.USUAL:  # it leads to them once it counts: whether it does is asked where it is found
        vault.enter(unit.scope.tenant, current(unit, subject).key, OWN, after.address)
    unit.say(ContactConfirmed(contact=contact, subject=subject))
    _tidy(unit, contacts.of(subject, key))
    return True


def end_contact(unit: WriteUnit, vault: Vault, subject: SubjectId, contact: ContactId) -> None:
    """Want *contact* no more: nobody is led to them by it from now on. One that does not count yet is gone at once.

    Raises NotFound, SubjectErased.
    """
    current(unit, subject)
    contacts, key = Contacts(unit), key_of(unit, vault, subject)
    known = _own(contacts.of(subject, key), contact)
    after = ended(known, unit.at)
    if after is None:
        contacts.remove(contact)
    else:
        contacts.put(after, key)
    unit.say(ContactEnded(contact=contact, subject=subject))
    if known.use is Use.USUAL:
        _take_out(unit, vault, subject, contacts.of(subject, key))


def contact_of(unit: ReadUnit, vault: Vault, subject: SubjectId, contact: ContactId) -> Contact:
    """Return *contact* of *subject*, however it stands. Raises NotFound, SubjectErased."""
    return _own(KnownContacts(unit).of(subject, key_of(unit, vault, subject)), contact)


def named(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[Contact]:
    """Return what *subject* has named and what of it still comes to something, oldest first. Raises SubjectErased."""
    known = KnownContacts(unit).of(subject, key_of(unit, vault, subject))
    gone = {one.id for one in overtaken(known, unit.at)}
    return [one for one in known if one.id not in gone]


def reached(unit: ReadUnit, vault: Vault, subject: SubjectId, request: RequestId | None = None) -> list[Reach]:
    """Return where a letter to *subject* goes, about *request* if one is named: every address only once.

    What came to an address that led to *subject* only because they named it is told there, too: somebody else may be
    meant. Empty where only whoever asked can reach them. Raises NotFound, SubjectErased.
    """
    letters = _written(unit, vault, subject, request)
    first = told(named(unit, vault, subject), letters, unit.at)
    return first if request is None else [*first, *_unsilenced(unit, vault, subject, letters, first)]


def was_written(unit: ReadUnit, vault: Vault, request: RequestId, to: Reach) -> bool:
    """Tell whether *to* is where whoever asked had the person reached, and nothing that somebody named here since."""
    person = asked(unit, vault, request)
    return person.kind is ContactKind.EMAIL and person.contact == to.address


def forewarned(unit: ReadUnit, vault: Vault, subject: SubjectId, by: SubjectId | None = None) -> list[Reach]:
    """Return where *subject* is told that somebody may be taking their place; as `reached`.

    *by* is whom a proof told to be the same human, if one did: what was sent to *subject* may be theirs since, and is
    told where it was sent all the same.
    """
    letters = _written(unit, vault, subject, None)
    if by is not None and by != subject:
        passed_on = [one for one in all_of(unit, by).requests if subject in KnownInvitations(unit).sent_to(one.id)]
        letters += [at for one in passed_on for at in _written(unit, vault, by, one.id)]
    alone = {_spelled(one): one for one in letters}
    return warned(named(unit, vault, subject), list(alone.values()), unit.at)


def safely(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[Reach]:
    """Return the safe contact of *subject*, nothing where they named none. Raises NotFound, SubjectErased."""
    safe = in_force(named(unit, vault, subject), Use.SAFE, unit.at)
    return [] if safe is None else [Reach(safe.address, safe.language)]


@dataclass(frozen=True, slots=True)
class KnowsContacts:
    """Knows by which ways somebody can be reached (`assurance.service.Contacts`): ids, never an address."""

    vault: Vault

    def of(self, unit: ReadUnit, subject: SubjectId) -> Sequence[str]:
        """Return for each contact that those who asked wrote down the id of the newest request to it.

        What they named themselves is told, too, and stands in no event: the log would tell that there is a safe one.
        """
        found: dict[tuple[ContactKind, str], str] = {}
        try:
            for one in all_of(unit, subject).requests:
                person = asked(unit, self.vault, one.id)
                if spelled := normal(person):
                    found.setdefault((person.kind, spelled), one.id)
        except SubjectErased:
            return ()
        return tuple(found.values())


def written(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[PersonAsked]:
    """Return the contacts that those who asked *subject* wrote down, the newest first. Raises SubjectErased."""
    found: dict[tuple[ContactKind, str], PersonAsked] = {}
    for one in all_of(unit, subject).requests:
        person = asked(unit, vault, one.id)
        if spelled := normal(person):
            found.setdefault((person.kind, spelled), person)
    return list(found.values())


def _written(unit: ReadUnit, vault: Vault, subject: SubjectId, request: RequestId | None) -> list[Reach]:
    persons = written(unit, vault, subject) if request is None else [asked(unit, vault, request)]
    mail = [one for one in persons if one.kind is ContactKind.EMAIL]
    return [Reach(one.contact, one.language) for one in mail[:_MOST_WRITTEN]]


def _unsilenced(
    unit: ReadUnit, vault: Vault, subject: SubjectId, letters: Sequence[Reach], told_first: Sequence[Reach]
) -> list[Reach]:
    known = {_spelled(one) for one in told_first}
    others = [one for one in letters if _spelled(one) not in known]
    return [one for one in others if not written_first(unit, vault, subject, _spelled(one))]


def _spelled(one: Reach) -> str:
    return normal(PersonAsked(one.address, ContactKind.EMAIL, "", one.language)) or one.address


def _take_out(unit: WriteUnit, vault: Vault, subject: SubjectId, contacts: Sequence[Contact]) -> None:
    """Let nothing lead to *subject* but those of their usual *contacts* that count, or will, and have no end."""
    tenant, mine = unit.scope.tenant, current(unit, subject).key
    vault.leave(tenant, mine, OWN)
    for one in contacts:
        if one.use is Use.USUAL and one.counts_from is not None and one.ends_at is None:
            vault.enter(tenant, mine, OWN, one.address)


def _own(contacts: Sequence[Contact], contact: ContactId) -> Contact:
    found = next((one for one in contacts if one.id == contact), None)
    if found is None:
        raise NotFound("there is no such contact here")
    return found


def _tidy(unit: WriteUnit, contacts: Sequence[Contact]) -> None:
    """Delete what nothing comes of any more; what was tried within a day stays, to be counted."""
    for one in overtaken(contacts, unit.at):
        if one.made_at <= unit.at - _DAY or one.counts_from is not None:
            Contacts(unit).remove(one.id)
