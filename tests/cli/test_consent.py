"""`tellmark consent` as an operator and a program run it: against the local store, and against a server."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")

from coming_days import midnight
from commands import command

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Server = tuple[str, list[tuple[str, str, str, bytes]]]


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Path:
    """Return a file that asks somebody new."""
    told = json.loads(run("consent", "request", "--example").stdout)
    told["persons"][0]["contact"] = f"p{os.getpid()}-{tmp_path.name}@example.org"
    file = tmp_path / "ask.json"
    file.write_text(json.dumps(told))
    return file


def test_the_example_is_of_days_to_come(run: Run) -> None:
    """As it stands it can be sent: days that are written down are over some day."""
    scope = json.loads(run("consent", "request", "--example").stdout)["scope"]
    assert scope["start"] == midnight(1)
    assert scope["end"] == midnight(211)


def test_a_request_is_sent_and_its_link_is_shown_once(run: Run, ask: Path) -> None:
    done = run("consent", "request", ask, "--send")
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    (link,) = re.findall(r"http://localhost:8700/c/([A-Za-z0-9_-]{43})", said)
    (request,) = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", said)
    shown = run("consent", "show", request).stdout.decode()
    assert "state" in shown
    assert re.search(r"^\S+Z  consent.drafted, by asker\n\S+Z  consent.sent, by asker\n$", shown, re.M)
    assert link not in shown
    again = run("consent", "send", request, "--json")
    assert json.loads(again.stdout)["link"].endswith(link) is False
    listed = [json.loads(line) for line in run("consent", "list", "--json").stdout.splitlines()]
    assert request in [one["id"] for one in listed]
    assert request in run("consent", "list", "--state", "sent").stdout.decode()


@pytest.mark.slow
def test_programs_follow_what_happens_line_by_line(run: Run, ask: Path) -> None:
    run("consent", "request", ask, "--send")
    *told, last = [json.loads(line) for line in run("consent", "changes", "--json").stdout.splitlines()]
    assert told[-2]["type"] == "consent.sent"
    after = run("consent", "changes", "--json", "--since", last["next"]).stdout.splitlines()
    assert [json.loads(line) for line in after] == [last]


@pytest.mark.parametrize(("arguments", "code"), [
    (("consent", "show", "nothing"), 7),
    (("consent", "withdraw", "AAAA-BBBB-CCCC-DDDD"), 7),
    (("consent", "receipt", "nothing", "-o", "r.html"), 7),
    (("consent", "changes", "--since", "yesterday"), 2),
    (("consent", "request", "missing.json"), 7),
])  # fmt: skip
@pytest.mark.slow
def test_what_cannot_be_done_is_said_with_a_code_and_a_remedy(run: Run, arguments: tuple[str, ...], code: int) -> None:
    done = run(*arguments)
    assert done.returncode == code, done.stderr.decode()
    assert done.stderr.startswith(b"error[")
    assert b"help: " in done.stderr


@pytest.mark.parametrize("name", ["r.pdf", "receipt", "r.HTML", ".html", "tlog-proof"])
def test_a_receipt_has_one_of_four_endings(run: Run, name: str) -> None:
    done = run("consent", "receipt", "nothing", "-o", name)
    assert done.returncode == 2
    assert b".html, .json, .jsonld, .tlog-proof" in b" ".join(done.stderr.split())


@pytest.mark.slow
@pytest.mark.parametrize("stdin", [b"", b"{", b"[]", b'{"persons":[]}', b"\xff", b"[" * 60_000])
def test_a_file_that_asks_nothing_is_refused(run: Run, stdin: bytes) -> None:
    done = run("consent", "request", "--send", stdin=stdin)
    assert done.returncode == 2, done.stderr.decode()
    assert b"error[web.bad_body]" in done.stderr


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a server that answers as Tellmark does, and remembers what it was asked."""
    came: list[tuple[str, str, str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            came.append((self.command, self.path, self.headers.get("Authorization", ""), body))
            status, told = 200, dict[str, object](items=[], next=None, more=False)
            if "refused" in self.path:
                status, told = 403, {"detail": "you may not", "code": "web.not_allowed", "remedy": "Ask somebody."}
            data = b"<html>" if "broken" in self.path else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = _answer  # noqa: N815 (the base class's own name)
        do_POST = _answer  # noqa: N815 (the base class's own name)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's own name)
            """Say nothing."""

    door = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{door.server_address[1]}", came
    door.shutdown()
    door.server_close()


def remote(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "TELLMARK_API_KEY": "tmk_secret", "NO_COLOR": "1"}
    return command(["consent", *arguments], environ)


def test_a_server_is_asked_with_the_key_of_the_environment(
    server: tuple[str, list[tuple[str, str, str, bytes]]],
) -> None:
    address, came = server
    assert remote("list", "--server", address).returncode == 0
    assert remote("changes", "--server", address, "--since", "a cursor&x").returncode == 0
    assert [(method, path, key) for method, path, key, _ in came] == [
        ("GET", "/v1/consents?limit=200", "Bearer tmk_secret"),
        ("GET", "/v1/consents/changes?limit=200&since=a+cursor%26x", "Bearer tmk_secret"),
    ]


def test_what_a_server_refuses_is_said_in_its_own_words(server: Server) -> None:
    refused = remote("show", "refused", "--server", server[0])
    assert refused.returncode == 6
    assert b"error[web.not_allowed]: you may not" in refused.stderr
    assert b"Ask somebody." in refused.stderr
    assert remote("show", "broken", "--server", server[0]).returncode == 7
    assert b"tmk_secret" not in refused.stderr


@pytest.mark.parametrize("address", ["http://elsewhere.example", "ftp://x", "nonsense"])
def test_a_server_elsewhere_is_reached_with_https_only(address: str) -> None:
    assert remote("list", "--server", address).returncode == 2
