"""The commands that the pages show are run, in order, each page in a folder of its own.

A fenced block marked `console` is a session: a line `$ command` is run by bash (a trailing backslash goes on), and the
lines under it are what it prints, where `…` stands for anything. A block marked `python` is run as a program.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guides").glob("*.md")])
FENCE = re.compile(r"^```(?P<kind>console|python)\n(?P<body>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a page, and what the page says it prints."""

    command: str
    prints: str


def steps(page: Path) -> Iterator[Step]:
    for block in FENCE.finditer(page.read_text("utf-8")):
        if block["kind"] == "python":
            yield Step(f"{sys.executable} - <<'PROGRAM'\n{block['body']}PROGRAM", "")
        else:
            yield from session(block["body"])


def session(body: str) -> Iterator[Step]:
    """Split a console block into its commands."""
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        lines = part.splitlines()
        last = next(number for number, line in enumerate(lines) if not line.endswith("\\"))
        yield Step("\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :]).strip())


def fits(shown: str, printed: str) -> bool:
    """Tell whether what was printed is what the page shows."""
    pattern = ".*".join(map(re.escape, re.split(r"\s*…\s*", shown)))
    return re.fullmatch(rf"\s*{pattern}\s*", printed, re.S) is not None


WITH_COMMANDS = [
    pytest.param(page, id=page.relative_to(ROOT).as_posix(), marks=[] if page.name == "README.md" else pytest.mark.slow)
    for page in PAGES
    if any(steps(page))
]


@pytest.mark.needs("av", "server")
@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_a_page_shows_what_really_happens(
    page: Path, tmp_path: Path, photograph: Path, portrait: Path, recording: Path, song: Path, film: Path
) -> None:
    samples = {
        "photo.jpg": photograph,
        "portrait.png": portrait,
        "voice.wav": recording,
        "song.mp3": song,
        "film.mp4": film,
    }
    for name, sample in samples.items():
        shutil.copyfile(sample, tmp_path / name)
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100"}
    for step in steps(page):
        done = subprocess.run(
            ["bash", "-eu", "-c", step.command], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"$ {step.command}\n{done.stdout}{done.stderr}"
        if step.prints:
            assert fits(step.prints, done.stdout + done.stderr), f"$ {step.command}\n{done.stdout}{done.stderr}"


def test_a_session_is_read_command_by_command() -> None:
    body = "$ one \\\n  more\nprinted\n$ two\n"
    assert list(session(body)) == [Step("one \\\n  more", "printed"), Step("two", "")]


@pytest.mark.parametrize(
    ("shown", "fitting"), [("a … c", True), ("a b c", True), ("a", False), ("… c", True), ("b", False)]
)
def test_what_is_printed_must_fit(shown: str, fitting: bool) -> None:
    assert fits(shown, "a b c\n") is fitting


LINK = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)#\s]+)(?:#(?P<part>[^)]+))?\)")


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_within_the_docs_leads_somewhere(page: Path) -> None:
    targets = [page.parent / match["target"] for match in LINK.finditer(page.read_text("utf-8"))]
    assert [str(target) for target in targets if not target.exists()] == []
