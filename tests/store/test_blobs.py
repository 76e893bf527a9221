"""Blobs: written once, whole or not at all, and nowhere but where they belong."""

import errno
import os
from pathlib import Path

import pytest

from blobs_contract import BlobsContract
from tellmark.store.blobs import Folder
from tellmark.store.errors import AlreadyThere, StoreFailed, StoreFull, StoreUnreachable
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy


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
