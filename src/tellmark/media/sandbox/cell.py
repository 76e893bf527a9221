"""The parent's side of one child: start it, hand it a job, carry its calls, and say plainly how it ended."""

import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import BinaryIO, ClassVar, Final, TypeVar

import msgspec

from tellmark.media.sandbox import limits as budgets
from tellmark.media.sandbox import wire
from tellmark.media.sandbox.errors import Crashed, DiskFull, JobBug, NotStarted, OutOfBudget, TimedOut, relayed
from tellmark.media.sandbox.limits import Limits
from tellmark.media.sandbox.spawner import spawn
from tellmark.values.errors import ErrorKind, TellmarkError

T = TypeVar("T")

START_SECONDS: Final = 30.0
_MAX_ASKED: Final = 64
"""Calls and scratch files that one job may ask for, each."""
_ANOTHER_FILE = "Open the file in its own program, export it again, and try that copy."
_NOTHING: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({})


class Cell:
    """One sandboxed child that runs jobs of the table *jobs* (a module with JOBS), one at a time, under *limits*.

    The child starts at once and warms itself while the caller goes on; the first `run` waits for it. Use it as a
    context manager. It is not thread-safe. After any failure but an error that the job itself raised it is dead.

    *folders* are further places to import the table from; *scratch_in* is where scratch files are made
    (default: the system's folder for temporary files). Raises NotStarted.
    """

    _bootstrap: ClassVar[str] = (
        "import sys; root = sys.argv[1]; root in sys.path or sys.path.insert(0, root); "
        "from tellmark.media.sandbox.child import main; main(sys.argv[2:])"
    )

    def __init__(
        self, jobs: str, limits: Limits, *, folders: Sequence[str] = (), scratch_in: Path | None = None
    ) -> None:
        self._limits = limits
        self._scratch_in = scratch_in
        self._walls: wire.Ready | None = None
        self._dead = False
        self._sock, theirs = socket.socketpair()
        self._errors, errors = os.pipe()
        os.set_blocking(self._errors, False)
        os.set_blocking(errors, False)  # a child that floods its stderr loses words, not time
        root = str(Path(__file__).resolve().parents[3])
        command = [sys.executable, "-I", "-c", self._bootstrap, root, str(theirs.fileno()), jobs, str(os.getpid())]
        try:
            self._process = spawn([*command, *folders], theirs.fileno(), errors)
        except OSError as error:
            self._sock.close()
            os.close(self._errors)
            raise NotStarted("the sandbox's child process could not be started", _DOCTOR) from error
        finally:
            theirs.close()
            os.close(errors)

    def __enter__(self) -> "Cell":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether another job may be given."""
        return not self._dead and self._process.poll() is None

    def ready(self) -> wire.Ready:
        """Wait until the child is warm and locked in; return the walls around it. Raises NotStarted."""
        if self._walls is None:
            try:
                walls = wire.receive_from_child(self._sock, wire.CALL_CAP, time.monotonic() + START_SECONDS)
                if not isinstance(walls, wire.Ready):
                    raise wire.BadFrame("the child did not say that it is ready")
            except (wire.Closed, wire.BadFrame, TimeoutError, OSError) as error:
                self._end()
                raise NotStarted("the sandbox's child process did not become ready", _DOCTOR) from error
            self._walls = walls
        return self._walls

    def run(
        self,
        job: str,
        request: object,
        result: type[T],
        files: Mapping[str, int | BinaryIO],
        calls: Mapping[str, Callable[[bytes], bytes]] = _NOTHING,
        progress: Callable[[float], None] | None = None,
        limits: Limits | None = None,
    ) -> T:
        """Have the child do *job* on *files* (seekable; their positions are restored) and return its typed result.

        The time that *calls* and *progress* take here does not count against the limits. Raises whatever
        TellmarkError the job raised; OutOfBudget, TimedOut, Crashed, DiskFull, NotStarted; JobBug for a mistake
        of ours; and what a call itself raises, after which the child is dead.
        """
        self.ready()
        if not self.alive:
            self._end()
            raise Crashed("the sandbox's child process is gone", "Try again.")
        budget = limits or self._limits
        try:
            with _descriptors(files.values()) as descriptors:
                turn = _Turn(self._sock, budget, calls, progress, self._scratch_in)
                turn.begin(job, request, list(files), descriptors, self._process.pid)
                last = turn.until_the_end()
                return _result(last, result, job)
        except _Answered as answered:
            raise answered.error from None
        except wire.Closed:
            raise self._death() from None
        except wire.BadFrame:
            self._end()
            raise Crashed("the sandboxed job answered with something that is no answer", _ANOTHER_FILE) from None
        except TimeoutError:
            self._end()
            raise _timed_out(budget) from None
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """End the child now, and everything it may have started."""
        self._end()

    def _end(self) -> int | None:
        """Kill the child's process group, reap it, and return how it had ended."""
        if not self._dead:
            self._dead = True
            if self._process.returncode is None:
                try:
                    os.killpg(self._process.pid, signal.SIGKILL)
                except (ProcessLookupError, PermissionError):
                    self._process.kill()
            self._process.wait()
            self._sock.close()
            self._last_words = _drained(self._errors)
            if _debugging() and self._last_words:
                sys.stderr.write(self._last_words)
        return self._process.returncode

    def _death(self) -> TellmarkError:
        """Say why the child hung up."""
        ended = self._end()
        if ended == -signal.SIGXCPU:
            return _timed_out(self._limits)
        if ended == -signal.SIGXFSZ:
            return _full(budget=True)
        if any(sign in self._last_words for sign in ("MemoryError", "memory allocation of", "bad_alloc")):
            return _out_of_memory(nested=False)
        return Crashed(f"reading the file ended the sandboxed process ({_manner(ended)})", _ANOTHER_FILE)


class _Answered(Exception):
    """The child is alive and answered with an error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class _Turn:
    """One job, from its first frame to its last."""

    def __init__(
        self,
        sock: socket.socket,
        limits: Limits,
        calls: Mapping[str, Callable[[bytes], bytes]],
        progress: Callable[[float], None] | None,
        scratch_in: Path | None,
    ) -> None:
        self._sock = sock
        self._limits = limits
        self._calls = calls
        self._progress = progress
        self._scratch_in = scratch_in
        self._deadline = time.monotonic() + limits.wall_seconds
        self._asked = 0

    def begin(self, job: str, request: object, names: list[str], descriptors: list[int], pid: int) -> None:
        """Set the child's budgets and send it the job."""
        budgets.apply_to_job(self._limits, pid)
        here = None if sys.platform == "linux" else self._limits
        frame = wire.Job(job, wire.raw(wire.encode(request)), names, _debugging(), here)
        self._send(frame, descriptors)

    def until_the_end(self) -> wire.FromChild:
        """Carry calls, progress and wishes for scratch files until the child says how the job ended."""
        cap = max(self._limits.answer, 1 << 16)
        while True:
            frame = wire.receive_from_child(self._sock, cap, self._deadline)
            began = time.monotonic()
            match frame:
                case wire.Progress(done):
                    if self._progress:
                        self._progress(min(max(done, 0.0), 1.0))
                case wire.Call(name, data):
                    self._count()
                    answer = wire.Returned(self._called(name)(data))
                    self._deadline += time.monotonic() - began
                    self._send(answer)
                case wire.Scratch():
                    self._count()
                    with tempfile.TemporaryFile(dir=self._scratch_in) as scratch:
                        self._send(wire.Granted(), [scratch.fileno()])
                case _:
                    return frame

    def _send(self, frame: wire.FromParent, descriptors: Sequence[int] = ()) -> None:
        wire.limit(self._sock, self._deadline)
        wire.send(self._sock, frame, wire.REQUEST_CAP, descriptors)

    def _called(self, name: str) -> Callable[[bytes], bytes]:
        if name not in self._calls:
            raise wire.BadFrame("a call that nobody offered")
        return self._calls[name]

    def _count(self) -> None:
        self._asked += 1
        if self._asked > _MAX_ASKED:
            raise wire.BadFrame("the job asks too often")


def _result(last: wire.FromChild, result: type[T], job: str) -> T:
    """Return the typed result, or raise what the last frame says."""
    match last:
        case wire.Answer(encoded):
            try:
                return msgspec.msgpack.decode(encoded, type=result)
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
                raise wire.BadFrame(str(error)) from None
        case wire.Failed(code, kind, what, remedy):
            raise _Answered(relayed(code, _kind(kind), what, remedy))
        case wire.Full(budget):
            raise _Answered(_full(budget))
        case wire.Exhausted(nested):
            raise _out_of_memory(nested)
        case wire.Bug(bug, where, trace):
            if trace and _debugging():
                sys.stderr.write(trace)
            raise JobBug(job, bug, where)
        case _:
            raise wire.BadFrame("not a last frame")


@contextmanager
def _descriptors(files: Iterable[int | BinaryIO]) -> Iterator[list[int]]:
    """Give the descriptors of *files*, what was written flushed, and put their positions back afterwards."""
    with ExitStack() as after:
        descriptors = []
        for each in files:
            if not isinstance(each, int):
                each.flush()
            descriptor = each if isinstance(each, int) else each.fileno()
            after.callback(os.lseek, descriptor, os.lseek(descriptor, 0, os.SEEK_CUR), os.SEEK_SET)
            descriptors.append(descriptor)
        yield descriptors


def _kind(kind: str) -> ErrorKind:
    try:
        return ErrorKind(kind)
    except ValueError:
        raise wire.BadFrame("no such kind of error") from None


def _full(budget: bool) -> DiskFull:
    if budget:
        return DiskFull("the result grew past what a file of this size may become", _ANOTHER_FILE)
    return DiskFull("the disk or its quota is full", "Make room, or choose a folder on another disk, then try again.")


def _out_of_memory(nested: bool) -> OutOfBudget:
    if nested:
        return OutOfBudget("the file is nested more deeply than any honest file", _ANOTHER_FILE)
    return OutOfBudget("the file asks for more memory than a file of its size may take", _ANOTHER_FILE)


def _timed_out(limits: Limits) -> TimedOut:
    return TimedOut(f"the file was not done within {limits.wall_seconds:.1f} seconds", _ANOTHER_FILE)


def _manner(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return signal.Signals(-returncode).name
    return f"status {returncode}"


def _drained(descriptor: int) -> str:
    """Read the last words that stand in the pipe, and close it."""
    try:
        return os.read(descriptor, 1 << 16).decode("utf-8", "replace")
    except BlockingIOError:
        return ""
    finally:
        os.close(descriptor)


def _debugging() -> bool:
    return os.environ.get("TELLMARK_DEBUG") == "1"


_DOCTOR = "Run `tellmark doctor`; with TELLMARK_DEBUG=1 the reason is shown."
