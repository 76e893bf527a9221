"""Whose request it is, behind a proxy that is known and behind none: nobody chooses their own address."""

from ipaddress import ip_network

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import anyio
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from tellmark.surface.proxies import BehindProxies, Header, Proxies

NETWORKS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
LISTED = Proxies(NETWORKS)
FORWARDED = Proxies(NETWORKS, Header.FORWARDED)


def client(proxies: Proxies, peer: str, *lines: str) -> str:
    return proxies.client(peer, [(proxies.header.encode(), line.encode("latin-1")) for line in lines])


def test_by_default_nobody_s_word_is_taken() -> None:
    assert client(Proxies(), "127.0.0.1", "203.0.113.9") == "127.0.0.1"


def test_a_stranger_cannot_speak_for_others() -> None:
    assert client(LISTED, "198.51.100.7", "203.0.113.9") == "198.51.100.7"


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (("203.0.113.9",), "203.0.113.9"),
        (("203.0.113.9:4711",), "203.0.113.9"),
        (("2001:db8::7",), "2001:db8::7"),
        (("[2001:db8::7]:4711",), "2001:db8::7"),
        (("::ffff:203.0.113.9",), "203.0.113.9"),
        (("203.0.113.9, 10.1.1.1",), "203.0.113.9"),  # two proxies of ours
        (("1.2.3.4, 203.0.113.9",), "203.0.113.9"),  # the first was written by the client
        (("1.2.3.4", "203.0.113.9"), "203.0.113.9"),  # in a line of its own, too
        (("10.9.9.9, 203.0.113.9",), "203.0.113.9"),  # who says that they are a proxy of ours
        (("10.9.9.9",), "10.9.9.9"),  # a client inside our own network
        (("203.0.113.9, unknown",), "10.0.0.1"),
        (("203.0.113.9, ",), "10.0.0.1"),
        (("' OR 1=1",), "10.0.0.1"),
        (("999.1.1.1",), "10.0.0.1"),
        ((), "10.0.0.1"),
        (("1.2.3.4, " * 500 + "203.0.113.9",), "10.0.0.1"),  # too long to be read
    ],
)
def test_x_forwarded_for_is_read_from_its_end(said: tuple[str, ...], who: str) -> None:
    assert client(LISTED, "10.0.0.1", *said) == who


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (("for=203.0.113.9",), "203.0.113.9"),
        (('For="[2001:db8::7]:4711"',), "2001:db8::7"),
        (("for=192.0.2.60;proto=http;by=203.0.113.43",), "192.0.2.60"),
        (("for=1.2.3.4, for=203.0.113.9;proto=https",), "203.0.113.9"),
        (('for="1.2.3.4, for=5.6.7.8", for=203.0.113.9',), "203.0.113.9"),  # a comma within quotes
        (("for=203.0.113.9, for=10.2.2.2",), "203.0.113.9"),
        (("for=203.0.113.9, by=10.2.2.2",), "10.0.0.1"),  # the nearest does not say for whom
        (("for=unknown",), "10.0.0.1"),
        (("for=_hidden",), "10.0.0.1"),
        (('for="203.0.113.9',), "10.0.0.1"),
        (("203.0.113.9",), "10.0.0.1"),
    ],
)
def test_forwarded_is_read_as_its_rfc_says(said: tuple[str, ...], who: str) -> None:
    assert client(FORWARDED, "10.0.0.1", *said) == who


def test_only_the_header_that_the_proxy_writes_counts() -> None:
    both = [(b"forwarded", b"for=1.2.3.4"), (b"x-forwarded-for", b"203.0.113.9")]
    assert LISTED.client("10.0.0.1", both) == "203.0.113.9"
    assert FORWARDED.client("10.0.0.1", both) == "1.2.3.4"


@given(st.text(max_size=200), st.sampled_from(Header))
def test_whatever_a_client_writes_the_proxy_s_own_word_counts(written: str, header: Header) -> None:
    said = "for=203.0.113.9" if header is Header.FORWARDED else "203.0.113.9"
    line = written.encode("utf-8", "surrogatepass")[:300]
    found = Proxies(NETWORKS, header).client("10.0.0.1", [(header.encode(), line), (header.encode(), said.encode())])
    # What cannot be read as a whole leaves the proxy's own address; it is never one that the client chose.
    assert found in ("203.0.113.9", "10.0.0.1")


def test_the_application_sees_the_client() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"])

    async def nothing() -> Message:
        return {}

    async def away(_: Message) -> None: ...

    for peer in ("10.0.0.1", "198.51.100.7"):
        scope = {"type": "http", "client": (peer, 4711), "headers": [(b"x-forwarded-for", b"203.0.113.9")]}
        anyio.run(BehindProxies(app, LISTED), scope, nothing, away)
    assert seen == [("203.0.113.9", 0), ("198.51.100.7", 4711)]
