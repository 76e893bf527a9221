"""What never stands in a tracked file: promises nobody can keep, and traces of the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = Path(__file__).relative_to(ROOT).as_posix()

# Written in pieces, so that this file would pass its own check.
PROMISES = ["compli" + "ant"]
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb.deb" + "ian.org"]
PLACES = ["(?<!tellmark)/wo" + "rk/", "/opt" + "/tm", "/tmp/" + "bash_jobs", "/opt/py" + "pi", "/ro" + r"ot/\."]
TOOLS = ["farm" + "-bench", "farm" + "-studio", r"\.lib" + "rary/", "issues " + "show"]

BANNED = re.compile(
    "|".join([rf"\b{word}\b" for word in PROMISES] + [re.escape(h) for h in HOSTS] + PLACES + TOOLS), re.I
)
EXEMPT = {"LICENSE"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [
        ROOT / name for name in listed.stdout.split("\0") if name and name not in EXEMPT and (ROOT / name).is_file()
    ]


def is_text(data: bytes) -> bool:
    return b"\0" not in data[:8192]


@pytest.mark.needs("git")
def test_no_tracked_file_promises_or_betrays() -> None:
    if not (ROOT / ".git").exists():
        return  # an unpacked source archive: there is no list of tracked files
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in tracked()
        if is_text(data := path.read_bytes())
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1)
        if (match := BANNED.search(line))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["Fully " + "Compli" + "ant with", "see /wo" + "rk/main", "https://py" + "pi.org/simple"]
)
def test_the_watch_over_words_sees(line: str) -> None:
    assert BANNED.search(line)


@pytest.mark.parametrize(
    "line", ["it complies with", "src/tellmark/work/loops.py", "framework/tests", "pip install tellmark"]
)
def test_the_watch_over_words_lets_pass(line: str) -> None:
    assert not BANNED.search(line)


@pytest.mark.needs("git")
def test_no_tracked_file_is_larger_than_two_megabytes() -> None:
    if not (ROOT / ".git").exists():
        return
    assert [path.name for path in tracked() if path.stat().st_size > 2_000_000] == []


# --- what a merge leaves behind ---

MARKS = re.compile(r"^\s*(?:" + "|".join(re.escape(mark * 7) for mark in "<>|") + r")(?:\s|$)")
"""The marks around two versions of a place, indented by whoever put the file into shape or not."""


@pytest.mark.needs("git")
def test_no_tracked_file_holds_two_versions_of_a_place() -> None:
    if not (ROOT / ".git").exists():
        return
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if is_text(data := path.read_bytes())
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1)
        if MARKS.match(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["<" * 7 + " HEAD", ">" * 7 + " 3c3c765 (A title)", "|" * 7, "    " + ">" * 7])
def test_a_mark_of_a_merge_is_seen(line: str) -> None:
    assert MARKS.match(line)


@pytest.mark.parametrize("line", ["=======", ">>> 1 + 1", "|---|---|", "<" * 8, "a " + "<" * 7 + " b"])
def test_what_only_looks_like_one_passes(line: str) -> None:
    assert not MARKS.match(line)
