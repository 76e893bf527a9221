"""Which addresses belong to the open Internet: the only ones to which a name that others gave may lead us."""

import ipaddress
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SITE = ipaddress.IPv6Network("fec0::/10")
"""Networks of one site (RFC 3879): of old, but some are still there, and Python takes them for public."""


def is_public(address: Address) -> bool:
    """Tell whether *address* belongs to the open Internet, also that which it is another spelling of."""
    inner = _within(address)
    if inner is not None:
        return is_public(inner)
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not special and not address.is_link_local and address not in _SITE


def _within(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address only wraps (mapped, 6to4, NAT64), None for any other."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
