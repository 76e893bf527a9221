"""Waiting for what another process does, as long as it may take and no longer."""

import time
from pathlib import Path
from subprocess import Popen
from typing import Any


def eventually(look: Any, within: float = 30.0) -> Any:
    """Return what *look* finds, as soon as it finds something."""
    until = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < until, "nothing has come"
        time.sleep(0.05)
    return found


def serving_said(server: Popen[bytes], log: Path, begun: int = 0) -> None:
    """Wait until *server* says in *log*, beyond its first *begun* bytes, that it serves; it has not ended before."""

    def runs() -> bool:
        assert server.poll() is None, log.read_text("utf-8")
        return b"running on" in log.read_bytes()[begun:]

    eventually(runs, 60)
