"""What a browser may remember of an answer: files under /static/, and nothing that went wrong there."""

from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from in_process import InProcess
from tellmark.surface.headers import SecurityHeaders

LASTS = "public, max-age=31536000, immutable"


@pytest.fixture
def client(tmp_path: Path) -> InProcess:
    (tmp_path / "a.css").write_text("p { margin: 0 }", "utf-8")
    app = Starlette(routes=[Mount("/static", StaticFiles(directory=tmp_path))])
    return InProcess(SecurityHeaders(app, https=False))


def test_a_static_file_is_kept_whole_in_part_and_as_it_was(client: InProcess) -> None:
    whole = client.get("/static/a.css")
    part = client.get("/static/a.css", headers={"Range": "bytes=0-3"})
    same = client.get("/static/a.css", headers={"If-None-Match": whole.headers["etag"]})
    assert [one.status_code for one in (whole, part, same)] == [200, 206, 304]
    assert {one.headers["cache-control"] for one in (whole, part, same)} == {LASTS}


def test_an_error_under_static_is_not_kept(client: InProcess) -> None:
    missing, wrong = client.get("/static/b.css"), client.post("/static/a.css")
    beyond = client.get("/static/a.css", headers={"Range": "bytes=900-"})
    assert [one.status_code for one in (missing, wrong, beyond)] == [404, 405, 416]
    assert {one.headers["cache-control"] for one in (missing, wrong, beyond)} == {"no-store"}
