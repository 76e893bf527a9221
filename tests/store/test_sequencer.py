"""The sequencer: every acknowledged leaf gets one place, and what is signed is durable and never taken back."""

import errno
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from store_children import ACME, BIRCH, LOG, Happened, Nursery
from store_places import Place
from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.merkle import Head, Nodes, proves_growth
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.since import contradiction
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState, LogVerdict
from tellmark.proof.log.verify import verify_log
from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld, LogForeign, LogRolledBack, StoreFailed, StoreFull, StoreUnreachable
from tellmark.store.events import EventId
from tellmark.store.log_folder import LogFolder
from tellmark.store.rebuilding import rebuilt
from tellmark.store.sequencer import SEQUENCER, Keeping, integrated, sequencing, standing
from tellmark.store.tables import LEAVES

TRUST = Trust((LOG.key,))


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    return LogFolder(tmp_path / "log")


@pytest.fixture
def keeping(folder: LogFolder) -> Keeping:
    return Keeping(folder, LOG)


def say(database: Database, count: int) -> list[EventId]:
    with database.write(ACME) as unit:
        return [unit.say(Happened(number=number)) for number in range(count)]


def keep(database: Database, keeping: Keeping) -> None:
    with sequencing(database, keeping) as sequencer:
        while sequencer.advance():
            pass


def verdict(folder: LogFolder) -> LogVerdict:
    return verify_log(folder, TRUST)


def tiles(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_empty_log_is_signed_and_intact(database: Database, keeping: Keeping) -> None:
    keep(database, keeping)
    assert verdict(keeping.folder).state is LogState.INTACT
    assert keeping.folder.size() == 0


def test_every_acknowledged_leaf_is_in_the_log_once(database: Database, keeping: Keeping) -> None:
    for count in (1, 254, 1, 2, 300):
        say(database, count)
        with database.write(BIRCH) as unit:
            unit.say(Happened(number=count))
        keep(database, keeping)
        assert verdict(keeping.folder).state is LogState.INTACT
    assert verdict(keeping.folder).events == 558 + 5
    with database.look(SEQUENCER) as look:
        places = look.run(select(LEAVES.c.position).order_by(LEAVES.c.position)).scalars().all()
    assert list(places) == list(range(563))
    assert standing(database, keeping.folder).waits.count == 0


def test_a_leaf_is_integrated_once_it_stands_under_a_published_checkpoint(database: Database, keeping: Keeping) -> None:
    first, second = say(database, 2)
    with database.read(ACME) as unit:
        assert integrated(unit, keeping.folder, second) is None
    keep(database, keeping)
    with database.read(ACME) as unit:
        assert [integrated(unit, keeping.folder, event) for event in (first, second)] == [0, 1]


def test_a_log_only_grows_and_old_partial_tiles_go_once_full_ones_stand(
    database: Database, keeping: Keeping, tmp_path: Path
) -> None:
    heads = []
    for count in (3, 250, 5, 600):
        say(database, count)
        keep(database, keeping)
        published = keeping.folder.published()
        assert published is not None
        heads.append(published[1])
        assert verify_log(keeping.folder, TRUST, heads).state is LogState.INTACT
    partial = [name for name in tiles(tmp_path / "log") if ".p/" in name]
    assert partial
    assert all(name.split(".p/")[0].endswith("003") or "tile/1/" in name for name in partial)


def test_without_anything_new_nothing_is_signed(database: Database, keeping: Keeping, tmp_path: Path) -> None:
    say(database, 3)
    keep(database, keeping)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "log").rglob("*")}
    keep(database, keeping)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "log").rglob("*")} == before


def test_two_sequencers_the_second_is_refused_in_words(place: Place, database: Database, keeping: Keeping) -> None:
    with (
        sequencing(database, keeping),
        pytest.raises(AlreadyHeld, match="another process"),
        sequencing(place.open(), keeping),
    ):
        pass


# --- what was signed and what the rows say ----------------------------------------------------------------------------


def test_an_older_copy_of_the_database_is_found_out(place: Place, database: Database, keeping: Keeping) -> None:
    say(database, 3)
    keep(database, keeping)
    database.close()
    older = place.copy()
    database = place.open()
    say(database, 2)
    keep(database, keeping)
    with pytest.raises(LogRolledBack, match="has 3 entries, and its log was signed with 5"):
        keep(older.open(), keeping)
    older.close()


def test_an_older_copy_that_went_another_way_is_found_out(place: Place, database: Database, keeping: Keeping) -> None:
    """The log's folder was away meanwhile, so that nobody noticed when the copy began."""
    say(database, 3)
    keep(database, keeping)
    database.close()
    copy = place.copy()
    database, other = place.open(), copy.open()
    say(database, 253)
    keep(database, keeping)
    say(other, 600)
    keep(other, Keeping(LogFolder(Path("elsewhere").absolute()), LOG))
    with pytest.raises(LogRolledBack, match="are not those that its log was signed with"):
        keep(other, keeping)
    copy.close()


def test_a_log_that_was_lost_is_made_anew_and_is_the_same(database: Database, folder: LogFolder) -> None:
    say(database, 700)
    keep(database, Keeping(folder, LOG))
    again = LogFolder(Path("again").absolute())
    keep(database, Keeping(again, LOG))
    assert verify_log(again, TRUST).head == verify_log(folder, TRUST).head


@pytest.mark.parametrize("name", ["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"])
@pytest.mark.parametrize("torn", [b"", b"x" * 31, None])
def test_a_torn_tile_at_the_edge_is_mended_before_anything_is_signed_on_it(
    database: Database, keeping: Keeping, tmp_path: Path, name: str, torn: bytes | None
) -> None:
    say(database, 600)
    keep(database, keeping)
    before = tiles(tmp_path / "log")
    path = tmp_path / "log" / name
    path.unlink() if torn is None else path.write_bytes(torn)
    keep(database, keeping)
    assert tiles(tmp_path / "log") == before
    say(database, 1)
    keep(database, keeping)
    assert verdict(keeping.folder).state is LogState.INTACT


def test_any_damaged_tile_is_rebuilt_from_the_rows(database: Database, keeping: Keeping, tmp_path: Path) -> None:
    say(database, 600)
    keep(database, keeping)
    before = tiles(tmp_path / "log")
    for name in ("tile/0/000", "tile/entries/001"):
        (tmp_path / "log" / name).write_bytes(b"")
    (tmp_path / "log" / "tile/0/001").unlink()
    assert verdict(keeping.folder).state is LogState.CHANGED_TILE
    rebuilt(database, SEQUENCER, keeping.folder, 600)
    assert tiles(tmp_path / "log") == before


def test_a_foreign_or_damaged_checkpoint_is_refused_in_words(
    database: Database, keeping: Keeping, tmp_path: Path
) -> None:
    say(database, 3)
    keep(database, keeping)
    other = Keeping(keeping.folder, ed25519_signer(LOG.key.name, Ed25519PrivateKey.from_private_bytes(b"x" * 32)))
    renamed = Keeping(keeping.folder, ed25519_signer("another", Ed25519PrivateKey.from_private_bytes(b"L" * 32)))
    for wrong in (other, renamed):
        with pytest.raises(LogForeign, match="not signed by this installation"):
            keep(database, wrong)
    whole = (tmp_path / "log" / "checkpoint").read_bytes()
    for cut in (0, 10, len(whole) - 1):
        (tmp_path / "log" / "checkpoint").write_bytes(whole[:cut])
        with pytest.raises(LogForeign, match="cannot be read"):
            keep(database, keeping)


# --- faults on the way ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, StoreFull), (errno.EIO, StoreFailed), (errno.EACCES, StoreUnreachable)]
)
def test_a_disk_that_refuses_leaves_the_last_checkpoint_and_is_tried_again(
    database: Database, keeping: Keeping, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    """Each fsync of an advance in turn refuses; the last is that of the folder, and the new checkpoint stands then."""
    said, refused = 254, True
    say(database, said)
    keep(database, keeping)
    for fatal in range(40):
        if not refused:
            break
        said += len(say(database, 1))
        with monkeypatch.context() as patched:
            patched.setattr("tellmark.store.log_folder.os.fsync", Refusing(fatal, number))
            try:
                keep(database, keeping)
                refused = False
            except kind:
                assert keeping.folder.size() < said or fatal > 6
        assert verdict(keeping.folder).state is LogState.INTACT
        keep(database, keeping)
        assert (verdict(keeping.folder).state, keeping.folder.size()) == (LogState.INTACT, said)
    assert fatal > 8


class Refusing:
    """An fsync that refuses once it has been called so often."""

    def __init__(self, calls: int, number: int) -> None:
        self._left = calls
        self._number = number
        self._flush = os.fsync

    def __call__(self, descriptor: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise OSError(self._number, os.strerror(self._number))
        self._flush(descriptor)


@pytest.mark.slow
def test_killed_anywhere_the_log_verifies_and_goes_on(
    place: Place, children: Nursery, keeping: Keeping, tmp_path: Path
) -> None:
    """A child dies at each call of the system and each statement on its way from leaves to a checkpoint."""
    acks = tmp_path / "acks"
    database = place.open()
    say(database, 252)
    keep(database, keeping)
    for fatal in range(400):
        (end,) = children.run(("keep_log", place.where, str(tmp_path / "log"), str(acks), fatal))
        assert end in (0, -9)
        if keeping.folder.published() is not None:
            assert verdict(keeping.folder).state is LogState.INTACT
            signed_and_durable(database, keeping.folder)
        if end == 0:
            break
    assert fatal > 20
    acknowledged = set(acks.read_text().split())
    keep(database, keeping)
    found = verdict(keeping.folder)
    with database.look(SEQUENCER) as look:
        bodies = look.run(select(LEAVES.c.body)).scalars().all()
    assert (found.state, found.entries) == (LogState.INTACT, len(bodies))
    assert acknowledged <= {json.loads(body)["id"] for body in bodies}


def signed_and_durable(database: Database, folder: LogFolder) -> None:
    """See that the rows give the signed root: nothing was signed that is not kept."""
    size = folder.size()
    with database.look(SEQUENCER) as look:
        rows = look.run(select(LEAVES.c.body).where(LEAVES.c.position < size).order_by(LEAVES.c.position)).scalars()
        head = grown_from(list(rows))
    published = folder.published()
    assert published is not None
    assert published[1].head == head


def grown_from(bodies: Sequence[bytes]) -> Head:
    return grown(Edge(), bodies).edge.head


# --- who else signs and keeps -----------------------------------------------------------------------------------------


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
    keep(database, Keeping(again, LOG, anchor=stone))
    assert verify_log(again, TRUST).head == verify_log(folder, TRUST).head
    assert set(stone.kept[kept:]) == {stone.kept[kept - 1]}
