"""Blobs: written once, whole or not at all, and nowhere but where they belong."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tellmark.store.blobs import Blobs, Folder
from tellmark.store.errors import AlreadyThere, NotFound, StoreFailed, StoreFull, StoreUnreachable
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy


class BlobsContract:
    """What every place for blobs has to do; each has a subclass with a fixture of its own."""

    def test_a_name_is_written_once(self, blobs: Blobs) -> None:
        blobs.put_new("a", b"1")
        with pytest.raises(AlreadyThere):
            blobs.put_new("a", b"2")
        assert blobs.get("a") == b"1"

    def test_of_many_who_race_one_wins(self, blobs: Blobs) -> None:
        def put(number: int) -> int | None:
            try:
                blobs.put_new("deep/er/a", b"%d" % number)
            except AlreadyThere:
                return None
            return number

        with ThreadPoolExecutor(8) as pool:
            winners = [number for number in pool.map(put, range(40)) if number is not None]
        assert [b"%d" % number for number in winners] == [blobs.get("deep/er/a")]

    def test_a_name_that_is_not_there_is_not_found(self, blobs: Blobs) -> None:
        blobs.put_new("a/b", b"")
        for name in ("b", "a", "a/b/c"):
            with pytest.raises(NotFound):
                blobs.get(name)

    def test_names_are_listed_by_their_beginning(self, blobs: Blobs) -> None:
        for name in ("b/2", "b/1", "a", "b-1"):
            blobs.put_new(name, b"")
        assert list(blobs.names()) == ["a", "b-1", "b/1", "b/2"]
        assert list(blobs.names("b/")) == ["b/1", "b/2"]

    def test_what_is_removed_is_gone_and_its_name_free(self, blobs: Blobs) -> None:
        blobs.put_new("a", b"1")
        assert blobs.remove("a")
        assert not blobs.remove("a")
        blobs.put_new("a", b"2")
        assert blobs.get("a") == b"2"

    @pytest.mark.parametrize(
        "name", ["", "/a", "a/", "a//b", "../a", "a/../../b", ".a", "A", "a b", "a\0", "a/" * 9 + "a"]
    )
    def test_a_name_that_could_lead_elsewhere_is_none(self, blobs: Blobs, name: str) -> None:
        for use in (blobs.get, blobs.remove, lambda name: blobs.put_new(name, b"")):
            with pytest.raises(ValueError, match="no name"):
                use(name)


class TestFolder(BlobsContract):
    """Files in a folder."""

    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Folder:
        return Folder(tmp_path / "blobs", entropy)

    def test_files_are_their_owner_s_only_and_nothing_else_is_left(self, blobs: Folder, tmp_path: Path) -> None:
        blobs.put_new("a/b", b"1")
        with pytest.raises(AlreadyThere):
            blobs.put_new("a/b", b"2")
        left = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
        assert left == [tmp_path / "blobs" / "a" / "b"]
        assert left[0].stat().st_mode & 0o777 == 0o600
        assert left[0].parent.stat().st_mode & 0o777 == 0o700

    def test_what_a_killed_writer_left_is_no_blob(self, blobs: Folder, tmp_path: Path) -> None:
        blobs.put_new("a", b"1")
        (tmp_path / "blobs" / ".0011.part").write_bytes(b"half")
        assert list(blobs.names()) == ["a"]

    @pytest.mark.parametrize(
        ("number", "kind"),
        [(errno.ENOSPC, StoreFull), (errno.EIO, StoreFailed), (errno.EROFS, StoreUnreachable)],
    )
    def test_a_disk_that_refuses_is_told_in_words_and_nothing_appears(
        self, blobs: Folder, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[TellmarkError]
    ) -> None:
        def refuse(_: int) -> None:
            raise OSError(number, "no")

        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", refuse)
            with pytest.raises(kind):
                blobs.put_new("a", b"1")
        assert list(blobs.names()) == []
        blobs.put_new("a", b"1")
