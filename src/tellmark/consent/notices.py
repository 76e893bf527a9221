"""The notice: what a person reads before they decide, from a template of a version and a language, with its digest."""

from dataclasses import dataclass

from tellmark.values.languages import Language

TEMPLATE = 1
"""The newest version of the templates; older ones stay, so that an old digest can be made again."""


@dataclass(frozen=True, slots=True)
class Section:
    """One question that the notice answers (*key*: who, what, why, where, how_long, …), its heading and its lines."""

    key: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is shown. *digest* is the SHA-256 of its canonical JSON, with a salt that makes it unguessable."""

    template: int
    language: Language
    title: str
    sections: tuple[Section, ...]
    ticks: tuple[tuple[str, str], ...]
    salt: str
    digest: str
