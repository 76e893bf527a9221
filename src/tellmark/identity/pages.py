"""Every page and route of real identity, in one router: proving, the officers' queue, orders, mandates."""

from collections.abc import Sequence

from fastapi import APIRouter

from tellmark.identity.officers import pages as officers
from tellmark.identity.officers.pages import Queue
from tellmark.identity.officers.wellknown import api as wellknown_api
from tellmark.identity.officers.wellknown import pages as wellknown
from tellmark.identity.orders import api as orders
from tellmark.identity.orders import pages as order_pages
from tellmark.identity.orders.api import Registry
from tellmark.identity.orders.entering import pages as entering
from tellmark.identity.oversight import api as oversight
from tellmark.identity.oversight import pages as oversight_pages
from tellmark.identity.oversight.api import Overseeing
from tellmark.identity.oversight.entering import pages as mandates
from tellmark.identity.oversight.reading import pages as reading
from tellmark.identity.oversight.service import export_counts
from tellmark.identity.proof_desk import ProofDesk
from tellmark.identity.proving import api as proving_api
from tellmark.identity.proving import pages as proving
from tellmark.identity.proving.pages import Booth
from tellmark.store.units import ReadUnit
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.limits import Attempts
from tellmark.surface.rendering import Pages

ROOMS = (*proving.ROOMS, *officers.ROOMS, *order_pages.ROOMS, *oversight_pages.ROOMS)
"""Their places in the navigation."""

_PER_MINUTE = 20


def routes(desk: ProofDesk, guard: Guard, pages: Pages, repeats: KeptRepeats) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    booth = Booth(desk.prover, guard, pages, Attempts(_PER_MINUTE), desk.rests)
    router.include_router(proving.routes(booth))
    router.include_router(proving_api.routes(booth, repeats))
    router.include_router(wellknown.routes(desk.database, desk.contacts, guard, pages))
    router.include_router(wellknown_api.routes(desk.contacts, repeats, guard))
    queue = Queue(desk.database, desk.vault, desk.verifiers, desk.met_away, desk.comes)
    router.include_router(officers.routes(queue, guard, pages))
    registry = Registry(desk.database, desk.vault, desk.rooms, repeats, desk.random, _exported)
    router.include_router(orders.routes(registry, guard))
    router.include_router(entering.routes(registry, guard, pages))
    router.include_router(order_pages.routes(registry, guard, pages))
    place = Overseeing(registry, desk.overseen)
    router.include_router(oversight.routes(place, guard))
    router.include_router(mandates.routes(place, guard, pages))
    router.include_router(oversight_pages.routes(place, guard, pages))
    router.include_router(reading.routes(place, guard, pages))
    return router


def _exported(unit: ReadUnit) -> Sequence[tuple[str, int, int]]:
    """Return how many files regulators took, by territory and year (`orders.api.Exported`)."""
    return [(one.territory, one.year, one.count) for one in export_counts(unit)]
