"""A request that is repeated: the contract of everything that keeps answers, and what is particular to each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread
from typing import Protocol

import anyio
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text
from starlette.requests import Request

from remembered_repeats import RememberedRepeats
from store_children import ACME, BIRCH
from store_places import Place
from tellmark.store.answers import forget
from tellmark.store.database import Database
from tellmark.store.scope import Machinery, Scope
from tellmark.surface.kept import LEASE, KeptRepeats, Rows
from tellmark.surface.repeats import (
    LASTS,
    REPLAYED,
    Answer,
    Asked,
    BadIdempotencyKey,
    KeyReused,
    Repeats,
    StillRunning,
    Turn,
    key_of,
)
from tellmark.surface.secret import SIZE, Secret
from tellmark.surface.turns import asked_of, held
from tellmark.values.ids import entropy

BODY = b"the marked bytes of somebody's face"
ANSWER = Answer(201, (("Content-Type", "image/jpeg"), ("Tellmark-Record", "r-1")), BODY)
KEY = "5f1c-a-random-key"
ASKED = Asked(ACME, KEY, b"digest")


class Later(Protocol):
    def __call__(self, by: timedelta) -> None: ...


@dataclass
class Memory:
    """A memory whose clock is moved by hand."""

    at: float = 0.0

    def later(self, by: timedelta) -> None:
        self.at += by.total_seconds()


class RepeatsContract:
    """What holds wherever answers are kept."""

    def test_a_repeat_gets_the_answer_of_the_first_time(self, repeats: Repeats) -> None:
        turn = begun(repeats, ASKED)
        repeats.keep(turn, ANSWER)
        assert repeats.begin(ASKED) == ANSWER
        assert repeats.begin(ASKED) == ANSWER

    def test_another_request_under_the_same_key_is_refused(self, repeats: Repeats) -> None:
        other = Asked(ACME, KEY, b"other")
        turn = begun(repeats, ASKED)
        with pytest.raises(KeyReused):
            repeats.begin(other)
        repeats.keep(turn, ANSWER)
        with pytest.raises(KeyReused):
            repeats.begin(other)

    def test_while_the_first_is_at_work_the_second_is_told_to_come_back(self, repeats: Repeats) -> None:
        begun(repeats, ASKED)
        with pytest.raises(StillRunning):
            repeats.begin(ASKED)

    def test_a_turn_that_is_given_back_frees_its_key_at_once(self, repeats: Repeats) -> None:
        repeats.drop(begun(repeats, ASKED))
        begun(repeats, Asked(ACME, KEY, b"other"))

    def test_what_is_kept_cannot_be_dropped(self, repeats: Repeats) -> None:
        turn = begun(repeats, ASKED)
        repeats.keep(turn, ANSWER)
        repeats.drop(turn)
        assert repeats.begin(ASKED) == ANSWER

    def test_nobody_meets_the_answer_of_another(self, repeats: Repeats) -> None:
        repeats.keep(begun(repeats, ASKED), ANSWER)
        begun(repeats, Asked(Scope(ACME.tenant, "somebody-else"), KEY, b"digest"))
        begun(repeats, Asked(BIRCH, KEY, b"digest"))
        begun(repeats, Asked(Scope(BIRCH.tenant, ACME.principal), KEY, b"digest"))

    def test_an_answer_is_forgotten_in_time(self, repeats: Repeats, later: Later) -> None:
        repeats.keep(begun(repeats, ASKED), ANSWER, timedelta(minutes=10))
        later(timedelta(minutes=10, seconds=-1))
        assert repeats.begin(ASKED) == ANSWER
        later(timedelta(seconds=1))
        begun(repeats, Asked(ACME, KEY, b"other"))

    def test_a_late_sign_of_life_shortens_nothing(self, repeats: Repeats, later: Later) -> None:
        turn = begun(repeats, ASKED)
        repeats.keep(turn, ANSWER)
        repeats.renew(turn)
        later(timedelta(hours=23))
        assert repeats.begin(ASKED) == ANSWER

    def test_a_turn_that_is_renewed_stays_another_s(self, repeats: Repeats, later: Later) -> None:
        turn = begun(repeats, ASKED)
        for _ in range(10):
            later(timedelta(seconds=59))
            repeats.renew(turn)
        with pytest.raises(StillRunning):
            repeats.begin(ASKED)

    def test_of_many_who_come_at_once_one_answers(self, repeats: Repeats) -> None:
        gate, turns, others = Barrier(6), [], []

        def ask() -> None:
            gate.wait()
            try:
                turns.append(repeats.begin(ASKED))
            except StillRunning:
                others.append(1)

        threads = [Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(turns), len(others)) == (1, 5)


def begun(repeats: Repeats, asked: Asked) -> Turn:
    turn = repeats.begin(asked)
    assert isinstance(turn, Turn)
    return turn


class TestInMemory(RepeatsContract):
    @pytest.fixture
    def memory(self) -> Memory:
        return Memory()

    @pytest.fixture
    def repeats(self, memory: Memory) -> Repeats:
        return RememberedRepeats(clock=lambda: memory.at)

    @pytest.fixture
    def later(self, memory: Memory) -> Later:
        return memory.later


class TestInTheStore(RepeatsContract):
    @pytest.fixture
    def kept(self, database: Database) -> KeptRepeats:
        return KeptRepeats(database, Rows(Secret(bytes(SIZE)), entropy))

    @pytest.fixture
    def repeats(self, kept: KeptRepeats) -> Repeats:
        return kept

    @pytest.fixture
    def later(self, place: Place) -> Later:
        return lambda by: place.later(seconds=by.total_seconds())

    def test_a_crash_frees_the_key_after_a_minute(self, repeats: Repeats, later: Later) -> None:
        begun(repeats, ASKED)
        later(LEASE - timedelta(seconds=1))
        with pytest.raises(StillRunning):
            repeats.begin(ASKED)
        later(timedelta(seconds=1))
        begun(repeats, ASKED)

    def test_whoever_comes_late_changes_nothing(self, repeats: Repeats, later: Later) -> None:
        late = begun(repeats, ASKED)
        later(LEASE)
        second = begun(repeats, ASKED)
        repeats.keep(late, Answer(200, (), b"late"))
        repeats.drop(late)
        repeats.renew(late)
        with pytest.raises(StillRunning):
            repeats.begin(ASKED)
        repeats.keep(second, ANSWER)
        assert repeats.begin(ASKED) == ANSWER

    def test_another_server_gives_the_same_answer(self, kept: KeptRepeats, place: Place) -> None:
        kept.keep(begun(kept, ASKED), ANSWER)
        assert KeptRepeats(place.open(), kept.rows).begin(ASKED) == ANSWER

    def test_what_lies_in_the_database_tells_nothing(self, kept: KeptRepeats, database: Database) -> None:
        kept.keep(begun(kept, ASKED), ANSWER)
        with database.work(Machinery("tests")) as unit:
            row = unit.run(text("SELECT * FROM answers")).one()
        told = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
        for secret in (BODY, KEY.encode(), b"digest", b"image/jpeg"):
            assert secret not in told
        with pytest.raises(InvalidTag):  # not even with the installation's own secret, without the client's key
            kept.rows.opened(Asked(ACME, "a guess", b"digest"), row.answer)

    def test_what_is_over_is_deleted_when_others_come(
        self, kept: KeptRepeats, database: Database, later: Later
    ) -> None:
        for number in range(5):
            kept.keep(begun(kept, Asked(ACME, str(number), b"")), ANSWER)
        later(LASTS)
        begun(kept, ASKED)
        with database.work(Machinery("tests")) as unit:
            assert unit.run(text("SELECT count(*) FROM answers")).scalar_one() == 1

    def test_what_is_over_is_deleted_though_nobody_comes(
        self, kept: KeptRepeats, database: Database, later: Later
    ) -> None:
        for scope in (ACME, BIRCH):
            kept.keep(begun(kept, Asked(scope, KEY, b"")), ANSWER, timedelta(minutes=10))
        begun(kept, Asked(ACME, "another", b""))
        assert forget(database) == 0
        later(timedelta(minutes=10))
        assert [forget(database, limit=2) for _ in range(3)] == [2, 1, 0]

    def test_a_change_and_its_answer_are_kept_together(self, kept: KeptRepeats, database: Database) -> None:
        done: list[str] = []

        def work() -> Answer:
            done.append("once")
            return ANSWER

        for _ in range(2):
            with database.write(ACME) as unit:
                answer = kept.within(unit).once(ASKED, work)
        assert done == ["once"]
        assert answer.headers == (*ANSWER.headers, (REPLAYED, "true"))

    def test_what_fails_is_taken_back_with_its_turn(self, kept: KeptRepeats, database: Database) -> None:
        def fails() -> Answer:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), database.write(ACME) as unit:
            kept.within(unit).once(ASKED, fails)
        begun(kept, ASKED)

    def test_the_version_that_is_named_is_part_of_what_a_key_stands_for(self, kept: KeptRepeats) -> None:
        def answered(match: str | None) -> bytes:
            return bytes(kept.answered(asking("PUT", "/v1/a", match=match), ACME, b"x", lambda _: ANSWER).body)

        assert [answered('"1"'), answered('"1"')] == [BODY, BODY]
        for other in ('"2"', "", None):
            with pytest.raises(KeyReused):
                answered(other)

    def test_two_changes_at_once_are_one(self, kept: KeptRepeats, database: Database) -> None:
        gate, done, answers = Barrier(2), [], []

        def work() -> Answer:
            done.append(1)
            return ANSWER

        def ask() -> None:
            gate.wait()
            with database.write(ACME) as unit:
                answers.append(kept.within(unit).once(ASKED, work).body)

        threads = [Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (done, answers) == ([1], [BODY, BODY])


@pytest.fixture
def repeats() -> Iterator[RememberedRepeats]:
    yield RememberedRepeats()


@dataclass
class Watched(RememberedRepeats):
    """Counts signs of life."""

    def __post_init__(self) -> None:
        super().__init__()
        self.signs = 0
        self.told: Callable[[], None] = lambda: None

    def renew(self, turn: Turn) -> None:
        self.signs += 1
        self.told()


def test_a_turn_gives_signs_of_life_while_it_works() -> None:
    repeats = Watched()

    async def work() -> None:
        enough = anyio.Event()
        repeats.told = lambda: anyio.from_thread.run_sync(enough.set) if repeats.signs >= 3 else None
        async with held(repeats, begun(repeats, ASKED), every=0) as turn:
            with anyio.fail_after(10):
                await enough.wait()
            turn.answer = ANSWER

    anyio.run(work)
    assert repeats.begin(ASKED) == ANSWER


def test_work_that_fails_gives_its_turn_back_and_its_error_on(repeats: RememberedRepeats) -> None:
    async def work() -> None:
        async with held(repeats, begun(repeats, ASKED)):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        anyio.run(work)
    begun(repeats, ASKED)


def test_work_that_is_cut_off_gives_its_turn_back(repeats: RememberedRepeats) -> None:
    async def work() -> None:
        with anyio.move_on_after(0):
            async with held(repeats, begun(repeats, ASKED)):
                await anyio.sleep_forever()

    anyio.run(work)
    begun(repeats, ASKED)


def asking(method: str, path: str, key: str | None = KEY, match: str | None = None) -> Request:
    headers = [(b"idempotency-key", key.encode())] if key else []
    headers += [] if match is None else [(b"if-match", match.encode())]
    server = ("localhost", 80)
    return Request({"type": "http", "method": method, "path": path, "headers": headers, "query_string": b"",
                    "scheme": "http", "server": server})  # fmt: skip


def test_a_request_is_its_method_its_address_and_its_body() -> None:
    requests = [
        asked_of(asking("POST", "/v1/a"), ACME, b"x"),
        asked_of(asking("PUT", "/v1/a"), ACME, b"x"),
        asked_of(asking("POST", "/v1/b"), ACME, b"x"),
        asked_of(asking("POST", "/v1/a"), ACME, b"y"),
        asked_of(asking("POST", "/v1/a"), ACME, b"", b"x"),
        asked_of(asking("POST", "/v1/a"), BIRCH, b"x"),
    ]
    assert len(set(requests)) == 6
    assert requests[0] == asked_of(asking("POST", "/v1/a"), ACME, b"x")
    assert asked_of(asking("POST", "/v1/a", None), ACME, b"x") is None


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel", "a\tb", "a\x00b"])
def test_a_key_has_bounds(key: str) -> None:
    with pytest.raises(BadIdempotencyKey):
        key_of(key)


def test_a_key_may_be_left_out() -> None:
    assert key_of(None) is None
    assert key_of("x" * 255) == "x" * 255
