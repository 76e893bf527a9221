"""Whom do we know? The roots that are pinned here, and the C2PA trust lists that this version ships."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from tellmark.proof.errors import BadChain
from tellmark.values.digests import sha256

LIST_DATE = "2026-09-06"
LISTS = {
    "C2PA-TRUST-LIST.pem": "0ecbff3511900992efc7807455c8532af65da187fa08b0546d23e9a9246b7bf8",
    "C2PA-TSA-TRUST-LIST.pem": "c688d3555f4a2f1f8d663472bbd37888ff234abdd234c25934c0f9292e4eb5c9",
}
"""The shipped lists, of signers and of time-stamp authorities, each with its SHA-256."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Certificates (PEM) whose key somebody else may hold: nothing signed under them counts from *since* on."""

    pem: bytes
    since: datetime


@dataclass(frozen=True, slots=True)
class Logged:
    """A signature, by its digest (64 hexadecimal digits), that a log which is believed here has known since *at*."""

    signature: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Anchors:
    """Whose signatures are known: *pinned_pem* here, *listed_pem* on the C2PA trust list of *list_date* (ISO 8601).

    Likewise whose time-stamps are: *clocks_pem* here, *listed_clocks_pem* on C2PA's list of authorities. Who is known
    for the one is not known for the other. All are PEM, empty for none; *list_date* is None without a list.
    *withdrawn* says of which of them, or of those under them, the key is lost; *logged* what a log knew, and when.
    """

    pinned_pem: bytes = b""
    listed_pem: bytes = b""
    list_date: str | None = None
    clocks_pem: bytes = b""
    listed_clocks_pem: bytes = b""
    withdrawn: tuple[Withdrawn, ...] = ()
    logged: tuple[Logged, ...] = ()

    @property
    def all_clocks_pem(self) -> bytes:
        """The authorities whose time-stamps are known, wherever from."""
        return self.clocks_pem + b"\n" + self.listed_clocks_pem


def anchors_of(pinned_pem: bytes, clocks_pem: bytes = b"", withdrawn: tuple[Withdrawn, ...] = ()) -> Anchors:
    """Return what is pinned here, and given up, together with the trust lists that this version ships."""
    signers, clocks = (_shipped(name) for name in LISTS)
    return Anchors(pinned_pem, signers, LIST_DATE, clocks_pem, clocks, withdrawn)


@cache
def _shipped(name: str) -> bytes:
    """Read a shipped list. Its digest is pinned, so that a damaged file cannot widen whom we trust."""
    pem = (files(__package__) / "trust_list" / name).read_bytes()
    if sha256(pem) != LISTS[name]:
        raise BadChain(
            "a C2PA trust list in this installation is not the one that was shipped",
            "Install Tellmark anew.",
        )
    return pem
