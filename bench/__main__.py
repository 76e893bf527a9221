"""Runs every bench in turn, or those that are named: `python bench [NAME…]`; each prints its own tables.

PostgreSQL is measured in a server of our own, new for each, where its programs are installed; else the benches that
have a part of it are named at the end.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from store import postgresql
from throwaway_postgresql import find_server

HERE = Path(__file__).parent
GIVEN = frozenset({"appends", "consents", "transactions"})
"""Those that are given the address of a database."""
FIND = frozenset({"clocks", "store"})
"""Those that start a server themselves, where there is one."""


def benches() -> list[str]:
    """Return the names of all: what can be run here, but for this."""
    runs = (one.stem for one in HERE.glob("*.py") if one != Path(__file__) and "__main__" in one.read_text("utf-8"))
    return sorted(runs)


def main(names: Sequence[str]) -> int:
    """Run them all, whatever fails; return 1 if something did."""
    can, failed = find_server() is not None, []
    for name in names:
        print(f"\n## {name}\n", flush=True)
        if name in GIVEN and can:
            with postgresql(Path.cwd()) as where:
                ended = run(name, where)
        else:
            ended = run(name)
        failed += [name] if ended else []
    without = [] if can else [name for name in names if name in GIVEN | FIND]
    for what, those in (("Not measured with PostgreSQL, whose programs are not here", without), ("Failed", failed)):
        if those:
            print(f"\n{what}: {', '.join(those)}.", flush=True)
    return 1 if failed else 0


def run(name: str, *words: str) -> int:
    """Run one in a process of its own; return how it ended."""
    return subprocess.run([sys.executable, HERE / f"{name}.py", *words], check=False).returncode


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(benches()):
        sys.exit(f"There is no such bench: {', '.join(sorted(unknown))}. There are: {', '.join(benches())}.")
    sys.exit(main(sys.argv[1:] or benches()))
