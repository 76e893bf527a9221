"""What happens to contacts, in ids only: not even which is a safe one, for who presses somebody may read the log."""

from typing import ClassVar

from tellmark.store.events import Event


class ContactNamed(Event, frozen=True):
    """A person has named an address; whoever reads it there types the code that was sent to it."""

    name: ClassVar = "consent.contact_named"
    untold: ClassVar = ("subject",)
    contact: str
    subject: str


class ContactConfirmed(Event, frozen=True):
    """The code was typed: the address counts, or will once it has cooled off."""

    name: ClassVar = "consent.contact_confirmed"
    untold: ClassVar = ("subject",)
    contact: str
    subject: str


class ContactEnded(Event, frozen=True):
    """The person wants the address no more."""

    name: ClassVar = "consent.contact_ended"
    untold: ClassVar = ("subject",)
    contact: str
    subject: str
