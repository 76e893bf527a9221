"""Which territory lies within which: a state of a federation, a member of a union, a land by its other code."""

from collections.abc import Iterator, Mapping
from functools import cache

from tellmark.rules.library import shipped


def lies_within(part: str, whole: str) -> bool:
    """Tell whether *part* is *whole* or a part of it: US-CA of US, DE and DE-BY of EU, GB of UK."""
    land = part.partition("-")[0]
    return whole in {part, land, *_around().get(part, ()), *_around().get(land, ())}


def overlap(one: str, other: str) -> bool:
    """Tell whether what is meant for *one* territory would reach *other*: it, a part of it, or the whole."""
    return lies_within(one, other) or lies_within(other, one)


@cache
def _around() -> Mapping[str, frozenset[str]]:
    """Return what lies around each territory that a shipped pack names as a part of another."""
    pairs = set(_pairs())
    return {part: frozenset(whole for each, whole in pairs if each == part) for part, _ in pairs}


def _pairs() -> Iterator[tuple[str, str]]:
    for pack in shipped().packs.values():
        yield from ((member, pack.code) for member in pack.members)
        if pack.within:
            yield pack.code, pack.within
