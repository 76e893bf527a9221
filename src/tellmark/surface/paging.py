"""Long lists in pages: after which row the next begins is told by a cursor that only we can write.

A page begins after a row, not at a number: rows that are added or removed meanwhile make nothing come twice, and
nothing that was there from the first page to the last is left out.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse

from tellmark.surface.errors import Worded
from tellmark.surface.secret import Secret
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said

T = TypeVar("T")
Position: TypeAlias = tuple[str | int | datetime, ...]
"""The values, in the order of the list, of the row after which a page begins: the last of them is unique."""

USUAL, MOST = 50, 200
_MAC = 16
_LONGEST = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadPage(Worded):
    """The size or the beginning of a page cannot be what the request says."""

    code = "web.bad_page"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said("This page of the list cannot be shown: its size or its beginning is not one that we gave."),
            said("Begin with the first page; take `cursor` from the answer before, and a `limit` from 1 to {most}."),
            most=MOST,
        )


class _Instant(msgspec.Struct):
    """An instant in a cursor: microseconds since 1970 UTC."""

    at: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is asked for: at most *limit* rows after the row at *after*; None: from the beginning."""

    limit: int = USUAL
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list; *last* is the position of the last of them where more follow, None at the end."""

    items: Sequence[T]
    last: Position | None


def page_of(rows: Sequence[T], wanted: Wanted, position: Callable[[T], Position]) -> Page[T]:
    """Make a page of *rows*, of which one more than the limit was looked up to see whether more follow."""
    items = rows[: wanted.limit]
    return Page(items, position(items[-1]) if len(rows) > wanted.limit else None)


@dataclass(frozen=True, slots=True)
class Cursors:
    """Writes and reads cursors: each for one list, as one visitor sees it."""

    secret: Secret = field(repr=False)

    def wanted(self, request: Request, of: str) -> Wanted:
        """Read `limit` and `cursor` of *request*. *of* names the list: tenant, kind, filters. Raises BadPage."""
        asked = request.query_params.get("limit", str(USUAL))
        if not asked.isascii() or not asked.isdecimal() or len(asked) > 4 or int(asked) < 1:
            raise BadPage
        cursor = request.query_params.get("cursor")
        return Wanted(min(int(asked), MOST), None if cursor is None else self.read(cursor, of))

    def write(self, position: Position, of: str) -> str:
        """Return the cursor of *position* in the list called *of*."""
        told = msgspec.msgpack.encode([_spelled(value) for value in position])
        return base64.urlsafe_b64encode(self._mac(told, of) + told).decode().rstrip("=")

    def read(self, cursor: str, of: str) -> Position:
        """Return the position that a cursor of the list called *of* tells. Raises BadPage for any other text."""
        if len(cursor) > _LONGEST:
            raise BadPage
        try:
            whole = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as broken:
            raise BadPage from broken
        mac, told = whole[:_MAC], whole[_MAC:]
        if not hmac.compare_digest(mac, self._mac(told, of)):
            raise BadPage
        return tuple(_meant(value) for value in msgspec.msgpack.decode(told, type=list[str | int | _Instant]))

    def answer(self, request: Request, of: str, page: Page[Mapping[str, Any]]) -> JSONResponse:
        """Answer with a page: `{"items": […], "next": cursor or null}`, and `Link: …; rel="next"` (RFC 8288)."""
        cursor = None if page.last is None else self.write(page.last, of)
        headers = {}
        if cursor is not None:
            others = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
            headers["Link"] = f'<{request.url.path}?{urlencode([*others, ("cursor", cursor)])}>; rel="next"'
        return JSONResponse({"items": list(page.items), "next": cursor}, headers=headers)

    def _mac(self, told: bytes, of: str) -> bytes:
        return hmac.new(self.secret.key("cursor", of), told, hashlib.sha256).digest()[:_MAC]


def _spelled(value: str | int | datetime) -> str | int | _Instant:
    return _Instant((value - _EPOCH) // timedelta(microseconds=1)) if isinstance(value, datetime) else value


def _meant(value: str | int | _Instant) -> str | int | datetime:
    return _EPOCH + timedelta(microseconds=value.at) if isinstance(value, _Instant) else value
