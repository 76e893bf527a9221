"""The parent's side of one child: start it, hand it a job, carry its calls, and say plainly how it ended."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import BinaryIO, ClassVar, Final, TypeVar

from tellmark.media.sandbox import endings, wire
from tellmark.media.sandbox.deadline import Deadline, stood_in_line
from tellmark.media.sandbox.errors import Crashed, NotStarted
from tellmark.media.sandbox.limits import Limits
from tellmark.media.sandbox.spawner import spawn
from tellmark.media.sandbox.turn import Answered, Turn, debugging, passed, result_of

T = TypeVar("T")

START_SECONDS: Final = 30.0
_DOCTOR: Final = "Run `tellmark doctor`; with TELLMARK_DEBUG=1 the reason is shown."
_NOTHING: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({})


class Cell:
    """One sandboxed child that runs jobs of the table *jobs* (a module with JOBS), one at a time.

    The child starts at once and warms itself while the caller goes on; the first `run` waits for it. Use it as a
    context manager. It is not thread-safe. After any failure but an error that the job itself raised it is dead.

    *limits* hold for each job; without them each gets what files of that size may take (`Limits.for_size`).
    *folders* are further places to import the table from; *scratch_in* is where scratch files are made
    (default: the system's folder for temporary files). Raises NotStarted.
    """

    _bootstrap: ClassVar[str] = (
        "import sys; root = sys.argv[1]; root in sys.path or sys.path.insert(0, root); "
        "from tellmark.media.sandbox.child import main; main(sys.argv[2:])"
    )

    def __init__(
        self, jobs: str, limits: Limits | None = None, *, folders: Sequence[str] = (), scratch_in: Path | None = None
    ) -> None:
        self._limits = limits
        self._scratch_in = scratch_in
        self._walls: wire.Ready | None = None
        self._dead = False
        self._last_words = ""
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
                walls = wire.receive_from_child(self._sock, wire.CALL_CAP, self._until_ready())
                if not isinstance(walls, wire.Ready):
                    raise wire.BadFrame("the child did not say that it is ready")
            except (wire.Closed, wire.BadFrame, wire.Late, OSError) as error:
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

        Telling progress wins the job its time anew; the time that *calls* take here does not count. Raises whatever
        TellmarkError the job raised; OutOfBudget, TimedOut, Crashed, DiskFull, NotStarted; JobBug for a mistake
        of ours; and what a call itself raises, after which the child is dead.
        """
        self.ready()
        if not self.alive:
            self._end()
            raise Crashed("the sandbox's child process is gone", "Try again.")
        budget = limits or self._limits or Limits.for_size(0)
        try:
            with passed(files.values()) as descriptors:
                if limits is None and self._limits is None:
                    budget = Limits.for_size(sum(os.fstat(each).st_size for each in descriptors))
                turn = Turn(self._sock, self._process.pid, budget, calls, progress, self._scratch_in)
                turn.begin(job, request, list(files), descriptors)
                last = turn.until_the_end()
                return result_of(last, result, job)
        except Answered as answered:
            raise answered.error from None
        except wire.Closed:
            raise endings.of_death(self._end(), self._last_words, budget) from None
        except wire.BadFrame:
            self._end()
            raise endings.nonsense() from None
        except wire.Late:
            self._end()
            raise endings.timed_out(budget) from None
        except BaseException:
            self._end()
            raise

    def _until_ready(self) -> Deadline:
        return Deadline(START_SECONDS, partial(stood_in_line, self._process.pid))

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
            if debugging() and self._last_words:
                sys.stderr.write(self._last_words)
        return self._process.returncode


def _drained(descriptor: int) -> str:
    """Read the last words that stand in the pipe, and close it."""
    try:
        return os.read(descriptor, 1 << 16).decode("utf-8", "replace")
    except BlockingIOError:
        return ""
    finally:
        os.close(descriptor)
