"""The tenants of an installation: each a name without meaning, under which all its rows stand."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import insert, select

from tellmark.store.errors import AlreadyThere
from tellmark.store.events import Event
from tellmark.store.scope import TenantId
from tellmark.store.tables import TENANTS
from tellmark.store.units import MachineUnit


class TenantOpened(Event, frozen=True):
    """A tenant was opened: the first thing that its part of the log tells."""

    name: ClassVar = "tenant.opened"


class Tenants:
    """All tenants; only the installation's own machinery sees this list."""

    def __init__(self, unit: MachineUnit) -> None:
        self._unit = unit

    def open(self, tenant: TenantId) -> None:
        """Open *tenant* now. Raises AlreadyThere, and ValueError for a tenant that is no opaque id."""
        known = self._unit.within(tenant).scope.tenant
        if known in self.all():
            raise AlreadyThere("there is a tenant of this id already", "Choose another id.")
        self._unit.run(insert(TENANTS).values(id=known, opened_at=self._unit.at))

    def all(self) -> dict[TenantId, datetime]:
        """Return every tenant and when it was opened."""
        rows = self._unit.run(select(TENANTS).order_by(TENANTS.c.id)).mappings()
        return {TenantId(row["id"]): row["opened_at"] for row in rows}
