"""Somebody whom an authority sends, in a town that serves: they read under a mandate, and take a file of every room."""

from datetime import timedelta

from account_house import OPERATOR
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.accounts.service import open_account
from tellmark.identity.oversight.model import MandateTerms
from tellmark.identity.oversight.own import ShowsCases, ShowsOrders
from tellmark.identity.oversight.service import confirm_mandate, end_mandate, note_reading, set_mandate, take_export
from tellmark.identity.oversight.showing import Shows
from tellmark.store.database import Database
from tellmark.store.scope import HOME, Scope
from tellmark.store.vault.vault import Vault
from tellmark.web.meeting import ShowsConsent

ROOMS: tuple[Shows, ...] = (ShowsConsent(), ShowsOrders(), ShowsCases())


def read_under(database: Database, vault: Vault) -> bytes:
    """Let somebody whom an authority sends read under a mandate; return the file that they take of every room."""
    with database.write(OPERATOR) as unit:
        reader = open_account(unit, vault, f"sent by an authority {unit.fresh_id()}", [Role.REGULATOR]).id
    with database.write(Scope(HOME, "officer-1", frozenset({ORDER}))) as unit:
        since, until = unit.at - timedelta(days=59), unit.at + timedelta(days=30)
        terms = MandateTerms(reader, "DE-BfDI", "DSGVO-58", "EU", "M-1", "a" * 64, since, until)
        mandate = set_mandate(unit, vault, terms).id
    with database.write(Scope(HOME, "officer-2", frozenset({ORDER_CONFIRM}))) as unit:
        confirm_mandate(unit, mandate, "a" * 64)
    with database.write(Scope(HOME, reader, frozenset({OVERSEE}))) as unit:
        note_reading(unit, mandate)
        taken = take_export(unit, ROOMS, mandate, bytes(32)).data
    with database.write(Scope(HOME, "officer-1", frozenset({ORDER}))) as unit:
        end_mandate(unit, mandate)
    return taken
