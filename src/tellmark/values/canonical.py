"""Canonical JSON: one spelling for each value, so that digests and signatures agree (RFC 8785, without floats)."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

Json: TypeAlias = Union[bool, int, str, Sequence["Json"], Mapping[str, "Json"], None]  # noqa: UP007 (names itself)


def canonical(value: Json) -> bytes:
    """Write *value* as canonical UTF-8 JSON: keys sorted, no white space.

    Raises ValueError for a float, an integer beyond 2^53 or a lone surrogate: their spelling is not portable.
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _check(value: object) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > 1 << 53:
                raise ValueError("an integer beyond 2^53 has no portable spelling")
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise ValueError("keys are ASCII strings")  # RFC 8785 sorts UTF-16; ASCII makes the question moot
                _check(item)
        case Sequence():
            for item in value:
                _check(item)
        case _:
            raise ValueError(f"{type(value).__name__} has no canonical spelling")
