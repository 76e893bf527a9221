"""What is not of the open Internet is found out in every spelling, by IANA's own list of special-purpose blocks."""

from ipaddress import ip_address, ip_network

import pytest

from tellmark.values.networks import is_public


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fec0::1", "feff::1", "ff0e::1",
        "2001:db8::1", "2001:0:7f00:1::", "::7f00:1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:0:7f00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "::ffff:192.0.0.8", "64:ff9b::c000:8", "2002:c000:8::1", "4000::1", "fe80::1%eth0",
    ],
)  # fmt: skip
def test_what_is_not_of_the_open_internet_is_told_in_every_spelling(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e", "2002:808:808::1",
        "::ffff:8.8.8.8",
    ],
)  # fmt: skip
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


_NOT_REACHED = [
    "0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/29", "192.0.0.8/32", "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32",
    "::1/128", "::/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001:2::/48", "2001:db8::/32", "3fff::/20",
    "5f00::/16", "fc00::/7", "fe80::/10",
]  # fmt: skip
_LEFT_OPEN = ["192.88.99.0/24", "2001::/32", "2001:10::/28"]
_REACHED = [
    "192.0.0.9/32", "192.0.0.10/32", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "2001:1::1/128",
    "2001:1::2/128", "2001:1::3/128", "2001:3::/32", "2001:4:112::/48", "2001:20::/28", "2001:30::/28",
    "2620:4f:8000::/48",
]  # fmt: skip
"""IANA's registries iana-ipv4-special-registry and iana-ipv6-special-registry, by the column "Globally Reachable"."""


@pytest.mark.parametrize("block", _NOT_REACHED + _LEFT_OPEN)
def test_no_special_block_that_is_not_globally_reachable_is_public(block: str) -> None:
    whole = ip_network(block)
    assert [is_public(whole[n]) for n in (0, whole.num_addresses // 2, -1)] == [False] * 3


@pytest.mark.parametrize("block", _REACHED)
def test_every_special_block_that_is_globally_reachable_is_public(block: str) -> None:
    whole = ip_network(block)
    assert [is_public(whole[n]) for n in (0, whole.num_addresses // 2, -1)] == [True] * 3


@pytest.mark.parametrize("block", ["192.0.0.0/24", "2001::/23"])
def test_of_a_block_for_protocols_only_what_is_named_as_reachable_is_public(block: str) -> None:
    """Python 3.11 takes most of the first for public, and none of the second."""
    named = [ip_network(one) for one in _REACHED]
    whole = ip_network(block)
    for n in range(256):
        address = whole[n * (whole.num_addresses // 256)]
        assert is_public(address) == any(address in one for one in named)


@pytest.mark.parametrize(
    ("address", "public"),
    [("9.255.255.255", True), ("11.0.0.0", True), ("100.63.255.255", True), ("100.128.0.0", True), ("172.32.0.0", True),
     ("191.255.255.255", True), ("192.0.1.0", True), ("198.17.255.255", True), ("198.20.0.0", True),
     ("223.255.255.255", True), ("2001:200::", True), ("2001:db7:ffff::", True), ("2001:db9::", True), ("2003::", True),
     ("3ffe::", True), ("3fff:1000::", True), ("1fff::", False), ("239.255.255.255", False)],
)  # fmt: skip
def test_what_lies_beside_a_special_block_is_what_it_was(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
