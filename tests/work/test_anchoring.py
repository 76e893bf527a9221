"""The anchor keeps the last checkpoint where no backup reaches, never goes back, and tells an old database."""

import os
import resource
import signal
from pathlib import Path

import pytest

from log_builder import LOG, ORIGIN, OTHER, Built, build
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.files import Files
from tellmark.proof.log.tiles import nodes_in
from tellmark.store.errors import LogRolledBack
from tellmark.work.anchoring import FileAnchor
from tellmark.work.log_errors import AnchorUnusable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "anchor"


@pytest.fixture
def anchor(path: Path) -> FileAnchor:
    path.parent.mkdir()
    return FileAnchor(path, (LOG.key,))


def compare(anchor: FileAnchor, log: Built) -> None:
    anchor.compare(Checkpoint(ORIGIN, log.edge.head), nodes_in(Files(log).hashes, log.edge.size))


def test_the_last_checkpoint_is_kept_as_it_is(anchor: FileAnchor, path: Path) -> None:
    assert anchor.last() is None
    for log in (build(0), build(300), build(300, 600), build(600)):
        anchor.write(log.files["checkpoint"])
        assert path.read_bytes() == log.files["checkpoint"]
        assert anchor.last() == Checkpoint(ORIGIN, log.edge.head)
    assert [file.name for file in path.parent.iterdir()] == ["anchor"]


def test_a_log_that_grew_since_is_the_same_log(anchor: FileAnchor) -> None:
    compare(anchor, build(0))  # a new one needs none
    anchor.write(build(300).files["checkpoint"])
    for log in (build(300), build(300, 301), build(300, 600)):
        compare(anchor, log)


@pytest.mark.parametrize("log", [build(0), build(299), build(300, salt="-fork"), build(600, salt="-fork")])
def test_an_older_or_another_log_is_found_out(anchor: FileAnchor, log: Built) -> None:
    anchor.write(build(300).files["checkpoint"])
    with pytest.raises(LogRolledBack):
        compare(anchor, log)


def test_the_anchor_never_goes_back_nor_to_another_log(anchor: FileAnchor, path: Path) -> None:
    anchor.write(build(300).files["checkpoint"])
    other = build(600)
    other.files["checkpoint"] = other.checkpoint(origin="log.example/south").data
    for log in (build(299), build(300, salt="-fork"), other):
        with pytest.raises(LogRolledBack):
            anchor.write(log.files["checkpoint"])
    assert path.read_bytes() == build(300).files["checkpoint"]


def test_a_log_with_entries_and_no_anchor_is_not_taken_on_trust(anchor: FileAnchor, path: Path) -> None:
    with pytest.raises(AnchorUnusable, match="its anchor is not there") as refused:
        compare(anchor, build(300))
    assert "tellmark log anchor" in refused.value.remedy
    path.write_bytes(build(300).files["checkpoint"])
    compare(anchor, build(300, 600))


def test_a_folder_that_is_not_mounted_is_said(tmp_path: Path) -> None:
    anchor = FileAnchor(tmp_path / "nowhere" / "anchor", (LOG.key,))
    for deed in (anchor.last, lambda: anchor.write(build(3).files["checkpoint"]), lambda: compare(anchor, build(0))):
        with pytest.raises(AnchorUnusable, match="folder of the log's anchor is not there"):
            deed()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        build(300).files["checkpoint"][:90],
        build(300).files["checkpoint"].replace(b"\n300\n", b"\n299\n"),
        build(300).checkpoint(OTHER).data,
        bytes(2 << 20),
    ],
)
def test_a_damaged_anchor_or_one_of_another_key_is_no_anchor(anchor: FileAnchor, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(AnchorUnusable, match="damaged"):
        compare(anchor, build(300))
    with pytest.raises(AnchorUnusable, match="damaged"):
        anchor.write(build(300).files["checkpoint"])
    assert path.read_bytes() == data


def test_an_anchor_that_was_signed_by_the_key_before_still_holds(anchor: FileAnchor, path: Path) -> None:
    path.write_bytes(build(300).checkpoint(OTHER).data)
    compare(FileAnchor(path, (LOG.key, OTHER.key)), build(300, 600))


def test_what_is_no_file_cannot_be_an_anchor(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(AnchorUnusable, match="cannot be read"):
        FileAnchor(path, (LOG.key,)).last()


def test_the_new_anchor_is_durable_before_it_takes_its_place(
    anchor: FileAnchor, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    replace = Path.replace

    def replacing(new: Path, old: Path) -> Path:
        assert new.stat().st_ino in synced
        synced.clear()
        return replace(new, old)

    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    monkeypatch.setattr(Path, "replace", replacing)
    anchor.write(build(300).files["checkpoint"])
    assert synced == {path.parent.stat().st_ino}


@pytest.mark.needs("linux")
def test_a_disk_that_is_full_leaves_the_anchor_that_was_there(anchor: FileAnchor, path: Path) -> None:
    anchor.write(build(300).files["checkpoint"])
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        try:
            anchor.write(build(300, 600).files["checkpoint"])
        except AnchorUnusable:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert path.read_bytes() == build(300).files["checkpoint"]
