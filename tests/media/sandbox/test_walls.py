"""What a job may not do, whole and wall by wall; each attempt is first shown to succeed where there are no walls."""

import ctypes
import os
import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from tellmark.media.sandbox import Cell, capabilities

pytestmark = pytest.mark.needs("linux")

FILES = {"read the password file", "list the root folder"}
WRITES = {"write into the temporary folder", "write into the working folder", "open its source for writing"}
SOCKETS = {"open a socket", "open a local socket"}
PROGRAMS = {"execute a program", "replace itself with a program"}
PROCESSES = {"start a process"}
PARENT = {"read its parent's environment", "read its parent's memory", "signal its parent"}
NATIVE = {"read its parent's memory by system call", "make a namespace", "hold its parent by a descriptor"}
OTHER = {"change its source's mode", "change its own limits"}
ALL = FILES | WRITES | SOCKETS | PROGRAMS | PROCESSES | PARENT | NATIVE | OTHER

BY_LANDLOCK = FILES | WRITES | PROGRAMS | PARENT | {"read its parent's memory by system call"}
BY_SECCOMP = ALL - FILES - {"read its parent's environment", "read its parent's memory"}

x86_64 = platform.machine() == "x86_64"  # the job table makes native calls by their numbers there
secret = ctypes.create_string_buffer(b"a key that never leaves the parent")


def attempt(cell: Cell, name: str, tmp_path: Path) -> int:
    source = tmp_path / "source"
    source.write_bytes(b"as it was")
    with source.open("rb") as stream:
        refused = cell.run(name, (os.getpid(), ctypes.addressof(secret)), int, {"source": stream})
    assert refused == 0 or source.read_bytes() == b"as it was"
    return refused


def names(of: set[str]) -> list[str]:
    return sorted(of if x86_64 else of - NATIVE)


@pytest.mark.parametrize("name", names(ALL))
def test_a_job_is_refused_what_it_has_no_leave_for(shared: Callable[[str], Cell], name: str, tmp_path: Path) -> None:
    assert attempt(shared("whole"), name, tmp_path) != 0


@pytest.mark.parametrize("name", names(ALL - {"replace itself with a program", "write into the working folder"}))
def test_without_walls_the_same_attempt_succeeds(shared: Callable[[str], Cell], name: str, tmp_path: Path) -> None:
    """The planted hole: else the test above could not fail. (A plain user may not write into the root folder.)"""
    if name == "make a namespace" and not capabilities().user_namespace:
        pytest.skip("this machine allows nobody a namespace")
    cell = shared("open")
    assert attempt(cell, name, tmp_path) == 0
    if name == "make a namespace":
        cell.close()  # the other attempts would be refused from inside it


@pytest.mark.parametrize("name", names(BY_LANDLOCK))
def test_landlock_alone_refuses(shared: Callable[[str], Cell], name: str, tmp_path: Path) -> None:
    if capabilities().landlock < 6:
        pytest.skip("an older Landlock")
    assert attempt(shared("landlock only"), name, tmp_path) != 0


@pytest.mark.parametrize("name", names(BY_SECCOMP))
def test_seccomp_alone_refuses(shared: Callable[[str], Cell], name: str, tmp_path: Path) -> None:
    assert attempt(shared("seccomp only"), name, tmp_path) != 0


def test_the_machine_says_what_it_enforces() -> None:
    found = capabilities()
    assert found.rlimits
    assert found.confined == (not found.open)
    assert set(found.refused) | set(found.open) == {"read", "write", "connect", "start a process"}
    assert found.confined or not (found.landlock and found.seccomp)


def test_a_child_without_namespaces_is_confined_all_the_same(shared: Callable[[str], Cell], tmp_path: Path) -> None:
    cell = shared("no namespace")
    assert not cell.ready().network_namespace
    assert attempt(cell, "open a socket", tmp_path) != 0


def test_nothing_of_the_users_environment_enters(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMARK_KEY_PASSPHRASE", "secret")
    with Cell("hostile_jobs", folders=[str(Path(__file__).parent)]) as fresh:
        found = fresh.run("environment", None, dict[str, str], {})
    assert "secret" not in str(found)
    assert found["HOME"] == "/"


def test_only_its_own_descriptors_are_open(cell: Cell, tmp_path: Path) -> None:
    with (tmp_path / "strange").open("wb") as strange:
        os.set_inheritable(strange.fileno(), True)  # noqa: FBT003 - the standard library's own signature
        with Cell("hostile_jobs", folders=[str(Path(__file__).parent)]) as fresh:
            found = fresh.run("descriptors", None, list[str], {})
    sorts = [each.partition(" ")[2] for each in found]
    assert sorts == ["2", "2", "1", "14"]  # two of /dev/null, the pipe for last words, the socket


def test_a_bomb_of_processes_does_not_go_off(cell: Cell) -> None:
    assert cell.run("bomb", None, int, {}) != 0


def test_threads_and_late_imports_work_behind_the_walls(cell: Cell) -> None:
    assert cell.run("threads", None, int, {}) == 8
    assert cell.run("lazy import", None, str, {}) == "JPEG"


def test_a_descriptor_does_not_outlive_its_job(cell: Cell, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"of the first user")
    second.write_bytes(b"of the second")
    with first.open("r+b") as one, second.open("r+b") as two:
        cell.run("keep", None, type(None), {"source": one})
        numbers = cell.run("use kept", None, list[int], {"source": two})
    # the number itself may serve the next job's file again; the copies and the stream are dead
    assert 0 not in numbers[1:]
    assert second.read_bytes() == b"of the second"
