"""How a file that somebody else has sent is given out: as the kind that we found, to look at and to listen to only."""

from starlette.requests import Request
from starlette.responses import Response

from tellmark.consent.previews.model import Preview
from tellmark.surface.ranges import ranged


def served(request: Request, preview: Preview, file: bytes) -> Response:
    """Answer with the *file* of *preview*, or the range of it that *request* asks for.

    Its type is ours, so that no browser guesses another; opened by itself, it runs nothing and belongs to no page.
    """
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self'; media-src 'self'",
        "Content-Disposition": f'inline; filename="preview{preview.kind.extension}"',
        "Cache-Control": "no-store",
    }
    return ranged(request, file, preview.kind, headers)
