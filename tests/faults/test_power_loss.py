"""The model of a disk without power is itself held against what a disk must and must not keep."""

from pathlib import Path
from random import Random

import pytest

from faulty_disk import Call, Fault, Kind
from power_loss import Names

ALL, NONE = 1.0, 0.0


class Story:
    """Calls on a folder that held one file, and what is left of them."""

    def __init__(self, folder: Path) -> None:
        (folder / "old").write_bytes(b"old")
        self._folder, self._names, self._number = folder, Names(folder, folder), 0

    def does(self, kind: Kind, name: str, data: bytes = b"", offset: int = 0, target: str = "") -> "Story":
        other = self._folder / target if target else None
        call = Call(self._number, kind, Fault.NONE, 0, self._folder / name, other, offset, data, 1)
        self._number += 1
        self._names.take(call)
        return self

    def left(self, share: float = NONE, seed: int = 0) -> dict[str, bytes | None]:
        return self._names.cut(Random(seed), share)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def test_bytes_that_were_not_flushed_are_lost(story: Story) -> None:
    story.does(Kind.WRITE, "old", b"new!")
    assert story.left() == {"old": b"old"}
    assert story.left(ALL) == {"old": b"new!"}


def test_bytes_that_were_flushed_stay(story: Story) -> None:
    story.does(Kind.WRITE, "old", b"new!").does(Kind.SYNC, "old").does(Kind.WRITE, "old", b"N")
    assert story.left() == {"old": b"new!"}


def test_a_write_can_be_torn_between_two_sectors_and_nowhere_else(story: Story) -> None:
    story.does(Kind.WRITE, "old", b"a" * 512 + b"b" * 512)
    seen = {story.left(0.5, seed)["old"] for seed in range(40)}
    assert seen == {b"old", b"a" * 512, b"old" + bytes(509) + b"b" * 512, b"a" * 512 + b"b" * 512}


def test_a_new_name_is_safe_once_its_folder_was_flushed(story: Story) -> None:
    story.does(Kind.CREATE, "new").does(Kind.WRITE, "new", b"1").does(Kind.SYNC, "new")
    assert story.left() == {"new": None}
    assert story.does(Kind.SYNC, ".").left() == {"new": b"1"}


def test_a_file_that_replaces_another_leaves_the_one_or_the_other(story: Story) -> None:
    story.does(Kind.CREATE, "part").does(Kind.WRITE, "part", b"1").does(Kind.SYNC, "part")
    story.does(Kind.RENAME, "part", target="old")
    assert {story.left(0.5, seed)["old"] for seed in range(20)} == {b"old", b"1"}
    assert story.does(Kind.SYNC, ".").left() == {"old": b"1", "part": None}


def test_a_rename_without_a_flush_of_the_bytes_leaves_an_empty_file(story: Story) -> None:
    story.does(Kind.CREATE, "part").does(Kind.WRITE, "part", b"1")
    story.does(Kind.RENAME, "part", target="old").does(Kind.SYNC, ".")
    assert story.left() == {"old": b"", "part": None}


def test_bytes_whose_flush_failed_are_not_made_safe_by_the_next(story: Story) -> None:
    story.does(Kind.WRITE, "old", b"new!").does(Kind.SYNC_FAILED, "old").does(Kind.SYNC, "old")
    assert story.left() == {"old": b"old"}
    story.does(Kind.WRITE, "old", b"new!").does(Kind.SYNC, "old")
    assert story.left() == {"old": b"new!"}


def test_a_file_that_was_removed_or_cut_comes_back_unless_that_was_flushed(story: Story) -> None:
    story.does(Kind.TRUNCATE, "old").does(Kind.UNLINK, "old")
    assert story.left() == {"old": b"old"}
    assert story.does(Kind.SYNC, ".").left() == {"old": None}
