import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tellmark.media.targets import (
    CannotWrite,
    DiskFull,
    NotAFile,
    SourceIsTarget,
    TargetExists,
    cannot_write,
    new_file,
    refuse_the_source,
)


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


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _link(path: Path) -> None:
    path.with_name("mine").write_bytes(b"mine")
    path.symlink_to("mine")


def _loose_link(path: Path) -> None:
    path.symlink_to("nowhere")


def _socket(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


@pytest.mark.parametrize("make", [_pipe, _folder, _link, _loose_link, _socket])
@pytest.mark.parametrize("replace", [True, False])
def test_only_a_regular_file_is_ever_replaced(tmp_path: Path, make: Callable[[Path], None], *, replace: bool) -> None:
    target = tmp_path / "out.jpg"
    make(target)
    before = [(path.name, path.lstat().st_mode) for path in sorted(tmp_path.iterdir())]
    with pytest.raises(NotAFile, match=r"out\.jpg is there already and is a"), new_file(target, replace=replace) as out:
        out.write(b"yours")
    assert [(path.name, path.lstat().st_mode) for path in sorted(tmp_path.iterdir())] == before


def test_a_folder_that_appears_meanwhile_leaves_no_stepping_stone(tmp_path: Path) -> None:
    target = tmp_path / "out.jpg"
    with pytest.raises(NotAFile), new_file(target, replace=True) as out:
        out.write(b"ours")
        target.mkdir()
    assert list(tmp_path.iterdir()) == [target]


def test_a_replacement_that_fails_leaves_no_stepping_stone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "x")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CannotWrite), new_file(tmp_path / "out.jpg", replace=True) as out:
        out.write(b"ours")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("replace", [True, False])
def test_a_name_that_is_too_long_is_said_in_words(tmp_path: Path, *, replace: bool) -> None:
    with pytest.raises(CannotWrite, match="too long"), new_file(tmp_path / ("n" * 300), replace=replace):
        pass


def test_the_longest_name_can_be_replaced(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 255)
    target.write_bytes(b"mine")
    with new_file(target, replace=True) as out:
        out.write(b"yours")
    assert target.read_bytes() == b"yours"


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_the_source_is_known_under_any_name(tmp_path: Path, link: Callable[[Path, Path], None]) -> None:
    source, other = tmp_path / "in.jpg", tmp_path / "other.jpg"
    source.write_bytes(b"mine")
    link(source, other)
    with source.open("rb") as stream:
        for name in (source, other):
            with pytest.raises(SourceIsTarget):
                refuse_the_source(stream.fileno(), name)
        refuse_the_source(stream.fileno(), tmp_path / "new.jpg")
