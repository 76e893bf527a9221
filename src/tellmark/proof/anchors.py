"""Whom do we know? The roots that are pinned here, and the C2PA trust list that this version ships."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tellmark.proof.errors import BadChain
from tellmark.values.digests import sha256

LIST_DATE = "2026-09-06"
LIST_SHA256 = "0ecbff3511900992efc7807455c8532af65da187fa08b0546d23e9a9246b7bf8"


@dataclass(frozen=True, slots=True)
class Anchors:
    """Whose signatures are known: *pinned_pem* here, *listed_pem* on the C2PA trust list of *list_date* (ISO 8601).

    Both are PEM, empty for none; *list_date* is None without a list.
    """

    pinned_pem: bytes = b""
    listed_pem: bytes = b""
    list_date: str | None = None


def anchors_of(pinned_pem: bytes) -> Anchors:
    """Return what is pinned here together with the trust list that this version ships."""
    return Anchors(pinned_pem, _shipped(), LIST_DATE)


@cache
def _shipped() -> bytes:
    """Read the shipped list. Its digest is pinned, so that a damaged file cannot widen whom we trust."""
    pem = (files(__package__) / "trust_list" / "C2PA-TRUST-LIST.pem").read_bytes()
    if sha256(pem) != LIST_SHA256:
        raise BadChain(
            "the C2PA trust list in this installation is not the one that was shipped",
            "Install Tellmark anew.",
        )
    return pem
