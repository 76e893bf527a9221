"""A SQLite database with the tables of this version, made once a process: every step of the history takes a second."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from store_children import NOON
from tellmark.app import Installation
from tellmark.settings import DATABASE
from tellmark.store.database import open_database
from tellmark.store.schema import upgrade
from tellmark.values.ids import entropy


def lay_tables(file: Path) -> None:
    """Lay a database without any row at *file*, as `upgrade` makes it; who upgrades it then finds nothing to do."""
    file.write_bytes(_migrated())


def furnish(place: Installation) -> None:
    """Do what `Installation.furnish` does in a folder where nothing was kept yet, over tables that are laid."""
    place.make_folder()
    lay_tables(place.settings.data / DATABASE)
    place.furnish()


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, DATABASE)
        database = open_database(str(file), lambda: NOON, entropy)
        upgrade(database)
        database.close()
        return file.read_bytes()
