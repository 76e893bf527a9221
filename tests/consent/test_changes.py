"""The feed under many writers at once: whoever reads on from where they stopped misses nothing, and gets none twice."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from consent_steps import PROGRAM, REQUESTER, Studio
from store_children import LOG, Happened
from store_places import Place, on_postgresql
from tellmark.consent.events import IdentityPending, RequestLapsed
from tellmark.consent.evolving import request_after
from tellmark.consent.model import RequestState
from tellmark.consent.telling import changes
from tellmark.store.database import Database
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.tables import LEAVES
from tellmark_vaults import Strongroom


@pytest.fixture
def studio_without_end(place: Place, database: Database, strongroom: Strongroom) -> Studio:
    """Return a studio in which events are said that no request is behind."""
    return Studio(place, database, strongroom.open())


def say(studio: Studio, name: str) -> None:
    with studio.unit(REQUESTER) as unit:
        unit.say(RequestLapsed(request=name, subject="somebody"))


class Follower:
    """Reads the feed from where it stopped."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.since = -1
        self.seen: list[str] = []

    def read(self, limit: int = 50) -> None:
        """Take in what there is now."""
        more = True
        while more:
            with self._studio.look(PROGRAM) as unit:
                found = changes(unit, self.since, limit)
            self.seen += [str(one.facts["request"]) for one in found.items]
            self.since, more = found.after, found.more


@on_postgresql
def test_what_is_committed_late_comes_later_and_is_never_passed_over(
    studio_without_end: Studio, tmp_path: Path
) -> None:
    studio = studio_without_end
    follower = Follower(studio)
    with sequencing(studio.database, Keeping(LogFolder(tmp_path / "log"), LOG)) as sequencer:
        with studio.unit(REQUESTER) as slow:
            slow.say(RequestLapsed(request="begun-first", subject="somebody"))
            say(studio, "begun-second")
            sequencer.advance()
            follower.read()
            assert follower.seen == ["begun-second"]
        sequencer.advance()
        follower.read()
    assert follower.seen == ["begun-second", "begun-first"]
    with studio.look() as unit:
        rows = unit.run(LEAVES.select().order_by(LEAVES.c.id)).mappings().all()
    assert [row["position"] for row in rows] == [1, 0], "the rows' own numbers would have passed it over"


def test_many_who_write_at_once_leave_no_gap(studio_without_end: Studio, tmp_path: Path) -> None:
    studio = studio_without_end
    follower = Follower(studio)
    over = threading.Event()

    def write(who: int) -> None:
        for number in range(25):
            with studio.unit(REQUESTER) as unit:
                unit.say(RequestLapsed(request=f"{who}-{number}", subject="somebody"))
                unit.say(Happened(number=number))

    def keep() -> None:
        with sequencing(studio.database, Keeping(LogFolder(tmp_path / "log"), LOG)) as sequencer:
            while not over.is_set():
                sequencer.advance()
            while sequencer.advance():
                pass

    writers = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    keeper = threading.Thread(target=keep)
    for thread in (keeper, *writers):
        thread.start()
    while any(thread.is_alive() for thread in writers):
        follower.read(limit=7)
    over.set()
    keeper.join()
    follower.read(limit=7)
    assert len(follower.seen) == 100
    assert len(set(follower.seen)) == 100
    for who in range(4):
        mine = [name for name in follower.seen if name.startswith(f"{who}-")]
        assert mine == [f"{who}-{number}" for number in range(25)], "what one wrote in order comes in order"


def test_that_somebody_begins_to_prove_who_they_are_is_no_state_of_their_request_and_an_old_leaf_is_read(
    studio: Studio,
) -> None:
    assert "proving" not in [str(state) for state in RequestState]
    shown = studio.asked()
    after = request_after(shown, IdentityPending(request=shown.id), shown.opened_at)
    assert after == replace(shown, revision=shown.revision + 1)
