"""A PostgreSQL server of our own, thrown away after the tests: a socket in a folder, no network, never run by root."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

PATIENCE = 60.0
ROOM = 1_000_000_000


@dataclass
class Server:
    """A server: the folder of its socket and its data, the user it runs as, and what its environment adds."""

    folder: Path
    user: str
    environ: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    settings: Sequence[str] = ()

    def url(self, role: str, database: str) -> str:
        """Return the address of *database* for *role*."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    @contextmanager
    def admin(self, database: str = "postgres") -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
        """Connect to *database* as the server's superuser, each statement its own transaction."""
        import psycopg

        with psycopg.connect(self.url("postgres", database), autocommit=True) as connection:
            yield connection

    def databases(self) -> list[str]:
        """Return the names of the databases that tests have made here."""
        with self.admin() as admin:
            found = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bare%'").fetchall()
        return [str(name) for (name,) in found]

    @property
    def data(self) -> Path:
        """Where its files lie."""
        return self.folder / "data"

    def start(self, *settings: str) -> None:
        """Start it, and wait until it lets somebody in. Raises RuntimeError with its log where it does not."""
        self.settings = settings
        quiet = ("listen_addresses=", "shared_buffers=16MB", "logging_collector=off", *settings)
        options = [part for setting in quiet for part in ("-c", setting)]
        command: list[Path | str] = [_programs() / "postgres", "-D", self.data, "-k", self.folder, *options]
        self.process = _run(command, self.folder, self.user, self.environ)
        _wait(self.folder / ".s.PGSQL.5432", self.process)

    def revive(self) -> None:
        """Wait until it lets somebody in again after a crash; start it where it has ended. Raises as `start`."""
        assert self.process is not None
        if self.process.poll() is None:
            with suppress(RuntimeError):
                _wait(self.folder / ".s.PGSQL.5432", self.process)
                return
        self.start(*self.settings)

    def own(self) -> None:
        """Give all its files to the user it runs as."""
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, self.user)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: with SIGINT in order, whoever is connected is cut off; with SIGQUIT at once, as a crash."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(PATIENCE)


def find_server() -> Path | None:
    """Return the folder with the server's programs: on the path, or where Debian puts its newest."""
    if (found := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(found).resolve().parent
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a new, empty server with its factory settings for durability; end it and remove it after the block."""
    with new_server() as server:
        server.start()
        yield server


@contextmanager
def new_server(environ: Mapping[str, str] | None = None, *, place: Path | None = None) -> Iterator[Server]:
    """Make a new, empty server that does not run yet, in a folder of *place*; end it and remove it after the block."""
    user = _not_root()
    where = in_memory() if place is None else place
    with tempfile.TemporaryDirectory(prefix="tellmark-", dir=where, ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder), user, environ or {})
        if os.geteuid() == 0:
            shutil.chown(server.folder, user)
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--wal-segsize=1"]
        making: list[Path | str] = [_programs() / "initdb", "-D", server.data, *options]
        _run(making, server.folder, user, {}).wait()
        try:
            yield server
        finally:
            if server.process is not None and server.process.poll() is None:
                server.stop()


def in_memory() -> str | None:
    """Return a folder in memory where there is one with room; None for the usual place.

    What a test's server flushes need not last: what would be lost without it is another's model (power_loss.py).
    """
    place = Path("/dev/shm")
    return str(place) if place.is_dir() and shutil.disk_usage(place).free > ROOM else None


def _programs() -> Path:
    programs = find_server()
    assert programs is not None
    return programs


def _not_root() -> str:
    """Return whom to run the server as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: list[Path | str], folder: Path, user: str, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder), **more}
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
