"""When a job is late: by the clock, less the time that it stood in line for a core."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

PATIENCE: Final = 3
"""How many times its allotment a job may stand in line without that counting: a bound for what others can hold up."""


class Deadline:
    """How long a job may still go without telling progress: *seconds*, on a machine that has a core for it.

    *stood_in_line* gives the seconds that the job has waited for a core since it began. What of it falls into this
    stretch does not count, up to PATIENCE times *seconds*: a busy machine is not the file's fault.
    """

    def __init__(
        self, seconds: float, stood_in_line: Callable[[], float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._stood_in_line = stood_in_line
        self._clock = clock
        self.renew()

    def renew(self) -> None:
        """Give the job its time anew."""
        self._ends = self._clock() + self._seconds
        self._stood_before = self._stood_in_line()

    def put_off(self, seconds: float) -> None:
        """Let it end so many *seconds* later: what the parent did itself."""
        self._ends += seconds

    def left(self) -> float:
        """Return the seconds left, 0 or less when the job is late. The line is asked only when the clock is over."""
        left = self._ends - self._clock()
        if left > 0:
            return left
        waited = self._stood_in_line() - self._stood_before
        return left + min(max(waited, 0.0), PATIENCE * self._seconds)


def stood_in_line(pid: int) -> float:
    """Return the seconds that the threads of process *pid* have waited for a core; 0 where the system does not tell.

    The second field of schedstat, in nanoseconds (Linux, Documentation/scheduler/sched-stats.rst).
    """
    return sum(map(_waited, Path(f"/proc/{pid}/task").glob("*/schedstat"))) / 1e9


def _waited(schedstat: Path) -> int:
    try:
        return int(schedstat.read_bytes().split()[1])
    except (OSError, IndexError):  # a thread that ended meanwhile, a kernel that keeps no count
        return 0
