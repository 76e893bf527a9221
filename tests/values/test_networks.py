"""What is not of the open Internet is found out in every spelling."""

from ipaddress import ip_address

import pytest

from tellmark.values.networks import is_public


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fec0::1", "feff::1", "ff0e::1",
        "2001:db8::1", "2001:0:7f00:1::", "::7f00:1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:0:7f00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    ],
)  # fmt: skip
def test_what_is_not_of_the_open_internet_is_told_in_every_spelling(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e", "2002:808:808::1"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))
