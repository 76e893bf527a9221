"""An order of an authority, as two officers take it."""

from datetime import timedelta
from typing import Any

from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.orders.model import OrderId, OrderKind, OrderTerms
from tellmark.identity.orders.service import confirm_order, set_order
from tellmark.store.database import Database
from tellmark.store.scope import Scope, TenantId
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId

PAPER = "a" * 64


def ordered(
    database: Database, vault: Vault, tenant: TenantId, subject: SubjectId, kind: OrderKind = OrderKind.UNMASK,
    **notice: Any,
) -> OrderId:  # fmt: skip
    """Let two officers take an order about *subject*; *notice* says until when it is held back, and why."""
    with database.write(Scope(tenant, "officer-3", frozenset({ORDER}))) as unit:
        terms = OrderTerms(
            kind, subject, "DE-AG-Koeln", "StPO-100j", "contact", "EU", "Gs-12/26", PAPER,
            unit.at + timedelta(days=90), **notice,
        )  # fmt: skip
        order = set_order(unit, vault, terms).id
    with database.write(Scope(tenant, "officer-4", frozenset({ORDER_CONFIRM}))) as unit:
        confirm_order(unit, vault, order, PAPER)
    return order
