"""Children that work on a database and die where they are told to: forked from one warm parent, so that each is cheap.

Run as a program, this is the parent: it reads orders, one JSON line each, forks a child for every task of the order,
all at once, and answers with how each ended (0, an exit code, or minus the signal). What a child has to say it writes
to a file.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from time import sleep
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import event

from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.clocks import Clocks, clock_of, sweep
from tellmark.store.database import Database, open_database
from tellmark.store.events import Event
from tellmark.store.log_folder import LogFolder
from tellmark.store.outbox import Deliveries, Delivery, deliver
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import Scope, TenantId
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.tables import CLOCKS
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy

ACME = Scope(TenantId("acme"), "somebody")
BIRCH = Scope(TenantId("birch"), "somebody-else")
LOG = ed25519_signer("log.example/north", Ed25519PrivateKey.from_private_bytes(b"L" * 32))
NOON = datetime.fromisoformat("2026-11-22T12:00:00Z")


class Happened(Event, frozen=True):
    """An event of the tests."""

    name: ClassVar = "test.happened"
    number: int


class Numbers(Reading):
    """A number in a row, to look at."""

    table = CLOCKS
    noun = "counter"

    def count(self, key: str) -> int:
        """Return the number."""
        return int(self._get(key)["told"])


class Counters(Numbers, Writing):
    """A number in a row, to read and then write."""

    def put_up(self, key: str, *, lock: bool = True, dawdle: float = 0) -> None:
        """Read the number, dawdle for so many seconds, and write one more."""
        number = self.read(key, lock=lock)
        sleep(dawdle)
        self._change(key, {"told": number + 1})

    def read(self, key: str, *, lock: bool = True) -> int:
        """Return the number, which a decision rests on."""
        return int((self._locked(key) if lock else self._get(key))["told"])


def opened(where: str, at: datetime = NOON, *, patience: float = 20) -> Database:
    """Open a database at a clock that stands still."""
    return open_database(where, lambda: at, entropy, patience=patience)


def append(path: str, line: str) -> None:
    """Add a line to a file in one write, which no kill can take back."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


# --- tasks ------------------------------------------------------------------------------------------------------------


def die() -> None:
    """Die as one who is killed."""
    os.kill(os.getpid(), signal.SIGKILL)


class Boundaries:
    """Counts the boundaries between the statements of a database; at one of them something happens: death."""

    BOTH_SIDES = ("before_cursor_execute", "after_cursor_execute", "commit")
    BETWEEN = ("before_cursor_execute", "commit")

    def __init__(
        self, database: Database, fatal: int, happens: Callable[[], None] = die, events: Sequence[str] = BOTH_SIDES
    ) -> None:
        self.crossed = 0
        self._fatal = fatal
        self._happens = happens
        for name in events:
            event.listen(database.engines.writing, name, lambda *_: self.cross())

    def cross(self) -> None:
        """Cross one boundary, unless that is fatal."""
        if self.crossed == self._fatal:
            self._happens()
        self.crossed += 1


def change_things(where: str, acks: str, fatal: int, planted: bool, first: int) -> None:
    """Change state twice and say so, each in one unit of work, acknowledging each; die at boundary *fatal*."""
    database = opened(where)
    boundaries = Boundaries(database, fatal)
    for number in (first, first + 1):
        change_one(database, number, planted=planted)
        boundaries.cross()
        append(acks, str(number))
        boundaries.cross()


def change_together(where: str, acks: str, fatal: int, first: int) -> None:
    """Change state and say so in twelve units of four threads that meet; acknowledge each; die at boundary *fatal*."""
    database = opened(where)
    boundaries = Boundaries(database, fatal)
    start = threading.Barrier(4)

    def work(thread: int) -> None:
        start.wait()
        for number in range(first + 3 * thread, first + 3 * thread + 3):
            change_one(database, number, planted=False)
            boundaries.cross()
            append(acks, str(number))

    threads = [threading.Thread(target=work, args=[thread]) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def change_one(database: Database, number: int, *, planted: bool) -> None:
    """Start a clock, say so, stop it; with the fault *planted* the leaf is written after the state is kept."""
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of(f"c{number}", "rule", "thing", "hours", NOON, NOON + timedelta(hours=1)))
        if not planted:
            unit.say(Happened(number=number))
        Clocks(unit).stop(f"c{number}")
    if planted:
        with database.write(ACME) as unit:
            unit.say(Happened(number=number))


def count_up(where: str, key: str, times: int, lock: bool) -> None:
    """Read and write a counter, many times."""
    database = opened(where)
    for _ in range(times):
        with database.write(ACME) as unit:
            Counters(unit).put_up(key, lock=lock)


def sweep_all(where: str, at: str) -> None:
    """Sweep, a few clocks at a time, until nothing is left."""
    database = opened(where, datetime.fromisoformat(at))
    while sweep(database, limit=3):
        pass


class Notes:
    """A subscriber that writes a line for each delivery, and dies before or after, if told so."""

    name = "notes"
    wants = frozenset({"test.happened"})

    def __init__(self, path: str, fatal: str = "") -> None:
        self._path = path
        self._fatal = fatal

    def receive(self, delivery: Delivery) -> None:
        """Note the event's id."""
        self.die_if("before")
        append(self._path, delivery.said.id)
        self.die_if("after")

    def die_if(self, here: str) -> None:
        """Die, if it is to be here."""
        if self._fatal == here:
            die()


class Counting:
    """A subscriber that keeps what it does in the same database, and so does it once."""

    name = "counting"
    wants = frozenset({"test.happened"})

    def __init__(self, database: Database, fatal: str = "") -> None:
        self._database = database
        self._notes = Notes(os.devnull, fatal)

    def receive(self, delivery: Delivery) -> None:
        """Count up, unless this delivery has been settled."""
        with self._database.write(Scope(delivery.said.tenant, self.name)) as unit:
            if Deliveries(unit).settle(delivery):
                Counters(unit).put_up("counter")
            self._notes.die_if("before")
        self._notes.die_if("after")


def deliver_all(where: str, at: str, path: str, fatal: str) -> None:
    """Deliver until nothing is due, to a subscriber that writes lines into *path*, or, without one, counts."""
    database = opened(where, datetime.fromisoformat(at))
    subscriber = Notes(path, fatal) if path else Counting(database, fatal)
    while (done := deliver(database, [subscriber], limit=3)).delivered or done.spread:
        pass


def serve(where: str, path: str) -> None:
    """Try to be a server, and write down what came of it."""
    try:
        with opened(where).serve():
            append(path, "serving")
    except TellmarkError as refused:
        append(path, f"{refused.code}: {refused.what}. {refused.remedy}")


def keep_log(where: str, folder: str, acks: str, fatal: int) -> None:
    """Say two things, acknowledge them, integrate all that waits; die at boundary *fatal*, of database or disk."""
    database = opened(where)
    with database.write(ACME) as unit:
        said = [unit.say(Happened(number=number)) for number in range(2)]
    append(acks, " ".join(said))
    boundaries = Boundaries(database, fatal)
    for name in ("fsync", "replace", "open"):
        setattr(os, name, dying_around(getattr(os, name), boundaries))
    with sequencing(database, Keeping(LogFolder(Path(folder)), LOG)) as sequencer:
        sequencer.advance()


def dying_around(call: Callable[..., object], boundaries: "Boundaries") -> Callable[..., object]:
    """Return *call* between two boundaries."""

    def crossing(*arguments: object) -> object:
        boundaries.cross()
        done = call(*arguments)
        boundaries.cross()
        return done

    return crossing


TASKS: dict[str, Callable[..., None]] = {
    task.__name__: task for task in (change_things, change_together, count_up, sweep_all, deliver_all, serve, keep_log)
}

# --- the warm parent --------------------------------------------------------------------------------------------------


class Nursery:
    """The warm parent, seen from the tests."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *tasks: tuple[object, ...]) -> list[int]:
        """Run every task (its name and arguments) in a child of its own, all at once; return how each ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(tasks), file=self._process.stdin, flush=True)
        ends: list[int] = json.loads(self._process.stdout.readline())
        return ends


@contextmanager
def nursery(*modules: str, environ: Mapping[str, str] | None = None) -> Iterator[Nursery]:
    """Start the warm parent, which knows the tasks of *modules*, too; it ends when its orders do."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **(environ or {})}
    command = [sys.executable, __file__, *modules]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as process:
        yield Nursery(process)


def main() -> None:
    """Carry out orders until there are no more."""
    for module in sys.argv[1:]:
        TASKS.update(import_module(module).TASKS)
    for line in sys.stdin:
        pids = [child(*task) for task in json.loads(line)]
        ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        print(json.dumps(ends), flush=True)


def child(name: str, *args: object) -> int:
    """Fork a child that does one task, and return its process id."""
    if pid := os.fork():
        return pid
    try:
        TASKS[name](*args)
        os._exit(0)
    except BaseException:  # noqa: BLE001 (whatever it was, the child must not go on as a second parent)
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent)]
    main()
