"""Rounds of asking witnesses to sign a checkpoint: all at once, each for a limited time, and a quorum at the end."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import TypeAlias

from tellmark.proof.log.addresses import read_address
from tellmark.proof.log.checkpoints import read_checkpoint
from tellmark.proof.log.errors import BadLogAddress
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.policy import Group, Policy
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.receipts import growth_proof
from tellmark.proof.log.submissions import Answer, Asked, Contradicts, Declines, Heard, Signs, StandsAt, heard
from tellmark.proof.log.vkeys import VerifierKey
from tellmark.store.errors import LogRolledBack
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now
from tellmark.work.log_errors import TooFewWitnesses
from tellmark.work.witness_line import HttpLine, Witness, WitnessOutOfReach

Line: TypeAlias = Callable[[bytes], Answer]
Prove: TypeAlias = Callable[[int, Head], Sequence[bytes]]
"""(old size, new head) → the proof that the log grew from the one to the other. Raises MalformedLog and its kin."""

PATIENCE = 5.0
"""Seconds that a round takes at most."""

_REST = (1.0, 4.0, 16.0, 60.0)
"""Seconds that a witness which did not sign is left alone: after its first failure, its second, and so on."""

_TURNS = 4
_SILENT = Declines("has not answered in time")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking one witness."""

    name: str
    heard: Heard


class _Desk:
    """What we know of one witness. At most one request to it is under way, and one that failed is left to rest."""

    def __init__(self, key: VerifierKey, line: Line) -> None:
        self.key = key
        self.line = line
        self.size: int | None = None
        self.heard: Heard | None = None
        self._failures = 0
        self._rests_until = float("-inf")
        self._at_work = threading.Lock()

    def begin(self) -> bool:
        """Take the witness for a request; False while another is still under way."""
        return self._at_work.acquire(blocking=False)

    def end(self) -> None:
        self._at_work.release()

    def rests(self, tick: float) -> bool:
        return tick < self._rests_until

    def note(self, outcome: Heard, size: int, tick: float) -> None:
        """Remember how it went."""
        self.heard = outcome
        if isinstance(outcome, Signs):
            self.size, self._failures, self._rests_until = size, 0, float("-inf")
        else:
            self._rests_until = tick + _REST[min(self._failures, len(_REST) - 1)]
            self._failures += 1


class Witnesses:
    """The witnesses of a log, and which of them must sign before a checkpoint is published.

    A witness that is dead costs a round its *patience* once, then it rests for up to a minute and is asked again;
    where the *quorum* cannot do without it, it is asked every time.
    """

    def __init__(
        self,
        witnesses: Sequence[Witness],
        quorum: Group,
        prove: Prove,
        *,
        line: Callable[[Witness, float], Line] = HttpLine,
        at: Callable[[], datetime] = now,
        tick: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self._desks = tuple(_Desk(witness.key, line(witness, patience)) for witness in witnesses)
        self._quorum = quorum
        self._prove = prove
        self._at = at
        self._tick = tick
        self._patience = patience

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each witness the last time that it was asked, if ever, for those who look after the log."""
        return tuple(Outcome(desk.key.name, desk.heard) for desk in self._desks if desk.heard is not None)

    def cosigned(self, checkpoint: bytes, old_size: int, consistency: Sequence[bytes]) -> bytes:
        """Return *checkpoint* with the signatures of the witnesses below it; it was published last at *old_size*.

        *consistency* proves the growth from there; a witness that stands elsewhere is shown its own proof. Hold no
        transaction meanwhile. Raises LogRolledBack where a witness knows this log otherwise, then TooFewWitnesses
        where those that signed do not make up the quorum.
        """
        note = read_note(checkpoint)
        desks = self._asked_now()
        heard_of = self._round(desks, Asked(note, read_checkpoint(note.text).head, old_size, consistency))
        signed = {desk: told.signature for desk, told in heard_of.items() if isinstance(told, Signs)}
        if not self._quorum.met([desk.key for desk in signed]):
            raise TooFewWitnesses(self._missing(len(signed)))
        return checkpoint + "".join(signed[desk].line for desk in desks if desk in signed).encode()

    def recall(self, checkpoint: bytes) -> None:
        """Ask the witnesses that have not signed since this process began whether they know the log otherwise.

        Raises LogRolledBack. One that is dead, or does not know the log, is no hindrance here.
        """
        note = read_note(checkpoint)
        head = read_checkpoint(note.text).head
        tick = self._tick()
        strangers = [desk for desk in self._desks if desk.size is None and not desk.rests(tick)]
        self._round(strangers, Asked(note, head, head.size, ()))

    def _asked_now(self) -> list[_Desk]:
        """Return those that do not rest; all of them where these could not make up the quorum."""
        tick = self._tick()
        awake = [desk for desk in self._desks if not desk.rests(tick)]
        return awake if self._quorum.met([desk.key for desk in awake]) else list(self._desks)

    def _round(self, desks: Sequence[_Desk], asked: Asked) -> dict[_Desk, Heard]:
        """Ask all at once, and take what has come in when the time is over. Raises LogRolledBack."""
        told: SimpleQueue[tuple[_Desk, Heard]] = SimpleQueue()
        running = [desk for desk in desks if desk.begin()]
        for desk in running:
            threading.Thread(target=self._talk, args=(desk, asked, told), name="witness", daemon=True).start()
        ends = self._tick() + self._patience
        heard_of: dict[_Desk, Heard] = {}
        while len(heard_of) < len(running):
            try:
                desk, came = told.get(timeout=max(0.0, ends - self._tick()))
            except Empty:
                break
            heard_of[desk] = came
        for desk in desks:
            desk.note(heard_of.get(desk, _SILENT), asked.head.size, self._tick())
        for desk, came in heard_of.items():
            if isinstance(came, Contradicts):
                raise LogRolledBack(f"the witness {desk.key.name} {came.what}")
        return heard_of

    def _talk(self, desk: _Desk, asked: Asked, told: "SimpleQueue[tuple[_Desk, Heard]]") -> None:
        """Ask one witness. In a thread of its own, which may outlive the round."""
        try:
            outcome = self._outcome(desk, asked)
        finally:
            desk.end()
        told.put((desk, outcome))

    def _outcome(self, desk: _Desk, asked: Asked) -> Heard:
        try:
            return self._asked(desk, asked)
        except WitnessOutOfReach as fault:
            return Declines(f"cannot be reached: {fault.why}")
        except TellmarkError as fault:  # our own files, or an algorithm that is not installed
            return Declines(f"was not asked to the end: {fault.what}")

    def _asked(self, desk: _Desk, asked: Asked) -> Heard:
        """Ask from the size where the witness is believed to stand, and again from where it says that it does."""
        if desk.size is not None and desk.size <= asked.head.size:
            asked = self._from(desk.size, asked)
        for _ in range(_TURNS):
            outcome = heard(desk.line(asked.data), asked, desk.key, self._at())
            if not isinstance(outcome, StandsAt):
                return outcome
            asked = self._from(outcome.size, asked)
        return Declines("names another size each time it is asked")

    def _from(self, old: int, asked: Asked) -> Asked:
        return asked if old == asked.old else Asked(asked.note, asked.head, old, self._prove(old, asked.head))

    def _missing(self, signed: int) -> str:
        return f"{signed} of {len(self._desks)} witnesses have signed, and the policy asks for more: {self._why()}"

    def _why(self) -> str:
        return "; ".join(f"{one.name} {one.heard.why}" for one in self.outcomes if isinstance(one.heard, Declines))

    @property
    def says(self) -> str:
        """How the witnesses stand, in one line that names nobody but them."""
        signed = sum(isinstance(one.heard, Signs) for one in self.outcomes)
        return "; ".join(filter(None, [f"{signed} of {len(self._desks)} sign", self._why()]))


def witnesses_of(policy: Policy, reads: Reads) -> Witnesses:
    """Return the witnesses of the log that *reads* reads. Raises BadLogAddress for one that cannot be asked."""
    several = []
    for one in policy.witnesses:
        if one.address is None:
            raise BadLogAddress(f"the witness {one.key.name} has no address in the policy")
        several.append(Witness(one.key, read_address(one.address, "witness")))
    return Witnesses(several, policy.quorum, lambda old, head: growth_proof(old, head, reads))
