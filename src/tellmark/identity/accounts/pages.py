"""Every page of accounts, in one router."""

from fastapi import APIRouter

from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.enrolling import pages as enrolling
from tellmark.identity.accounts.managing import pages as managing
from tellmark.identity.accounts.own import pages as own
from tellmark.identity.accounts.proving import Spends
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, OWN_ACCOUNT
from tellmark.identity.accounts.visits import pages as visits
from tellmark.surface.guard import Guard
from tellmark.surface.limits import Doorway
from tellmark.surface.rendering import Pages, Room
from tellmark.values.languages import said

ROOMS = (
    Room("/sign-in", said("Sign in"), unless=OWN_ACCOUNT),
    Room("/account", said("Your account"), OWN_ACCOUNT),
    Room("/accounts", said("Accounts"), IDENTITY_MANAGE),
)
"""Their places in the navigation."""


def routes(desk: Desk, guard: Guard, door: Doorway, pages: Pages, fresh: Spends) -> APIRouter:
    """Return the routes of all pages of accounts."""
    router = APIRouter(include_in_schema=False)
    for part in (
        visits.routes(desk, guard, door, pages),
        visits.sign_out_routes(desk, guard, pages),
        visits.step_up_routes(desk, guard, pages),
        enrolling.link_routes(desk, guard, door, pages),
        enrolling.own_routes(desk, guard, pages),
        enrolling.person_routes(desk, guard, door, pages, fresh),
        own.routes(desk, guard, pages),
        own.making_routes(desk, guard, pages),
        own.totp_routes(desk, guard, pages),
        managing.routes(desk, guard, pages),
        managing.account_routes(desk, guard, pages),
    ):
        router.include_router(part)
    return router
