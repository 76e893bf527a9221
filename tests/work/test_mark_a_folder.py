"""`tellmark mark DIR --out DIR` as a process of its own, over real photographs, killed while it works."""

import hashlib
import io
import json
import os
import shlex
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from PIL import Image

from tellmark.app import installation
from tellmark.cli.folders import _MarksInto
from tellmark.marks.aigc.read import findings
from tellmark.marks.service import Marker, MarkOrder
from tellmark.media.containers import read
from tellmark.media.kinds import Kind
from tellmark.media.sandbox.errors import JobBug
from tellmark.rules.model import Operation
from tellmark.values.instants import now
from tellmark.work.sources import STATE

OUT = Path("out")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    folder.joinpath("tellmark.toml").write_text('[provider]\nname = "Studio-North"\n', "utf-8")
    installation(folder, {}).keys.create("Studio-North", "ZZ", now() - timedelta(days=27))
    return folder


def command(home: Path, *more: str) -> list[str]:
    fixed = ["--out", str(OUT), "--operation", "image_generate", "--for", "CN,EU", "--home", str(home)]
    return [sys.executable, "-m", "tellmark", "mark", *(more or ("in",)), *fixed]


def photographs(photograph: Path, count: int, folders: int) -> None:
    """Lay out *count* small cuts of a real photograph, no two the same."""
    with Image.open(photograph) as whole:
        for number in range(count):
            path = Path(f"in/{number % folders}/{number:04}.jpg")
            path.parent.mkdir(parents=True, exist_ok=True)
            left, top = number % 400, number // 400 * 20
            whole.crop((left, top, left + 200, top + 160)).save(path, quality=90)


def copies() -> dict[str, bytes]:
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


def every_copy_bears_one_whole_label() -> list[str]:
    ids = []
    for name, data in copies().items():
        (label,) = findings(read(Kind.JPEG, io.BytesIO(data)))
        assert label.state == "intact", name
        ids.append(str(label.detail["produce_id"]))
    return ids


def killed_twice_and_then_left_alone(home: Path, photograph: Path, count: int, kills: tuple[int, int]) -> list[int]:
    photographs(photograph, count, folders=3)
    run_until_killed(home, kills[0])
    first = copies()
    held = run_until_killed(home, kills[1])
    every_copy_bears_one_whole_label()
    last = subprocess.run(command(home, "in", "--jobs", "2"), check=False, capture_output=True)
    told = [json.loads(line) for line in last.stdout.splitlines()]
    assert [line for line in told if line["outcome"] == "failed"] == []
    assert last.returncode == 0, last.stderr
    assert len(told) == count
    assert {line["outcome"] for line in told} == {"marked", "already"}
    ids = every_copy_bears_one_whole_label()
    assert len(set(ids)) == len(ids) == count
    assert first.items() <= copies().items()  # what stood there before the second run was not touched again
    journal = [json.loads(line) for line in (OUT / STATE / "journal.jsonl").read_text().splitlines()]
    assert sorted(line["path"] for line in journal) == sorted(copies())
    digests = {line["path"]: line["target"] for line in journal}
    assert digests == {name: hashlib.sha256(data).hexdigest() for name, data in copies().items()}
    assert sorted(path.name for path in (OUT / STATE).iterdir()) == ["failed.txt", "journal.jsonl"]
    return held


def test_killed_twice_every_photograph_is_marked_exactly_once(home: Path, photograph: Path) -> None:
    killed_twice_and_then_left_alone(home, photograph, 18, (4, 9))


@pytest.mark.slow
@pytest.mark.needs("linux")
def test_of_six_hundred_photographs_each_is_marked_exactly_once_in_flat_memory(home: Path, photograph: Path) -> None:
    held = killed_twice_and_then_left_alone(home, photograph, 600, (100, 400))
    assert held[-1] < held[0] * 1.1, held


def test_a_bad_file_among_good_ones_is_told_and_the_command_to_retry_works(home: Path, photograph: Path) -> None:
    photographs(photograph, 3, folders=1)
    bad, good = Path("in/0/0001.jpg"), Path("in/0/0001.jpg").read_bytes()
    bad.write_bytes(good[: len(good) // 2])
    Path("in/0/notes.txt").write_text("no picture")
    first = subprocess.run(command(home), check=False, capture_output=True, text=True)
    assert first.returncode == 4
    told = {Path(line["path"]).name: line for line in map(json.loads, first.stdout.splitlines())}
    assert {name: line["outcome"] for name, line in told.items()} == {
        "0000.jpg": "marked",
        "0001.jpg": "failed",
        "0002.jpg": "marked",
        "notes.txt": "failed",
    }
    assert all(line["error"]["remedy"] for line in told.values() if line["outcome"] == "failed")
    assert "2 marked" in first.stderr
    bad.write_bytes(good)
    Path("in/0/notes.txt").unlink()
    retry = next(line for line in first.stderr.splitlines() if "tellmark mark @" in line)
    named, *arguments = shlex.split(retry.partition(": ")[2])
    again = subprocess.run([sys.executable, "-m", named, *arguments], check=False, capture_output=True, text=True)
    assert [json.loads(line)["outcome"] for line in again.stdout.splitlines()] == ["marked", "failed"], again.stderr
    assert sorted(copies()) == ["0/0000.jpg", "0/0001.jpg", "0/0002.jpg"]


def test_a_name_that_is_no_text_is_marked_like_any_other(home: Path, photograph: Path) -> None:
    photographs(photograph, 1, folders=1)
    Path("in/0/0000.jpg").rename(os.fsdecode(b"in/0/\xff.jpg"))
    done = subprocess.run(command(home), check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "marked"


def test_a_file_that_trips_us_is_told_with_its_number_and_the_others_go_on() -> None:
    class Tripped:
        def mark(self, *_: object) -> None:
            raise JobBug("marks.apply", "0123456789ab", "ZeroDivisionError at x.py:1")

    Path("a.jpg").write_bytes(b"x")
    outcome = _MarksInto(cast("Marker", Tripped()), MarkOrder(Operation.IMAGE_EDIT, ("EU",)))(Path("a.jpg"), Path("b"))
    assert outcome.failure is not None
    assert outcome.failure.kind is None
    assert "0123456789ab" in outcome.failure.what
    assert not Path("b").exists()
