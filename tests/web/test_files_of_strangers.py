"""Nothing is read of a file that a stranger sends to a link: neither where the link opens nothing, nor too often."""

from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi import FastAPI
from starlette.types import Message, Scope

from tellmark.surface.limits import Limits
from whole_house import WholeHouse, whole_house

pytestmark = [pytest.mark.needs("linux")]

NO_LINK = f"/c/{'x' * 43}/speak"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    home: Path = tmp_path_factory.mktemp("house")
    with whole_house(home, resting=True) as opened:
        yield opened


def sent(app: FastAPI, path: str) -> tuple[int, int]:
    """Send the beginning of a file to *path*; return the status, and how many pieces of the file were taken."""
    status = taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": bytes(64 << 10), "more_body": taken < 100}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"host", b"localhost")]
    scope: Scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": path, "root_path": "",
        "raw_path": path.encode(), "query_string": b"", "headers": headers, "client": ("192.0.2.1", 50_000),
        "server": ("localhost", 80),
    }  # fmt: skip
    anyio.run(app, scope, receive, send)
    return status, taken


def test_nothing_is_read_where_the_link_opens_nothing(house: WholeHouse) -> None:
    assert sent(house.app(), NO_LINK) == (404, 0)


def test_whoever_sends_files_too_often_is_not_let_in(house: WholeHouse) -> None:
    app = house.app(Limits(per_minute=3))
    assert [sent(app, NO_LINK) for _ in range(5)] == [(404, 0)] * 3 + [(429, 0)] * 2
