"""From the bytes of an answer to its parts. Nothing is believed here; `judge` does that."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1

from tellmark.proof.stamps.model import Flaw
from tellmark.proof.stamps.shapes import (
    SIGNED_DATA,
    TST_INFO,
    Attribute,
    Granted,
    Info,
    Refusal,
    SignedData,
    SignerInfo,
    Status,
    Token,
)

LARGEST_TOKEN = 9_500
"""What the C2PA library leaves free beside a signature, less what surrounds the token there (10 000 in all)."""

_GRANTED, _WITH_MODIFICATIONS = 0, 1
_MOST_CERTIFICATES = 10
UNREADABLE = (
    ValueError,
    TypeError,  # for a name whose parts are of the wrong sort
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What `cryptography` raises over bytes that are not what they should be."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A granted answer, taken apart: the *token* as it came, the *content* that was signed, and by whom."""

    token: bytes
    content: bytes
    info: Info
    at: datetime
    signer: SignerInfo
    certificates: tuple[x509.Certificate, ...]


def parts(reply: bytes) -> Parts | Flaw:
    """Take a TimeStampResp (RFC 3161 §2.4.2) apart, or say why there is no token to take."""
    try:
        return _granted(asn1.decode_der(Granted, reply))
    except UNREADABLE:
        pass
    try:
        status = asn1.decode_der(Refusal, reply).status
    except UNREADABLE:
        return Flaw.MALFORMED
    return Flaw.MALFORMED if status.status in (_GRANTED, _WITH_MODIFICATIONS) else Flaw.REJECTED


def signed_bytes(attributes: list[Attribute]) -> bytes:
    """Return what a signature over *attributes* covers: their DER as a SET OF (RFC 5652 §5.4)."""
    content = b"".join(sorted(asn1.encode_der(one) for one in attributes))
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2)  # a token has at most LARGEST_TOKEN bytes
    if 0x80 <= size < 0x100:
        length = bytes([0x81, size])
    return b"\x31" + length + content


def aware(instant: datetime) -> datetime:
    """Return *instant*, which ASN.1 has in UTC, with that time zone."""
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _granted(reply: Granted) -> Parts | Flaw:
    if (flaw := _flaw_of_status(reply.status)) is not None:
        return flaw
    token = asn1.encode_der(reply.token)
    if len(token) > LARGEST_TOKEN:
        return Flaw.TOO_LARGE
    read = asn1.decode_der(Token, token)
    if read.kind != SIGNED_DATA:
        return Flaw.MALFORMED
    return _of_signed_data(token, read.content)


def _flaw_of_status(status: Status) -> Flaw | None:
    if status.status == _WITH_MODIFICATIONS:
        return Flaw.MODIFIED
    return None if status.status == _GRANTED else Flaw.REJECTED


def _of_signed_data(token: bytes, data: SignedData) -> Parts | Flaw:
    signers, certificates = data.signers.as_list(), tuple(data.certificates or ())
    if data.content.kind != TST_INFO or len(signers) != 1 or len(certificates) > _MOST_CERTIFICATES:
        return Flaw.MALFORMED
    for one in certificates:
        _ = one.issuer, one.subject  # `cryptography` reads names when they are asked for, and raises then
    info = asn1.decode_der(Info, data.content.content)
    return Parts(
        token=token,
        content=data.content.content,
        info=info,
        at=aware(info.at.as_datetime()),
        signer=signers[0],
        certificates=certificates,
    )
