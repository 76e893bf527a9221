"""The command line as a user runs it: a process of its own, in a folder of its own."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import command

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation as `tellmark init` leaves it, to be copied and never worked in."""
    folder = tmp_path_factory.mktemp("pristine")
    made = _run(["init", "--home", str(folder), "--name", "Studio-North"])
    assert made.returncode == 0, made.stderr.decode()
    return folder


@pytest.fixture(scope="session")
def home(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the installation that the tests share."""
    return Path(shutil.copytree(pristine, tmp_path_factory.mktemp("installation"), dirs_exist_ok=True))


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    """Return what runs `tellmark ARGUMENTS` in an empty folder with the session's installation."""

    def ran(*arguments: str | Path, stdin: bytes = b"", cwd: Path = tmp_path) -> subprocess.CompletedProcess[bytes]:
        return _run([str(argument) for argument in arguments], {"TELLMARK_HOME": str(home)}, stdin, cwd)

    return ran


def _run(
    arguments: list[str], environ: dict[str, str] | None = None, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    fixed = {"NO_COLOR": "1", "COLUMNS": "100"}
    return command(arguments, {**os.environ, **fixed, **(environ or {})}, stdin, cwd)
