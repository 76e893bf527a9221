"""What the command line reads and writes: whole regular files and pipes, never the source, never for ever."""

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from tellmark.cli.streams import TooLarge, take_in

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def swap(photograph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(photograph, tmp_path / "swap.jpg"))


@pytest.mark.parametrize("link", [None, os.link, os.symlink])
def test_the_source_is_not_replaced_under_any_name(
    run: Run, swap: Path, photograph: Path, link: Callable[[Path, Path], None] | None
) -> None:
    target = swap
    if link is not None:
        link(swap, target := swap.with_name("other.jpg"))
    done = run("mark", swap, "--operation", "image_edit", "-o", target, "--force")
    assert done.returncode == 7
    assert b"error[media.source_is_target]" in done.stderr
    assert swap.read_bytes() == photograph.read_bytes()


@pytest.mark.slow
def test_a_named_pipe_is_refused_and_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for command in (["verify"], ["check"], ["mark", "--operation", "image_edit"]):
        done = run(*command, "pipe.jpg")
        assert done.returncode == 7
        assert b"error[cli.cannot_open]" in done.stderr
        assert b"with the name -" in done.stderr


def test_standard_input_is_taken_in_up_to_a_size() -> None:
    with tempfile.TemporaryFile() as file:
        taken = cast("BinaryIO", file)
        take_in(io.BytesIO(b"x" * 100), taken, 100)
        assert taken.read() == b"x" * 100
        with pytest.raises(TooLarge, match="more than 99 bytes"):
            take_in(io.BytesIO(b"x" * 100), taken, 99)
