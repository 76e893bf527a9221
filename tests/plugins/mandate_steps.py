"""What tests do with mandates again and again: an account that reads, two officers, a mandate that stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from store_children import ACME
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.accounts.service import open_account
from tellmark.identity.oversight.model import MandateId, MandateTerms
from tellmark.identity.oversight.service import confirm_mandate, set_mandate
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId

FIRST = Scope(ACME.tenant, "officer-1", frozenset({ORDER}))
SECOND = Scope(ACME.tenant, "officer-2", frozenset({ORDER_CONFIRM}))
ADMIN = Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))
PAPER = "a" * 64


def reader(database: Database, vault: Vault, name: str = "Rosa Regler") -> SubjectId:
    """Open an account for somebody whom an authority sends."""
    with database.write(ADMIN) as unit:
        return open_account(unit, vault, name, [Role.REGULATOR]).id


def reading(who: SubjectId) -> Scope:
    """Return the scope of somebody who reads."""
    return Scope(ACME.tenant, who, frozenset({OVERSEE}))


def mandate_terms(database: Database, who: SubjectId, **changes: Any) -> MandateTerms:
    """Return a mandate of thirty days from now on."""
    at = database.now()
    made = MandateTerms(who, "DE-BfDI", "DSGVO-58", "EU", "M-12/26", PAPER, at, at + timedelta(days=30))
    return replace(made, **changes)


def entered(database: Database, vault: Vault, who: SubjectId, **changes: Any) -> MandateId:
    """Let one officer enter a mandate."""
    with database.write(FIRST) as unit:
        return set_mandate(unit, vault, mandate_terms(database, who, **changes)).id


def standing(database: Database, vault: Vault, who: SubjectId, **changes: Any) -> MandateId:
    """Let two officers take a mandate."""
    mandate = entered(database, vault, who, **changes)
    with database.write(SECOND) as unit:
        confirm_mandate(unit, mandate, PAPER)
    return mandate
