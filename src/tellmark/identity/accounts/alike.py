"""Accounts from before names that look alike were kept apart: what their names look like is entered afterwards."""

from contextlib import suppress
from typing import TypeAlias

from tellmark.identity.accounts.naming import looks_of
from tellmark.identity.accounts.service import LOOKS, name_of
from tellmark.identity.accounts.store import named_after
from tellmark.proof.errors import DoesNotOpen
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.vault.errors import KeyDestroyed, KeyMissing
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import look_up

_ENTERS = Machinery("names")
Place: TypeAlias = tuple[str, str]
"""The tenant and the id of an account."""


def enter_looks(database: Database, vault: Vault, after: Place = ("", ""), limit: int = 100) -> Place | None:
    """Enter what the names of at most *limit* accounts *after* one look like, where that is missing.

    Return the last one that was looked at, None after the end. To do it twice does no harm. Raises what the stores say.
    """
    with database.look(_ENTERS) as look:
        found = named_after(look, *after, limit)
    for tenant, account in found:
        # Erased, or soon; and what is lost or damaged opens for nobody, and keeps no other from being entered.
        with suppress(NotFound, SubjectErased, KeyDestroyed, KeyMissing, DoesNotOpen):
            _enter(database, vault, tenant, account)
    return found[-1] if found else None


def _enter(database: Database, vault: Vault, tenant: TenantId, account: SubjectId) -> None:
    with database.read(_ENTERS.within(tenant)) as unit:
        key, looks = look_up(unit, account).key, looks_of(name_of(unit, vault, account))
    for one in sorted(looks):
        if key not in vault.find(tenant, LOOKS, one):
            vault.enter(tenant, key, LOOKS, one)
