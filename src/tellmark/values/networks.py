"""Which addresses belong to the open Internet: the only ones to which a name that others gave may lead us."""

import ipaddress
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

_REACHED = (
    "0.0.0.0/0", "192.0.0.9/32", "192.0.0.10/32",
    "2000::/3", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:3::/32", "2001:4:112::/48", "2001:20::/28",
    "2001:30::/28",
)  # fmt: skip
_NOT_REACHED = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "::/0", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)  # fmt: skip
"""Blocks that are not of the open Internet, and what of them, or around them, is: the smallest block decides.

IANA's registries of special-purpose addresses (RFC 6890) by their column "Globally Reachable", as of 2025-10; what it
leaves open there (deprecated, 6to4, Teredo) is not. Of IPv6 only 2000::/3 is given out (RFC 4291 §2.4): all else, such
as a site's own networks of old (RFC 3879) or what groups listen to, is under ::/0. Python knows some of these blocks,
and each of its versions others.
"""

_BLOCKS = sorted(
    [(ipaddress.ip_network(block), True) for block in _REACHED]
    + [(ipaddress.ip_network(block), False) for block in _NOT_REACHED],
    key=lambda one: -one[0].prefixlen,
)


def is_public(address: Address) -> bool:
    """Tell whether *address* belongs to the open Internet, also that which it is another spelling of."""
    inner = _within(address)
    if inner is not None:
        return is_public(inner)
    return next(reached for block, reached in _BLOCKS if address in block)


def _within(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address only wraps (mapped, 6to4, NAT64), None for any other."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
