"""Every route × every role × a foreign tenant: nobody gets what is not theirs, and nothing breaks.

A duty that adds routes adds what its addresses hold to PLACES: ids that exist in a tenant where no role here is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi import FastAPI
from starlette.testclient import TestClient

from program_keys import OPERATOR, program_key
from tellmark.app import installation
from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.passkeys.ceremony import Relying
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.proof.keys import KeyFolder
from tellmark.store.scope import TenantId
from tellmark.surface.declared import Declared, declared, undeclared
from tellmark.surface.guard import FormGate
from tellmark.surface.limits import Attempts, Limits
from tellmark.surface.principal import Assurance, Kind, Principal, Shown
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.web.asgi import OPEN_PATHS, Parts, UndeclaredRoutes, make_app

PLACES = {"link": "0" * 43, "account": "an-account-of-home"}
"""What stands for each part of an address: ids of another tenant, where there are any."""

ELSEWHERE = TenantId("elsewhere")
BODIES: tuple[dict[str, Any], ...] = (
    {},
    {"json": {}},
    {"json": {"id": "x", "name": "\u0000😀", "limit": -1}},
    {"content": b"{" * 5000, "headers": {"Content-Type": "application/json"}},
    {"data": {"a": "1"}},
    {"content": b"\xff\x00", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    {"files": {"file": ("a.jpg", b"\xff\xd8")}},
)


@dataclass
class Roles:
    """Knows one visitor of each role, all in a tenant that has nothing."""

    capabilities: frozenset[str] = frozenset()
    known: dict[str, Principal] = field(default_factory=dict)

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        kind, _, rights = shown.bearer.partition(" ")
        if kind not in list(Kind):
            return None
        may = self.capabilities if rights == "all" else frozenset()
        return Principal(f"{kind}-{rights}", ELSEWHERE, Kind(kind), frozenset({kind}), may, Assurance(2, now()))


ROLES = [f"{kind} {rights}" for kind in (Kind.STAFF, Kind.PERSON, Kind.API_KEY) for rights in ("none", "all")]


@pytest.fixture(scope="module")
def roles() -> Roles:
    return Roles()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield the desk of an installation that has an account, in a tenant where no role here is."""
    home = tmp_path_factory.mktemp("installation")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", now())
    place = installation(home, {})
    place.furnish()
    program_key(place)
    with place.database() as database, place.vault_place.open() as vault:
        with database.read(OPERATOR) as unit:
            PLACES["account"] = KnownAccounts(unit).all()[0].id
        yield Desk(database, vault, Relying("localhost", "http://localhost"), entropy, Attempts(1_000_000))


@pytest.fixture
def app(house: Any, roles: Roles, desk: Desk) -> FastAPI:
    parts: Parts = replace(house.parts(), knows=roles, desk=desk)
    app = make_app(parts, Limits(upload=1_000_000, per_minute=1_000_000), development=True)
    roles.capabilities = frozenset().union(*(route.needs for route in declared(app.routes)))
    return app


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def walked(app: FastAPI) -> Iterator[tuple[Declared, str, str]]:
    """Yield each route with a method and an address that leads to it."""
    for route in declared(app.routes):
        if route.path not in OPEN_PATHS:
            address = re.sub(r"{(\w+)(?::\w+)?}", lambda part: PLACES.get(part[1], "0"), route.path)
            yield from ((route, method, address) for method in sorted(route.methods))


def test_every_route_says_who_may_use_it(app: FastAPI) -> None:
    assert undeclared(app.routes, OPEN_PATHS) == []
    assert len(list(walked(app))) > 15


def test_an_application_with_a_silent_route_does_not_start(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi import APIRouter

    from tellmark.web import health

    silent = APIRouter()
    silent.add_api_route("/v1/everything", lambda: "everything")
    monkeypatch.setattr(health, "routes", lambda _: silent)
    with pytest.raises(UndeclaredRoutes, match="/v1/everything says neither"):
        make_app(house.parts())


def test_nobody_comes_through_a_gate(app: FastAPI, client: TestClient) -> None:
    for route, method, address in walked(app):
        if route.is_public or route.is_for_anyone:
            continue
        for body in BODIES:
            assert client.request(method, address, **body).status_code == 401, (method, address)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gets_what_is_another_s_and_nothing_breaks(app: FastAPI, client: TestClient, role: str) -> None:
    for route, method, address in walked(app):
        for body in BODIES:
            headers = {**body.get("headers", {}), "Authorization": f"Bearer {role}"}
            answer = client.request(method, address, **{**body, "headers": headers})
            assert answer.status_code in expected(route, role), (role, method, address, answer.text[:200])


def expected(route: Declared, role: str) -> set[int] | range:
    """Return the statuses that *role* may meet at a route."""
    if route.is_public or route.is_for_anyone:
        return {*range(200, 500), 503} - {401}  # 503: a part of the service that is not ready says so itself
    if role.endswith("none"):
        return {403}
    if "{" in route.path:
        return range(400, 500)
    takes_form = any(isinstance(one, FormGate) for one in route.says)  # and none of these bodies is one of our forms
    return {*range(200, 500)} - ({401} if takes_form else {401, 403})
