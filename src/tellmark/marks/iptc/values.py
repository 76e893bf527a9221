"""The IPTC's words for where an item came from, and how each is spelt."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tellmark.marks.model import Says

EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
"""The XMP namespace `Iptc4xmpExt`."""

SOURCE_TYPE = (EXT, "DigitalSourceType")
SYSTEM = (EXT, "AISystemUsed")
SYSTEM_VERSION = (EXT, "AISystemVersionUsed")
PROMPT = ((EXT, "AIPromptInformation"), (EXT, "AIPromptWriterName"))
"""Two properties that can hold personal data: never written here, and shown only as present."""


@dataclass(frozen=True, slots=True)
class SourceType:
    """A term of the vocabulary: its code, its whole URI, and what its definition says of AI."""

    code: str
    uri: str
    says: Says
    retired: bool
    instead: str | None
    means: str


@cache
def vocabulary() -> dict[str, SourceType]:
    """Return the Digital Source Type NewsCodes (release of 2024-10-23) and C2PA's additions, by code."""
    table = tomllib.loads((files(__package__) / "source_types.toml").read_text("utf-8"))
    namespace = table.pop("namespace")
    return {code: _term(code, namespace, row) for code, row in table.items()}


def _term(code: str, namespace: str, row: dict[str, Any]) -> SourceType:
    return SourceType(
        code,
        row.get("namespace", namespace) + code,
        Says(row["says"]),
        "retired" in row,
        row.get("instead"),
        row["means"],
    )


@cache
def _spellings() -> dict[str, SourceType]:
    spellings = {}
    for code, term in vocabulary().items():
        address = term.uri.removeprefix("http://")
        for spelling in (code, f"digsrctype:{code}", f"http://{address}", f"https://{address}"):
            spellings[spelling.casefold()] = term
    return spellings


def term_of(text: str) -> tuple[SourceType | None, bool]:
    """Find the term that *text* means, and whether it is spelt as the IPTC asks (the whole http URI).

    Met in the wild: https, the short code, the QCode, other capitals, a slash at the end.
    """
    text = text.strip()
    term = _spellings().get(text.rstrip("/").casefold())
    return term, term is not None and term.uri == text
