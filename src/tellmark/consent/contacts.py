"""How a person is reached: the one spelling of a contact, and the purposes under which the blind index has it."""

import re
import unicodedata

from tellmark.consent.model import ContactKind, PersonAsked
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import look_up
from tellmark.values.names import LONGEST_NAME, misleads

CONTACT = "consent.contact"
WARD = "consent.ward_contact"
OWN = "consent.own_contact"
"""What persons named themselves. An entry leads to nobody by itself: whether the contact counts is asked anew."""

_EMAIL = re.compile(r"(?!.*=\?)[^@\s,;:\"<>()\[\]\\]{1,64}@[^@\s.,;:\"<>()\[\]\\]+(\.[^@\s.,;:\"<>()\[\]\\]+)+")
"""One address and nothing that the header of a letter reads as more than one (RFC 5322 §3.2.3, RFC 2047 §2)."""
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
            return lower if len(lower) <= 254 and lower.isprintable() and _is_address(lower) else None
        case ContactKind.PHONE:
            digits = re.sub(r"[\s().-]", "", text)
            return digits if _PHONE.fullmatch(digits) else None
        case ContactKind.NONE:
            return "" if not text else None


def _is_address(text: str) -> bool:
    """Tell whether *text* is one e-mail address, and each label of its domain is in one alphabet, or in code."""
    labels = [label.removeprefix("xn--") for label in text.partition("@")[2].split(".")]
    return _EMAIL.fullmatch(text) is not None and not any(map(misleads, labels))


def written_first(unit: ReadUnit, vault: Vault, subject: SubjectId, contact: str) -> bool:
    """Tell whether *subject* was found by *contact*, in its one spelling, before they named any themselves."""
    key, tenant = look_up(unit, subject).key, unit.scope.tenant
    return any(key in vault.find(tenant, purpose, contact) for purpose in (CONTACT, WARD))
