"""Trying for longer: each soak is tried again and again, by number under one seed, until its minutes are used up.

`make soak MINUTES=30` goes on where an interrupted one stopped, and adds a line for each soak to the committed ledger:
commit, seed, how much was tried, what failed. A failure is tried again by its seed and number:
`python -m soaking --again NAME NUMBER --seed SEED`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "tests" / "soak" / "ledger.jsonl"
PROGRESS = ROOT / ".soak.json"


@dataclass(frozen=True)
class Trial:
    """What one trial came to: how much of what was tried, and what must not be, in words."""

    counts: Mapping[str, int]
    failures: Sequence[str] = ()


Try: TypeAlias = Callable[[int, Random], Trial]
"""One trial, of a number and a chance that comes from seed and number alone."""


@dataclass(frozen=True)
class Soak:
    """Something that can be tried for ever, and needs things of the machine (tellmark_needs.py)."""

    name: str
    begin: Callable[[], AbstractContextManager[Try]]
    share: int = 1
    """How large a part of the time it gets, as against the others."""
    needs: tuple[str, ...] = ()


@dataclass
class Tried:
    """How far one soak has come."""

    trials: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@dataclass
class Progress:
    """How far all soaks have come under one seed; kept after every trial, so that nothing is tried twice."""

    seed: str
    commit: str
    file: Path
    tried: dict[str, Tried] = field(default_factory=dict)

    @classmethod
    def found(cls, file: Path, seed: str, commit: str) -> "Progress":
        """Return the progress of an interrupted soak of the same *commit*, else a new one under *seed*."""
        if file.exists():
            kept = json.loads(file.read_text("utf-8"))
            if kept["commit"] == commit:
                tried = {
                    name: Tried(**{**one, "counts": Counter(one["counts"])}) for name, one in kept["tried"].items()
                }
                return cls(kept["seed"], commit, file, tried)
        return cls(seed, commit, file)

    def keep(self) -> None:
        """Keep it, whole or as it was."""
        hidden = self.file.with_name(f"{self.file.name}.new")
        tried = {name: vars(one) for name, one in self.tried.items()}
        hidden.write_text(json.dumps({"seed": self.seed, "commit": self.commit, "tried": tried}), "utf-8")
        hidden.replace(self.file)


def soaked(soak: Soak, progress: Progress, seconds: float) -> Tried:
    """Try *soak* from where *progress* stands until it has had its *seconds*, at least once."""
    tried = progress.tried.setdefault(soak.name, Tried())
    if tried.trials and tried.seconds >= seconds:
        return tried
    with soak.begin() as attempt:
        while not tried.trials or tried.seconds < seconds:
            begun = time.monotonic()
            trial = attempt(tried.trials, chance_of(progress.seed, soak, tried.trials))
            tried.failures += [f"{soak.name} {tried.trials}: {what}" for what in trial.failures]
            tried.counts.update(trial.counts)
            tried.trials += 1
            tried.seconds += time.monotonic() - begun
            progress.keep()
    return tried


def chance_of(seed: str, soak: Soak, number: int) -> Random:
    """Return the chance of one trial."""
    return Random(f"{seed} {soak.name} {number}")


def line(soak: Soak, progress: Progress, changed: bool) -> str:
    """Return the ledger's line about *soak*."""
    tried = progress.tried[soak.name]
    return json.dumps(
        {
            "at": time.strftime("%Y-%m-%d"),
            "commit": progress.commit,
            "changed": changed,
            "soak": soak.name,
            "seed": progress.seed,
            "trials": tried.trials,
            "counts": dict(sorted(tried.counts.items())),
            "failures": tried.failures,
            "minutes": round(tried.seconds / 60, 1),
            "on": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        }
    )


def commit() -> tuple[str, bool]:
    """Return the id of the commit that is tried, and whether files were changed since; without git, no id."""
    asked = ["git", "-C", str(ROOT)]
    found = subprocess.run([*asked, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    if found.returncode:
        return "unknown", False
    changed = subprocess.run([*asked, "status", "--porcelain"], capture_output=True, text=True, check=True)
    apart = LEDGER.relative_to(ROOT).as_posix()  # its own lines are no change of what is tried
    lines = [line for line in changed.stdout.splitlines() if not line.startswith("??") and not line.endswith(apart)]
    return found.stdout.strip(), bool(lines)


def main() -> int:
    """Soak, and return 1 where something failed."""
    from soak_register import SOAKS

    words = argparse.ArgumentParser(description="Try for longer, and tell in the ledger.")
    words.add_argument("--minutes", type=float, default=30.0, help="for all of them together")
    words.add_argument("--seed", default="", help="a word; without it the commit and the time")
    words.add_argument("--only", action="append", help="the name of a soak; may be repeated", choices=[*SOAKS])
    words.add_argument("--again", nargs=2, metavar=("NAME", "NUMBER"), help="one trial, as it was")
    told = words.parse_args()
    if told.again:
        return _again(SOAKS[told.again[0]], int(told.again[1]), told.seed)
    known, changed = commit()
    progress = Progress.found(PROGRESS, told.seed or f"{known}-{int(time.time())}", known)
    chosen = [SOAKS[name] for name in told.only or SOAKS]
    for soak in chosen:
        seconds = told.minutes * 60 * soak.share / sum(one.share for one in chosen)
        tried = soaked(soak, progress, seconds)
        print(f"{soak.name}: {tried.trials} trials, {dict(tried.counts)}, {len(tried.failures)} failures", flush=True)
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.writelines(line(soak, progress, changed) + "\n" for soak in chosen)
    PROGRESS.unlink()
    failures = [failure for soak in chosen for failure in progress.tried[soak.name].failures]
    print("\n".join(failures))
    return int(bool(failures))


def _again(soak: Soak, number: int, seed: str) -> int:
    with soak.begin() as attempt:
        trial = attempt(number, chance_of(seed, soak, number))
    print(dict(trial.counts), *trial.failures, sep="\n")
    return int(bool(trial.failures))


if __name__ == "__main__":
    sys.exit(main())
