from collections.abc import Iterator

import pytest

from proving_house import ProvingHouse
from store_places import Place
from tellmark.store.vault.vault import Vault
from tellmark.surface import limits
from tellmark.values.instants import now


@pytest.fixture
def proving(place: Place, vault: Vault) -> Iterator[ProvingHouse]:
    """Return a server with an identity room, on each of both databases."""
    place.at = now()
    yield ProvingHouse(place.open(), vault)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test try more often than a visitor may in a minute: what it tries is not how often."""
    monkeypatch.setattr(limits.Buckets, "spend", lambda *_: 0)
