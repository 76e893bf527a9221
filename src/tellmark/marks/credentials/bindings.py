"""What a credential says of invisible marks in its file: soft bindings, and steps that put a watermark (C2PA 2.4)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

UNNAMED = "unnamed"
"""Stands for a watermark whose step names no way of putting it."""

UNLISTED = "unlisted"
"""Stands for a soft binding that is not on C2PA's list: what it is called may be anybody's words."""

OURS = "org.tellmark.watermark.image.1"
"""Our own invisible mark of pictures, which is read here; it is not on C2PA's list."""

_BINDING = "c2pa.soft-binding"
_KEY = re.compile(r"[0-9a-f]{12}")
_STEP = "c2pa.watermarked"
"""Also `c2pa.watermarked.bound` and `c2pa.watermarked.unbound`: with and without a way back to the credential."""


def declared(assertions: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the invisible marks that *assertions* declare, each once: by its name on C2PA's list, UNLISTED or UNNAMED.

    A fingerprint is no mark and is left out. A step that put a watermark is named only where no soft binding is.
    """
    names = tuple(dict.fromkeys(name for name in _bound(assertions) if name not in _listed("fingerprints")))
    return names or ((UNNAMED,) if any(_is_step(one) for one in _steps(assertions)) else ())


def own_key(assertions: Mapping[str, Any]) -> str | None:
    """Return the key of our own mark that *assertions* declare, if any, in the shape that we write it."""
    for label, data in assertions.items():
        if label.partition("__")[0] != _BINDING or not isinstance(data, dict) or data.get("alg") != OURS:
            continue
        blocks = data.get("blocks")
        value = blocks[0].get("value") if isinstance(blocks, list) and blocks and isinstance(blocks[0], dict) else None
        if isinstance(value, str) and _KEY.fullmatch(value):
            return value
    return None


def _bound(assertions: Mapping[str, Any]) -> Iterator[str]:
    for label, data in assertions.items():
        if label.partition("__")[0] == _BINDING and isinstance(data, dict):
            name = data.get("alg")
            known = isinstance(name, str) and name in _listed("watermarks") | _listed("fingerprints") | {OURS}
            yield str(name) if known else UNLISTED


def _steps(assertions: Mapping[str, Any]) -> Iterator[object]:
    for label, data in assertions.items():
        steps = data.get("actions") if label.startswith("c2pa.actions") and isinstance(data, dict) else None
        yield from steps if isinstance(steps, list) else ()


def _is_step(step: object) -> bool:
    name = step.get("action") if isinstance(step, dict) else None
    return isinstance(name, str) and (name == _STEP or name.startswith(_STEP + "."))


@cache
def _listed(sort: str) -> frozenset[str]:
    table: dict[str, list[str]] = tomllib.loads((files(__package__) / "soft_bindings.toml").read_text("utf-8"))
    return frozenset(table[sort])
