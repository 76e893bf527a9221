"""seccomp-bpf: the child may compute, and use the descriptors it was given; every other system call is refused.

Source: the kernel's Documentation/userspace-api/seccomp_filter.rst; numbers from asm/unistd_64.h (x86_64) and
asm-generic/unistd.h (aarch64).
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from errno import ENOSYS, EPERM
from typing import Final, TypeAlias

ALLOWED: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "preadv": (295, 69),
    "pwritev": (296, 70),
    "preadv2": (327, 286),
    "pwritev2": (328, 287),
    "lseek": (8, 62),
    "close": (3, 57),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "stat": (4, None),
    "lstat": (6, None),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "ftruncate": (77, 46),
    "fallocate": (285, 47),
    "fadvise64": (221, 223),
    "readahead": (187, 213),
    "copy_file_range": (326, 285),
    "sendfile": (40, 71),
    "flock": (73, 32),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "mincore": (27, 232),
    "brk": (12, 214),
    "membarrier": (324, 283),
    "futex": (202, 98),
    "futex_waitv": (449, 449),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "set_tid_address": (218, 96),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "getcpu": (309, 168),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441),
    "eventfd2": (290, 19),
    "pipe2": (293, 59),
    "pipe": (22, None),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "shutdown": (48, 210),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrandom": (318, 278),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
"""Calls that are free, hottest first, with their numbers on x86_64 and aarch64 (None: the machine has no such call)."""

CHECKED: Final[dict[str, tuple[int | None, int | None]]] = {
    "open": (2, None),
    "openat": (257, 56),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "clone": (56, 220),
    "kill": (62, 129),
    "tgkill": (234, 131),
}
"""Calls that are free with some arguments only: see `_conditions`."""

_CLONE3 = 435
_NEWEST = 462
"""Calls beyond this number are unknown to us: they are answered ENOSYS, so that a newer libc takes an older way."""

_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the tables and audit architecture (linux/audit.h)."""
_X32_BIT = 0x40000000

_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_ANY, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_SET_MODE_FILTER, _GET_ACTION_AVAIL, _ALL_THREADS = 1, 2, 1
_SYSCALL_NUMBER = {"x86_64": 317, "aarch64": 277}

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
"""Flags of open(2) that could change a file; the last is O_TMPFILE without O_DIRECTORY (asm-generic/fcntl.h)."""
_CLONE_THREAD = 0x00010000
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 1030, 1034)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, locks, F_DUPFD_CLOEXEC, F_GET_SEALS; not F_SETOWN: it can signal."""
_IOCTL = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_PRCTL = (15, 16, 0x53564D41)
"""PR_SET_NAME, PR_GET_NAME, PR_SET_VMA."""


@dataclass(frozen=True, slots=True)
class Equals:
    """The low half of an argument is one of these."""

    argument: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """None of these bits is set in the low half of an argument."""

    argument: int
    bits: int


@dataclass(frozen=True, slots=True)
class With:
    """At least one of these bits is set in the low half of an argument."""

    argument: int
    bits: int


@dataclass(frozen=True, slots=True)
class Null:
    """An argument is zero in both halves."""

    argument: int


Condition: TypeAlias = Equals | Without | With | Null
Instruction: TypeAlias = tuple[int, int, int, int]


def available() -> bool:
    """Tell whether this kernel takes filters and this machine is one we have numbers for."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES or sys.byteorder != "little":
        return False
    action = struct.pack("=I", _ERRNO)
    return _seccomp(_GET_ACTION_AVAIL, 0, action) == 0


def install() -> bool:
    """Put the filter on all threads of this process, for good. Returns whether it is in force.

    Needs no_new_privs. Raises OSError if the kernel knows filters but refuses this one.
    """
    if not available():
        return False
    code = b"".join(struct.pack("=HBBI", *each) for each in program(platform.machine(), os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))
    pointer = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    if _seccomp(_SET_MODE_FILTER, _ALL_THREADS, pointer):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return True


def program(machine: str, pid: int) -> list[Instruction]:
    """Assemble the filter for *machine* and the process *pid*: classic BPF as (code, jump if, jump else, operand)."""
    column, architecture = _MACHINES[machine]
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_ABOVE, 0, 1, _X32_BIT - 1),
        (_RETURN, 0, 0, _KILL),
    ]
    for numbers in ALLOWED.values():
        if (number := numbers[column]) is not None:
            code += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for name, conditions in _conditions(pid).items():
        if (number := CHECKED[name][column]) is not None:
            code += _checked(number, conditions)
    code += [(_JUMP_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERRNO | ENOSYS)]
    code += [(_JUMP_ABOVE, 0, 1, _NEWEST), (_RETURN, 0, 0, _ERRNO | ENOSYS)]
    return [*code, (_RETURN, 0, 0, _ERRNO | EPERM)]


def _conditions(pid: int) -> dict[str, Sequence[Condition]]:
    """What must hold for each checked call: nothing is opened to write, threads but no processes, signals to itself."""
    return {
        "open": [Without(1, _WRITING)],
        "openat": [Without(2, _WRITING)],
        "fcntl": [Equals(1, _FCNTL)],
        "ioctl": [Equals(1, _IOCTL)],
        "prctl": [Equals(0, _PRCTL)],
        "prlimit64": [Equals(0, (0, pid)), Null(2)],
        "clone": [With(0, _CLONE_THREAD)],
        "kill": [Equals(0, (pid,))],
        "tgkill": [Equals(0, (pid,))],
    }


def _checked(number: int, conditions: Sequence[Condition]) -> list[Instruction]:
    """Allow *number* if all *conditions* hold, else EPERM; any other call falls through, its number still loaded."""
    body = [instruction for each in conditions for instruction in _condition(each)]
    body.append((_RETURN, 0, 0, _ALLOW))
    return [(_JUMP_EQUAL, 0, len(body), number), *body]


def _condition(condition: Condition) -> list[Instruction]:
    refuse: Instruction = (_RETURN, 0, 0, _ERRNO | EPERM)
    low = _ARGUMENTS + 8 * condition.argument
    match condition:
        case Equals(_, values):
            tests: list[Instruction] = [(_JUMP_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
            return [(_LOAD, 0, 0, low), *tests, refuse]
        case Without(_, bits):
            return [(_LOAD, 0, 0, low), (_JUMP_ANY, 0, 1, bits), refuse]
        case With(_, bits):
            return [(_LOAD, 0, 0, low), (_JUMP_ANY, 1, 0, bits), refuse]
        case Null():
            zero: list[Instruction] = [(_JUMP_EQUAL, 1, 0, 0), refuse]
            return [(_LOAD, 0, 0, low), *zero, (_LOAD, 0, 0, low + 4), *zero]


def _seccomp(operation: int, flags: int, argument: bytes) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    number = _SYSCALL_NUMBER[platform.machine()]
    return int(libc.syscall(ctypes.c_long(number), ctypes.c_long(operation), ctypes.c_long(flags), argument))
