"""The command line as a user runs it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation that `tellmark init` made."""
    folder = tmp_path_factory.mktemp("installation")
    _run(["init", "--home", str(folder), "--name", "Studio-North"])
    return folder


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    """Return what runs `tellmark ARGUMENTS` in an empty folder with the session's installation."""

    def command(*arguments: str | Path, stdin: bytes = b"", cwd: Path = tmp_path) -> subprocess.CompletedProcess[bytes]:
        return _run([str(argument) for argument in arguments], {"TELLMARK_HOME": str(home)}, stdin, cwd)

    return command


def _run(
    arguments: list[str], environ: dict[str, str] | None = None, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tellmark", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **(environ or {})},
        timeout=120,
    )
