"""What happens to mail: the address stands in no event."""

from typing import ClassVar

from tellmark.store.events import Event


class MailGivenUp(Event, frozen=True):
    """A mail could not be delivered: whoever asked reaches the person by another way, or not at all."""

    name: ClassVar = "mail.given_up"
    request: str
    kind: str
    trouble: str
