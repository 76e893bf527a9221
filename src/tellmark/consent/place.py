"""What the pages of this room work with, and what they ask of others: ports, which the application fills."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, BinaryIO, Protocol

from tellmark.consent.askers import Vouches
from tellmark.consent.delivering import Postbox
from tellmark.consent.model import Consent
from tellmark.consent.ports import Assures, BindingMethod, Bound, Examines
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Holder
from tellmark.subjects.model import SubjectId
from tellmark.surface.guard import Guard
from tellmark.surface.leading import LEAVE
from tellmark.surface.limits import Attempts
from tellmark.surface.rendering import Pages
from tellmark.surface.secret import Secret
from tellmark.values.languages import Language

STEP_UP = timedelta(minutes=5)
"""Whoever ends or deletes something on their own page has shown no longer ago than this that it is them."""

STRONG = 2
"""At which level (NIST SP 800-63B AAL), where it opens, or makes count, what somebody else is or has decided."""

CODE = 10
"""Random bytes of a receipt's code."""

CODES_A_MINUTE = 20
"""How many codes of receipts a visitor, or the network of somebody unknown, may try in a minute."""


class Proves(Protocol):
    """Knows where somebody proves who they are."""

    def address(self, base: str, back: str) -> str:
        """Return the page for whoever stands at *base* (`/c/…`, `/me/…`); it leads back to *back* once it is done.

        It speaks the language that *back* says.
        """

    def passkey(self, base: str) -> str:
        """Return the page from which they come to their own then, by a passkey that they make, or for once without."""


class Begun(Protocol):
    """What a person is to do with a passkey: *options* (JSON) for the script of the page, the *id* for the answer."""

    @property
    def id(self) -> str:
        """Under which the answer comes back."""

    @property
    def options(self) -> str:
        """What the browser is asked, as JSON (Web Authentication §5.5)."""


HANDED = timedelta(minutes=30)
"""How long a browser keeps what ties it to a wallet's answer; the answer itself counts for five minutes."""


class Handed(Protocol):
    """What a wallet is asked: *address* opens it, as a link or as a code; *cookie* (name, value) is tied to it."""

    @property
    def address(self) -> str:
        """Where the wallet begins (OpenID4VP 1.0 §5)."""

    @property
    def cookie(self) -> tuple[str, str]:
        """What only this browser knows: what the wallet sends counts where it is shown."""


class Binds(Protocol):
    """Ties somebody's will to the digest of a document."""

    def ways(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> tuple[BindingMethod, ...]:
        """Return by what *subject* can do it at this instant, in the browser that shows *cookies*; the surest first."""

    def begin(self, unit: WriteUnit, subject: SubjectId, digest: str) -> Begun:
        """Begin to sign the document of *digest* (SHA-256, hexadecimal) with a passkey. Raises TellmarkError."""

    def finish(self, unit: WriteUnit, subject: SubjectId, begun: str, answer: str) -> Bound | None:
        """Return what the browser's *answer* ties, None where it is not theirs over this. Raises TellmarkError."""

    def hand(self, actor: Scope, subject: SubjectId, digest: str, back: str, language: Language, door: str) -> Handed:
        """Ask a wallet of *subject* to sign the *digest* of a document, in units of its own.

        *back* is the page that asked, *door* the session of the link by which they came. Raises TellmarkError.
        """

    def by_wallet(self, unit: ReadUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound | None:
        """Return what a wallet has tied just now, asked by the browser of *cookies*; None where it has not."""

    def fresh(self, unit: WriteUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound:
        """Tie it by an identity that the browser of *cookies* has proved just now, once.

        Raises TellmarkError where it was not.
        """


class Hears(Protocol):
    """Opens recordings of people who speak, where hostile bytes may be opened."""

    def heard(self, stream: BinaryIO) -> bytes:
        """Return what is heard in *stream* as a small wave file of our own.

        Raises TellmarkError where nobody can be heard in it, or it is too long.
        """


class OrderTold(Protocol):
    """An order of an authority, as the person it is about is told of it, in words of their language."""

    @property
    def title(self) -> str:
        """What was ordered."""

    @property
    def tag(self) -> tuple[str, str, str]:
        """How it stands: tone, shape and word."""

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """Who ordered it, on what ground, how far, and until when."""

    @property
    def handed(self) -> Sequence[tuple[str, str, str]]:
        """Each time that something was handed over: when, what, and the SHA-256 of the file."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the pages work with.

    *named* is what whoever runs this service is called to somebody who is asked; *hears* is None where no recording can
    be opened; *receipts* gives the address of a consent's receipt as a file for whoever stands at a base address, empty
    where there is none; *orders* tells which orders of authorities somebody may know of by now; *admits* lets in a
    request that brings a file, or raises TooMany; *elsewhere* tells what other rooms keep of somebody, for their copy;
    *codes* bounds how often somebody tries the code of a receipt.
    """

    database: Database
    vault: Vault
    pages: Pages
    guard: Guard
    secret: Secret
    assures: Assures
    proves: Proves
    binds: Binds
    vouches: Vouches
    named: Callable[[], str]
    random: Callable[[int], bytes]
    holders: Callable[[], Sequence[Holder]]
    postbox: Postbox
    examines: Examines
    hears: Hears | None = None
    receipts: Callable[[Consent, str], str] = lambda _consent, _base: ""
    orders: Callable[[ReadUnit, SubjectId, Language], Sequence[OrderTold]] = lambda _unit, _subject, _language: ()
    admits: Callable[[Any], None] = lambda _request: None
    elsewhere: Callable[[ReadUnit, SubjectId], Mapping[str, Any]] = lambda _unit, _subject: {}
    leave: Mapping[Language, str] = field(default_factory=lambda: LEAVE)
    codes: Attempts = field(default_factory=lambda: Attempts(CODES_A_MINUTE))
