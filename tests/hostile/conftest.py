"""The two tenants that attack each other: made once for all these tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from store_places import BOTH

if TYPE_CHECKING:
    from two_tenants import Both


@pytest.fixture(scope="session", params=BOTH)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Both]":
    """Return two tenants of one server; the first attacks: on SQLite the installation's own, else the other."""
    pytest.importorskip("fastapi", reason="needs the extra `server`")
    from two_tenants import two_tenants

    home = tmp_path_factory.mktemp("tenants") / "home"
    home.mkdir()
    with two_tenants(home, request.param) as (north, south):
        yield (north, south) if request.param == "sqlite" else (south, north)
        assert north.stage.crashes() == []
