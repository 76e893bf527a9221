"""Landlock (kernel ≥ 5.13): the child may read the Python installation and touch nothing else.

Source: the kernel's Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _RULE_PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILESYSTEM: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All file-system rights by the ABI that brought them: thirteen, then refer, truncate, ioctl on devices."""
_NETWORK, _SCOPES = 0b11, 0b11
"""TCP bind and connect (ABI 4); abstract Unix sockets and signals (ABI 6)."""


def abi() -> int:
    """Return the Landlock ABI of this kernel, 0 if it has none or the machine is one we do not know."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        return 0
    return max(0, _syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG))


def restrict(readable: Iterable[Path]) -> int:
    """Forbid this thread, for good, every file but reading beneath *readable*; return the ABI in force, 0 for none.

    Also forbids TCP from ABI 4, signals and abstract sockets to the outside from ABI 6. Needs no_new_privs.
    Descriptors that are already open keep working. Raises OSError if the kernel has Landlock but refuses the rules.
    """
    version = abi()
    if not version:
        return 0
    ruleset = _ruleset(version)
    try:
        for path in readable:
            _allow_reading(ruleset, path)
        _check(_syscall(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)
    return version


def _ruleset(version: int) -> int:
    rights = _FILESYSTEM[max(known for known in _FILESYSTEM if known <= version)]
    words = [rights] + [_NETWORK] * (version >= 4) + [_SCOPES] * (version >= 6)
    attributes = struct.pack(f"={len(words)}Q", *words)
    return _check(_syscall(_CREATE_RULESET, attributes, len(attributes), 0))


def _allow_reading(ruleset: int, path: Path) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no leave
    try:
        rights = _READ_FILE | (_READ_DIR if path.is_dir() else 0)
        _check(_syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, place), 0))
    finally:
        os.close(place)


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(libc.syscall(ctypes.c_long(number), *given))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
