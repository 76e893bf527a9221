"""How a job may end when the file is to blame, in words."""

import signal

from tellmark.media.sandbox.errors import Crashed, OutOfBudget, TimedOut
from tellmark.media.sandbox.limits import Limits
from tellmark.media.targets import DiskFull
from tellmark.values.errors import TellmarkError

ANOTHER_FILE = "Open the file in its own program, export it again, and try that copy."


def full(*, budget: bool) -> DiskFull:
    """Say that a file could not grow: for want of room, or past its own *budget*."""
    if budget:
        return DiskFull("the result grew past what a file of this size may become", ANOTHER_FILE)
    return DiskFull("the disk or its quota is full", "Make room, or choose a folder on another disk, then try again.")


def out_of_memory(*, nested: bool) -> OutOfBudget:
    """Say that memory ran out or, when *nested*, the depth of recursion."""
    if nested:
        return OutOfBudget("the file is nested more deeply than any honest file", ANOTHER_FILE)
    return OutOfBudget("the file asks for more memory than a file of its size may take", ANOTHER_FILE)


def timed_out(limits: Limits) -> TimedOut:
    """Say that time ran out."""
    return TimedOut(
        f"the file could not be worked through: nothing came of it for {limits.wall_seconds:.1f} seconds", ANOTHER_FILE
    )


def nonsense() -> Crashed:
    """Say that the child does not keep to the protocol."""
    return Crashed("the sandboxed job answered with something that is no answer", ANOTHER_FILE)


def of_death(returncode: int | None, last_words: str, limits: Limits) -> TellmarkError:
    """Say why a child died that nobody here had killed, from its status and what it left on stderr."""
    if returncode == -signal.SIGXCPU:
        return timed_out(limits)
    if returncode == -signal.SIGXFSZ:
        return full(budget=True)
    if any(sign in last_words for sign in ("MemoryError", "memory allocation of", "bad_alloc")):
        return out_of_memory(nested=False)
    return Crashed(f"reading the file ended the sandboxed process ({_manner(returncode)})", ANOTHER_FILE)


def _manner(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return signal.Signals(-returncode).name
    return f"status {returncode}"
