"""What a database holds after something went wrong: whether state, leaf and event of each change still agree."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.store.tables import CLOCKS, EVENTS, LEAVES

_CHANGE = re.compile(r"c\d+")


@dataclass(frozen=True)
class Kept:
    """What was there after a kill: numbers of changes begun, changes ended, leaves, events, acknowledgements."""

    begun: set[int]
    ended: set[int]
    leaves: set[int]
    events: set[int]
    acknowledged: set[int]

    @property
    def whole(self) -> bool:
        """Tell whether state, leaf and event agree, and nothing that was acknowledged is missing."""
        return self.begun == self.ended == self.leaves == self.events and self.acknowledged <= self.leaves


def kept(database: Database, acknowledged: set[int], numbers: set[int]) -> Kept:
    """Return what *database* holds of the changes *numbers*, of which some were *acknowledged*."""
    with database.work(Machinery("tests")) as unit:
        clocks = unit.run(select(CLOCKS)).mappings().all()
        leaves = unit.run(select(LEAVES.c.body)).scalars().all()
        events = unit.run(select(EVENTS.c.body)).scalars().all()
    return Kept(
        numbers & {int(row["id"][1:]) for row in clocks if _CHANGE.fullmatch(row["id"])},
        numbers & {int(row["id"][1:]) for row in clocks if _CHANGE.fullmatch(row["id"]) and row["stopped_at"]},
        numbers & {json.loads(body)["facts"].get("number") for body in leaves},
        numbers & {json.loads(body).get("number") for body in events},
        numbers & acknowledged,
    )


NOTHING_CHANGED = {"store.full", "store.busy", "store.unreachable"}
"""Refusals whose sentence promises that nothing was kept."""


@dataclass(frozen=True)
class Tale:
    """What a child told: which changes it acknowledged, how others were refused, and whether it came to its end."""

    kept: set[int]
    refused: dict[int, str]
    ended: bool
    signed: int = 0
    """Up to which entry it saw the log signed."""

    @classmethod
    def of(cls, text: str) -> "Tale":
        """Read the lines of a child; the last may be cut."""
        said = [line.split() for line in text.split("\n")[:-1]]
        told = {int(words[0]): words[1] for words in said if words[0].isdigit()}
        done = {number for number, how in told.items() if how == "kept"}
        refused = {number: how for number, how in told.items() if how != "kept"}
        signed = max((int(words[1]) for words in said if words[0] == "signed"), default=0)
        return cls(done, refused, ["ended"] in said, signed)

    def without_refusals(self) -> "Tale":
        """Return the same tale, of one who was never refused anything."""
        return replace(self, refused={})

    @classmethod
    def read(cls, path: Path) -> "Tale":
        """Read the file of a child, who may have died before it wrote anything."""
        return cls.of(path.read_text() if path.exists() else "")


def broken(tale: Tale, left: Kept | None) -> list[str]:
    """Return what must not be after a child told *tale*, in words; None is what a damaged database leaves."""
    if left is None:
        return ["the database is damaged"]
    faults = [f"refused, and kept: {number}" for number, how in tale.refused.items()
              if how in NOTHING_CHANGED and number in left.leaves]  # fmt: skip
    if not left.acknowledged <= left.leaves:
        faults.append(f"acknowledged, and lost: {sorted(left.acknowledged - left.leaves)}")
    elif not left.whole:
        faults.append(f"state, leaf and event do not agree: {left}")
    return faults
