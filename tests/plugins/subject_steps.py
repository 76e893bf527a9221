"""What tests do with subjects again and again, each step in a unit of its own."""

from tellmark.store.database import Database
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Scope, TenantId
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Holder, ask_erasure
from tellmark.subjects.holding import SET
from tellmark.subjects.model import Answer, Subject, SubjectId
from tellmark.subjects.service import open_subject

PERSON = Scope(TenantId("acme"), "the-person")
OFFICER = Scope(TenantId("acme"), "officer-1", frozenset({SET}))
SECOND = Scope(TenantId("acme"), "officer-2", frozenset({SET}))


def opened(database: Database, vault: Vault) -> Subject:
    """Open a person."""
    with database.write(PERSON) as unit:
        return open_subject(unit, vault)


def asked(database: Database, subject: SubjectId, *holders: Holder) -> Answer:
    """Ask to be erased."""
    with database.write(PERSON) as unit:
        return ask_erasure(unit, holders, subject)


def bodies(database: Database) -> list[bytes]:
    """Return every leaf of the tenant."""
    with database.read(PERSON) as unit:
        return [leaf.body for leaf in Leaves(unit).all()]
