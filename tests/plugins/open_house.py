"""The product as whoever installs it has it: the commands, `tellmark serve` as a process, and peers on this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from commands import command
from hook_receivers import Receiver, receiver
from mail_catcher import Catcher, catcher
from real_provider import SECRET, running_provider
from waiting import serving_said

MAIN = "from tellmark.cli import main; main()"
STAFF = {
    "admin": "administrator",
    "asks": "requester",
    "reviews": "compliance_officer",
    "confirms": "senior_officer",
    "verifies": "identity_officer",
    "builds": "engineer",
}
"""An account of each role that has a part in this, by its name."""

SETTINGS = """
[verifiers.real]
kind = "oidc"
issuer = "{issuer}"
client_id = "tellmark"
client_secret_variable = "REAL_SECRET"

[mail]
server = "127.0.0.1:{mail}"
security = "none"
from = "consent@studio.example"

[webhooks]
allow = ["127.0.0.0/8"]
"""


@dataclass
class OpenHouse:
    """An installation in *home* that serves at *address*; *links* lead each member of staff to their first passkey."""

    home: Path
    address: str
    mail: Catcher
    hook: Receiver
    links: dict[str, str]
    environ: Mapping[str, str] = field(default_factory=dict)
    """What its processes have in their environment beside everything else."""

    def run(self, *words: str, ends: int = 0) -> str:
        """Run a command of the product; return what it prints. It has to end with *ends*."""
        done = command(words, {**os.environ, **self.environ}, cwd=self.home)
        assert done.returncode == ends, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout.decode()

    def key(self, name: str, *rights: str) -> str:
        """Make a key for a program on behalf of the account called *name*."""
        may = [word for right in rights for word in ("--may", right)]
        told: dict[str, str] = json.loads(self.run("account", "key", name, *may, "--json"))
        return told["secret"]

    def employ(self, name: str, role: str) -> None:
        """Open an account for *name*, whose link to a first passkey is kept."""
        told = self.run("account", "add", name, "--role", role)
        self.links[name] = re.findall(r"/enrol/[\w-]{43}", told)[0]

    def api(self, method: str, path: str, key: str, body: Any = None) -> Any:
        """Send a program's request; return the document that comes back."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        with urlopen(Request(self.address + path, data, headers, method=method), timeout=30) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def open_house(home: Path, more: str = "") -> Iterator[OpenHouse]:
    """Install the product in *home*, open an account of each role, and serve; with mail, a provider and a webhook.

    *more* are further settings.
    """
    with ExitStack() as stack:
        port = free_port()
        address = f"http://localhost:{port}"
        issuer = stack.enter_context(running_provider(f"{address}/prove/real/back"))
        mail, hook = stack.enter_context(catcher()), stack.enter_context(receiver())
        house = OpenHouse(home, address, mail, hook, {})
        house.run("init", "--name", "Studio-North")
        with (home / "tellmark.toml").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(issuer=issuer, mail=mail.port) + more)
        for name, role in STAFF.items():
            house.employ(name, role)
        stack.enter_context(serving(home, port, {"REAL_SECRET": SECRET}))
        yield house


@contextmanager
def serving(home: Path, port: int, environ: Mapping[str, str], broken: str = "") -> Iterator[None]:
    """Serve from *home* for as long as the block runs; *broken* is Python that breaks the product before it starts."""
    log = home / "serve.log"
    with log.open("ab") as errors:
        begun = errors.tell()
        child = subprocess.Popen(
            [sys.executable, "-c", f"{broken}\n{MAIN}", "serve", "--address", f"127.0.0.1:{port}"], cwd=home,
            stdout=subprocess.DEVNULL, stderr=errors, env={**os.environ, **environ},
        )  # fmt: skip
    try:
        serving_said(child, log, begun)
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
