"""Where accounts are opened, on both databases; and an installation with their pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("webauthn", reason="needs the extra `server`")

from account_house import House
from account_pages import Clock
from account_steps import Reception
from tellmark.app import installation
from tellmark.proof.keys import KeyFolder
from tellmark.store.database import Database
from tellmark.store.vault.vault import Vault
from tellmark.values.instants import now


@pytest.fixture
def reception(database: Database, vault: Vault) -> Reception:
    return Reception(database, vault)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation in which nobody has an account."""
    home = tmp_path_factory.mktemp("furnished")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", now())
    installation(home, {}).furnish()
    return home


@pytest.fixture
def house(furnished: Path, tmp_path: Path) -> Iterator[House]:
    place, clock = installation(shutil.copytree(furnished, tmp_path / "home"), {}), Clock()
    with place.database() as database, place.vault_place.open() as vault:
        database._clock = clock  # the clock of the guard and that of units are one
        yield House(database, vault, clock)
