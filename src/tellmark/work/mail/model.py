"""What mail there is, and where it goes through."""

import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from tellmark.values.addresses import is_address
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import Language

GIVE_UP = timedelta(hours=72)


class MailKind(StrEnum):
    """What a mail is about; none of these words stands in a title."""

    INVITATION = "invitation"
    MOVED = "moved"
    CHANGED = "changed"
    RECALLED = "recalled"
    COUNTER_TAKEN = "counter_taken"
    COUNTER_AGREED = "counter_agreed"
    COUNTER_DECLINED = "counter_declined"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    TO_FOLLOW = "to_follow"
    TO_FOLLOW_SOON = "to_follow_soon"
    OVERDUE = "overdue"
    ALL_DONE = "all_done"
    PART_DONE = "part_done"
    VOIDED = "voided"
    DECIDED = "decided"
    OF_AGE = "of_age"
    SPEAKER = "speaker"
    SPEAKERS = "speakers"
    CODE = "code"
    CONTACT_CHANGES = "contact_changes"
    FIRST_PROOF = "first_proof"
    CLAIMED = "claimed"
    JOINED = "joined"
    WELL_KNOWN = "well_known"
    PROVED_ANEW = "proved_anew"
    PROOF_ENDING = "proof_ending"
    PROOF_ENDED = "proof_ended"
    ORDER = "order"
    BASIS = "basis"
    BASIS_NEWS = "basis_news"
    ADDRESS_LEFT = "address_left"
    PASSKEY = "passkey"
    PASSKEY_COPIED = "passkey_copied"
    HELD = "held"
    HANDS = "hands"
    HANDS_BACK = "hands_back"
    QUEUE = "queue"


class Security(StrEnum):
    """How the line to the mail server is kept private; NONE is for a server on this machine only."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class BadMailSettings(TellmarkError):
    """What the settings say of mail does not make a mail server."""

    code = "mail.bad_settings"
    kind = ErrorKind.USAGE


class NotTaken(TellmarkError):
    """The mail server cannot be reached, or does not take the message."""

    code = "mail.not_taken"
    kind = ErrorKind.NOT_DONE

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(
            f"the mail server does not take the message: {why}", "See that [mail] in the settings is right."
        )
        self.why = why
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, and how it is spoken to. *sender* is the address that stands in From."""

    host: str
    port: int
    security: Security
    sender: str
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Officers:
    """Where those who look at cases read mail together, and the address of their *queue*."""

    addresses: tuple[str, ...]
    queue: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: to whom, of what *kind*, in which language.

    *link* stands on a line of its own: what the mail leads to, or a code; empty for none.
    """

    id: str
    kind: MailKind
    language: Language
    address: str = field(repr=False)
    link: str = field(default="", repr=False)


def officers_of(addresses: tuple[str, ...], base: str, server: MailServer | None) -> Officers | None:
    """Return where officers are written to, None where the settings name no address. Raises BadMailSettings."""
    if not addresses:
        return None
    if server is None:
        raise BadMailSettings("mail.officers needs a mail server", "Name one in mail.server.")
    if not all(map(is_address, addresses)):
        raise BadMailSettings(
            "mail.officers holds what is no address", 'Write it as officers = ["officers@example.com"].'
        )
    return Officers(addresses, f"{base}/review")


def server_of(place: str, security: str, sender: str, name: str, user: str, password: str | None) -> MailServer | None:
    """Return the mail server that the settings name, None where they name none. Raises BadMailSettings."""
    if not place:
        return None
    host, _, port = place.rpartition(":")
    if not host or not port.isdecimal():
        raise BadMailSettings("mail.server names no port", 'Write it as "smtp.example.com:587".')
    if not is_address(sender):
        raise BadMailSettings("mail.from is no address", 'Write it as from = "consent@example.com".')
    chosen = Security(security or Security.STARTTLS)
    here = host in ("localhost", "127.0.0.1", "[::1]")
    if chosen is Security.NONE and not here:
        raise BadMailSettings(
            "mail.security = none sends links to persons over an open line",
            "Leave it out (starttls), or write tls; none is for a server on this machine.",
        )
    if user and password is None:
        raise BadMailSettings("mail.user has no password", "Name a file that holds it in TELLMARK_MAIL_PASSWORD_FILE.")
    return MailServer(host.strip("[]"), int(port), chosen, sender, name, user, password or "")
