"""The pages of consent over a real store, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_house import OFFICER, SECOND, House, Reader, furnished
from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.surface.principal import Kind


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as standing:
        yield standing


@pytest.fixture
def officer(house: House) -> Reader:
    return house.signed_in(OFFICER, Kind.STAFF, REVIEW)


@pytest.fixture
def second(house: House) -> Reader:
    return house.signed_in(SECOND, Kind.STAFF, CONFIRM)
