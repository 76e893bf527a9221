"""Who else signs a checkpoint, and keeps it: witnesses before it is published, an anchor after."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from kept_logs import TRUST, keep, say
from store_children import LOG
from store_places import Place
from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.merkle import Head, Nodes, proves_growth
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.since import contradiction
from tellmark.proof.log.verify import verify_log
from tellmark.store.database import Database
from tellmark.store.errors import LogDamaged, LogRolledBack, StoreUnreachable
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping, check_history


class Witness:
    """Checks growth, as a witness does, and may refuse."""

    def __init__(self) -> None:
        self.heads = [Head(0, b"")]
        self.refuses = False

    def cosigned(self, checkpoint: bytes, old_size: int, consistency: Sequence[bytes]) -> bytes:
        if self.refuses:
            raise StoreUnreachable("the witness does not answer")
        head = read_checkpoint(read_note(checkpoint).text).head
        assert old_size == self.heads[-1].size
        assert old_size == 0 or proves_growth(consistency, self.heads[-1], head)
        self.heads.append(head)
        return checkpoint + "— witness AAAAAAAA\n".encode()

    def recall(self, checkpoint: bytes) -> None:
        if read_checkpoint(read_note(checkpoint).text).head.size < self.heads[-1].size:
            raise LogRolledBack("the witness has seen more")


class Stone:
    """Keeps every checkpoint, unless told otherwise."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.refuses = False

    def compare(self, now: Checkpoint, nodes: Nodes) -> None:
        if self.kept and contradiction(read_checkpoint(read_note(self.kept[-1]).text), now, nodes):
            raise LogRolledBack("the anchor has seen another log")

    def write(self, checkpoint: bytes) -> None:
        if self.refuses:
            raise StoreUnreachable("the anchor does not take it")
        self.kept.append(checkpoint)


def test_a_witness_sees_growth_before_and_an_anchor_keeps_after_publication(
    database: Database, folder: LogFolder
) -> None:
    witness, stone = Witness(), Stone()
    keeping = Keeping(folder, LOG, witness, stone)
    for count in (3, 300, 1):
        say(database, count)
        keep(database, keeping)
        published = folder.published()
        assert published is not None
        assert stone.kept[-1] == published[0].data
        assert b"witness AAAAAAAA" in stone.kept[-1]
    assert [head.size for head in witness.heads] == [0, 3, 303, 304]
    assert len(stone.kept) == 4
    assert b"\n0\n" in stone.kept[0]  # before the first entry, so that a log with entries always has one


def test_what_a_witness_refuses_is_not_published_and_what_an_anchor_refuses_is_offered_again(
    database: Database, folder: LogFolder
) -> None:
    witness, stone = Witness(), Stone()
    keeping = Keeping(folder, LOG, witness, stone)
    say(database, 3)
    witness.refuses = True
    with pytest.raises(StoreUnreachable, match="witness"):
        keep(database, keeping)
    assert folder.published() is None
    witness.refuses, stone.refuses = False, True
    with pytest.raises(StoreUnreachable, match="anchor"):
        keep(database, keeping)
    assert folder.size() == 3
    stone.refuses = False
    keep(database, keeping)
    assert len(stone.kept) == 2


def test_a_rolled_back_installation_signs_nothing_where_somebody_remembers_more(
    place: Place, database: Database, folder: LogFolder, tmp_path: Path
) -> None:
    """Database and log folder are put back together, so that nothing here contradicts anything."""
    witness, stone = Witness(), Stone()
    say(database, 3)
    keep(database, Keeping(folder, LOG, witness, stone))
    database.close()
    older, database = place.copy(), place.open()
    shutil.copytree(tmp_path / "log", tmp_path / "older-log")
    say(database, 2)
    keep(database, Keeping(folder, LOG, witness, stone))
    back = older.open()
    say(back, 9)
    old = LogFolder(tmp_path / "older-log")
    for keeping in (Keeping(old, LOG, witness), Keeping(old, LOG, anchor=stone)):
        with pytest.raises(LogRolledBack, match="has seen"):
            check_history(back, keeping)
        with pytest.raises(LogRolledBack, match="has seen"):
            keep(back, keeping)
    assert (old.size(), len(witness.heads), len(stone.kept)) == (3, 3, 3)
    keep(back, Keeping(old, LOG))  # nobody to ask: it cannot know
    assert old.size() == 12
    older.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["put-back", "lost"])
def test_a_log_folder_that_was_lost_or_put_back_is_caught_up_before_anybody_sees_less(
    database: Database, folder: LogFolder, tmp_path: Path, name: str
) -> None:
    stone = Stone()
    say(database, 300)
    keep(database, Keeping(folder, LOG, anchor=stone))
    shutil.copytree(tmp_path / "log", tmp_path / "put-back")
    say(database, 4100)  # more than are integrated at once
    keep(database, Keeping(folder, LOG, anchor=stone))
    kept = len(stone.kept)
    again = LogFolder(tmp_path / name)
    if again.published() is not None:
        with pytest.raises(LogDamaged):  # the rows are the newest there are: the files follow from them
            check_history(database, Keeping(again, LOG, anchor=stone))
    keep(database, Keeping(again, LOG, anchor=stone))
    assert verify_log(again, TRUST).head == verify_log(folder, TRUST).head
    assert set(stone.kept[kept:]) == {stone.kept[kept - 1]}
    check_history(database, Keeping(again, LOG, anchor=stone))
