"""Waiting for what another process does, as long as it may take and no longer."""

import time
from typing import Any


def eventually(look: Any, within: float = 30.0) -> Any:
    """Return what *look* finds, as soon as it finds something."""
    until = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < until, "nothing has come"
        time.sleep(0.05)
    return found
