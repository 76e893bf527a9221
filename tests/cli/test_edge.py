"""What the process says when it ends: closed pipes, full disks, names that nobody should print as they are."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tellmark.cli.edge import shown

Run = Callable[..., subprocess.CompletedProcess[bytes]]
ESCAPE = "a\x1b[31m\r\u202e.jpg"


@pytest.fixture
def swap(photograph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(photograph, tmp_path / "swap.jpg"))


def _with_output(output: int, *arguments: str | Path) -> tuple[int, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "tellmark", *arguments], stdout=output, stderr=subprocess.PIPE, check=False, timeout=60
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "arguments", [["--version"], ["explain"], ["verify", "swap.jpg"], ["verify", "--json", "swap.jpg"]]
)
def test_a_reader_who_has_gone_is_not_told_that_no_mark_was_found(
    swap: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(swap.parent)
    reading, writing = os.pipe()
    os.close(reading)
    code, said = _with_output(writing, *arguments)
    os.close(writing)
    assert (code, said) == (141, b"")


@pytest.fixture
def full(tmp_path: Path) -> int:
    """Return a device of our own that answers every write with `no space left`."""
    device = tmp_path / "full"
    try:
        os.mknod(device, stat.S_IFCHR | 0o600, os.makedev(1, 7))
        return os.open(device, os.O_WRONLY)
    except PermissionError:
        pytest.skip("only root may make a device, and only where devices may be")


@pytest.mark.parametrize(
    "arguments", [["--version"], ["explain"], ["verify", "swap.jpg"], ["verify", "--json", "swap.jpg"]]
)
def test_an_output_that_is_full_is_said_in_words(
    swap: Path, arguments: list[str], full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(swap.parent)
    code, said = _with_output(full, *arguments)
    os.close(full)
    assert code == 7
    assert said.startswith(b"error[media.disk_full]: what is to be printed cannot be written: ")
    assert b"-o" not in said


def test_a_demo_that_cannot_write_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    done = run("demo", "--out", "taken")
    assert done.returncode == 7
    assert b"error[media.cannot_write]" in done.stderr


def test_names_are_shown_without_what_a_terminal_obeys() -> None:
    assert shown("a\x1b[2J\n\u202e\udcff 样.jpg") == r"a\x1b[2J\n\u202e\xff 样.jpg"


@pytest.mark.slow
def test_no_command_prints_a_control_character_of_a_name(run: Run, swap: Path) -> None:
    odd = swap.rename(swap.with_name(ESCAPE))
    for arguments in (["verify"], ["check"], ["mark", "--operation", "image_edit"], ["mark"]):
        for name in (odd.name, f"no{odd.name}"):
            done = run(*arguments, name)
            for sign in ("\x1b", "\r", "\u202e"):
                assert sign.encode() not in done.stdout + done.stderr, (arguments, name)


@pytest.mark.slow
def test_a_name_that_is_no_unicode_is_marked_and_verified(run: Run, swap: Path) -> None:
    odd = swap.rename(swap.parent / os.fsdecode(b"sw\xffap.jpg"))
    other = Path(shutil.copy(odd, swap.parent / "other.jpg"))
    done = run("mark", odd, other, "--operation", "image_edit", "--jsonl")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["path"][-9:] for line in done.stdout.splitlines()] == ["sw\ufffdap.jpg", "other.jpg"]
    done = run("verify", "--jsonl", odd, os.fsdecode(b"no\xff.jpg"), other)
    assert done.returncode == 7
    assert len(done.stdout.splitlines()) == 3
    assert b'"version"' in run("check", "--sarif", odd).stdout


@pytest.mark.slow
def test_every_file_has_a_line_for_machines(run: Run, swap: Path) -> None:
    for arguments in (["verify"], ["mark", "--operation", "image_edit"], ["check"]):
        done = run(*arguments, "--jsonl", "nowhere.jpg", swap)
        first, second = (json.loads(line) for line in done.stdout.splitlines())
        assert done.returncode == 7
        assert set(first) == {"path", "error"}
        assert first["path"] == "nowhere.jpg"
        assert first["error"]["code"] == "cli.cannot_open"
        assert set(first["error"]) == {"code", "what", "remedy"}
        assert "error" not in second
        one = run(*arguments, "--json", "nowhere.jpg")
        assert one.returncode == 7
        assert set(json.loads(one.stdout)) == {"error"}


def test_one_object_is_for_one_file(run: Run, swap: Path) -> None:
    for command in ("verify", "mark", "check"):
        more = ["--operation", "image_edit"] if command == "mark" else []
        done = run(command, *more, "--json", swap, swap)
        assert done.returncode == 2
        assert b"--jsonl" in done.stderr


def test_a_pattern_that_nothing_matches_is_said(run: Run) -> None:
    done = run("mark", "*.gif", "--out", "out", "--operation", "image_edit")
    assert done.returncode == 7
    assert b"error[batch.no_sources]" in done.stderr


def test_a_folder_without_an_installation_is_named_and_nothing_is_made_in_it(run: Run, tmp_path: Path) -> None:
    for home in (tmp_path / "nowhere", tmp_path):
        done = run("account", "list", "--home", home)
        assert done.returncode == 7
        assert f"the folder {home}/tellmark-data does not exist".encode() in done.stderr
        assert b"--home" in done.stderr
        assert b"tellmark init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file_to_look_at(run: Run, tmp_path: Path) -> None:
    for command in ("receipt verify", "report verify", "verify"):
        done = run(*command.split(), tmp_path)
        assert done.returncode == 7
        assert b"is a folder" in done.stderr
        assert b"--out" not in done.stderr


def test_settings_that_are_a_folder_are_said(run: Run, swap: Path) -> None:
    (swap.parent / "tellmark.toml").mkdir()
    done = run("verify", swap, "--home", swap.parent)
    assert b"tellmark.toml cannot be read" in done.stderr
    assert done.returncode == 2
