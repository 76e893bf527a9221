"""What the world is to be told of each operation: read once from `operations.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tellmark.rules.model import Change, Operation
from tellmark.rules.pack import Feature

IPTC_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """The digital source type (whole URI), created or altered, whether a person is recreated, and its features.

    *modalities* are the kinds of files that can come of it.
    """

    digital_source_type: str
    change: Change
    gated: bool
    features: frozenset[Feature]
    modalities: tuple[str, ...]


@cache
def facts_of(operation: Operation) -> OperationFacts:
    """Return what is to be said of *operation*."""
    row = tomllib.loads(files(__package__).joinpath("operations.toml").read_text("utf-8"))[operation]
    features = frozenset(Feature(name) for name in row["features"])
    return OperationFacts(
        IPTC_SOURCE_TYPES + row["source_type"], Change(row["change"]), row["gated"], features, tuple(row["modalities"])
    )
