"""What happens to a recording that is shown with a request: ids, kinds and the file's digest; nothing of what it shows.

The digest is that of the file itself: whoever holds the file can show later that it was declared to be unaltered.
"""

from typing import ClassVar

from tellmark.store.events import Event


class PreviewDeclared(Event, frozen=True):
    """Whoever asks has shown a file and declared that it is the person's own, and unaltered."""

    name: ClassVar = "consent.preview_declared"
    preview: str
    request: str
    version: int
    kind: str
    digest: str
    by: str


class PreviewRefused(Event, frozen=True):
    """Whoever asks has declared that of a file in which *signs* of a machine's making were found: it is not shown."""

    name: ClassVar = "consent.preview_refused"
    request: str
    kind: str
    digest: str
    signs: tuple[str, ...]
    by: str


class PreviewForgotten(Event, frozen=True):
    """The file is deleted: it was taken away again, or the request or the consent that it was shown for is over."""

    name: ClassVar = "consent.preview_forgotten"
    preview: str
    request: str
