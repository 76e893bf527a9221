"""What a database holds after something went wrong: whether state, leaf and event of each change still agree."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.store.tables import CLOCKS, EVENTS, LEAVES


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
        numbers & {int(row["id"][1:]) for row in clocks},
        numbers & {int(row["id"][1:]) for row in clocks if row["stopped_at"]},
        numbers & {json.loads(body)["says"]["number"] for body in leaves},
        numbers & {json.loads(body)["number"] for body in events},
        numbers & acknowledged,
    )
