"""Every route × every role × a foreign tenant: nobody gets what is not theirs, learns of it, or breaks anything.

Over a real installation in which another tenant has rows in every table. A duty that adds routes need do nothing here,
unless a part of their addresses is not called after its table (`addresses.PARTS`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi import APIRouter, FastAPI, Query
from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from addresses import NO_IDS, UnknownPart, Way, leads, ways
from counted_statements import statements
from in_process import InProcess
from store_children import Numbers
from tellmark.store.columns import METADATA
from tellmark.store.scope import HOME, Machinery, Scope, TenantId
from tellmark.surface.declared import Declared, undeclared
from tellmark.surface.errors import NotHere
from tellmark.surface.guard import PUBLIC
from tellmark.surface.session_secrets import new_secret
from tellmark.values.errors import TellmarkError
from tellmark.web.asgi import OPEN_PATHS, UndeclaredRoutes, make_app
from whole_house import ROLES, WholeHouse, whole_house

pytestmark = pytest.mark.needs("linux", "server")

SESSION = new_secret(b"s" * 32)
TYPED = "application/x-www-form-urlencoded"
BODIES: tuple[dict[str, Any], ...] = (
    {},
    {"json": {}},
    {"json": {"id": "x", "name": "\u0000😀", "limit": -1}},
    {"json": [[[]]]},
    {"content": b"{" * 5000, "headers": {"Content-Type": "application/json"}},
    {"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}},
    {"data": {"a": "1"}},
    {"content": b"a=1&a=2&=&%ff=%00", "headers": {"Content-Type": TYPED}},
    {"content": b"\xff\x00", "headers": {"Content-Type": TYPED}},
    {"files": {"file": ("a.jpg", b"\xff\xd8")}},
    # what says to be something else than it is, or nothing that is known
    {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
    {"content": b"{}", "headers": {"Content-Type": "application/json; charset=utf-16"}},
    {"content": b"<a/>", "headers": {"Content-Type": "application/xml"}},
    {"content": b"--x--", "headers": {"Content-Type": "multipart/form-data"}},
    {"content": b"{}", "headers": {"Content-Type": b"\xff;=,"}},
)
QUERIES = ("", "?lang=xx", "?limit=0&limit=1", "?a=%00&a=%ff&%f0%9f%98%80", "?cursor=AAAA&limit=-1", "?" + "x=1&" * 500)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with whole_house(tmp_path_factory.mktemp("house"), resting=True) as house:
        yield house


@pytest.fixture
def app(house: WholeHouse) -> FastAPI:
    return house.app()


@pytest.fixture
def client(app: FastAPI) -> InProcess:
    return InProcess(app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False)


def sent(client: InProcess, method: str, address: str, role: str, body: Mapping[str, Any]) -> Any:
    headers = {**body.get("headers", {}), **({"Authorization": f"Bearer {role}"} if role else {})}
    return client.request(method, address, **{**body, "headers": headers})


def given_away(house: WholeHouse, answer: Any, way: Way) -> set[str]:
    """Return what *answer* tells of another tenant beside the ids that it was asked for."""
    told = answer.content.replace(b"\\/", b"/")
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    asked = set(re.split(r"[/?]", way.there))
    return house.planted.given_away(head + told, of_public_log=way.there.startswith("/log/")) - asked


def test_every_route_says_who_may_use_it(app: FastAPI, house: WholeHouse) -> None:
    assert undeclared(app.routes, OPEN_PATHS) == []
    assert len(list(ways(app, house.planted.rows))) > 15


def test_an_application_with_a_silent_route_does_not_start(house: WholeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    from tellmark.web import health

    silent = APIRouter()
    silent.add_api_route("/v1/everything", lambda: "everything")
    monkeypatch.setattr(health, "routes", lambda _: silent)
    with pytest.raises(UndeclaredRoutes, match="/v1/everything says neither"):
        make_app(house.parts)


def test_nobody_comes_through_a_gate(app: FastAPI, house: WholeHouse, client: InProcess) -> None:
    for way in ways(app, house.planted.rows):
        if way.route.is_public or way.route.is_for_anyone:
            continue
        for body in BODIES:
            assert client.request(way.method, way.there, **body).status_code == 401, way


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=[] if role == "person all" else pytest.mark.slow) for role in ROLES]
)
def test_no_role_gets_what_is_another_s_and_nothing_breaks(
    app: FastAPI, house: WholeHouse, client: InProcess, role: str
) -> None:
    for way in ways(app, house.planted.rows):
        asked = [(body, "") for body in BODIES] + [({}, query) for query in QUERIES[1:]]
        for body, query in asked:
            answer = sent(client, way.method, way.there + query, role, body)
            allowed = {*expected(way.route, role), *((422,) if query else ())}
            assert answer.status_code in allowed, (role, way, query, answer.text[:200])
            assert given_away(house, answer, way) == set(), (role, way)
            assert "set-cookie" not in answer.headers or not way.route.is_public, way


def expected(route: Declared, role: str) -> set[int] | range:
    """Return the statuses that *role* may meet at a route."""
    if route.is_public or route.is_for_anyone:
        return {*range(200, 500), 503} - {401}  # 503: a part of the service that is not ready says so itself
    if role.endswith("none"):
        return {403}
    return range(400, 500) if set(re.findall(r"{(\w+)", route.path)) - NO_IDS.keys() else {*range(200, 500)} - {401}


@pytest.mark.slow
@pytest.mark.parametrize("role", ["", "staff none", "staff all"])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"])
def test_no_other_method_gets_anything(
    app: FastAPI, house: WholeHouse, client: InProcess, role: str, method: str
) -> None:
    for way in ways(app, house.planted.rows):
        answer = sent(client, method, way.there, role, {})
        if not leads(app, method.upper(), way.there):  # a small `get` is sent as a large one
            assert answer.status_code == 405, way
            assert answer.headers["allow"]
        assert given_away(house, answer, way) == set()
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("role", ["", "staff all", "person all"])
def test_who_asks_for_the_head_is_answered_as_by_get_without_a_body(
    app: FastAPI, house: WholeHouse, client: InProcess, role: str
) -> None:
    asked = [way.there for way in ways(app, house.planted.rows) if way.method == "GET"]
    assert len(asked) > 100
    for address in (*asked, "/static/tellmark.css", "/openapi.json", "/nothing"):
        got, head = (sent(client, method, address, role, {}) for method in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (got.status_code, b""), address
        assert _stated(head) == _stated(got), address


@pytest.mark.parametrize("role", ["", "staff all", "person all"])
def test_who_asks_for_the_head_changes_no_row(app: FastAPI, house: WholeHouse, client: InProcess, role: str) -> None:
    before = _rows(house)
    for address in sorted({way.there for way in ways(app, house.planted.rows) if way.method == "GET"}):
        sent(client, "HEAD", address, role, {})
    changed = {name for name, rows in _rows(house).items() if rows != before[name]}
    assert (changed, sum(map(len, before.values())) > 100) == (set(), True)


def _rows(house: WholeHouse) -> dict[str, list[str]]:
    """Return every row of every table."""
    assert house.parts.desk is not None
    with house.parts.desk.database.look(Machinery("rows")) as look:
        return {one.name: sorted(map(repr, look.run(select(one)))) for one in METADATA.sorted_tables}


def _stated(answer: Any) -> dict[str, str]:
    """Return the headers of *answer* but for those of which each answer has its own: numbers, times and secrets."""
    return {name: value for name, value in answer.headers.items() if name not in ("request-id", "date", "set-cookie")}


# --- the query ---


def test_a_route_for_programs_takes_no_query_that_it_does_not_know(
    app: FastAPI, house: WholeHouse, client: InProcess
) -> None:
    for way in ways(app, house.planted.rows):
        answer = sent(client, way.method, f"{way.there}?stste=open", "staff all", {})
        if way.there.startswith("/v1/"):
            assert (answer.status_code, answer.json()["code"]) == (422, "web.unknown_field"), way
            assert "`stste`" in answer.json()["detail"]
            assert "\N{EM DASH}" not in answer.json()["remedy"], way


@pytest.mark.parametrize(
    "asked", ["/v1/consents/nothing/uses?state=settled", "/v1/consents/changes?state=sent", "/v1/consents?since=x"]
)
def test_a_list_takes_the_filters_of_no_other_list(client: InProcess, asked: str) -> None:
    answer = sent(client, "GET", asked, "staff all", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "web.unknown_field")


def test_a_link_to_a_page_may_grow_parameters_on_its_way(client: InProcess) -> None:
    assert client.get("/about?utm_source=somewhere&lang=en").status_code == 200


def test_a_query_says_everything_once(client: InProcess) -> None:
    answer = client.get("/v1/rules?for=CN&for=EU")
    assert (answer.status_code, answer.json()["code"]) == (422, "web.said_twice")


def test_a_query_that_may_be_said_again_may_be(house: WholeHouse) -> None:
    def listed(of: Annotated[list[str] | None, Query()] = None, most: int = 5) -> list[str]:
        return (of or [])[:most]

    client = InProcess(grown(house, "/v1/listed", listed), base_url="http://localhost")
    assert client.get("/v1/listed?of=a&of=b&most=1").json() == ["a"]
    assert client.get("/v1/listed?most=1&most=2").json()["code"] == "web.said_twice"
    wrong = client.get("/v1/listed?most=Ottilie").json()
    assert (wrong["code"], "`query.most`" in wrong["detail"]) == ("web.bad_value", True)
    assert "Ottilie" not in str(wrong)  # what was sent may be somebody's


# --- two credentials at once ---


def test_a_session_lends_nothing_to_the_key_that_comes_with_it(
    app: FastAPI, house: WholeHouse, client: InProcess
) -> None:
    house.roles.sessions = {SESSION: "staff all"}
    for way in ways(app, house.planted.rows):
        if way.route.needs:
            cookie = {"Cookie": f"tellmark={SESSION}"}
            answer = sent(client, way.method, way.there, "api_key none", {"headers": cookie})
            assert answer.status_code == 403, way


def test_a_key_that_nobody_knows_does_not_carry_a_session_in_from_another_site(
    app: FastAPI, house: WholeHouse, client: InProcess
) -> None:
    house.roles.sessions = {SESSION: "staff all"}
    for way in ways(app, house.planted.rows):
        if way.route.is_gated and way.method not in ("GET", "HEAD"):
            headers = {
                "Cookie": f"tellmark={SESSION}",
                "Sec-Fetch-Site": "cross-site",
                "Origin": "https://evil.example",
            }
            for bearer in ("", "nonsense"):
                answer = sent(client, way.method, way.there, bearer, {"headers": headers})
                assert answer.status_code in ((401, 403) if way.route.needs else (403, 422)), way


# --- what exists elsewhere is as what does not exist ---


def differences(client: InProcess, way: Way, role: str) -> list[str]:
    """Return in what two answers differ: of what exists in another tenant, and of what exists nowhere."""
    told = []
    for address in (way.there, way.nowhere, way.there):  # the first time something may be kept
        with statements() as said:
            answer = sent(client, way.method, address, role, {})
        told.append((answer.status_code, _bare(answer, address), said))
    names = ("status", "bytes", "statements")
    return [name for name, nowhere, there in zip(names, *told[1:], strict=True) if nowhere != there]


def _bare(answer: Any, address: str) -> tuple[dict[str, str], str]:
    """Return headers and body of *answer* without the numbers of the request, and without the ids asked for."""
    numbers = [answer.headers["request-id"], *(part for part in address.split("/") if len(part) > 8)]
    text, head = answer.text, {name: value for name, value in answer.headers.items() if name != "date"}
    for number in numbers:
        text = text.replace(number, "…")
        head = {name: value.replace(number, "…") for name, value in head.items()}
    return head, re.sub(r'name="form" value="[^"]+"', "", text)


@pytest.mark.parametrize("role", ["", *ROLES])
def test_what_is_another_s_is_as_what_is_nowhere(app: FastAPI, house: WholeHouse, client: InProcess, role: str) -> None:
    for way in ways(app, house.planted.rows):
        if way.has_ids:
            assert differences(client, way, role) == [], (role, way)


def grown(house: WholeHouse, path: str, answer: Any) -> FastAPI:
    """Return the application with one more route."""
    app = house.app()
    router = APIRouter(dependencies=[PUBLIC])
    router.add_api_route(path, answer, response_class=JSONResponse)
    app.include_router(router)
    return app


def found(house: WholeHouse, answer: Any) -> list[str]:
    """Return the differences that show at a route that answers with what *answer* makes of an id."""
    app = grown(house, "/v1/clocks/{clock}", lambda clock: answer(clock))
    client = InProcess(app, base_url="http://localhost", raise_server_exceptions=False)
    way = next(way for way in ways(app, house.planted.rows) if way.route.path == "/v1/clocks/{clock}")
    assert way.has_ids
    return differences(client, way, "staff all")


def count(house: WholeHouse, clock: str, tenant: str = HOME) -> int:
    with house.place.database() as database, database.read(Scope(TenantId(tenant), "tests")) as unit:
        return Numbers(unit).count(clock)


def test_a_route_that_asks_within_its_tenant_tells_nothing(house: WholeHouse) -> None:
    assert found(house, lambda clock: {"told": count(house, clock)}) == []


def test_a_route_that_refuses_what_is_another_s_in_other_words_is_found(house: WholeHouse) -> None:
    def wrong(clock: str) -> Response:
        try:
            count(house, clock, "acme")
        except TellmarkError:
            return JSONResponse({"code": "web.not_here"}, 404)
        return JSONResponse({"code": "web.not_here", "remedy": "Ask its owner."}, 404)

    assert found(house, wrong) == ["bytes"]


def test_a_route_that_refuses_it_with_another_status_is_found(house: WholeHouse) -> None:
    def wrong(clock: str) -> Response:
        try:
            count(house, clock, "acme")
        except TellmarkError:
            return JSONResponse({}, 404)
        return JSONResponse({}, 403)

    assert found(house, wrong) == ["status"]


def test_a_route_that_takes_longer_over_it_is_found(house: WholeHouse) -> None:
    def wrong(clock: str) -> None:
        try:
            count(house, clock, "acme")
        except TellmarkError as error:
            raise NotHere from error
        count(house, clock, "acme")
        raise NotHere

    assert found(house, wrong) == ["statements"]


def test_a_part_of_an_address_that_nobody_has_named_is_said(house: WholeHouse) -> None:
    app = grown(house, "/v1/unheard/{of_it}", lambda of_it: of_it)
    with pytest.raises(UnknownPart, match="of_it"):
        list(ways(app, house.planted.rows))
