"""An installation that is backed up, with people in it, and an empty place beside it."""

from pathlib import Path

import pytest

from every_table import Held, fill, integrate
from restore_stage import Stage
from store_places import Place
from tellmark.store.vault.vault import Vault


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
