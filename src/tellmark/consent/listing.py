"""Requests in pages."""

from collections.abc import Sequence

from tellmark.consent.model import Request, RequestState
from tellmark.consent.store import REQUESTS, KnownRequests
from tellmark.surface.documents import BadBody


def check_state(name: str) -> None:
    """Raise BadBody where *name* is no state of a request: a filter that is misspelt would answer with nothing."""
    if name not in list(RequestState):
        raise BadBody("a request has no such state", f"Choose one of {', '.join(RequestState)}.")


class RequestPages(KnownRequests):
    """A tenant's requests, page by page in the order in which they were composed."""

    def page(self, after: Sequence[object] | None, limit: int, **columns: str) -> list[Request]:
        """Return at most *limit* requests whose *columns* are these, after the one at *after* (its id)."""
        same = [REQUESTS.c[name] == value for name, value in columns.items()]
        return [self._read(row) for row in self._after(after, [REQUESTS.c.id], *same, limit=limit)]

    def newest(self, requester: str, before: str | None, limit: int) -> list[Request]:
        """Return at most *limit* of what *requester* has asked, newest first; only what is older than *before*."""
        mine = REQUESTS.c.requester == requester
        older = [] if before is None else [REQUESTS.c.id < before]
        return [self._read(row) for row in self._find(mine, *older, order=[REQUESTS.c.id.desc()], limit=limit)]
