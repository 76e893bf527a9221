"""`tellmark mark DIR --out DIR` as a process of its own, over cuts of a real photograph, killed while it works.

All is laid out in the current folder: `in`, `out`, and what the command says of errors.
"""

import hashlib
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from traceback import format_exc

from PIL import Image

from soaking import Bookmark, Soak, Trial, Try
from tellmark.app import installation
from tellmark.marks.aigc.read import findings
from tellmark.media.containers import read
from tellmark.media.kinds import Kind
from tellmark.values.instants import now
from tellmark.work.sources import STATE

OUT = Path("out")
EACH = 24
"""Photographs of one trial of the soak."""


def studio(folder: Path) -> Path:
    """Make an installation with a signing key in *folder*, and return it."""
    folder.joinpath("tellmark.toml").write_text('[provider]\nname = "Studio-North"\n', "utf-8")
    installation(folder, {}).keys.create("Studio-North", "ZZ", now() - timedelta(days=27))
    return folder


def command(home: Path, *more: str) -> list[str]:
    """Return the command that marks what lies in `in`, or what *more* says."""
    fixed = ["--out", str(OUT), "--operation", "image_generate", "--for", "CN,EU", "--home", str(home)]
    return [sys.executable, "-m", "tellmark", "mark", *(more or ("in",)), *fixed]


def photographs(photograph: Path, count: int, folders: int, first: int = 0) -> None:
    """Lay out *count* small cuts of a real photograph, no two the same; *first* of 5 000 is the number of the first."""
    with Image.open(photograph) as whole:
        for number in range(first, first + count):
            path = Path(f"in/{number % folders}/{number:04}.jpg")
            path.parent.mkdir(parents=True, exist_ok=True)
            left, top = number % 400, number // 400 * 20
            whole.crop((left, top, left + 200, top + 160)).save(path, quality=90)


def copies() -> dict[str, bytes]:
    """Return every marked copy, by its path within `out`."""
    return {str(path.relative_to(OUT)): path.read_bytes() for path in OUT.glob("*/*.jpg")}


def run_until_killed(home: Path, lines: int) -> list[int]:
    """Kill the command, and nothing gentler, after it has told of *lines* files; return what it held on the way."""
    with Path("errors").open("wb") as errors:
        process = subprocess.Popen(command(home, "in", "--jobs", "2"), stdout=subprocess.PIPE, stderr=errors)
    assert process.stdout is not None
    held = []
    for number in range(1, lines + 1):
        assert process.stdout.readline(), Path("errors").read_text()
        if number % 100 == 0:
            held.append(_kilobytes(process.pid))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return held


def _kilobytes(pid: int) -> int:
    """The memory that a process holds now (proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def every_copy_bears_a_whole_label_of_its_own() -> int:
    """Return how many copies there are."""
    ids = []
    for name, data in copies().items():
        (label,) = findings(read(Kind.JPEG, io.BytesIO(data)))
        assert label.state == "intact", name
        ids.append(str(label.detail["produce_id"]))
    assert len(set(ids)) == len(ids), "two copies bear one label"
    return len(ids)


def killed_and_then_left_alone(home: Path, count: int, kills: Sequence[int]) -> list[int]:
    """Mark the *count* photographs, killed after each number of files in *kills*, then once to the end.

    Return what the last that was killed held on the way, in kB, every hundred files.
    """
    held, first = [], dict[str, bytes]()
    for lines in kills:
        held = run_until_killed(home, lines)
        every_copy_bears_a_whole_label_of_its_own()
        assert first.items() <= copies().items()  # what stood there before was not touched again
        first = copies()
    last = subprocess.run(command(home, "in", "--jobs", "2"), check=False, capture_output=True)
    told = [json.loads(line) for line in last.stdout.splitlines()]
    failed = [line for line in told if line["outcome"] == "failed"]
    assert failed == [], failed
    assert last.returncode == 0, last.stderr
    assert len(told) == count
    assert {line["outcome"] for line in told} == {"marked", "already"}
    assert every_copy_bears_a_whole_label_of_its_own() == count
    assert first.items() <= copies().items()
    _the_journal_knows_every_copy()
    return held


def _the_journal_knows_every_copy() -> None:
    journal = [json.loads(line) for line in (OUT / STATE / "journal.jsonl").read_text().splitlines()]
    assert sorted(line["path"] for line in journal) == sorted(copies())
    digests = {line["path"]: line["target"] for line in journal}
    assert digests == {name: hashlib.sha256(data).hexdigest() for name, data in copies().items()}
    assert sorted(path.name for path in (OUT / STATE).iterdir()) == ["failed.txt", "journal.jsonl"]


# --- for longer -------------------------------------------------------------------------------------------------------


@contextmanager
def _folders(_: Bookmark | None) -> Iterator[Try]:
    """Each trial marks other photographs, and dies after numbers of files that chance names."""
    found = find_spec("skimage")
    assert found is not None
    assert found.origin is not None
    photograph = Path(found.origin).with_name("data") / "rocket.jpg"
    with TemporaryDirectory() as home:
        studio(Path(home))

        def attempt(_: int, chance: Random) -> Trial:
            kills = [chance.randint(1, EACH // 2), chance.randint(EACH // 2, EACH - 1)]
            with TemporaryDirectory() as folder, chdir(folder):
                photographs(photograph, EACH, folders=3, first=chance.randrange(5000 - EACH))
                try:
                    killed_and_then_left_alone(Path(home), EACH, kills)
                except AssertionError:
                    return Trial({"photographs": EACH}, [f"killed after {kills}: {format_exc(limit=-1)}"])
            return Trial({"photographs": EACH, "deaths": len(kills)})

        yield attempt


FOLDER_SOAKS = (Soak("folder-of-photographs", _folders, needs=("linux",)),)
