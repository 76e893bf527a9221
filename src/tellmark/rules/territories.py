"""Which code is that of a territory, and which lies within which: a state, a member of a union, a land by two codes."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from tellmark.rules.audiences import BadAudience, places_of
from tellmark.rules.library import shipped, shipped_codes


@lru_cache(1024)  # each check of a use asks it
def is_place(code: str) -> bool:
    """Tell whether *code* is one that rules know, or a country's or a part of one, written as rules write it.

    Under another (USA, EL, EU-DE) no level, no order and no rule of the place that is meant would be found.
    """
    try:
        return places_of([code], shipped_codes()) == (code,)
    except BadAudience:
        return False


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
    yield "CA", "CAN"  # the country's own code: alone it is California's, too, and is refused; CA-QC is of Canada
    for pack in shipped().packs.values():
        yield from ((member, pack.code) for member in pack.members)
        if pack.within:
            yield pack.code, pack.within
