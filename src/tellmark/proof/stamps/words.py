"""What keeps an answer from being a time-stamp, in words that somebody can act on."""

from collections.abc import Mapping
from typing import Final

from tellmark.proof.stamps.model import Flaw

FLAWS: Final[Mapping[Flaw, str]] = {
    Flaw.UNREACHABLE: "the time-stamp authority cannot be reached",
    Flaw.TOO_SLOW: "the time-stamp authority did not answer in time",
    Flaw.BUSY: "the time-stamp authority says that it cannot answer now",
    Flaw.HTTP_STATUS: "the time-stamp authority's address answers with an error",
    Flaw.REDIRECTED: "the time-stamp authority sends us to another address, which is not followed",
    Flaw.WRONG_TYPE: "what answers at the time-stamp authority's address is no time-stamp authority",
    Flaw.CUT_OFF: "the answer of the time-stamp authority was cut off",
    Flaw.TOO_LARGE: "the answer of the time-stamp authority is larger than has room in a credential",
    Flaw.MALFORMED: "the answer of the time-stamp authority cannot be read",
    Flaw.REJECTED: "the time-stamp authority rejected the request",
    Flaw.MODIFIED: "the time-stamp authority granted something else than was asked",
    Flaw.WRONG_NONCE: "the time-stamp answers another request",
    Flaw.WRONG_IMPRINT: "the time-stamp is over something else than was asked",
    Flaw.WRONG_POLICY: "the time-stamp was made under another policy than [stamps] under",
    Flaw.WRONG_TIME: "the time-stamp authority's clock and this machine's are more than five minutes apart",
    Flaw.WEAK_DIGEST: "the time-stamp rests on SHA-1",
    Flaw.UNKNOWN_ALGORITHM: "the time-stamp was made with an algorithm that is not known here",
    Flaw.OTHER_SIGNER: "the time-stamp does not bring the certificate that it was signed with",
    Flaw.BAD_SIGNATURE: "the signature of the time-stamp does not hold",
    Flaw.NOT_FOR_TIME_STAMPS: "the certificate behind the time-stamp is not for time-stamps alone",
    Flaw.EXPIRED: "the certificate behind the time-stamp was not in force then",
    Flaw.UNKNOWN_AUTHORITY: "the time-stamp comes from an authority that is not known here",
}

REMEDIES: Final[Mapping[Flaw, str]] = {
    Flaw.UNKNOWN_AUTHORITY: "Name a file with the authority's root certificate (PEM) as [stamps] anchors.",
    Flaw.WRONG_TIME: "Set this machine's clock (timedatectl), or ask another authority.",
    Flaw.WRONG_POLICY: "Ask the authority for the OID of its policy, or leave [stamps] under empty.",
    Flaw.REJECTED: "Ask the authority what it accepts; it may know no policy such as [stamps] under names.",
}
OTHERWISE: Final = (
    'Check [stamps] url with `tellmark doctor`; until it answers, [stamps] policy = "retry" delivers files without.'
)


def remedy(flaw: Flaw) -> str:
    """Return what mends *flaw*."""
    return REMEDIES.get(flaw, OTHERWISE)
