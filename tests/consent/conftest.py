"""A studio for each test: a database, a vault, a clock, and people."""

from collections.abc import Iterator

import pytest

from consent_steps import Studio
from store_places import Place
from tellmark.store.database import Database
from tellmark_vaults import Strongroom


@pytest.fixture
def studio(place: Place, database: Database, strongroom: Strongroom) -> Iterator[Studio]:
    """Return an installation in which nobody was asked anything; at the end, events alone must tell all of it."""
    studio = Studio(place, database, strongroom.open())
    yield studio
    assert studio.planted or studio.rebuilt() == studio.tables()
