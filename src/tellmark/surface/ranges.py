"""Answers of which a part may be asked for: what plays sound and film takes a little at a time (RFC 9110 §14)."""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))", re.ASCII | re.IGNORECASE)


def ranged(request: Request, data: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Answer with *data*, or with the one range of it that *request* names; several at once are answered with all.

    A range beyond the end is status 416.
    """
    told = {**headers, "Accept-Ranges": "bytes"}
    wanted = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if wanted is None or request.headers.get("if-range") is not None:  # nothing here has a tag: all of it, then
        return Response(data, media_type=media_type, headers=told)
    span = _span(wanted, len(data))
    if span is None:
        return Response(status_code=416, headers={**told, "Content-Range": f"bytes */{len(data)}"})
    told["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{len(data)}"
    return Response(data[span.start : span.stop], 206, told, media_type)


def _span(wanted: re.Match[str], size: int) -> range | None:
    """Return the places that are *wanted* of *size* bytes; None where there is nothing, or it ends before it begins."""
    first, last, suffix = wanted.groups()
    start = max(0, size - int(suffix)) if suffix else int(first)
    stop = size if suffix or not last else min(int(last) + 1, size)
    asked_backwards = bool(last) and int(last) < start
    return None if start >= size or asked_backwards else range(start, stop)
