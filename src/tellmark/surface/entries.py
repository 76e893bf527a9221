"""Entries of the lists that officers work at, and rows of a timeline: what the templates are given."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.surface.clock_faces import Face
from tellmark.surface.moments import instant
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language, said, wording

Facts = tuple[tuple[str, str], ...]
Row = tuple[str, str, str, str, str]
"""A leaf in a timeline: the machine's instant, the reader's, a sentence, the address of its proof and its number."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something in a list: its *tag* (tone, shape, word), a line below it, its clock while one runs.

    *live*: it waits, or has an effect, or will have one.
    """

    address: str
    title: str
    tag: tuple[str, str, str]
    more: str
    clock: Face | None
    live: bool = True


def by_whom(at: datetime | None, who: str | None, language: Language) -> str:
    """Return when an officer did something, and which; or that nobody has done it yet."""
    return wording(language)(said("Not yet")) if at is None else f"{instant(at, language)} · {who}"


def row(at: datetime, what: str, position: int | None, language: Language) -> Row:
    """Return a leaf as a row of a timeline: *what* it tells, and its *position* in the log once it has one."""
    proof = ("", "") if position is None else (f"/log/proof/{position}", f"{position:,}")
    return rfc3339(at), instant(at, language), what, *proof
