"""No test leaves this machine: a connection, a datagram or a name look-up beyond loopback is refused and fails it.

Python's own audit events are watched, so that no library's way of opening a socket goes round it. Processes that a
test starts are not watched; the few that need a package index say so.
"""

import ipaddress
import sys
from collections.abc import Generator

import pytest

STRAYS: list[str] = []
_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMING = {"socket.getaddrinfo", "socket.gethostbyname"}


def stays_here(host: object) -> bool:
    """Tell whether *host*, a name or an address, is this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in ("", "localhost", "0.0.0.0", "::") or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event in _CONNECTING:
        address = args[1]
        host = address[0] if isinstance(address, tuple) and address else None  # a Unix socket has a path, not a tuple
    elif event in _NAMING:
        host = args[0]
    else:
        return
    if not stays_here(host):
        STRAYS.append(f"{event} {host!r}")
        raise ConnectionRefusedError(f"a test tried to leave this machine: {event} {host!r}")


sys.addaudithook(_watch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that tried, even where the product swallowed the refusal."""
    STRAYS.clear()
    outcome = yield
    if STRAYS:
        pytest.fail(f"tried to leave this machine: {', '.join(STRAYS)}", pytrace=False)
    return outcome
