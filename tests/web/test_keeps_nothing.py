"""Invariant 6 and EU-COP-21c: what is submitted is gone with the answer, and no log knows of it."""

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from in_process import InProcess

NAME = "planted-name-7f3a.jpg"
PLANTED = b"\xff\xd8\xff\xe0" + b"planted-bytes-91c4" * 200_000  # past what is held in memory, so it reaches the disk


@pytest.fixture
def house_client(house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> InProcess:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client: InProcess = house.client()
    return client


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*")]


def open_files() -> set[str]:
    """Name what the descriptors of this process lead to; a file without a name shows as deleted."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists the others
            found.add(f"{descriptor.name} {descriptor.readlink()}")
    return found


@pytest.mark.needs("linux")
@pytest.mark.parametrize("path", ["/v1/verify", "/", "/v1/mark"])
def test_nothing_is_left_of_a_file(
    house_client: InProcess,
    bearer: dict[str, str],
    tmp_path: Path,
    lines: Any,
    path: str,
) -> None:
    before = open_files()
    data = {"job": '{"operation": "face_swap", "model": "planted-model-55"}'}
    answer = house_client.post(path, files={"file": (NAME, PLANTED)}, data=data, headers=bearer)
    assert answer.status_code == 200
    assert left_in(tmp_path) == []
    assert {name for name in open_files() - before if str(tmp_path) in name} == set()
    log = lines.text()
    assert '"route": "' + path in log
    for planted in ("planted", "7f3a", "91c4", "testclient", "127.0.0.1", "Bearer"):
        assert planted not in log


@pytest.mark.needs("linux")
def test_nothing_is_left_of_a_file_that_breaks_the_server(
    house: Any, house_client: InProcess, tmp_path: Path, lines: Any
) -> None:
    before = open_files()
    house.verifies.breaks = True
    refused = house_client.post("/v1/verify?planted-query=planted", files={"file": (NAME, PLANTED)})
    assert refused.json()["code"] == "web.unknown_field"
    answer = house_client.post("/v1/verify", files={"file": (NAME, PLANTED)})
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert left_in(tmp_path) == []
    assert {name for name in open_files() - before if str(tmp_path) in name} == set()
    log = lines.text()
    assert "ZeroDivisionError" in log
    assert answer.headers["request-id"] in log
    assert "planted" not in log + answer.text


@pytest.mark.parametrize(
    "path", ["/planted-path-1", "/static/planted-path-1", "/v1/planted-path-1", "/?q=planted-path-1"]
)
def test_no_address_that_somebody_made_up_reaches_the_log(client: InProcess, lines: Any, path: str) -> None:
    headers = {"User-Agent": "planted-path-1", "Referer": "http://x/planted-path-1", "Request-Id": "planted-path-1"}
    client.request("PLANTED-PATH-1", path, headers=headers)
    client.get(path, headers=headers)
    assert "planted-path" not in lines.text().lower()


def test_each_line_of_the_log_is_one_json_object(client: InProcess, lines: Any) -> None:
    client.get("/")
    accesses = [json.loads(line) for line in lines.text().splitlines() if '"access"' in line]
    assert accesses[0].keys() == {
        "at", "level", "event", "request", "method", "route", "status", "milliseconds", "bytes_in",
    }  # fmt: skip


def test_no_answer_sets_a_cookie_and_every_answer_is_locked_down(client: InProcess) -> None:
    for path in ("/", "/about", "/nowhere", "/openapi.json", "/healthz"):
        headers = client.get(path).headers
        assert "set-cookie" not in headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_only_https_insists_on_https(house: Any) -> None:
    assert "strict-transport-security" in house.client(https=True).get("/").headers
    assert "strict-transport-security" not in house.client().get("/").headers
