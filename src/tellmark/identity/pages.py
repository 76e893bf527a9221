"""Every page and route of real identity, in one router: proving, the officers' queue, orders."""

from fastapi import APIRouter

from tellmark.identity.officers import pages as officers
from tellmark.identity.officers.pages import Queue
from tellmark.identity.officers.wellknown import api as wellknown_api
from tellmark.identity.officers.wellknown import pages as wellknown
from tellmark.identity.orders import api as orders
from tellmark.identity.orders import pages as order_pages
from tellmark.identity.orders.api import Registry
from tellmark.identity.orders.entering import pages as entering
from tellmark.identity.proof_desk import ProofDesk
from tellmark.identity.proving import api as proving_api
from tellmark.identity.proving import pages as proving
from tellmark.identity.proving.pages import Booth
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.limits import Attempts
from tellmark.surface.rendering import Pages

ROOMS = (*proving.ROOMS, *officers.ROOMS, *order_pages.ROOMS)
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
    registry = Registry(desk.database, desk.vault, desk.rooms, repeats, desk.random)
    router.include_router(orders.routes(registry, guard))
    router.include_router(entering.routes(registry, guard, pages))
    router.include_router(order_pages.routes(registry, guard, pages))
    return router
