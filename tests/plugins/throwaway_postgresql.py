"""A PostgreSQL server of our own, thrown away after the tests: a socket in a folder, no network, never run by root."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, and the user it runs as."""

    folder: Path
    user: str

    def url(self, role: str, database: str) -> str:
        """Return the address of *database* for *role*."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    @contextmanager
    def admin(self) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
        """Connect as the server's superuser, each statement its own transaction."""
        import psycopg

        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            yield connection


def find_server() -> Path | None:
    """Return the folder with the server's programs: on the path, or where Debian puts its newest."""
    if (found := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(found).resolve().parent
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a new, empty server with its factory settings for durability; end it and remove it after the block."""
    programs = find_server()
    assert programs is not None
    user = _not_root()
    with tempfile.TemporaryDirectory(prefix="tellmark-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        data = folder / "data"
        making: list[Path | str] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        _run(making, folder, user).wait()
        quiet = ["-c", "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "logging_collector=off"]
        server = _run([programs / "postgres", "-D", data, "-k", folder, *quiet], folder, user)
        try:
            _wait(folder / ".s.PGSQL.5432", server)
            yield Server(folder, user)
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown: whoever is still connected is cut off
            server.wait(PATIENCE)


def _not_root() -> str:
    """Return whom to run the server as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: list[Path | str], folder: Path, user: str) -> subprocess.Popen[bytes]:
    environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    other: Any = {"user": user, "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            [str(part) for part in command], cwd=folder, env=environ, stdout=log, stderr=log, **other
        )


def _wait(socket: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until the *server* lets somebody in."""
    import psycopg

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(f"host={socket.parent} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError((socket.parent / "server.log").read_text("utf-8", "replace")[-2000:])
