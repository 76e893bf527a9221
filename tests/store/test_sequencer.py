"""The sequencer: every acknowledged leaf gets one place, and what is signed is durable and never taken back."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from kept_logs import TRUST, keep, say, verdict
from store_children import ACME, BIRCH, LOG, Happened
from store_places import Place
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld, LogForeign, LogRolledBack
from tellmark.store.log_folder import LogFolder
from tellmark.store.rebuilding import rebuilt
from tellmark.store.sequencer import SEQUENCER, Keeping, integrated, sequencing, standing
from tellmark.store.tables import LEAVES


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
