"""Trying for longer: each soak is tried again and again, by number under one seed, until its minutes are used up.

`make soak MINUTES=30` goes on where an interrupted one stopped, and adds a line for each soak to the committed ledger:
commit, seed, how much was tried, what failed. A failure is tried again by its seed and number:
`python -m soaking --again NAME NUMBER --seed SEED`. What has an end, such as all orders of a scene, stops there,
and the line says whether it was whole; before that it goes on with the next `make soak` of the same commit.
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
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "tests" / "soak" / "ledger.jsonl"
PROGRESS = ROOT / ".soak.json"


Bookmark: TypeAlias = Mapping[str, Any]
"""Where something that has an end goes on; once it is `exhausted`, nothing is left of it."""


@dataclass(frozen=True)
class Trial:
    """What one trial came to: how much of what was tried, and what must not be, in words."""

    counts: Mapping[str, int]
    failures: Sequence[str] = ()
    bookmark: Bookmark | None = None
    """Of what has an end: where the next trial goes on."""


Try: TypeAlias = Callable[[int, Random], Trial]
"""One trial, of a number and a chance that comes from seed and number alone."""

Begin: TypeAlias = Callable[[Bookmark | None], AbstractContextManager[Try]]
"""Begins to try, given the bookmark that the last trial left: None before the first, and of what has no end."""


@dataclass(frozen=True)
class Soak:
    """Something that can be tried for ever, or to its end, and needs things of the machine (tellmark_needs.py)."""

    name: str
    begin: Begin
    share: int = 1
    """How large a part of the time it gets, as against the others."""
    needs: tuple[str, ...] = ()
    ends: bool = False
    """Whether it has an end."""


@dataclass
class Tried:
    """How far one soak has come under its seed."""

    seed: str
    trials: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    bookmark: Bookmark | None = None

    @property
    def whole(self) -> bool:
        """Whether it has come to an end."""
        return self.bookmark is not None and bool(self.bookmark["exhausted"])


@dataclass
class Progress:
    """How far all soaks have come; kept after every trial, so that nothing is tried twice."""

    seed: str
    """Of those that begin now."""
    commit: str
    file: Path
    changed: bool = False
    """Whether files were changed since the commit."""
    tried: dict[str, Tried] = field(default_factory=dict)

    @classmethod
    def found(cls, file: Path, seed: str, commit: str, changed: bool = False) -> "Progress":
        """Return the progress of soaks of the same *commit* that go on; what begins does so under *seed*."""
        if file.exists():
            kept = json.loads(file.read_text("utf-8"))
            if (kept["commit"], kept["changed"]) == (commit, changed):
                tried = {
                    name: Tried(**{**one, "counts": Counter(one["counts"])}) for name, one in kept["tried"].items()
                }
                return cls(seed, commit, file, changed, tried)
        return cls(seed, commit, file, changed)

    def keep(self) -> None:
        """Keep it, whole or as it was."""
        hidden = self.file.with_name(f"{self.file.name}.new")
        tried = {name: vars(one) for name, one in self.tried.items()}
        hidden.write_text(json.dumps({"commit": self.commit, "changed": self.changed, "tried": tried}), "utf-8")
        hidden.replace(self.file)

    def told(self, soaks: Sequence[Soak]) -> None:
        """Forget *soaks*, which stand in the ledger; but one that has an end goes on at its bookmark until then."""
        for soak in soaks:
            if self.tried[soak.name].whole or not soak.ends:
                del self.tried[soak.name]
        if self.tried:
            self.keep()
        else:
            self.file.unlink()


def soaked(soak: Soak, progress: Progress, seconds: float) -> Tried:
    """Try *soak* from where *progress* stands until it has had its *seconds*, at least once, or to its end."""
    tried = progress.tried.setdefault(soak.name, Tried(progress.seed))
    until = seconds + tried.seconds if soak.ends else seconds  # what has an end gets them anew each time
    if tried.whole or (tried.trials and tried.seconds >= until):
        return tried
    with soak.begin(tried.bookmark) as attempt:
        while not tried.whole and (not tried.trials or tried.seconds < until):
            begun = time.monotonic()
            trial = attempt(tried.trials, chance_of(tried.seed, soak, tried.trials))
            tried.failures += [f"{soak.name} {tried.trials}: {what}" for what in trial.failures]
            tried.counts.update(trial.counts)
            tried.bookmark = trial.bookmark
            tried.trials += 1
            tried.seconds += time.monotonic() - begun
            progress.keep()
    return tried


def chance_of(seed: str, soak: Soak, number: int) -> Random:
    """Return the chance of one trial."""
    return Random(f"{seed} {soak.name} {number}")


def line(soak: Soak, progress: Progress) -> str:
    """Return the ledger's line about *soak*."""
    tried = progress.tried[soak.name]
    return json.dumps(
        {
            "at": time.strftime("%Y-%m-%d"),
            "commit": progress.commit,
            "changed": progress.changed,
            "soak": soak.name,
            "seed": tried.seed,
            "trials": tried.trials,
            "counts": dict(sorted(tried.counts.items())),
            **({"whole": tried.whole} if soak.ends else {}),
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
    progress = Progress.found(PROGRESS, told.seed or f"{known}-{int(time.time())}", known, changed)
    chosen = [SOAKS[name] for name in told.only or SOAKS]
    for soak in chosen:
        seconds = told.minutes * 60 * soak.share / sum(one.share for one in chosen)
        tried = soaked(soak, progress, seconds)
        print(f"{soak.name}: {tried.trials} trials, {dict(tried.counts)}, {len(tried.failures)} failures", flush=True)
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.writelines(line(soak, progress) + "\n" for soak in chosen)
    failures = [failure for soak in chosen for failure in progress.tried[soak.name].failures]
    progress.told(chosen)
    print("\n".join(failures))
    return int(bool(failures))


def _again(soak: Soak, number: int, seed: str) -> int:
    with soak.begin(None) as attempt:
        for one in range(0 if soak.ends else number, number + 1):
            trial = attempt(one, chance_of(seed, soak, one))
    print(dict(trial.counts), *trial.failures, sep="\n")
    return int(bool(trial.failures))


if __name__ == "__main__":
    sys.exit(main())
