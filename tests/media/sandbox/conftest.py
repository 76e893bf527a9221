"""Cells on the table of hostile jobs, whole and with planted holes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

import pytest

from tellmark.media.sandbox import Cell, Limits

HERE = str(Path(__file__).parent)
BUDGET = Limits(memory=1 << 30, cpu_seconds=60, wall_seconds=30, output=1 << 20, answer=1 << 20)

_NO_NAMESPACE = "lockdown.isolate = lambda parent: (False, False)"
_NO_LANDLOCK = "landlock.restrict = lambda readable: 0"
_NO_SECCOMP = "seccomp.install = lambda: False"
_NO_PRIVILEGE_DROP = "lockdown._prctl = lambda *_: None; lockdown._drop_capabilities = lambda: None"


def _with_holes(*holes: str) -> type[Cell]:
    lines = "; ".join(["from tellmark.media.sandbox import landlock, lockdown, seccomp", *holes])
    start, end = Cell._bootstrap.split("from tellmark", 1)

    class Holed(Cell):
        _bootstrap: ClassVar[str] = f"{start}{lines}; from tellmark{end}"

    return Holed


CELLS: dict[str, type[Cell]] = {
    "whole": Cell,
    "open": _with_holes(_NO_NAMESPACE, _NO_LANDLOCK, _NO_SECCOMP, _NO_PRIVILEGE_DROP, "limits = lockdown.limits"),
    "landlock only": _with_holes(_NO_NAMESPACE, _NO_SECCOMP),
    "seccomp only": _with_holes(_NO_NAMESPACE, _NO_LANDLOCK),
    "no namespace": _with_holes(_NO_NAMESPACE),
}

MakeCell = Callable[..., Cell]


@pytest.fixture(scope="module")
def shared() -> Iterator[Callable[[str], Cell]]:
    """One cell of each sort for a whole module: for jobs that do not end it."""
    with ExitStack() as stack:
        cells: dict[str, Cell] = {}

        def get(sort: str) -> Cell:
            if sort not in cells or not cells[sort].alive:
                cells[sort] = stack.enter_context(CELLS[sort]("hostile_jobs", BUDGET, folders=[HERE]))
            return cells[sort]

        yield get


@pytest.fixture
def cell(shared: Callable[[str], Cell]) -> Cell:
    """A whole cell; another one when the last test ended it."""
    return shared("whole")
