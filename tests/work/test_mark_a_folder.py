"""`tellmark mark DIR --out DIR` as a process of its own, over real photographs, killed while it works."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from killed_folders import OUT, command, copies, killed_and_then_left_alone, photographs, run_until_killed, studio
from tellmark.cli.folders import _MarksInto
from tellmark.marks.service import Marker, MarkOrder
from tellmark.media.sandbox.errors import JobBug
from tellmark.rules.model import Operation


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return studio(tmp_path_factory.mktemp("home"))


def test_killed_twice_every_photograph_is_marked_exactly_once(home: Path, photograph: Path) -> None:
    photographs(photograph, 18, folders=3)
    killed_and_then_left_alone(home, 18, (4, 9))


def test_planted_a_copy_that_a_kill_left_with_another_s_label_is_found(home: Path, photograph: Path) -> None:
    photographs(photograph, 6, folders=1)
    run_until_killed(home, 4)
    one, other = sorted(copies())[:2]
    (OUT / one).write_bytes((OUT / other).read_bytes())
    with pytest.raises(AssertionError, match="two copies bear one label"):
        killed_and_then_left_alone(home, 6, (5,))


@pytest.mark.slow
@pytest.mark.needs("linux")
def test_of_six_hundred_photographs_each_is_marked_exactly_once_in_flat_memory(home: Path, photograph: Path) -> None:
    photographs(photograph, 600, folders=3)
    held = killed_and_then_left_alone(home, 600, (100, 400))
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
