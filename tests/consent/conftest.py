"""A studio for each test: a database, a vault, a clock, and people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consent_requests import made_client
from consent_steps import Studio
from in_process import InProcess
from store_children import LOG
from store_places import Place
from tellmark.store.database import Database
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping, sequencing
from tellmark_vaults import Strongroom


@pytest.fixture
def studio(place: Place, database: Database, strongroom: Strongroom) -> Iterator[Studio]:
    """Return an installation in which nobody was asked anything; at the end, events alone must tell all of it."""
    studio = Studio(place, database, strongroom.open())
    yield studio
    assert studio.planted or studio.rebuilt() == studio.tables()


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(LogFolder(tmp_path / "log"), LOG)


@pytest.fixture
def integrate(studio: Studio, keeping: Keeping) -> Callable[[], None]:
    def run() -> None:
        with sequencing(studio.database, keeping) as sequencer:
            while sequencer.advance():
                pass

    return run


@pytest.fixture
def client(studio: Studio, keeping: Keeping) -> InProcess:
    return made_client(studio, keeping)
