"""What happens to mail: the address stands in no event."""

from typing import ClassVar

from tellmark.store.events import Event


class MailGivenUp(Event, frozen=True):
    """A mail could not be delivered: whoever asked reaches the person by another way, or not at all.

    *request* is what it was about, None where it was about the person themselves.
    """

    name: ClassVar = "mail.given_up"
    request: str | None
    kind: str
    trouble: str
