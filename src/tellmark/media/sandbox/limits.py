"""Budgets of a job: how much memory, time and room a file of a given size may cost."""

import os
import resource
import sys
from dataclasses import dataclass
from math import ceil
from pathlib import Path

MIB = 1 << 20
_SMALL = 512 << 10

PROGRESS_STEP = 0.005
"""The least part of a job that counts as progress: a job can win time 200 times at most, by doing something."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use: bytes of address space, seconds of CPU and of wall clock, bytes of file and of answer.

    *wall_seconds* is how long a job may go without telling progress (of at least PROGRESS_STEP), what it stood in
    line for a core not counted (`Deadline`); CPU time grows with it. *output* is the most that any file may grow to;
    *answer* the most bytes of the result's frame.
    """

    memory: int
    cpu_seconds: float
    wall_seconds: float
    output: int
    answer: int

    @staticmethod
    def for_size(size: int) -> "Limits":
        """Return budgets that grow with a file of *size* bytes: 4.5 s and 1.5 GiB for a small one.

        Ten seconds a megabyte suit a slow machine; six hours and 16 GiB are the end of it.
        """
        wall = min(4.5 + 10 * max(0, size - _SMALL) / MIB, 6 * 3600)
        return Limits(
            memory=min(1536 * MIB + 16 * size, 16 << 30),
            cpu_seconds=wall * min(os.cpu_count() or 1, 8),
            wall_seconds=wall,
            output=min(64 * MIB + 16 * size, 1 << 40),
            answer=4 * MIB,
        )


def fix(descriptors: int = 256) -> None:
    """In the child, for good: no core dump, few descriptors; elsewhere than on Linux no new processes.

    On Linux the seccomp filter forbids processes: there the limit would count the user's threads, all of them.
    """
    _both(resource.RLIMIT_CORE, 0)
    _both(resource.RLIMIT_NOFILE, descriptors)
    if sys.platform != "linux":
        _both(resource.RLIMIT_NPROC, 1)


def apply_to_job(limits: Limits, pid: int) -> None:
    """From the parent, before each job: set the budgets of the child *pid*, which cannot lift them itself.

    Does nothing where one process cannot set another's limits (elsewhere than on Linux): see `apply_here`.
    """
    if sys.platform == "linux":
        for which, budget in _budgets(limits, _cpu_used(pid)).items():
            hard = resource.prlimit(pid, which)[1]
            resource.prlimit(pid, which, (_within(budget, hard), hard))


def apply_here(limits: Limits) -> None:
    """In the child, before each job, where the parent cannot: lower the soft limits."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    for which, budget in _budgets(limits, used.ru_utime + used.ru_stime).items():
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (_within(budget, hard), hard))


def _budgets(limits: Limits, cpu_used: float) -> dict[int, int]:
    return {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: ceil(cpu_used + limits.cpu_seconds),
        resource.RLIMIT_FSIZE: limits.output,
    }


def _within(budget: int, hard: int) -> int:
    return budget if hard == resource.RLIM_INFINITY else min(budget, hard)


def _both(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (_within(value, hard), _within(value, hard)))


def _cpu_used(pid: int) -> float:
    """Seconds of CPU that process *pid* has used (proc(5): fields 14 and 15 of stat, after the name in brackets)."""
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
