"""The walls around a child, put up in order: a network of its own before warming, the rest after it."""

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from tellmark.media.sandbox import landlock, limits, seccomp
from tellmark.media.sandbox.wire import Ready

_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_NO_NEW_PRIVS = 1, 4, 38
_SIGKILL = 9
_CAPABILITY_VERSION_3 = 0x20080522


def isolate(parent: int) -> tuple[bool, bool]:
    """Before any import that may start a thread: die with *parent*, and leave its network and user namespace.

    Returns whether the network and the user namespace are now the child's own. The privileged may leave the
    network without a namespace of users; containers often allow neither.
    """
    if sys.platform != "linux":
        return False, False
    _prctl(_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        raise SystemExit("the parent is gone")
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC) == 0:
        return True, True
    return unshare(_NEW_NETWORK | _NEW_IPC) == 0, False


def shut(readable: Sequence[Path], namespaces: tuple[bool, bool]) -> Ready:
    """After warming, before any hostile byte: fixed limits, no privileges, Landlock, seccomp; for good.

    Returns what is in force. Raises RuntimeError if a warmed module has started threads, for Landlock would not
    bind them.
    """
    limits.fix()
    if sys.platform != "linux":
        return Ready(landlock=0, seccomp=False, network_namespace=False, user_namespace=False)
    if (threads := len(list(Path("/proc/self/task").iterdir()))) > 1:
        raise RuntimeError(f"{threads} threads are running at lock-down: warming must not start any")
    _prctl(_SET_NO_NEW_PRIVS, 1)
    _prctl(_SET_DUMPABLE, 0)
    _drop_capabilities()
    network, user = namespaces
    return Ready(
        landlock=landlock.restrict(readable),
        seccomp=seccomp.install(),
        network_namespace=network,
        user_namespace=user,
    )


def installation(extra: Sequence[str]) -> list[Path]:
    """Return what lazy imports read: the standard library, installed packages, this package, shared libraries.

    Never a folder of the user's: *extra* are folders that a test's job table lives in.
    """
    paths = sysconfig.get_paths()
    names = {paths[each] for each in ("stdlib", "platstdlib", "purelib", "platlib")}
    names |= {sysconfig.get_path(each, vars={"base": sys.base_prefix}) for each in ("purelib", "platlib")}
    names |= {sysconfig.get_config_var("DESTSHARED") or "", *extra}
    own = Path(__file__).resolve().parents[2]
    libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"]
    return [own, *map(Path, sorted(filter(None, names))), *map(Path, libraries), Path(sys.base_prefix) / "lib"]


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _drop_capabilities() -> None:
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, bytes(24)):
        raise OSError(ctypes.get_errno(), "capset")
