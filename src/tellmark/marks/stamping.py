"""Who says when a file was signed: whom to ask for a time-stamp, and what follows where there is none."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import urlsplit

from tellmark.proof.stamps.authority import Authority
from tellmark.proof.stamps.model import Flaw, Stamp
from tellmark.proof.stamps.words import FLAWS, remedy
from tellmark.values.errors import ErrorKind, TellmarkError

NOT_STAMPED = "not_stamped"
"""Note of a plan whose file was delivered without the time-stamp that was asked for; a flaw follows it."""


_OID: Final = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,30})){1,30}")


class NoStamp(TellmarkError):
    """No time-stamp was to be had, and this installation delivers no file without one."""

    code = "stamps.none"
    kind = ErrorKind.NOT_DONE

    @staticmethod
    def because(flaw: Flaw) -> "NoStamp":
        """Say which flaw it was."""
        return NoStamp(f"{FLAWS[flaw]}, and this installation delivers no file without a time-stamp", remedy(flaw))


class BadStamping(TellmarkError):
    """The section [stamps] of the settings asks for what cannot be meant."""

    code = "stamps.bad_settings"
    kind = ErrorKind.USAGE


class Policy(StrEnum):
    """What follows where no time-stamp is to be had: no file; the file without one; or nobody is asked at all."""

    REQUIRED = "required"
    RETRY = "retry"
    WITHOUT = "without"


class Clock(Protocol):
    """Somebody else, who says when something existed."""

    def stamp(self, message: bytes) -> Stamp | Flaw:
        """Return a checked time-stamp over *message*, or why there is none after a few attempts."""


@dataclass(frozen=True, slots=True)
class Stamping:
    """Whom to ask, and whether a file may do without."""

    clock: Clock
    required: bool


def policy_from(word: str, url: str) -> Policy:
    """Read what the settings say; whoever names an authority and no policy means it. Raises BadStamping."""
    if not word:
        return Policy.REQUIRED if url else Policy.WITHOUT
    if word not in set(Policy):
        raise BadStamping(f"{word} is no policy for time-stamps", f"stamps.policy is one of: {', '.join(Policy)}.")
    if not url and word != Policy.WITHOUT:
        raise BadStamping(f"stamps.policy is {word}, and nobody is named to ask", "Name an authority as stamps.url.")
    return Policy(word)


def stamping_from(policy: Policy, url: str, under: str, anchors_pem: bytes) -> Stamping:
    """Return how to ask the authority at *url* for stamps *under* its policy of that OID. Raises BadStamping."""
    if not _is_address(url):
        raise BadStamping(
            "stamps.url is no address of a time-stamp authority",
            "Write it as http://HOST/PATH or https://HOST/PATH, without a user's name in it.",
        )
    if under and not _OID.fullmatch(under):
        raise BadStamping("stamps.under is no object identifier", "Write it as digits with dots, such as 1.2.3.4.")
    return Stamping(Authority(url, anchors_pem, under), required=policy is Policy.REQUIRED)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return whole and not {"@", "#", " "} & set(url) and url.isascii() and url.isprintable()


@dataclass(slots=True)
class Asking:
    """What came of asking for one file. The sandbox calls it; it never learns why there is no stamp."""

    clock: Clock
    stamp: Stamp | None = field(default=None, init=False)
    flaw: Flaw | None = field(default=None, init=False)

    def __call__(self, message: bytes) -> bytes:
        """Return the token of a time-stamp over *message*, or nothing."""
        match self.clock.stamp(message):
            case Stamp() as stamp:
                self.stamp, self.flaw = stamp, None
                return stamp.token
            case flaw:
                self.stamp, self.flaw = None, flaw
                return b""
