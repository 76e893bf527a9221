"""One authority for all tests of time-stamps."""

import pytest

from clock_house import Clock, clock


@pytest.fixture(scope="session")
def honest() -> Clock:
    return clock()
