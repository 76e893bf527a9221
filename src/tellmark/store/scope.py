"""On whose behalf: without a scope no repository can be built, so that an unscoped query cannot be spelled."""

import re
from dataclasses import dataclass
from typing import NewType

from tellmark.store.errors import NotAllowed

TenantId = NewType("TenantId", str)

HOME = TenantId("home")
"""The tenant of an installation that has only one."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant, who acts in it, and what they may do there. Raises ValueError for a tenant that is no opaque id.

    *behalf* is the account that a program acts for; empty for whoever acts for themselves.
    """

    tenant: TenantId
    principal: str
    capabilities: frozenset[str] = frozenset()
    behalf: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.tenant):
            raise ValueError("a tenant is an opaque id: lower-case letters, digits and hyphens, at most 64")

    @property
    def account(self) -> str:
        """Who answers for what is done: the account behind a program, else whoever acts."""
        return self.behalf or self.principal

    @property
    def acts(self) -> frozenset[str]:
        """Every id of whoever acts, a program's own and that of the account behind it: they are one and the same."""
        return frozenset({self.principal, self.account})

    def demand(self, capability: str) -> None:
        """Raise NotAllowed unless *capability* is among the scope's own."""
        if capability not in self.capabilities:
            raise NotAllowed(
                f"this needs the capability {capability}",
                "Ask somebody who has it, or an administrator to give it to you.",
            )


@dataclass(frozen=True, slots=True)
class Machinery:
    """The installation's own work for all tenants: sequencer, sweeper, delivery. Never made from a request."""

    name: str

    def within(self, tenant: TenantId) -> Scope:
        """Return the scope in which this machinery acts for one *tenant*."""
        return Scope(tenant, f"machinery-{self.name}")
