"""What can go wrong where somebody names by which address they want to be told."""

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said


class NoMailHere(Worded):
    """This installation sends no mail: an address could neither be tried nor told anything."""

    code = "consent.no_mail_here"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This service sends no mail itself, so it cannot write to another address."),
            said("Ask an officer of this service how you can be reached instead."),
        )


class BadContact(Worded):
    """What was typed is no address that mail can be sent to."""

    code = "consent.bad_contact"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said("This is not a whole e-mail address."), said("Write it as name@example.org, without spaces.")
        )


class WrongContactCode(Worded):
    """The code is not the one that was sent to the address, or its time is over."""

    code = "consent.wrong_contact_code"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This is not the code that we sent, or it is older than 30 minutes."),
            said("Type the six digits of the newest message, or begin again with the address."),
        )


class TooManyContacts(Worded):
    """Too many addresses were tried within a day."""

    code = "consent.too_many_contacts"
    kind = ErrorKind.TOO_MANY

    def __init__(self) -> None:
        super().__init__(said("Too many addresses were tried today."), said("Nothing has changed. Try again tomorrow."))
