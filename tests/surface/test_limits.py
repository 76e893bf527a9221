"""How much and how often."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from tellmark.store.scope import TenantId
from tellmark.surface.errors import TooMany
from tellmark.surface.limits import Attempts, Buckets, Doorway, Limits, network
from tellmark.surface.principal import Kind, Principal, nobody
from tellmark.surface.visitors import PRINCIPAL

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


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads come between one another as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_many_who_come_at_once_have_no_more_than_one_would() -> None:
    buckets, all_here = Buckets(5, Clock()), threading.Barrier(8)

    def served(_: int) -> int:
        all_here.wait()
        return sum(buckets.spend(b"a") == 0 for _ in range(1000))

    with ThreadPoolExecutor(8) as clients:
        assert sum(clients.map(served, range(8))) == 5


def test_clients_are_counted_by_network_and_never_by_address() -> None:
    assert network("203.0.113.7", SALT) == network("203.0.113.200", SALT)
    assert network("203.0.113.7", SALT) != network("203.0.114.7", SALT)
    assert network("2001:db8:1:2::1", SALT) == network("2001:db8:1:2:ffff::9", SALT)
    assert network("203.0.113.7", SALT) != network("203.0.113.7", bytes(15) + b"x")
    assert network("testclient", SALT) == b""
    assert b"203" not in network("203.0.113.7", SALT)


def test_the_limit_is_said_in_megabytes() -> None:
    assert Limits(upload=200_000_000).megabytes == 200


def asking(address: str, visitor: Principal | None = None) -> Request:
    return Request({"type": "http", "headers": [], "client": (address, 1), PRINCIPAL: visitor})


def person(name: str) -> Principal:
    return Principal(name, TenantId("acme"), Kind.PERSON)


def refused(door: Doorway | Attempts, request: Request, *on: str | None) -> bool:
    try:
        door.admit(request, *on)
    except TooMany:
        return True
    return False


def test_whoever_is_known_is_counted_by_themselves_wherever_they_are() -> None:
    door = Doorway(Limits(per_minute=2), lambda _: False, SALT)
    assert [refused(door, asking(f"203.0.{n}.1", person("a"))) for n in range(3)] == [False, False, True]
    assert not refused(door, asking("203.0.0.1", person("b")))


def test_somebody_without_a_name_is_counted_by_their_network() -> None:
    door = Doorway(Limits(per_minute=2), lambda _: False, SALT)
    visitors = [nobody(TenantId("acme")), None, nobody(TenantId("birch"))]
    assert [refused(door, asking("203.0.113.1", visitor)) for visitor in visitors] == [False, False, True]


def test_a_code_cannot_be_guessed_from_many_networks() -> None:
    attempts = Attempts(3, Clock(), SALT)
    tries = [refused(attempts, asking(f"203.0.{n}.1"), "account-1") for n in range(10)]
    assert tries == [False] * 6 + [True] * 4
    assert not refused(attempts, asking("203.0.99.1"), "account-2")


def test_one_network_cannot_keep_others_from_what_it_tries() -> None:
    """What was refused to it used to count against the account all the same: for as long as it went on."""
    clock = Clock()
    attempts, eve = Attempts(3, clock, SALT), asking("203.0.113.1")
    for minute in range(3):
        clock.at = 60.0 * minute
        assert [refused(attempts, eve, "account-1") for _ in range(50)].count(False) == 3
        assert not any(refused(attempts, asking("198.51.100.1"), "account-1") for _ in range(3))


def test_what_nobody_can_guess_is_counted_by_who_tries_alone() -> None:
    attempts = Attempts(3, Clock(), SALT)
    assert not any(refused(attempts, asking(f"203.0.{n}.1"), None) for n in range(20))
    assert [refused(attempts, asking("203.0.113.1"), None) for _ in range(4)] == [False] * 3 + [True]


@pytest.mark.usefixtures("restless")
def test_many_who_try_at_once_get_no_further() -> None:
    attempts, all_here = Attempts(5, Clock(), SALT), threading.Barrier(8)

    def let(place: int) -> int:
        all_here.wait()
        here = asking(f"203.0.{place % 4}.1")  # two of each network
        return sum(not refused(attempts, here, "account-1") for _ in range(300))

    with ThreadPoolExecutor(8) as thieves:
        assert sum(thieves.map(let, range(8))) == 10


def test_one_network_cannot_try_many_codes() -> None:
    attempts = Attempts(3, Clock(), SALT)
    tries = [refused(attempts, asking("203.0.113.1"), f"account-{n}") for n in range(5)]
    assert tries == [False, False, False, True, True]
