"""Nobody overwrites what they have not seen: `ETag` says which version an answer shows, `If-Match` which is meant."""

from starlette.requests import Request

from tellmark.surface.errors import ChangedMeanwhile, NoVersion


def etag(version: str | int) -> str:
    """Return the strong entity tag of *version*, a number or an opaque id (RFC 9110 §8.8.3)."""
    return f'"{version}"'


def check_version(request: Request, version: str | int) -> None:
    """Raise ChangedMeanwhile where *request* names versions (RFC 9110 §13.1.1) and *version* is none of them."""
    named = request.headers.get("if-match")
    if named is not None and named.strip() != "*" and etag(version) not in (tag.strip() for tag in named.split(",")):
        raise ChangedMeanwhile


def seen_version(request: Request) -> int:
    """Return the version that `If-Match` names. Raises NoVersion for none, ChangedMeanwhile for what is no version."""
    if "if-match" not in request.headers:
        raise NoVersion
    named = request.headers["if-match"].strip().strip('"')
    if not named.isascii() or not named.isdecimal() or len(named) > 9:
        raise ChangedMeanwhile
    return int(named)
