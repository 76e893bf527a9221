"""Which person a contact belongs to: found by a blind index, or opened; nobody learns from the answer which it was."""

from tellmark.consent.contacts import CONTACT, OWN, WARD, normal
from tellmark.consent.errors import BadAsk
from tellmark.consent.model import PersonAsked, Request
from tellmark.consent.reaching.decide import in_force
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.store import KnownContacts
from tellmark.consent.wording import person_in
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.service import key_of, open_alone, open_subject
from tellmark.subjects.store import KnownSubjects


def subject_of(unit: WriteUnit, vault: Vault, person: PersonAsked) -> SubjectId:
    """Return who is reached by this contact, opened where nobody is; a ward is always somebody new.

    Whom those who asked reached there goes before whoever named it for themselves: nobody takes an address over.
    Raises BadAsk.
    """
    contact = normal(person)
    if contact is None:
        raise BadAsk("the person cannot be reached like this", "Give an e-mail address, or a number with its +.")
    if person.ward or not contact:
        opened = open_subject(unit, vault)
        if contact:
            vault.enter(unit.scope.tenant, opened.key, WARD, contact)
        return opened.id
    open_alone(unit)  # before any person is locked, as whoever asks several at once, or sends, does
    if (known := _reached(unit, vault, contact)) is not None:
        return known
    opened = open_subject(unit, vault)
    before = vault.enter(unit.scope.tenant, opened.key, CONTACT, contact)
    return _active(unit, before) or opened.id


def at_address_of(unit: ReadUnit, vault: Vault, request: Request) -> tuple[SubjectId | None, frozenset[SubjectId]]:
    """Return whose address *request* goes to, None for nobody's, and everybody who is reached there, wards too.

    A ward is somebody new each time (`subject_of`), and whoever reads it is the same.
    """
    contact = normal(person_in(unit, vault, request))
    if not contact:
        return None, frozenset({request.subject})
    owner, known = _reached(unit, vault, contact), KnownSubjects(unit)
    wards = {known.by_key(key) for key in vault.find(unit.scope.tenant, WARD, contact)}
    return owner, frozenset(one for one in (request.subject, owner, *wards) if one is not None)


def _reached(unit: ReadUnit, vault: Vault, contact: str) -> SubjectId | None:
    return _active(unit, vault.find(unit.scope.tenant, CONTACT, contact)) or _named_by(unit, vault, contact)


def _named_by(unit: ReadUnit, vault: Vault, contact: str) -> SubjectId | None:
    """Return whose own *contact* this is by now; None where it is nobody's or, as an agency's, that of several."""
    found = []
    for key in vault.find(unit.scope.tenant, OWN, contact):
        subject = _active(unit, (key,))
        if subject is not None:
            own = in_force(KnownContacts(unit).of(subject, key_of(unit, vault, subject)), Use.USUAL, unit.at)
            counts = own is not None and own.address == contact and own.ends_at is None
            found += [subject] if counts else []
    return found[0] if len(found) == 1 else None


def _active(unit: ReadUnit, keys: tuple[str, ...]) -> SubjectId | None:
    """Return whose the first of *keys* is that is still here."""
    subjects = KnownSubjects(unit)
    for key in keys:
        found = subjects.by_key(key)
        if found is not None and subjects.get(found).state is SubjectState.ACTIVE:
            return found
    return None
