"""Who may use a route, and that each route says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from in_process import InProcess
from tellmark.store.scope import Scope, TenantId
from tellmark.surface import problems
from tellmark.surface.declared import undeclared
from tellmark.surface.forgery import FIELD, LASTS, FormTokens
from tellmark.surface.forms import Form
from tellmark.surface.guard import PUBLIC, Guard
from tellmark.surface.principal import Assurance, FirstToKnow, Kind, Principal, Shown, nobody
from tellmark.surface.rendering import Pages
from tellmark.surface.session_secrets import digest_of, new_secret
from tellmark.surface.sessions import SessionCookie
from tellmark.surface.visitors import binding_of, visitor_of
from tellmark.values.errors import TellmarkError

NOON = datetime.fromisoformat("2026-11-22T12:00:00Z")
ACME, HOME = TenantId("acme"), TenantId("home")
MINE = new_secret(bytes(32))
PERSON = Principal(
    "p-1", ACME, Kind.PERSON, frozenset({"person"}), frozenset({"consent.decide"}),
    Assurance(2, NOON - timedelta(minutes=4)), digest_of(MINE), ambient=True,
)  # fmt: skip
STALE = Principal("p-2", ACME, Kind.PERSON, capabilities=frozenset({"consent.decide"}))
CODED = Principal("p-3", ACME, Kind.STAFF, capabilities=frozenset({"consent.decide"}), assurance=Assurance(1, NOON))
INVITED = Principal("r-1", ACME, Kind.ANONYMOUS, capabilities=frozenset({"consent.decide"}))


@dataclass
class Desk:
    """Knows one session, two keys and one invitation; counts how often it is asked."""

    asked: int = 0

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        self.asked += 1
        known = {
            ("bearer", "stale"): STALE,
            ("bearer", "coded"): CODED,
            ("link", "abc"): INVITED,
            ("session", MINE): PERSON,
        }
        ways = {"bearer": shown.bearer, "link": shown.link, "session": shown.session}
        return next((known[way] for way in ways.items() if way in known), None)


@dataclass
class Clock:
    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


TOKENS = FormTokens(bytes(32))
CLOCK = Clock()
DESK = Desk()
GUARD = Guard(DESK, HOME, SessionCookie(https=False), TOKENS, CLOCK)


def app_of() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    router = APIRouter()

    @router.get("/open", dependencies=[PUBLIC])
    async def anybody(request: Request) -> bool:
        return visitor_of(request) is None

    @router.get("/whoever/{link}")
    def whoever(scope: Annotated[Scope, GUARD.anyone()]) -> list[str]:
        return [scope.tenant, scope.principal]

    @router.get("/v1/things")
    def things(request: Request, scope: Annotated[Scope, GUARD.needs("consent.decide")]) -> list[str]:
        assert visitor_of(request) is not None
        return [scope.tenant, scope.principal, *sorted(scope.capabilities)]

    @router.get("/v1/other")
    def other(scope: Annotated[Scope, GUARD.needs("consent.decide", "filing.review")]) -> None:
        """Nobody here may."""

    @router.post("/v1/things", status_code=201)
    def make(scope: Annotated[Scope, GUARD.needs("consent.decide")]) -> str:
        return scope.principal

    @router.post("/v1/withdraw")
    def withdraw(scope: Annotated[Scope, GUARD.needs_step_up(timedelta(minutes=5), "consent.decide")]) -> str:
        return scope.principal

    @router.post("/v1/unmask")
    def unmask(scope: Annotated[Scope, GUARD.needs_step_up(timedelta(minutes=5), "consent.decide", level=2)]) -> str:
        return scope.principal

    @router.post("/i/{link}")
    def decide(
        scope: Annotated[Scope, GUARD.needs("consent.decide")], form: Annotated[Form, GUARD.form(3)]
    ) -> Response:
        return JSONResponse({name: list(values) for name, values in form.fields.items()})

    app.include_router(router)
    pages = Pages([], [])

    def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, TellmarkError)
        return problems.answer(request, error, pages)

    app.add_exception_handler(TellmarkError, known)
    return app


APP = app_of()


@pytest.fixture
def client() -> InProcess:
    CLOCK.at = NOON
    return InProcess(APP, base_url="http://localhost")


@pytest.fixture
def person(client: InProcess) -> InProcess:
    client.cookies.set("tellmark", MINE)
    return client


def token(visitor: Principal = PERSON, action: str = "/i/x") -> str:
    return TOKENS.token(binding_of(visitor), action, CLOCK.at, bytes(8))


def test_an_open_route_asks_nobody_s_name(client: InProcess) -> None:
    before = DESK.asked
    assert client.get("/open", headers={"Authorization": "Bearer stale"}).json() is True
    assert DESK.asked == before


def test_whoever_is_known_has_the_scope_of_their_own_tenant(person: InProcess) -> None:
    before = DESK.asked
    assert person.get("/v1/things").json() == ["acme", "p-1", "consent.decide"]
    assert DESK.asked == before + 1


def test_whoever_is_not_known_is_asked_who_they_are(client: InProcess) -> None:
    answer = client.get("/v1/things", headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.json()["code"]) == (401, "web.not_known")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_whoever_may_not_is_told_what_it_takes(person: InProcess) -> None:
    answer = person.get("/v1/other")
    assert (answer.status_code, answer.json()["code"]) == (403, "web.not_allowed")
    assert "filing.review" in answer.json()["detail"]


def test_a_page_for_everybody_may_know_its_visitor(client: InProcess) -> None:
    assert client.get("/whoever/none").json() == ["home", "anonymous"]
    assert client.get("/whoever/abc").json() == ["acme", "r-1"]


def test_stepping_up_lasts_as_long_as_the_route_says(person: InProcess) -> None:
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert person.post("/v1/withdraw", headers=ours).json() == "p-1"
    CLOCK.at += timedelta(minutes=1, seconds=1)
    answer = person.post("/v1/withdraw", headers=ours)
    assert (answer.status_code, answer.json()["code"]) == (401, "web.step_up_needed")
    assert "insufficient_user_authentication" in answer.headers["www-authenticate"]


def test_whoever_never_stepped_up_is_not_let_through(client: InProcess) -> None:
    answer = client.post("/v1/withdraw", headers={"Authorization": "Bearer stale"})
    assert answer.json()["code"] == "web.step_up_needed"


def test_a_fresh_code_is_no_fresh_passkey(client: InProcess) -> None:
    """What opens somebody else's identity takes level 2, however fresh a proof of level 1 is."""
    coded = {"Authorization": "Bearer coded"}
    assert client.post("/v1/withdraw", headers=coded).status_code == 200
    answer = client.post("/v1/unmask", headers=coded)
    assert (answer.status_code, answer.json()["code"]) == (401, "web.step_up_needed")
    assert 'acr_values="aal2"' in answer.headers["www-authenticate"]
    assert "a code is not enough" in answer.json()["remedy"]


def test_a_proof_from_the_future_is_none() -> None:
    assert not Assurance(2, NOON + timedelta(seconds=1)).fresh(timedelta(minutes=5), NOON)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])  # fmt: skip  # noqa: E501 (one list)
def test_no_other_site_can_use_a_session_on_the_interface_for_programs(
    person: InProcess, headers: dict[str, str]
) -> None:
    answer = person.post("/v1/things", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "web.form_not_sent_here")


def test_our_own_scripts_can(person: InProcess) -> None:
    assert person.post("/v1/things", headers={"Origin": "http://localhost"}).status_code == 201


def test_a_program_with_a_key_needs_no_origin(client: InProcess) -> None:
    assert client.post("/v1/things", headers={"Authorization": "Bearer stale"}).status_code == 201


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_form_of_ours_comes_through(person: InProcess, headers: dict[str, str]) -> None:
    sent = {FIELD: token(), "a": ["1", "2"]}
    assert person.post("/i/x", data=sent, headers=headers).json() == {"a": ["1", "2"]}


def test_a_form_for_somebody_without_an_account_comes_through(client: InProcess) -> None:
    sent = {FIELD: token(INVITED, "/i/abc"), "answer": "no"}
    assert client.post("/i/abc", data=sent).json() == {"answer": ["no"]}


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({"a": "1"}, {}),
        ({FIELD: ""}, {}),
        ({FIELD: "x"}, {"Sec-Fetch-Site": "same-origin"}),
        ({FIELD: token(action="/i/other")}, {}),
        ({FIELD: token(STALE)}, {}),
        ({FIELD: token(nobody(ACME))}, {}),
        ({FIELD: token()}, {"Sec-Fetch-Site": "cross-site"}),
        ({FIELD: token()}, {"Origin": "https://evil.example"}),
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(
    person: InProcess, sent: dict[str, str], headers: dict[str, str]
) -> None:
    answer = person.post("/i/x", data=sent, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "web.form_not_sent_here")


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_cannot_send_the_form_of_somebody_without_an_account(
    client: InProcess, headers: dict[str, str]
) -> None:
    answer = client.post("/i/abc", data={FIELD: token(INVITED, "/i/abc")}, headers=headers)
    assert answer.json()["code"] == "web.form_not_sent_here"


def test_it_is_said_on_a_page_with_words(person: InProcess) -> None:
    answer = person.post("/i/x?lang=zh-Hans", data={FIELD: "x"}, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert "<h1>" in answer.text
    assert "没有任何更改" in answer.text


def test_a_form_of_yesterday_is_told_from_a_forged_one(person: InProcess) -> None:
    old = token()
    CLOCK.at += LASTS + timedelta(seconds=1)
    answer = person.post("/i/x", data={FIELD: old})
    assert (answer.status_code, answer.json()["code"]) == (412, "web.form_too_old")


@pytest.mark.parametrize(
    "body", ["a=1&b=2&c=3&d=4", "a=" + "x" * 300_000, "a=%ff", "a=\xff"],
)  # fmt: skip
def test_a_form_has_bounds(person: InProcess, body: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = person.post("/i/x", content=body.encode("latin-1"), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "web.bad_form")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_a_form_of_another_kind_is_none(person: InProcess, kind: str) -> None:
    answer = person.post("/i/x", content=f"{FIELD}={token()}", headers={"Content-Type": kind})
    assert answer.json()["code"] == "web.bad_form"


def test_several_may_know_visitors() -> None:
    nobody_known = FirstToKnow(())
    assert nobody_known.who(Shown(bearer="stale"), NOON) is None
    assert FirstToKnow((nobody_known, DESK)).who(Shown(bearer="stale"), NOON) == STALE


def test_what_is_shown_is_never_spelled() -> None:
    assert "hush" not in repr(Shown("hush", "hush", "hush"))


def test_every_route_here_says_who_may_use_it() -> None:
    assert undeclared(APP.routes, {}) == []


def silent_app() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/nothing")
    def nothing() -> None: ...

    @app.get("/both", dependencies=[PUBLIC, GUARD.anyone()])
    def both() -> None: ...

    @app.post("/unchecked", dependencies=[GUARD.needs("a")])
    def unchecked() -> None: ...

    @app.post("/unasked", dependencies=[PUBLIC, GUARD.form()])
    def unasked() -> None: ...

    @app.post("/backwards", dependencies=[GUARD.form(), GUARD.needs("a")])
    def backwards() -> None: ...

    app.mount("/folder", FastAPI())
    app.router.routes.append(Route("/bare", lambda _: Response()))
    return app


def test_a_route_that_does_not_say_is_found() -> None:
    found = "\n".join(undeclared(silent_app().routes, {}))
    for path in ("/nothing", "/both", "/unchecked", "/unasked", "/backwards", "/folder", "/bare"):
        assert path in found
    assert "/folder" not in "\n".join(undeclared(silent_app().routes, {"/folder": "for this test"}))
