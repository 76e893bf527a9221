"""Messages to hostile programs: none is followed elsewhere, waited for without end, or let into a private network."""

import ssl
import time
from collections.abc import Sequence
from contextlib import nullcontext
from ipaddress import ip_network
from pathlib import Path

import pytest

from hook_receivers import babbling, dripping, flooding, huge, raw, receiver, self_signed, silent
from tellmark.work.hooks.posting import post
from tellmark.work.hooks.targets import BadNetwork, BadTarget, Reach, check_url, looked_up, networks

HERE = Reach((ip_network("127.0.0.0/8"),))
NOWHERE = Reach()


def test_a_message_arrives_with_its_body_and_headers() -> None:
    with receiver() as program:
        assert post(program.url + "?a=b", b'{"a":1}', {"webhook-id": "7"}, HERE) == ""
        ((headers, body),) = program.came
    assert body == b'{"a":1}'
    assert (headers["webhook-id"], headers["content-type"]) == ("7", "application/json")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_is_not_followed(status: int) -> None:
    with receiver() as other, receiver() as program:
        program.statuses, program.location = [status], other.url
        assert post(program.url, b"{}", {}, HERE) == "redirected"
        assert other.came == []


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_a_refusal_is_named_by_its_status(status: int) -> None:
    with receiver() as program:
        program.statuses = [status]
        assert post(program.url, b"{}", {}, HERE) == f"status_{status}"


@pytest.mark.parametrize("hostile", [pytest.param(silent, marks=pytest.mark.slow), dripping, flooding, babbling])
def test_a_hostile_answer_takes_no_longer_than_the_patience(hostile: object) -> None:
    with raw(hostile) as url:  # type: ignore[arg-type]  # each of them serves a connection
        began = time.monotonic()
        assert post(url, b"{}", {}, HERE, patience=0.5) in ("too_slow", "unreachable")
        assert time.monotonic() - began < 2


def test_of_a_huge_answer_only_the_status_is_read() -> None:
    with raw(huge) as url:
        began = time.monotonic()
        assert post(url, b"{}", {}, HERE, patience=5) == ""
        assert time.monotonic() - began < 2


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    tls, _ = self_signed(tmp_path)
    with receiver(tls) as program:
        assert post(program.url.replace("127.0.0.1", "localhost"), b"{}", {}, HERE) == "bad_certificate"
        assert program.came == []


def test_the_certificate_must_name_the_host_and_not_the_address_that_was_looked_at(tmp_path: Path) -> None:
    tls, pem = self_signed(tmp_path, "hooks.example")
    trusting = ssl.create_default_context(cadata=pem.decode())
    with receiver(tls) as program:
        port = program.url.rpartition(":")[2]
        right, wrong = f"https://hooks.example:{port}", f"https://other.example:{port}"
        resolve = answering("127.0.0.1")
        assert post(right, b"{}", {}, HERE, resolve=resolve, tls=trusting) == ""
        assert post(wrong, b"{}", {}, HERE, resolve=resolve, tls=trusting) == "bad_certificate"
        assert program.came[0][0]["host"].startswith("hooks.example:")


def test_a_name_is_asked_once_and_its_second_answer_is_never_used() -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    with receiver() as program:
        url = program.url.replace("127.0.0.1", "rebinding.example")
        assert post(url, b"{}", {}, HERE, resolve=lambda host, port: answers.pop(0)) == ""
    assert answers == [["169.254.169.254"]]


def test_where_one_of_several_addresses_is_private_none_is_taken() -> None:
    with pytest.raises(BadTarget):
        looked_up("https://mixed.example/", NOWHERE, answering("93.184.215.14", "10.0.0.1"))


PRIVATE = [
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:a00:1::", "2001::1", "2001:db8::1", "100::1", "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_message_goes_into_a_private_network(address: str) -> None:
    with pytest.raises(BadTarget):
        looked_up("https://inside.example/", NOWHERE, answering(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(BadTarget):
        check_url(f"https://{host}/", NOWHERE)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost"])
def test_odd_spellings_of_this_machine_are_found_out(host: str) -> None:
    here = answering("127.0.0.1")  # what the resolver makes of each of them
    assert post(f"https://{host}/", b"{}", {}, NOWHERE, resolve=here) == "not_allowed"


def test_this_machine_s_own_name_is_found_out() -> None:
    assert post("https://localhost/", b"{}", {}, NOWHERE) == "not_allowed"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"])
def test_the_open_internet_may_be_reached(address: str) -> None:
    target = looked_up("https://open.example:8443/a?b", NOWHERE, answering(address))
    assert (target.address, target.host, target.port, target.path) == (address, "open.example", 8443, "/a?b")


@pytest.mark.parametrize("url", [
    "ftp://a.example/", "https:///a", "https://u:p@a.example/", "https://a.example/#x", "https://a.example:0/",
    "https://a.example:99999/", "https://[::1", "javascript:alert(1)", "https://a.example/ b", "https://é.example/",
    "http://a.example/", "https://" + "a" * 2000 + ".example/", "", "https://a.example/\r\nX: y",
])  # fmt: skip
def test_what_is_no_address_is_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(BadTarget):
        check_url(url, NOWHERE)


@pytest.mark.parametrize(("url", "taken"), [
    ("http://127.0.0.1:8080/", True), ("http://93.184.215.14/", False), ("http://[2606:2800:21f:cb07::1]/", False),
    ("http://a.example/", True), ("https://93.184.215.14/", True), ("http://10.0.0.1/", False),
])  # fmt: skip
def test_without_tls_an_address_in_digits_is_known_at_once(url: str, taken: bool) -> None:
    """Of a name that is known only once somebody asks where it is."""
    with nullcontext() if taken else pytest.raises(BadTarget):
        check_url(url, HERE)


def test_without_tls_only_networks_that_the_operator_named_are_reached() -> None:
    with pytest.raises(BadTarget):
        looked_up("http://open.example/", HERE, answering("93.184.215.14"))
    assert looked_up("http://here.example/", HERE, answering("127.0.0.1")).secure is False


def test_networks_are_read_or_refused() -> None:
    assert networks(["10.0.0.0/8", "fd00::/8"]) == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    with pytest.raises(BadNetwork):
        networks(["10.0.0.1/8"])


def answering(*addresses: str) -> "Answering":
    return Answering(addresses)


class Answering:
    """A look-up that always answers the same."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    def __call__(self, host: str, port: int) -> Sequence[str]:
        return self._addresses
