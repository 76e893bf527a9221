"""Officers who weigh legal bases."""

import pytest

from basis_steps import Weighing
from consent_steps import Studio


@pytest.fixture
def weighing(studio: Studio) -> Weighing:
    return Weighing(studio)
