"""Traces that generators leave in text fields: a hint at best, and never what they were asked to make."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tellmark.marks.foreign import text_of
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.media.containers import Carried, Site, xmp
from tellmark.values.errors import Malformed

_READ = 1 << 16
"""How many bytes of a text are searched."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What one program leaves behind: in which fields, what, and what must stand beside it."""

    generator: str
    names: bool
    fields: frozenset[str]
    pattern: re.Pattern[str]
    beside_fields: frozenset[str]
    beside: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Text:
    place: str
    field: str
    text: str


def findings(carried: Carried) -> tuple[Finding, ...]:
    """Return one finding for each generator that left its trace in *carried*; each says no more than suspected.

    The detail names the generator and the field, never the text itself: prompts and names are nobody's business.
    """
    texts = list(_texts(carried))
    found: dict[str, Finding] = {}
    for text in texts:
        for trace in known():
            generator = _left_by(trace, text, texts)
            if generator is not None and generator not in found:
                found[generator] = _finding(generator, text)
    return tuple(found.values())


@cache
def known() -> tuple[Trace, ...]:
    """Return the traces this version looks for, in the order of `traces.toml`."""
    table = tomllib.loads((files("tellmark.marks") / "traces.toml").read_text("utf-8"))
    return tuple(_trace(row) for row in table["trace"])


def _trace(row: dict[str, Any]) -> Trace:
    return Trace(
        row["generator"],
        row.get("names", False),
        frozenset(row["fields"]),
        re.compile(row["pattern"].strip(), re.IGNORECASE | re.DOTALL),
        frozenset(row.get("beside_fields", ())),
        re.compile(row["beside"], re.IGNORECASE) if "beside" in row else None,
    )


def _left_by(trace: Trace, text: _Text, texts: list[_Text]) -> str | None:
    """Name the generator if *text* bears this trace."""
    if text.field not in trace.fields:
        return None
    match = trace.pattern.search(text.text)
    if match is None or not _stands_beside(trace, texts):
        return None
    return (match.lastgroup or trace.generator).replace("_", " ") if trace.names else trace.generator


def _stands_beside(trace: Trace, texts: list[_Text]) -> bool:
    beside = trace.beside
    return beside is None or any(other.field in trace.beside_fields and beside.search(other.text) for other in texts)


def _texts(carried: Carried) -> Iterator[_Text]:
    for site in carried.texts:
        yield _Text(site.place, _field(site.place), text_of(site.data, _READ))
    for packet in carried.xmp:
        yield from _in_packet(packet)


def _in_packet(packet: Site) -> Iterator[_Text]:
    try:
        properties = xmp.properties(packet.data)
    except Malformed:
        return
    for item in properties:
        yield _Text(f"{packet.place}/{item.name}", item.name.casefold(), item.value[:_READ].strip())


def _field(place: str) -> str:
    """The last part of a place such as `png.text.parameters`; a tag's name may itself hold dots."""
    name = place.casefold()
    own = [field for trace in known() for field in trace.fields | trace.beside_fields if name.endswith(f".{field}")]
    return max(own, key=len, default=name)


def _finding(generator: str, text: _Text) -> Finding:
    detail = {"generator": generator, "field": text.field}
    place = text.place if text.place.isascii() and len(text.place) <= 96 else text.field
    return Finding(Mark.TRACE, Layer.STATISTICAL, State.INTACT, Trust.NOT_APPLICABLE, Says.SUSPECTED_AI, place, detail)
