"""JSON from strangers: bounded in size and depth, each name once, no numbers that are none."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

LARGEST = 64 << 10
DEEPEST = 16


class NotJson(ValueError):
    """The bytes are not an object in JSON within these bounds."""


def json_object(data: bytes | str, largest: int = LARGEST) -> dict[str, Any]:
    """Return the object that *data* is. Raises NotJson for anything that two readers might read differently.

    Duplicate names are refused (RFC 8725 §2.4): the one who checks and the one who uses might take another of them.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > largest or _depth(raw) > DEEPEST:
        raise NotJson("too large or too deep")
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is no text (RFC 8259 §8.2)
    except (ValueError, RecursionError) as broken:
        raise NotJson("not JSON") from broken
    if not isinstance(found, dict):
        raise NotJson("not an object")
    return found


def at_path(tree: object, *path: str) -> object:
    """Return what stands at *path* in *tree*, None where there is nothing."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, Mapping) else None
    return tree


def _depth(raw: bytes) -> int:
    """Return an upper bound of how deep *raw* nests, counting brackets outside of strings."""
    depth = deepest = 0
    quoted = escaped = False
    for byte in raw:
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = byte == 0x5C, byte != 0x22
        elif byte == 0x22:
            quoted = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a name stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no number")
