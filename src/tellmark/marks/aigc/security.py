"""The signature that a label may carry in its first reserved field (TC260-PG-202511A, optional).

It is SM3 with SM2 over the three elements of the producer. The key lies in the file beside it, so that a signature that
fits shows that these three are as they were signed, and not by whom.
"""

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tellmark.proof import sm2

SM3_WITH_SM2 = "1.2.156.10197.1.501"

_SIGNED = ("Label", "ContentProducer", "ProduceID")
_OVER_THE_LABEL = frozenset({"Md", "LabelMataData"})
"""What a signature over the label calls it: the guide's word, and the one that producers write."""

_BRACKETS = 64
_MOST = 4
"""Signatures and keys that are tried, each; one of each is usual, and each pair takes milliseconds."""

_WRAPPED_KEY = bytes.fromhex("3059301306072A8648CE3D020106082A811CCF5501822D034200")
"""What stands before an SM2 point in a SubjectPublicKeyInfo (RFC 5480 §2, GM/T 0006)."""


class Signature(StrEnum):
    """What became of the signature. NOT_CHECKED: it is of another sort, or says no key that can be read."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    NOT_CHECKED = "present_not_checked"


def check(texts: Mapping[str, str]) -> Signature | None:
    """Check what ReservedCode1 of a label holds; None where neither reserved field speaks of security data.

    *texts* are the label's fields by their keys. The message is the three elements as App. A.1 joins them. Never
    raises. Another field's signature (the propagator's, one over the content) is not checked.
    """
    if not any("SecurityData" in texts.get(key, "") for key in ("ReservedCode1", "ReservedCode2")):
        return None
    entries = _entries(texts.get("ReservedCode1", ""))
    checked = [_fits(message(texts), entry, keys) for entry, keys in _signed_with(entries)]
    if not checked:
        return Signature.NOT_CHECKED
    return Signature.FITS if any(checked) else Signature.DOES_NOT_FIT


def message(texts: Mapping[str, str]) -> bytes:
    """Return what the producer signs: `"Label":"1","ContentProducer":"…","ProduceID":"…"`, without any space."""
    elements = (f'"{key}":{json.dumps(texts.get(key, ""), ensure_ascii=False)}' for key in _SIGNED)
    return ",".join(elements).encode("utf-8", "replace")


def _entries(text: str) -> list[dict[str, Any]]:
    """Read the list of signatures and keys; some producers spell its name in another way."""
    if text.count("{") + text.count("[") > _BRACKETS:
        return []
    try:
        parsed = json.loads(text)
    except ValueError:
        return []
    security = parsed.get("SecurityData") if isinstance(parsed, dict) else None
    if not isinstance(security, dict) or security.get("Type") != "TC260PG":
        return []
    entries = security.get("PubSD", security.get("PubSd"))
    return [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []


def _signed_with(entries: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[sm2.PublicKey]]]:
    """Pair each signature over the label with the keys of its number that can be read."""
    ours = [one for one in entries if one.get("AlgID") == SM3_WITH_SM2]
    keys = [one for one in ours if one.get("Type") == "PubKey"][:_MOST]
    for entry in [one for one in ours if one.get("Type") == "DS" and _is_over_label(one)][:_MOST]:
        fitting = [one for one in keys if str(one.get("KeyID", 0)) == str(entry.get("KeyID", 0))]
        if points := [point for one in fitting for point in _points(one.get("KeyValue"))]:
            yield entry, points


def _is_over_label(entry: dict[str, Any]) -> bool:
    signed = entry.get("TBSData")
    return isinstance(signed, dict) and signed.get("Type") in _OVER_THE_LABEL


def _points(value: object) -> tuple[sm2.PublicKey, ...]:
    """Read a key in hexadecimal digits: whole, compressed, wrapped, or its x alone, which stands for two points."""
    data = _bytes(value).removeprefix(_WRAPPED_KEY)
    match len(data), data[:1]:
        case (65, b"\x04") | (64, _):
            point = sm2.public_key(int.from_bytes(data[-64:-32]), int.from_bytes(data[-32:]))
            return (point,) if point is not None else ()
        case (33, b"\x02" | b"\x03"):
            return tuple(point for point in sm2.with_x(int.from_bytes(data[1:])) if point.y % 2 == data[0] % 2)
        case (33, b"\x00") | (32, _):
            return sm2.with_x(int.from_bytes(data[-32:]))
        case _:
            return ()


def _fits(signed: bytes, entry: dict[str, Any], keys: list[sm2.PublicKey]) -> bool:
    """Try each key on a signature, a DER sequence of two numbers (GB/T 35276) or the numbers side by side."""
    data = _bytes(entry.get("Signature"))
    try:
        r, s = decode_dss_signature(data)
    except ValueError:
        if len(data) != 64:
            return False
        r, s = int.from_bytes(data[:32]), int.from_bytes(data[32:])
    return any(sm2.verifies(key, signed, r, s) for key in keys)


def _bytes(value: object) -> bytes:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""
