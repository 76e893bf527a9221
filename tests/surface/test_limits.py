"""How much and how often."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from hypothesis import given
from hypothesis import strategies as st

from tellmark.surface.limits import Buckets, Limits, network

SALT = bytes(16)


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_client_has_its_minute_and_then_waits() -> None:
    clock = Clock()
    buckets = Buckets(3, clock)
    assert [buckets.spend(b"a") for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.spend(b"b") == 0
    clock.at = 20
    assert [buckets.spend(b"a") for _ in range(2)] == [0, 20]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.integers(1, 100))
def test_nobody_gets_more_than_a_full_bucket_and_its_refill(waits: list[float], per_minute: int) -> None:
    clock = Clock()
    buckets = Buckets(per_minute, clock)
    served = 0
    for wait in waits:
        clock.at += wait
        served += buckets.spend(b"a") == 0
    assert served <= per_minute + clock.at * per_minute / 60 + 1e-6


@given(st.integers(1, 600))
def test_waiting_as_long_as_was_said_is_enough(per_minute: int) -> None:
    clock = Clock()
    buckets = Buckets(per_minute, clock)
    while not (wait := buckets.spend(b"a")):
        pass
    clock.at += wait
    assert buckets.spend(b"a") == 0


def test_the_number_of_clients_that_are_remembered_has_a_bound() -> None:
    buckets = Buckets(1, Clock())
    for number in range(12_000):
        buckets.spend(number.to_bytes(4))
    assert len(buckets._left) == 10_000


def test_clients_are_counted_by_network_and_never_by_address() -> None:
    assert network("203.0.113.7", SALT) == network("203.0.113.200", SALT)
    assert network("203.0.113.7", SALT) != network("203.0.114.7", SALT)
    assert network("2001:db8:1:2::1", SALT) == network("2001:db8:1:2:ffff::9", SALT)
    assert network("203.0.113.7", SALT) != network("203.0.113.7", bytes(15) + b"x")
    assert network("testclient", SALT) == b""
    assert b"203" not in network("203.0.113.7", SALT)


def test_the_limit_is_said_in_megabytes() -> None:
    assert Limits(upload=200_000_000).megabytes == 200
