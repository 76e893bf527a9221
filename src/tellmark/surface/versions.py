"""Nobody overwrites what they have not seen: `ETag` says which version an answer shows, `If-Match` which is meant."""

from starlette.requests import Request

from tellmark.surface.errors import ChangedMeanwhile


def etag(version: str | int) -> str:
    """Return the strong entity tag of *version*, a number or an opaque id (RFC 9110 §8.8.3)."""
    return f'"{version}"'


def check_version(request: Request, version: str | int) -> None:
    """Raise ChangedMeanwhile where *request* names versions (RFC 9110 §13.1.1) and *version* is none of them."""
    named = request.headers.get("if-match")
    if named is not None and named.strip() != "*" and etag(version) not in (tag.strip() for tag in named.split(",")):
        raise ChangedMeanwhile
