"""What the outermost layer makes of requests that end early."""

import asyncio
import json
import logging
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from in_process import InProcess
from tellmark.surface import problems
from tellmark.surface.proxies import BehindProxies, Proxies
from tellmark.surface.rendering import Pages
from tellmark.surface.tracing import Tracing


def served(app: Any) -> tuple[list[dict[str, Any]], bool]:
    """Run one request through the layer, cancel it once it waits, and return what was sent, and whether it ended."""
    sent: list[dict[str, Any]] = []
    pages = Pages([], [])

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def run() -> bool:
        layer = Tracing(
            app,
            crashed=lambda request, number: PlainTextResponse("crash", 500),
            stopped=lambda request: problems.stopping(request, pages),
        )
        scope = {"type": "http", "method": "POST", "path": "/v1/mark", "query_string": b"", "headers": []}
        task = asyncio.ensure_future(layer(scope, receive, send))
        await asyncio.sleep(0)
        task.cancel()
        return (await asyncio.gather(task, return_exceptions=True))[0] is None

    return sent, asyncio.run(run())


def test_a_request_that_the_end_of_the_server_cuts_off_gets_a_problem_document() -> None:
    async def works(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(600)

    sent, ended = served(works)
    assert ended
    assert sent[0]["status"] == 503
    assert dict(sent[0]["headers"])[b"content-type"] == problems.MEDIA_TYPE.encode()
    document = json.loads(sent[1]["body"])
    assert (document["status"], document["code"]) == (503, "web.stopping")


def test_an_answer_that_has_begun_is_cut_off_without_a_second_one() -> None:
    async def answers(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(600)

    sent, ended = served(answers)
    assert [one["type"] for one in sent] == ["http.response.start"]
    assert not ended


def test_a_client_that_hangs_up_is_no_crash_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    async def reads(scope: Any, receive: Any, send: Any) -> None:
        raise ClientDisconnect

    with caplog.at_level(logging.INFO):
        sent, ended = served(reads)
    assert (sent, ended) == ([], True)
    assert [record.getMessage() for record in caplog.records if record.getMessage() in ("crash", "access")] == [
        "access"
    ]


@pytest.mark.parametrize("proxies", [Proxies(), Proxies((ip_network("127.0.0.0/8"),))], ids=["open", "behind proxies"])
@pytest.mark.parametrize(
    ("path", "named"),
    [("/openapi.json", "/openapi.json"), ("/static/a.css", "/static"), ("/own/7", "/own/{number}"), ("/x", "unknown")],
)
def test_the_log_names_every_route_that_there_is_and_no_address_that_is_none(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, path: str, named: str, proxies: Proxies
) -> None:
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=tmp_path))
    app.add_api_route("/own/{number}", lambda number: number)
    app.add_middleware(BehindProxies, proxies=proxies)
    app.add_middleware(
        Tracing,
        crashed=lambda request, number: PlainTextResponse("crash", 500),
        stopped=lambda request: PlainTextResponse("stop", 503),
    )
    with caplog.at_level(logging.INFO):
        InProcess(app, client=("127.0.0.1", 4711)).get(path, headers={"x-forwarded-for": "203.0.113.9"})
    fields = [getattr(record, "fields", {}) for record in caplog.records]
    assert [one["route"] for one in fields if "route" in one] == [named]
