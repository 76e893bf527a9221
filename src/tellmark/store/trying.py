"""Work whose changes nobody is to keep: done to its end, so that its answer is the true one, and then taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_KEPT: ContextVar[bool] = ContextVar("tellmark.kept", default=True)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Have every unit of work that is opened within leave nothing: here, or in a thread that is given this context.

    What works for a request on a thread of the server has it; a thread that is started by hand has not (PEP 567).
    """
    before = _KEPT.set(False)
    try:
        yield
    finally:
        _KEPT.reset(before)


def is_kept() -> bool:
    """Tell whether what a unit of work changes now is kept where it ends well."""
    return _KEPT.get()
