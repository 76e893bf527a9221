"""The table of contacts that persons have named: the address is sealed under their key."""

from datetime import datetime

import msgspec
from sqlalchemy import Column, Index, Integer, RowMapping, String

from tellmark.consent.reaching.model import Contact, ContactId, Use
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

CONTACTS = tenanted(
    "consent_contacts",
    Column("subject", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("counts_from", Instant),
    Column("ends_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("language", String(20), nullable=False),
    personal("contact", nullable=False),
    Index("ix_consent_contacts_subject", "tenant", "subject"),
)


class _Sealed(msgspec.Struct, frozen=True):
    """What is sealed: which address it is, what for (whoever looks into the table is not told), and the code."""

    use: Use
    address: str
    code: str


class KnownContacts(Reading):
    """One tenant's contacts, to look at with the key of their person."""

    table = CONTACTS
    noun = "contact"

    def of(self, subject: SubjectId, key: PersonKey) -> list[Contact]:
        """Return those of *subject*, oldest first."""
        rows = self._find(CONTACTS.c.subject == subject, order=[CONTACTS.c.made_at, CONTACTS.c.id])
        return [_contact(row, key) for row in rows]

    def since(self, subject: SubjectId, instant: datetime) -> int:
        """Return how many *subject* has named after *instant*."""
        return self._count(CONTACTS.c.subject == subject, CONTACTS.c.made_at > instant)


class Contacts(KnownContacts, Writing):
    """One tenant's contacts."""

    def add(self, contact: Contact, key: PersonKey) -> None:
        """Add *contact*, sealed under the *key* of its person."""
        plain = {"id": contact.id, "subject": contact.subject, "made_at": contact.made_at,
                 "language": contact.language}  # fmt: skip
        self._add({**plain, **self._changing(contact, key)})

    def put(self, contact: Contact, key: PersonKey) -> None:
        """Keep *contact* as it is now."""
        self._change(contact.id, self._changing(contact, key))

    def remove(self, contact: ContactId) -> None:
        """Delete *contact*."""
        self._remove(contact)

    def forget(self, subject: SubjectId) -> None:
        """Delete those of *subject*."""
        for row in self._find(CONTACTS.c.subject == subject):
            self._remove(row["id"])

    def _changing(self, contact: Contact, key: PersonKey) -> dict[str, object]:
        text = msgspec.json.encode(_Sealed(contact.use, contact.address, contact.code)).decode()
        sealed = Sealing(key, self._unit.scope.tenant, CONTACTS, contact.id).sealed({"contact": text})
        return {"counts_from": contact.counts_from, "ends_at": contact.ends_at, "tries": contact.tries, **sealed}


def _contact(row: RowMapping, key: PersonKey) -> Contact:
    text = Sealing(key, row["tenant"], CONTACTS, row["id"]).opened(row)["contact"]
    sealed = msgspec.json.decode(text or "", type=_Sealed)
    return Contact(
        ContactId(row["id"]), SubjectId(row["subject"]), sealed.use, sealed.address, Language(row["language"]),
        row["made_at"], sealed.code, row["counts_from"], row["ends_at"], row["tries"],
    )  # fmt: skip
