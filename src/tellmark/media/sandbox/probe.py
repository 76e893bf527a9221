"""What this machine can enforce around a child: found out by trying, in a child that attempts the forbidden."""

import errno
import os
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tellmark.media.sandbox.cell import Cell
from tellmark.media.sandbox.desk import Desk
from tellmark.media.sandbox.limits import Limits


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The walls that stood in a trial on this machine. *landlock* is its ABI, 0 for none.

    *refused* names what the trial child tried and was not allowed; *open* what it could do all the same.
    """

    rlimits: bool
    landlock: int
    seccomp: bool
    network_namespace: bool
    user_namespace: bool
    refused: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def confined(self) -> bool:
        """Whether hostile code could reach nothing: more than budgets stand. Production refuses without it."""
        return not self.open


@cache
def capabilities() -> Capabilities:
    """Start a trial child, let it try to read, write, connect and execute, and tell what held. Raises NotStarted."""
    with Cell(__name__, Limits.for_size(0)) as cell:
        walls = cell.ready()
        tried = cell.run("try", None, dict[str, bool], {})
    return Capabilities(
        rlimits=True,
        landlock=walls.landlock,
        seccomp=walls.seccomp,
        network_namespace=walls.network_namespace,
        user_namespace=walls.user_namespace,
        refused=tuple(sorted(name for name, done in tried.items() if not done)),
        open=tuple(sorted(name for name, done in tried.items() if done)),
    )


def _try(_desk: Desk) -> dict[str, bool]:
    return {
        "read": _succeeds(lambda: Path("/etc/hosts").read_bytes()),
        "write": _succeeds(lambda: tempfile.TemporaryFile(dir="/tmp").close()),
        "connect": _succeeds(lambda: socket.socket().close()),
        "start a process": _succeeds(_fork),
    }


def _fork() -> None:
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EACCES)
    return True


JOBS = {"try": _try}
