"""`tellmark serve` as a process: it starts, says where it is, logs JSON, survives rude clients, and ends when asked."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from program_keys import program_key
from tellmark.app import installation
from tellmark.proof.keys import KeyFolder
from tellmark.store.log_folder import LogFolder
from tellmark.store.scope import HOME, Scope
from tellmark.store.sequencer import integrated
from tellmark.store.tenants import TenantOpened
from waiting import eventually, serving_said

pytestmark = pytest.mark.needs("linux", "server")
SERVE = [sys.executable, "-c", "from tellmark.cli import main; main()", "serve"]
UPLOAD = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    key: str

    def say(self, data: bytes, *, hang_up: bool = False) -> bytes:
        """Send raw bytes and return all that comes back until the server closes, or hang up at once."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as wire:
            wire.sendall(data)
            if hang_up:
                return b""
            answer = b""
            while chunk := wire.recv(1 << 16):
                answer += chunk
            return answer


def started(home: Path) -> Server:
    """Start the server of the installation in *home*; it has an empty key where one was made before."""
    place = installation(home, {})
    made = place.has_database()
    if not made:
        place.furnish()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log, key = home / "log", "" if made else program_key(place)
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*SERVE, "--address", f"127.0.0.1:{port}"], cwd=home, stdout=subprocess.PIPE, stderr=errors
        )
    serving_said(process, log)
    return Server(process, port, log, key)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    (home / "tellmark.toml").write_text('[provider]\nname = "Studio-North"\n[serve]\nupload_mb = 1\n', "utf-8")
    running = started(home)
    yield running
    running.process.kill()


def test_it_makes_no_key_by_itself_and_logs_none(server: Server) -> None:
    assert not list(server.log.parent.rglob("api-keys"))
    assert server.key not in server.log.read_text()


def test_it_says_where_it_is_by_name(server: Server) -> None:
    assert f"http://localhost:{server.port}/" in server.log.read_text()


def test_a_body_longer_than_it_says_is_cut_there(server: Server) -> None:
    answer = server.say(UPLOAD + b"Content-Length: 4\r\nConnection: close\r\n\r\n" + b"\xff\xd8\xff\xe0" * 1000)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"size":4' in answer


def test_a_body_shorter_than_it_says_leaves_nothing_behind(server: Server) -> None:
    server.say(UPLOAD + b"Content-Length: 500000\r\n\r\n" + b"\xff\xd8", hang_up=True)
    assert server.say(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_an_endless_body_is_cut_off_with_words(server: Server) -> None:
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    answer = server.say(UPLOAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk * 30 + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"web.too_large" in answer


@pytest.mark.parametrize("rude", [b"\0\0\0\0", b"A" * 100_000, UPLOAD + b"Content-Length: x\r\n\r\n"])
def test_rude_clients_are_turned_away(server: Server, rude: bytes) -> None:
    assert not server.say(rude).startswith(b"HTTP/1.1 2")
    assert server.process.poll() is None


@pytest.mark.parametrize("path", ["/", "/about", "/v1/rules", "/log/checkpoint", "/me", "/nothing", "/v1/mark"])
def test_who_asks_for_the_head_gets_what_get_gets_and_no_body(server: Server, path: str) -> None:
    answer = server.say(f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, end, body = answer.partition(b"\r\n\r\n")
    assert (end, body) == (b"\r\n\r\n", b"")
    assert lines(head.lower()) == lines(get(server, path)[0])


def lines(head: bytes) -> list[bytes]:
    """Return the lines of a *head* but for those that each answer has of its own."""
    return [one for one in head.splitlines() if not one.startswith((b"date:", b"request-id:", b"set-cookie:"))]


def get(server: Server, path: str) -> tuple[bytes, bytes]:
    head, _, body = server.say(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()).partition(
        b"\r\n\r\n"
    )
    return head.lower(), body


def tellmark(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tellmark", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_its_log_is_intact_to_a_stranger_who_has_the_key(server: Server) -> None:
    head, vkey = get(server, "/log/vkey")
    assert b" 200 " in head
    done = tellmark(
        "log", "verify", f"http://127.0.0.1:{server.port}/log", "--vkey", vkey.decode().strip(), cwd=server.log.parent
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 right, 4 of them events of Tellmark" in done.stdout  # a tenant, a person, an account, a key


def test_what_another_process_writes_comes_into_the_log(server: Server) -> None:
    place = installation(server.log.parent, {})
    with place.database() as database:
        with database.write(Scope(HOME, "tests")) as unit:
            event = unit.say(TenantOpened())
        folder = LogFolder(place.settings.data / "log")

        def found() -> int | None:
            with database.read(Scope(HOME, "tests")) as reading:
                return integrated(reading, folder, event)

        assert eventually(found) == 4
    assert b"5\n" in get(server, "/log/checkpoint")[1]
    parts = {part["name"]: part for part in json.loads(get(server, "/readyz")[1])["parts"]}
    assert parts["log"] == {"name": "log", "ready": True, "detail": "5 published, 0 waiting"}


def marked(server: Server, key: str, file: bytes, repeat: str) -> tuple[bytes, bytes]:
    """Have *file* marked; return the head of the answer in lower case, and its body."""
    job = b'--x\r\nContent-Disposition: form-data; name="job"\r\n\r\n{"operation": "face_swap", "for": ["US-CA"]}\r\n'
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    body = job + part + file + b"\r\n--x--\r\n"
    lines = (
        "POST /v1/mark HTTP/1.1", "Host: x", f"Authorization: Bearer {key}", f"Idempotency-Key: {repeat}",
        "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(body)}", "Connection: close", "", "",
    )  # fmt: skip
    head, _, answer = server.say("\r\n".join(lines).encode() + body).partition(b"\r\n\r\n")
    return head.lower(), answer


@pytest.mark.slow
def test_a_repeat_after_a_kill_gets_the_same_answer_and_nobody_reads_it_in_the_database(
    tmp_path: Path, photograph: Path
) -> None:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    (tmp_path / "tellmark.toml").write_text('[provider]\nname = "Studio-North"\n', "utf-8")
    file = photograph.read_bytes()
    server = started(tmp_path)
    key = server.key
    try:
        head, first = marked(server, key, file, "a-random-key")
        assert b" 200 " in head, first
        server.process.kill()
        server.process.wait(30)
        server = started(tmp_path)
        head, second = marked(server, key, file, "a-random-key")
        assert b"idempotency-replayed: true" in head
        assert second == first
        assert b" 422 " in marked(server, key, file[:-2] + b"\xff\xd9\xff\xd9", "a-random-key")[0]
    finally:
        server.process.kill()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "tellmark-data").glob("tellmark.db*"))
    assert len(kept) > len(first)
    for secret in (first[-2000:-1900], file[-2000:-1900], b"a-random-key", b"image/jpeg"):
        assert secret not in kept


def test_a_second_server_on_the_same_sqlite_database_is_refused(server: Server) -> None:
    done = tellmark("serve", "--address", "127.0.0.1:0", cwd=server.log.parent)
    assert done.returncode == 7
    assert "error[store.already_served]" in done.stderr
    assert "PostgreSQL" in done.stderr


def test_it_ends_when_asked_and_every_line_of_its_log_is_json(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    log = server.log.read_text()
    lines = [json.loads(line) for line in log.splitlines() if not line.startswith("Tellmark is at")]
    assert lines[0]["message"].startswith("Started server process")
    assert lines[-1]["message"].startswith("Finished server process")
    assert "Traceback" not in log


def test_ctrl_c_twice_ends_it_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    server = started(tmp_path)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as waiting:
        waiting.sendall(UPLOAD + b"Content-Length: 500\r\nExpect: 100-continue\r\n\r\n")
        assert waiting.recv(100).startswith(b"HTTP/1.1 100")
        server.process.send_signal(signal.SIGINT)
        eventually(lambda: "Waiting for connections to close" in server.log.read_text())
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0
    assert "Traceback" not in server.log.read_text()
    assert '"level": "error"' not in server.log.read_text()


def test_whom_it_knows_has_to_be_readable_before_it_begins(tmp_path: Path) -> None:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    (tmp_path / ".tellmark" / "pins" / "friend.pem").write_text("-----BEGIN CERTIFICATE-----\nbroken\n")
    done = tellmark("serve", "--address", "127.0.0.1:0", cwd=tmp_path)
    assert (done.returncode, "error[proof.broken_pins]" in done.stderr) == (7, True), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("named", ["10.0.0.0/33", "the-proxy", "0.0.0.0/0", "::/0"])
def test_a_proxy_is_a_network_and_not_everybody(tmp_path: Path, named: str) -> None:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    (tmp_path / "tellmark.toml").write_text(f'[serve]\ntrusted_proxies = ["{named}"]\n', "utf-8")
    done = tellmark("serve", "--address", "127.0.0.1:0", cwd=tmp_path)
    assert (done.returncode, "error[settings.bad]: serve.trusted_proxies" in done.stderr) == (2, True), done.stderr


def test_without_an_installation_it_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(SERVE, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 7
    assert "tellmark init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_older_than_its_log_is_not_served(tmp_path: Path) -> None:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    for arguments in (("store", "upgrade"), ("log", "rebuild")):
        assert tellmark(*arguments, cwd=tmp_path).returncode == 0
    (tmp_path / "tellmark-data" / "tellmark.db").unlink()
    done = tellmark("serve", "--address", "127.0.0.1:0", cwd=tmp_path)
    assert done.returncode == 6
    assert "error[store.log_rolled_back]: the database has 0 entries, and its log was signed with 1" in done.stderr


def test_production_refuses_development_keys(tmp_path: Path) -> None:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    done = subprocess.run([*SERVE, "--production"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 6
    assert "web.not_for_production" in done.stderr
