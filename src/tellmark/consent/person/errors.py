"""What can go wrong before somebody reads what they are asked."""

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said


class LinkGone(Worded):
    """A link that opens nothing: never sent, replaced by a newer one, or over; which of these is not told."""

    code = "consent.link_gone"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            said("This link opens nothing: a newer one was sent, its time is over, or a part of it is missing."),
            said("Look for the newest message. If there is none, nothing has to be done; no answer means no."),
        )
