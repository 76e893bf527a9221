"""A time-stamp goes beside a signature that was made: into the unprotected header, in the room that was left for it.

The claim hashes the file without its manifest store, and the signature covers neither its unprotected header nor the
padding there, so that nothing else changes (C2PA 2.4 §10.3.2.5; RFC 9052 §4.2; CBOR is RFC 8949).
"""

from typing import Final

from tellmark.values.errors import Malformed

SIGNATURE_STRUCTURE: Final = b"\x84\x6aSignature1"
"""How a Sig_structure begins, before the protected header."""
_COUNTERSIGNED: Final = b"\x84\x70CounterSignature"
_SIGN1: Final = b"\xd2\x84"
_PADDING: Final = b"\x63pad"
_TOKEN: Final = b"\x67sigTst2\xa1\x69tstTokens\x81\xa1\x63val"
_NO_PAYLOAD: Final = b"\xf6"
_LEAST_PADDING: Final = 0x100
"""From here on the length of the padding is written in two bytes, as there before."""


def message(signed: bytes, signature: bytes) -> bytes:
    """Return what is stamped: the countersignature structure over *signature*, which was made over *signed*.

    *signed* is the Sig_structure of a COSE_Sign1. Raises Malformed for anything else.
    """
    return _COUNTERSIGNED + _protected(signed) + byte_string(b"") + byte_string(byte_string(signature))


def exchange(store: bytes, signed: bytes, signature: bytes, token: bytes) -> tuple[bytes, bytes]:
    """Return the COSE_Sign1 in *store* with that *signature*, and the one with *token* in its header, as long.

    Raises Malformed if *store* does not hold it, or leaves too little room.
    """
    head = _SIGN1 + _protected(signed)
    tail = _NO_PAYLOAD + byte_string(signature)
    end = store.find(tail)
    start = store.rfind(head, 0, max(end, 0))
    if start < 0 or store.find(tail, end + 1) >= 0:
        raise Malformed("C2PA", "the signature that was made is not in the store")
    was = store[start + len(head) : end]
    return head + was + tail, head + _with_token(was, token) + tail


def _with_token(was: bytes, token: bytes) -> bytes:
    """Return a header as long as *was*, which holds padding alone, with *token* in it and less padding."""
    only_padding = was == b"\xa1" + _PADDING + byte_string(bytes(max(0, len(was) - 8)))
    added = b"\xa2" + _TOKEN + byte_string(token[: len(was)]) + _PADDING
    left = len(was) - len(added) - len(b"\x59\x00\x00")
    if not only_padding or left < _LEAST_PADDING:
        raise Malformed("C2PA", "there is no room beside the signature")
    return added + byte_string(bytes(left))


def _protected(signed: bytes) -> bytes:
    """Return the protected header of a Sig_structure as it stands there, with its length."""
    at = len(SIGNATURE_STRUCTURE)
    lengths = {0x58: 1, 0x59: 2}
    if not signed.startswith(SIGNATURE_STRUCTURE) or len(signed) < at + 3 or signed[at] not in lengths:
        raise Malformed("C2PA", "what was signed is no signature structure")
    size = lengths[signed[at]]
    end = at + 1 + size + int.from_bytes(signed[at + 1 : at + 1 + size])
    if end > len(signed):
        raise Malformed("C2PA", "what was signed ends within its header")
    return signed[at:end]


def byte_string(data: bytes) -> bytes:
    """Write a byte string (RFC 8949 §3.1)."""
    size = len(data)
    if size < 24:
        return bytes([0x40 + size]) + data
    if size < 0x100:
        return bytes([0x58, size]) + data
    return b"\x59" + size.to_bytes(2) + data
