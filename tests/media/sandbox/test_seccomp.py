"""The filter itself, run by a small interpreter for both machines: what it lets pass, and what it does not."""

import errno
import os
import re
from pathlib import Path

import pytest

from tellmark.media.sandbox import seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
PID = 4711
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
COLUMN = {"x86_64": 0, "aarch64": 1}
MACHINES = sorted(ARCHITECTURE)
REFUSED = errno.EPERM | 0x00050000


def decide(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """Run the filter on one call (classic BPF, linux/filter.h: load, compare, return)."""
    words = {0: number, 4: architecture or ARCHITECTURE[machine]}
    for at, value in enumerate([*arguments, *[0] * (6 - len(arguments))]):
        words |= {16 + 8 * at: value & 0xFFFFFFFF, 20 + 8 * at: value >> 32 & 0xFFFFFFFF}
    program, at, loaded = seccomp.program(machine, PID), 0, 0
    while True:
        code, yes, no, operand = program[at]
        assert 0 <= yes < 256 > no >= 0
        at += 1
        match code:
            case 0x20:
                loaded = words[operand]
            case 0x15:
                at += yes if loaded == operand else no
            case 0x25:
                at += yes if loaded > operand else no
            case 0x45:
                at += yes if loaded & operand else no
            case 0x06:
                return operand
            case _:
                pytest.fail(f"unknown instruction {code}")


def number(machine: str, name: str) -> int:
    found = (seccomp.ALLOWED | seccomp.CHECKED)[name][COLUMN[machine]]
    assert found is not None
    return found


@pytest.mark.parametrize("machine", MACHINES)
def test_what_is_free_passes_and_all_else_is_refused(machine: str) -> None:
    free = {numbers[COLUMN[machine]] for numbers in seccomp.ALLOWED.values()} - {None}
    checked = {numbers[COLUMN[machine]] for numbers in seccomp.CHECKED.values()} - {None}
    for call in range(1000):
        if call in free:
            assert decide(machine, call) == ALLOW
        elif call not in checked:
            assert decide(machine, call) in (REFUSED, errno.ENOSYS | 0x00050000)


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_and_the_x32_calls_end_the_process(machine: str) -> None:
    assert decide(machine, number(machine, "read"), architecture=0x40000003) == KILL
    assert decide(machine, 0x40000000 | number(machine, "read")) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_newer_than_the_filter_are_said_not_to_exist(machine: str) -> None:
    for call in (435, 463, 900):
        assert decide(machine, call) == errno.ENOSYS | 0x00050000


@pytest.mark.parametrize(
    ("name", "arguments", "passes"),
    [
        ("openat", (0, 0, os.O_RDONLY | os.O_CLOEXEC), True),
        ("openat", (0, 0, os.O_RDWR), False),
        ("openat", (0, 0, os.O_WRONLY | os.O_CREAT), False),
        ("openat", (0, 0, os.O_RDONLY | os.O_TRUNC), False),
        ("openat", (0, 0, os.O_TMPFILE), False),
        ("clone", (0x3D0F00,), True),
        ("clone", (0x01200011,), False),
        ("kill", (PID, 9), True),
        ("kill", (1, 9), False),
        ("kill", (0, 9), False),
        ("kill", (0xFFFFFFFF, 9), False),
        ("tgkill", (PID, PID, 6), True),
        ("tgkill", (1, 1, 6), False),
        ("prlimit64", (0, 7, 0), True),
        ("prlimit64", (0, 7, 1 << 40), False),
        ("prlimit64", (0, 7, 0x1000), False),
        ("prlimit64", (1, 7, 0), False),
        ("fcntl", (3, 3), True),
        ("fcntl", (3, 8), False),
        ("ioctl", (0, 0x5401), True),
        ("ioctl", (0, 0x5412), False),
        ("prctl", (15,), True),
        ("prctl", (4, 1), False),
    ],
)
@pytest.mark.parametrize("machine", MACHINES)
def test_a_checked_call_passes_only_with_harmless_arguments(
    machine: str, name: str, arguments: tuple[int, ...], *, passes: bool
) -> None:
    assert decide(machine, number(machine, name), *arguments) == (ALLOW if passes else REFUSED)


def test_the_numbers_are_those_of_the_kernels_headers() -> None:
    header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    real = {name: int(value) for name, value in re.findall(r"#define __NR_(\w+) (\d+)", header.read_text())}
    table = {
        name: numbers[0] for name, numbers in (seccomp.ALLOWED | seccomp.CHECKED).items() if numbers[0] is not None
    }
    assert {name: real.get(name) for name in table} == table


def test_the_numbers_of_the_other_machine_are_those_of_the_generic_header() -> None:
    header = Path("/usr/include/asm-generic/unistd.h")
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    real = {name: int(value) for name, value in re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", header.read_text())}
    table = {
        name: numbers[1] for name, numbers in (seccomp.ALLOWED | seccomp.CHECKED).items() if numbers[1] is not None
    }
    renamed = {"newfstatat": "fstatat"}
    assert {name: real.get(renamed.get(name, name)) for name in table} == table
