"""Work on the key store beside which no other writer of keys works, in any process."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.store.units import MachineUnit
from tellmark.store.vault.ring import Ring, RingFile
from tellmark.store.vault.tables import VAULT

MACHINERY = Machinery("vault")


@contextmanager
def alone(keys: Database, ring: RingFile) -> Iterator[tuple[MachineUnit, Ring]]:
    """Open a unit that no other writer of keys works beside, with the ring as it lies on the disk now.

    Raises RingDamaged where the ring is older than the keys, and what the stores and the master say.
    """
    with keys.work(MACHINERY) as unit:
        serial = unit.run(select(VAULT.c.serial).with_for_update()).scalar_one()
        ring.at_least(serial)
        yield unit, ring.load()
