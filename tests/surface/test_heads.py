"""HEAD is answered as GET is, and shows nothing to anybody."""

import asyncio

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Scope

from in_process import InProcess
from tellmark.store.trying import is_kept
from tellmark.surface.heads import Heads, sees_nothing

SHOWN: list[bool] = []
KEPT: list[bool] = []


def plain(request: Request) -> Response:
    SHOWN.append(not sees_nothing(request))
    KEPT.append(is_kept())
    return Response(f"{request.method} got this")


def flowing(_: Request) -> Response:
    return StreamingResponse(iter([b"one", b"two"]), headers={"ETag": '"1"'})


APP = Heads(Starlette(routes=[Route("/plain", plain, methods=["GET"]), Route("/flowing", flowing)]))


@pytest.mark.parametrize("path", ["/plain", "/flowing", "/nowhere"])
def test_status_and_headers_are_those_of_get_and_there_is_no_body(path: str) -> None:
    client = InProcess(APP)
    got, head = (client.request(method, path) for method in ("GET", "HEAD"))
    assert (head.status_code, head.headers, head.content) == (got.status_code, got.headers, b"")


def test_a_route_can_tell_that_nothing_is_shown() -> None:
    SHOWN.clear()
    for method in ("GET", "HEAD"):
        InProcess(APP).request(method, "/plain")
    assert SHOWN == [True, False]


def test_nothing_of_it_is_kept_and_what_comes_afterwards_is() -> None:
    KEPT.clear()
    client = InProcess(APP)
    for method in ("GET", "HEAD", "GET"):
        client.request(method, "/plain")
    assert KEPT == [True, False, True]


def test_the_server_and_the_log_know_what_was_asked_and_where_it_led() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        assert scope["method"] == "HEAD"

    scope: Scope = {"type": "http", "method": "HEAD", "path": "/plain", "query_string": b"", "headers": []}
    asyncio.run(APP(scope, receive, send))
    assert (scope["method"], scope["endpoint"]) == ("HEAD", plain)
