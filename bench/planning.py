"""Plans per second, beside a floor that nothing can be faster than: `python bench/planning.py` prints a table.

The floor reads the trigger of every rule of a job's territories once and does no more. Each figure is the median of
runs in turn with it (A B A B …). What is loaded once a process stands in a row of its own.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random

from tellmark.rules.changes import changes
from tellmark.rules.library import shipped
from tellmark.rules.model import Job, Operation, Purpose, Role
from tellmark.rules.operations import facts_of
from tellmark.rules.plan import packs_of, plan
from tellmark.rules.speaking import triggered

PAIRS = 9
JOBS = 400
AT = datetime(2026, 12, 3, 12, tzinfo=UTC)
LIBRARY = shipped()
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One row: what, how many a second, and how much longer than its floor."""

    what: str
    seconds: list[float]
    ratios: list[float]
    times: int


def main() -> None:
    """Measure everything and print a Markdown table."""
    rows = [
        planned("plan, one territory (EU)", ("EU",)),
        planned("plan, three territories (CN, EU, US-CA)", ("CN", "EU", "US-CA")),
        planned(f"plan, every pack ({len(LIBRARY.packs)})", tuple(LIBRARY.packs), 40),
    ]
    print(
        f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {sum(len(pack.rules) for pack in LIBRARY.packs.values())} rules, "
        f"{PAIRS} pairs; median (least to most)\n"
    )
    print("| what | a second | against reading each trigger once |\n|---|---|---|")
    for row in rows:
        rate, ratios = row.times / statistics.median(row.seconds), sorted(row.ratios)
        print(f"| {row.what} | **{rate:,.0f}** | {statistics.median(ratios):.2f} "
              f"({ratios[0]:.2f} to {ratios[-1]:.2f}) |")  # fmt: skip
    print(f"\nLoading and checking all packs in a new process: {loading():.2f} s (median of 5, less an empty one).")
    print(f"Changes of six years for every operation: {year():.2f} s.")


def planned(what: str, audiences: tuple[str, ...], count: int = JOBS) -> Row:
    """Time the plans of *count* random jobs for *audiences*."""
    dice = Random(20261122)
    jobs = [replace(any_job(dice), audiences=audiences) for _ in range(count)]
    return row(what, lambda: [plan(LIBRARY, job) for job in jobs], lambda: [read(job) for job in jobs], count)


def any_job(dice: Random) -> Job:
    """Return a job as an installation might order it."""
    operation = dice.choice(list(Operation))
    facts = facts_of(operation)
    return Job(
        operation, dice.choice(facts.modalities), "avatar-2", (), AT, "2", dice.choice([None, date(2026, 7, 1)]),
        role=dice.choice(list(Role)), purpose=dice.choice(list(Purpose)), features=facts.features,
    )  # fmt: skip


def read(job: Job) -> int:
    """Read every trigger of the territories of *job* once: the floor."""
    return sum(triggered(rule.when, job) for code in job.audiences for pack in packs_of(LIBRARY, code)
               for rule in pack.rules)  # fmt: skip


def row(what: str, work: Work, floor: Work, times: int) -> Row:
    """Time *work* and its *floor* in turn."""
    work(), floor()
    pairs = [(seconds(work), seconds(floor)) for _ in range(PAIRS)]
    return Row(what, [one for one, _ in pairs], [one / other for one, other in pairs], times)


def loading() -> float:
    """Return what loading the packs costs a process, beyond what starting one costs."""
    with_rules = "from tellmark.rules.library import shipped; shipped()"
    without = "import tellmark.rules.library"
    return statistics.median(cold(with_rules) - cold(without) for _ in range(5))


def cold(program: str) -> float:
    return seconds(lambda: subprocess.run([sys.executable, "-c", program], check=True))


def year() -> float:
    jobs = [replace(any_job(Random(n)), operation=one) for n, one in enumerate(Operation)]
    return seconds(lambda: changes(LIBRARY, date(2023, 1, 1), date(2029, 1, 1), jobs))


def seconds(work: Work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
