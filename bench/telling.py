"""What it costs that marking tells the log of each signature: `python bench/telling.py` prints a table.

The same small picture is marked with and without, in turn; beside it what the one durable append takes by itself, and
a whole command in an installation with a database and in one without.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from PIL import Image
from sources import photograph

from tellmark.app import Installation, installation
from tellmark.marks.lending import one_cell
from tellmark.marks.service import Marker, MarkOrder
from tellmark.rules.model import Operation
from tellmark.values.ids import entropy
from tellmark.values.instants import now

PAIRS, COMMANDS = 60, 9
ORDER = MarkOrder(Operation.FACE_SWAP, ("EU",))


def main() -> None:
    """Measure, and print."""
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}; medians\n")
    print("| | without, ms | with, ms | difference, ms (median of the pairs) |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=".") as folder:
        picture = small(Path(folder))
        bare, keeping = (home(Path(folder) / name) for name in ("bare", "keeping"))
        keeping.furnish()
        with one_cell() as lend, keeping.telling() as tells:
            silent, telling = keeping.marker(lend, now()), keeping.marker(lend, now(), tells=tells)
            tell("mark, warm", PAIRS, lambda: mark(silent, picture), lambda: mark(telling, picture))
            alone = [seconds(lambda: tells.signed("0" * 32, entropy(32).hex())) for _ in range(PAIRS)]
        tell("mark, cold command", COMMANDS, lambda: command(bare, picture), lambda: command(keeping, picture))
    print(f"\nThe durable append alone: {statistics.median(alone) * 1e3:.1f} ms.")


def tell(what: str, pairs: int, without: Callable[[], object], with_log: Callable[[], object]) -> None:
    """Time both in turn, and print a row."""
    without(), with_log()
    timed = [(seconds(without), seconds(with_log)) for _ in range(pairs)]
    first, second = (statistics.median(column) * 1e3 for column in zip(*timed, strict=True))
    difference = statistics.median(after - before for before, after in timed) * 1e3
    print(f"| {what} | {first:.1f} | {second:.1f} | **{difference:.1f}** |", flush=True)


def small(folder: Path) -> Path:
    """Return a photograph of 800 x 600."""
    with Image.open(photograph(folder / "large.jpg")) as picture:
        picture.resize((800, 600)).save(folder / "small.jpg", quality=90)
    return folder / "small.jpg"


def home(folder: Path) -> Installation:
    """Return an installation without a database."""
    folder.mkdir()
    (folder / "tellmark.toml").write_text('[provider]\nname = "Bench"\n')
    place = installation(folder, {})
    place.keys.create("Bench", "ZZ", now())
    return place


def mark(marker: Marker, picture: Path) -> None:
    """Mark into a file that is thrown away."""
    with picture.open("rb") as source, tempfile.TemporaryFile() as target:
        marker.mark(source, cast("BinaryIO", target), ORDER, now(), entropy(10))


def command(place: Installation, picture: Path) -> None:
    """Mark as a user does."""
    out = place.settings.home / "out.jpg"
    order = ["mark", picture, "--operation", "face_swap", "--for", "EU", "-o", out, "--force", "--home", out.parent]
    subprocess.run([sys.executable, "-m", "tellmark", *map(str, order)], capture_output=True, check=True)


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
