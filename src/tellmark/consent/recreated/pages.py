"""A list of what was made, as a file that a browser keeps."""

from starlette.responses import Response


def list_file(listed: bytes) -> Response:
    """Answer with the list *listed* (`made.listing`), byte for byte: its SHA-256 counts."""
    headers = {"Content-Disposition": 'attachment; filename="outputs.json"', "Cache-Control": "no-store"}
    return Response(listed, media_type="application/json", headers=headers)
