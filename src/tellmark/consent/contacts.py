"""Which person a contact belongs to: found by a blind index, or opened; nobody learns from the answer which it was."""

import re
import unicodedata

from tellmark.consent.errors import BadAsk
from tellmark.consent.model import ContactKind, PersonAsked
from tellmark.consent.names import LONGEST_NAME, misleads
from tellmark.consent.reaching.decide import in_force
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.store import KnownContacts
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.service import key_of, look_up, open_subject
from tellmark.subjects.store import KnownSubjects

CONTACT = "consent.contact"
WARD = "consent.ward_contact"
OWN = "consent.own_contact"
"""What persons named themselves. An entry leads to nobody by itself: whether the contact counts is asked anew."""

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


def person_faults(person: PersonAsked) -> tuple[str, ...]:
    """Return what is wrong with how a person is reached and called, as code words."""
    found = ["name_misleads"] if misleads(person.name) or len(person.name) > LONGEST_NAME else []
    if normal(person) is None:
        found.append("contact_unknown")
    return tuple(found)


def normal(person: PersonAsked) -> str | None:
    """Return the contact in its one spelling, empty where there is none; None for what is no contact."""
    text = unicodedata.normalize("NFKC", person.contact).strip()
    match person.kind:
        case ContactKind.EMAIL:
            lower = text.casefold()
            return lower if len(lower) <= 254 and lower.isprintable() and _EMAIL.fullmatch(lower) else None
        case ContactKind.PHONE:
            digits = re.sub(r"[\s().-]", "", text)
            return digits if _PHONE.fullmatch(digits) else None
        case ContactKind.NONE:
            return "" if not text else None


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
    known = _active(unit, vault.find(unit.scope.tenant, CONTACT, contact)) or _named_by(unit, vault, contact)
    if known is not None:
        return known
    opened = open_subject(unit, vault)
    before = vault.enter(unit.scope.tenant, opened.key, CONTACT, contact)
    return _active(unit, before) or opened.id


def written_first(unit: ReadUnit, vault: Vault, subject: SubjectId, contact: str) -> bool:
    """Tell whether *subject* was found by *contact*, in its one spelling, before they named any themselves."""
    key, tenant = look_up(unit, subject).key, unit.scope.tenant
    return any(key in vault.find(tenant, purpose, contact) for purpose in (CONTACT, WARD))


def _named_by(unit: WriteUnit, vault: Vault, contact: str) -> SubjectId | None:
    """Return whose own *contact* this is by now; None where it is nobody's or, as an agency's, that of several."""
    found = []
    for key in vault.find(unit.scope.tenant, OWN, contact):
        subject = _active(unit, (key,))
        if subject is not None:
            own = in_force(KnownContacts(unit).of(subject, key_of(unit, vault, subject)), Use.USUAL, unit.at)
            counts = own is not None and own.address == contact and own.ends_at is None
            found += [subject] if counts else []
    return found[0] if len(found) == 1 else None


def _active(unit: WriteUnit, keys: tuple[str, ...]) -> SubjectId | None:
    """Return whose the first of *keys* is that is still here."""
    subjects = KnownSubjects(unit)
    for key in keys:
        found = subjects.by_key(key)
        if found is not None and subjects.get(found).state is SubjectState.ACTIVE:
            return found
    return None
