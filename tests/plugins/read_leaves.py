"""Which leaves are read of what names a thing while a block runs: by their types, as often as each is read."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from tellmark.store.leaves import Leaf, Leaves


@contextmanager
def leaves_read() -> Iterator[list[str]]:
    """Collect the types of the leaves that `Leaves.naming` returns."""
    kept: list[str] = []
    naming = Leaves.naming

    def noted(leaves: Leaves, thing: str, names: Collection[str] | None = None) -> list[Leaf]:
        found = naming(leaves, thing, names)
        kept.extend(msgspec.json.decode(leaf.body)["type"] for leaf in found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Leaves, "naming", noted)
        yield kept
