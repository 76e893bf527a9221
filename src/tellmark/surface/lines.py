"""Lines to the outside: how many requests may wait for servers of others at the same time."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said


class NoLineFree(Worded):
    """As many requests wait for servers elsewhere as may; this one was not begun."""

    code = "web.no_line_free"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            said("Too many requests are waiting for services elsewhere just now."),
            said("Nothing was sent. Try again in a minute."),
        )


class Lines:
    """Of the few threads that all requests share, *most* may wait for servers elsewhere, *each* for the same one.

    So one that does not answer holds up neither withdrawals, which wait for nobody, nor everybody who asks another.
    """

    def __init__(self, most: int = 12, each: int = 8) -> None:
        self._most = most
        self._each = each
        self._held: Counter[str] = Counter()
        self._mutex = threading.Lock()

    @contextmanager
    def held(self, server: str) -> Iterator[None]:
        """Hold a line to *server*. Raises NoLineFree, at once: nobody waits for a line."""
        with self._mutex:
            if self._held.total() >= self._most or self._held[server] >= self._each:
                raise NoLineFree
            self._held[server] += 1
        try:
            yield
        finally:
            with self._mutex:
                self._held -= Counter((server,))  # what is at zero is forgotten
