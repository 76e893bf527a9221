"""What this room knows of a person, for an order that asks who they are, or for everything that is kept of them."""

from tellmark.consent.mine.copying import copy_of
from tellmark.consent.model import ContactKind
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.service import named
from tellmark.consent.records import records_of
from tellmark.consent.service import all_of, asked
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import is_here


def who(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[tuple[str, str]]:
    """Return the names and contacts that those who asked wrote down, and the contact that *subject* named, each once.

    A safe contact is not among them, for nobody needs it to know who somebody is; an export has it.
    """
    found: dict[tuple[str, str], None] = {}
    for request in all_of(unit, subject).requests if is_here(unit, subject) else ():
        person = asked(unit, vault, request.id)
        if person.name:
            found["name", person.name] = None
        if person.kind is not ContactKind.NONE:
            found[person.kind.value, person.contact] = None
    for one in named(unit, vault, subject) if is_here(unit, subject) else ():
        if one.use is Use.USUAL and one.counts(unit.at):
            found["contact", one.address] = None
    return list(found)


def everything(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[tuple[str, str]]:
    """Return those, the copy of requests, consents and uses that *subject* themselves can take, and what a rule keeps.

    Of somebody erased the last alone is left, until the rule's date: each record after the rule that keeps it.
    """
    kept = [("retained_record", f"{rule} {record}") for rule, record in records_of(unit, vault, subject)]
    if not is_here(unit, subject):
        return kept
    return [*who(unit, vault, subject), ("copy", copy_of(unit, vault, subject).decode()), *kept]
