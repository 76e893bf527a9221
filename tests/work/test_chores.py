"""What a server does by itself, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from store_children import ACME, LOG, NOON, Happened, Notes
from store_places import Place
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.store.answers import Answers
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database
from tellmark.store.errors import LogRolledBack
from tellmark.store.leaves import Leaves
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.work.chores import DeliverEvents, ForgetAnswers, KeepLog, SweepClocks


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(LogFolder(tmp_path / "log"), LOG)


def say(database: Database, number: int) -> None:
    with database.write(ACME) as unit:
        unit.say(Happened(number=number))


def test_the_log_is_kept_round_by_round(database: Database, keeping: Keeping) -> None:
    chore = KeepLog(database, keeping)
    for number in range(3):
        say(database, number)
        assert chore.round()
        assert not chore.round()
    chore.close()
    assert verify_log(keeping.folder, Trust((LOG.key,))).entries == 3


def test_a_second_sequencer_stands_by_until_the_first_is_gone(
    place: Place, database: Database, keeping: Keeping
) -> None:
    say(database, 1)
    chore = KeepLog(database, keeping)
    with sequencing(place.open(), keeping):
        assert not chore.round()
        assert keeping.folder.size() == 0
    assert chore.round()
    assert keeping.folder.size() == 1
    chore.close()


def test_after_trouble_everything_is_held_against_the_rows_anew(database: Database, keeping: Keeping) -> None:
    say(database, 1)
    chore = KeepLog(database, keeping)
    assert chore.round()
    newer = (keeping.folder.get("checkpoint", 1 << 20) or b"").replace(b"\n1\n", b"\n0\n")
    (Path(keeping.folder._root) / "checkpoint").write_bytes(newer)
    say(database, 2)
    assert chore.round()
    chore.close()
    assert verify_log(keeping.folder, Trust((LOG.key,))).state is LogState.INTACT


def test_a_rollback_lets_go_of_the_lease(place: Place, database: Database, keeping: Keeping) -> None:
    say(database, 1)
    database.close()
    older = place.copy()
    database = place.open()
    say(database, 2)
    chore = KeepLog(database, keeping)
    chore.round()
    chore.close()
    behind = KeepLog(older.open(), keeping)
    for _ in range(2):
        with pytest.raises(LogRolledBack):
            behind.round()
    older.close()


def test_events_are_delivered_and_clocks_are_told(place: Place, database: Database, tmp_path: Path) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of("c1", "rule", "thing", "hours", NOON, NOON + timedelta(hours=1)))
        event = unit.say(Happened(number=1))
    posts, clocks = DeliverEvents(database, [Notes(str(tmp_path / "notes"))]), SweepClocks(database)
    assert posts.round()
    assert not posts.round()
    assert (tmp_path / "notes").read_text().split() == [event]
    assert not clocks.round()
    place.later(hours=2)
    assert clocks.round()
    with database.read(ACME) as reading:
        assert len(Leaves(reading).all()) == 4


def test_answers_are_forgotten_in_time(place: Place) -> None:
    database = place.open()
    with database.write(ACME) as unit:
        Answers(unit).begin("key", "somebody", b"digest", "turn", timedelta(minutes=1))
    assert not ForgetAnswers(database).round()
    place.later(minutes=1)
    assert ForgetAnswers(database).round()
    assert not ForgetAnswers(database).round()
