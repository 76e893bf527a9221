"""An installation that is backed up, with people in it, and an empty place beside it; one that writes letters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consent_steps import Studio
from every_table import Held, fill, integrate
from mail_catcher import Catcher, catcher
from restore_stage import Stage
from store_places import Place
from tellmark.store.database import Database
from tellmark.store.vault.vault import Vault
from tellmark_vaults import Strongroom


@pytest.fixture
def stage(place: Place, empty: Place, vault: Vault, tmp_path: Path) -> Stage:
    return Stage(place, empty, vault, tmp_path)


@pytest.fixture
def people(stage: Stage) -> Held:
    people = fill(stage.database, stage.vault)
    integrate(stage.database, stage.log)
    stage.blobs.put_new("a/one", b"1")
    stage.blobs.put_new("a/same", b"1")
    return people


@pytest.fixture
def studio(place: Place, database: Database, strongroom: Strongroom) -> Studio:
    return Studio(place, database, strongroom.open())


@pytest.fixture
def caught() -> Iterator[Catcher]:
    with catcher() as kept:
        yield kept
