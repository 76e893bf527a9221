import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tellmark.media.targets import CannotWrite, DiskFull, TargetExists, cannot_write, new_file


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.jpg"
    with new_file(target, replace=False) as out:
        out.write(b"half")
        assert list(tmp_path.iterdir()) == []
        out.write(b"whole")
    assert target.read_bytes() == b"halfwhole"


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_file(tmp_path / "out.jpg", replace=False) as out:
        out.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, os, signal\n"
        "from tellmark.media.targets import new_file\n"
        "with new_file(pathlib.Path(sys.argv[1]), replace=False) as out:\n"
        "    out.write(b'x' * 100000); out.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "out.jpg")], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_touched_unless_told(tmp_path: Path) -> None:
    target = tmp_path / "out.jpg"
    target.write_bytes(b"mine")
    with pytest.raises(TargetExists, match="exists already"), new_file(target, replace=False):
        pass
    assert target.read_bytes() == b"mine"
    with new_file(target, replace=True) as out:
        out.write(b"yours")
    assert target.read_bytes() == b"yours"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_appears_meanwhile_is_not_touched(tmp_path: Path) -> None:
    target = tmp_path / "out.jpg"
    with pytest.raises(TargetExists), new_file(target, replace=False) as out:
        out.write(b"ours")
        target.write_bytes(b"theirs")
    assert target.read_bytes() == b"theirs"


def test_a_new_file_has_the_permissions_that_the_user_wants(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with new_file(tmp_path / "out.jpg", replace=False):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "out.jpg").stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as refused, new_file(tmp_path / "no" / "out.jpg", replace=False):
        pass
    assert "-o" in refused.value.remedy


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_in_words(number: int) -> None:
    assert isinstance(cannot_write(OSError(number, "x")), DiskFull)
