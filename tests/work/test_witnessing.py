"""Witnesses sign each checkpoint or the quorum says no; whoever knows the log otherwise stops it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from log_builder import AT, LOG, OTHER, WITNESSES, Built, build
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.policy import Group
from tellmark.proof.log.receipts import growth_proof
from tellmark.proof.log.submissions import Answer, Declines, Signs
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState
from tellmark.store.errors import LogRolledBack
from tellmark.work.log_errors import TooFewWitnesses
from tellmark.work.witness_line import HttpLine, Witness, WitnessOutOfReach
from tellmark.work.witnessing import Line, Witnesses
from witness_double import WitnessDouble, served, witness_at

KEYS = tuple(one.key for one in WITNESSES)
ONE, BOTH = Group(1, KEYS), Group(2, KEYS)
NOBODY = Group()


@dataclass
class Clock:
    """A clock that stands still until somebody moves it."""

    tick: float = 0.0

    def __call__(self) -> float:
        return self.tick


@dataclass
class Desk:
    """A log, its two witnesses, and the lines to them."""

    log: Built = field(default_factory=lambda: build(300))
    doubles: tuple[WitnessDouble, ...] = field(default_factory=lambda: tuple(map(WitnessDouble, WITNESSES)))
    lines: dict[str, Line] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)

    def witnesses(self, quorum: Group = NOBODY, patience: float = 30.0) -> Witnesses:
        lines = {double.signer.key.name: double for double in self.doubles} | self.lines
        return Witnesses(
            [witness_at("https://witness.example", key) for key in KEYS],
            quorum,
            lambda old, head: growth_proof(old, head, self.log),
            line=lambda witness, _: lines[witness.key.name],
            at=lambda: AT,
            tick=self.clock,
            patience=patience,
        )

    def checkpoint(self) -> bytes:
        return self.log.checkpoint().data

    def publish(self, witnesses: Witnesses, old: int) -> bytes:
        proof = growth_proof(old, self.log.edge.head, self.log)
        return witnesses.cosigned(self.checkpoint(), old, proof)

    def grow(self, *sizes: int) -> None:
        self.log = build(*sizes)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def counted(checkpoint: bytes) -> int:
    """Return how many witnesses' signatures hold."""
    standing = trusted(read_note(checkpoint), Trust((LOG.key,), KEYS, at=AT))
    assert standing.state is LogState.INTACT
    return len(standing.witnesses)


def dead(_: bytes) -> Answer:
    raise WitnessOutOfReach("it does not answer")


def says(status: int, body: bytes = b"") -> Line:
    return lambda _: Answer(status, body)


def test_every_witness_signs_and_the_checkpoint_stays_as_it_was(desk: Desk) -> None:
    published = desk.publish(desk.witnesses(BOTH), 0)
    assert published.startswith(desk.checkpoint())
    assert counted(published) == 2


def test_growth_is_shown_from_the_checkpoint_before(desk: Desk) -> None:
    witnesses = desk.witnesses(BOTH)
    desk.publish(witnesses, 0)
    desk.grow(300, 600)
    assert counted(desk.publish(witnesses, 300)) == 2
    assert all(len(double.asked) == 2 for double in desk.doubles)
    assert all(double.head == desk.log.edge.head for double in desk.doubles)


def test_a_witness_that_stands_elsewhere_is_shown_the_growth_from_there(desk: Desk) -> None:
    desk.publish(desk.witnesses(), 0)
    desk.doubles[1].head = build(256).edge.head
    desk.grow(300, 600)
    assert counted(desk.publish(desk.witnesses(BOTH), 300)) == 2  # a process that knows nothing of the last round
    assert [len(double.asked) for double in desk.doubles] == [2, 3]


def test_a_witness_that_comes_late_starts_from_nothing(desk: Desk) -> None:
    assert counted(desk.publish(desk.witnesses(BOTH), 300)) == 2


def test_the_same_checkpoint_may_be_signed_again(desk: Desk) -> None:
    witnesses = desk.witnesses(BOTH)
    desk.publish(witnesses, 0)
    assert counted(desk.publish(witnesses, 300)) == 2
    assert counted(desk.publish(desk.witnesses(BOTH), 0)) == 2


def test_a_dead_witness_is_missed_only_by_a_quorum_that_needs_it(desk: Desk) -> None:
    desk.lines = {KEYS[0].name: dead}
    for quorum in (NOBODY, ONE):
        assert counted(desk.publish(desk.witnesses(quorum), 0)) == 1
    with pytest.raises(TooFewWitnesses, match=r"1 of 2 .*witness.example/a cannot be reached: it does not answer"):
        desk.publish(desk.witnesses(BOTH), 0)


def test_without_any_witness_there_is_nothing_to_wait_for() -> None:
    desk = Desk()
    witnesses = Witnesses((), NOBODY, lambda old, head: growth_proof(old, head, desk.log))
    assert desk.publish(witnesses, 0) == desk.checkpoint()


def test_a_witness_that_never_answers_does_not_hold_up_the_others(desk: Desk) -> None:
    never = threading.Event()
    asked: list[bytes] = []

    def silent(body: bytes) -> Answer:
        asked.append(body)
        never.wait()
        return Answer(500, b"")

    desk.lines = {KEYS[0].name: silent}
    witnesses = desk.witnesses(ONE, patience=0.2)
    assert counted(desk.publish(witnesses, 0)) == 1
    assert witnesses.outcomes[0].heard == Declines("has not answered in time")
    desk.clock.tick = 1000.0
    assert counted(desk.publish(witnesses, 0)) == 1
    assert len(asked) == 1  # while one request is under way no other is sent after it
    never.set()


def test_a_witness_that_failed_is_left_to_rest_and_then_asked_again(desk: Desk) -> None:
    asked: list[bytes] = []

    def failing(body: bytes) -> Answer:
        asked.append(body)
        return Answer(503, b"")

    desk.lines = {KEYS[0].name: failing}
    witnesses = desk.witnesses(ONE)
    counts = []
    for _ in range(100):
        desk.publish(witnesses, 0)
        desk.clock.tick += 1.0
        counts.append(len(asked))
    assert counts[-1] == 5  # after 0, 1, 5, 21 and 81 seconds
    assert counts[:6] == [1, 2, 2, 2, 2, 3]


def test_a_witness_that_the_quorum_needs_gets_no_rest(desk: Desk) -> None:
    asked: list[bytes] = []

    def failing(body: bytes) -> Answer:
        asked.append(body)
        return Answer(503, b"")

    desk.lines = {KEYS[0].name: failing}
    witnesses = desk.witnesses(BOTH)
    for _ in range(3):
        with pytest.raises(TooFewWitnesses):
            desk.publish(witnesses, 0)
    assert len(asked) == 3


def test_a_witness_that_recovers_counts_again(desk: Desk) -> None:
    answers: Iterator[Line] = iter([dead, desk.doubles[0]])
    desk.lines = {KEYS[0].name: lambda body: next(answers)(body)}
    witnesses = desk.witnesses(BOTH)
    with pytest.raises(TooFewWitnesses):
        desk.publish(witnesses, 0)
    assert counted(desk.publish(witnesses, 0)) == 2


def test_a_log_that_shrank_is_stopped_whatever_the_quorum(desk: Desk) -> None:
    desk.publish(desk.witnesses(), 0)
    desk.grow(299)
    for old in (0, 299):
        with pytest.raises(LogRolledBack, match="signed this log with 300 entries, and it has 299 now"):
            desk.publish(desk.witnesses(NOBODY), old)
    assert all(double.head.size == 300 for double in desk.doubles)


def test_a_log_that_forked_is_stopped_whether_it_grew_or_not(desk: Desk) -> None:
    desk.publish(desk.witnesses(), 0)
    desk.log = build(300, salt="-fork")
    with pytest.raises(LogRolledBack, match="at the same size, 300"):
        desk.publish(desk.witnesses(), 0)
    desk.log = build(600, salt="-fork")
    with pytest.raises(LogRolledBack, match="300 entries of this log that are not its first 300 now"):
        desk.publish(desk.witnesses(), 0)


def test_one_witness_that_knows_better_is_enough(desk: Desk) -> None:
    desk.doubles[1].head = Head(301, bytes(32))
    with pytest.raises(LogRolledBack, match=KEYS[1].name):
        desk.publish(desk.witnesses(ONE), 0)


def test_damaged_tiles_do_not_look_like_a_fork(desk: Desk) -> None:
    desk.publish(desk.witnesses(), 0)
    desk.doubles[0].head = desk.doubles[1].head = build(256).edge.head
    desk.grow(300, 600)
    proof = growth_proof(300, desk.log.edge.head, desk.log)
    desk.log.files["tile/1/000.p/2"] = bytes(64)
    witnesses = desk.witnesses(NOBODY)
    assert counted(witnesses.cosigned(desk.checkpoint(), 300, proof)) == 0
    assert all("do not make the checkpoint's root" in str(one.heard) for one in witnesses.outcomes)


@pytest.mark.parametrize(
    "line",
    [
        says(200),
        says(200, b"\xe2\x80\x94 nonsense\n"),
        says(409, b"7\n"),
        says(409),
        says(403),
        says(404),
        says(400),
        says(500),
        says(302, b"/elsewhere"),
        WitnessDouble(WITNESSES[1]),
        WitnessDouble(WITNESSES[0], age=timedelta(hours=1)),
        WitnessDouble(WITNESSES[0], age=timedelta(hours=-1)),
        WitnessDouble(WITNESSES[0], log=OTHER.key),
    ],
)
def test_a_witness_that_does_not_sign_rightly_counts_for_nothing(desk: Desk, line: Line) -> None:
    desk.lines = {KEYS[0].name: line}
    witnesses = desk.witnesses(ONE)
    published = desk.publish(witnesses, 0)
    assert counted(published) == 1
    assert published.count("—".encode()) == 2
    first, second = witnesses.outcomes
    assert isinstance(first.heard, Declines)
    assert isinstance(second.heard, Signs)


class TestOverHttp:
    """The same over real connections."""

    @pytest.fixture
    def log(self) -> Built:
        return build(300)

    def ask(
        self, double: Callable[[bytes], Answer | bytes], log: Built, sizes: Sequence[int] = (0,), patience: float = 30.0
    ) -> Witnesses:
        with served(double) as address:
            witnesses = Witnesses(
                [witness_at(address, KEYS[0])],
                NOBODY,
                lambda old, head: growth_proof(old, head, log),
                at=lambda: AT,
                patience=patience,
            )
            for old in sizes:
                witnesses.cosigned(log.checkpoint().data, old, growth_proof(old, log.edge.head, log))
            return witnesses

    def test_a_witness_signs(self, log: Built) -> None:
        double = WitnessDouble(WITNESSES[0])
        witnesses = self.ask(double, log, (0, 300, 300))
        assert isinstance(witnesses.outcomes[0].heard, Signs)
        assert len(double.asked) == 3

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\nx",
            b"HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n" + b"\n" * 200_000,
        ],
    )
    def test_an_answer_that_is_none_counts_for_nothing(self, log: Built, sent: bytes) -> None:
        witnesses = self.ask(lambda _: sent, log)
        assert isinstance(witnesses.outcomes[0].heard, Declines)

    def test_a_connection_that_was_closed_meanwhile_is_made_anew(self, log: Built) -> None:
        double = WitnessDouble(WITNESSES[0])

        def closing(body: bytes) -> bytes:
            answer = double(body)
            head = f"HTTP/1.1 {answer.status} OK\r\nContent-Length: {len(answer.body)}\r\n\r\n"
            return head.encode() + answer.body  # and the connection is closed without a word

        witnesses = self.ask(closing, log, (0, 300, 300))
        assert isinstance(witnesses.outcomes[0].heard, Signs)

    def test_where_nobody_listens_nobody_signs(self) -> None:
        line = HttpLine(witness_at("http://127.0.0.1:9/w", KEYS[0]), 30.0)
        for _ in range(2):
            with pytest.raises(WitnessOutOfReach):
                line(b"old 0\n")


def test_a_bare_proof_that_cannot_be_made_is_said(desk: Desk) -> None:
    def broken(old: int, head: Head) -> Sequence[bytes]:
        raise MalformedLog("tile/0/000", "there is no such file")

    desk.doubles[0].head = build(256).edge.head
    lines = {double.signer.key.name: double for double in desk.doubles}
    witnesses = Witnesses(
        [Witness(key, witness_at("https://witness.example", key).address) for key in KEYS],
        ONE,
        broken,
        line=lambda witness, _: lines[witness.key.name],
        at=lambda: AT,
    )
    assert counted(desk.publish(witnesses, 0)) == 1
    assert "was not asked to the end: tile/0/000" in str(witnesses.outcomes[0].heard)
