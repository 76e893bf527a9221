"""The first plan table as typed values: read once from `first_plan.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tellmark.rules.model import Grade, LabelDemand, Owed
from tellmark.values.digests import sha256


@dataclass(frozen=True, slots=True)
class Asks:
    """What a rule asks of a file; *lacks* names what this version cannot do about it."""

    label: LabelDemand | None = None
    aigc: bool = False
    iptc: bool = False
    credential: bool = False
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: whose rule, its source and certainty, from which local day, for which modalities, and what it asks."""

    owed: Owed
    since: date
    modalities: frozenset[str]
    asks: Asks


@dataclass(frozen=True, slots=True)
class Table:
    """All rules, the time zone of each jurisdiction that has any, the baseline for the rest, and the file's digest."""

    rules: tuple[Rule, ...]
    zones: Mapping[str, str]
    baseline: Asks
    digest: str


@cache
def first_plan() -> Table:
    """Return the table that this version ships."""
    return table_of(files(__package__).joinpath("first_plan.toml").read_bytes())


def table_of(toml: bytes) -> Table:
    """Read a table from TOML. Raises KeyError or ValueError for a row that is not whole."""
    data = tomllib.loads(toml.decode())
    return Table(
        rules=tuple(_rule(row) for row in data["rule"]),
        zones=data["zones"],
        baseline=_asks(data["baseline"]),
        digest=sha256(toml),
    )


def _rule(row: dict[str, Any]) -> Rule:
    owed = Owed(row["id"], row["audience"], row["cites"], Grade(row["grade"]), row["what"])
    return Rule(owed, row["from"], frozenset(row["modalities"]), _asks(row))


def _asks(row: dict[str, Any]) -> Asks:
    label = row.get("label")
    return Asks(
        label=None if label is None else _label(label),
        aigc=row.get("aigc", False),
        iptc=row.get("iptc", False),
        credential=row.get("credential", False),
        lacks=row.get("lacks"),
    )


def _label(row: dict[str, Any]) -> LabelDemand:
    return LabelDemand(
        texts=tuple([row["text"]] if "text" in row else []),
        min_ink=row.get("min_ink", 0.0),
        seconds=row.get("seconds", 0.0),
        repeat=row.get("repeat"),
        spoken=tuple([row["spoken"]] if "spoken" in row else []),
        rhythm=row.get("rhythm", False),
    )
