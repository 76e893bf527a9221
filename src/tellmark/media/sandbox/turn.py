"""One job, from its first frame to its last."""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import msgspec

from tellmark.media.sandbox import endings, wire
from tellmark.media.sandbox import limits as budgets
from tellmark.media.sandbox.deadline import Deadline, stood_in_line
from tellmark.media.sandbox.errors import JobBug, relayed
from tellmark.media.sandbox.limits import Limits
from tellmark.media.targets import cannot_write
from tellmark.values.errors import ErrorKind

T = TypeVar("T")

_MAX_ASKED: Final = 64
"""Calls and scratch files that one job may ask for, together."""


class Answered(Exception):
    """The child is alive and answered with an error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Turn:
    """One job, from its first frame to its last."""

    def __init__(
        self,
        sock: socket.socket,
        pid: int,
        limits: Limits,
        calls: Mapping[str, Callable[[bytes], bytes]],
        progress: Callable[[float], None] | None,
        scratch_in: Path | None,
    ) -> None:
        self._sock = sock
        self._pid = pid
        self._limits = limits
        self._calls = calls
        self._progress = progress
        self._scratch_in = scratch_in
        self._deadline = Deadline(limits.wall_seconds, partial(stood_in_line, pid))
        self._done = 0.0
        self._asked = 0

    def begin(self, job: str, request: object, names: list[str], descriptors: list[int]) -> None:
        """Set the budgets of the child and send it the job."""
        self._allot()
        here = None if sys.platform == "linux" else self._limits
        frame = wire.Job(job, wire.raw(wire.encode(request)), names, debugging(), here)
        self._send(frame, descriptors)

    def until_the_end(self) -> wire.FromChild:
        """Carry calls, progress and wishes for scratch files until the child says how the job ended."""
        cap = max(self._limits.answer, 1 << 16)
        while True:
            frame = wire.receive_from_child(self._sock, cap, self._deadline)
            match frame:
                case wire.Progress(done):
                    self._advance(done)
                case wire.Call(name, data):
                    self._send(wire.Returned(self._called(name, data)))
                case wire.Scratch():
                    self._grant()
                case _:
                    return frame

    def _advance(self, done: float) -> None:
        """Pass progress on; true progress wins the job its time anew."""
        if not self._done < done <= 1.0:
            return
        if self._progress:
            self._progress(done)
        if done < self._done + budgets.PROGRESS_STEP:
            return
        self._done = done
        self._deadline.renew()
        self._allot()

    def _allot(self) -> None:
        try:
            budgets.apply_to_job(self._limits, self._pid)
        except (ProcessLookupError, FileNotFoundError):
            raise wire.Closed from None

    def _called(self, name: str, data: bytes) -> bytes:
        self._count()
        if name not in self._calls:
            raise wire.BadFrame("a call that nobody offered")
        with self._own_time():
            return self._calls[name](data)

    def _grant(self) -> None:
        self._count()
        try:
            scratch = tempfile.TemporaryFile(dir=self._scratch_in)  # noqa: SIM115 - closed below, outside this try
        except OSError as fault:
            raise cannot_write(fault) from fault
        with scratch:
            self._send(wire.Granted(), [scratch.fileno()])

    @contextmanager
    def _own_time(self) -> Iterator[None]:
        """What the parent does itself does not count against the child."""
        began = time.monotonic()
        yield
        self._deadline.put_off(time.monotonic() - began)

    def _send(self, frame: wire.FromParent, descriptors: Sequence[int] = ()) -> None:
        wire.limit(self._sock, self._deadline)
        wire.send(self._sock, frame, wire.REQUEST_CAP, descriptors)

    def _count(self) -> None:
        self._asked += 1
        if self._asked > _MAX_ASKED:
            raise wire.BadFrame("the job asks too often")


def result_of(last: wire.FromChild, result: type[T], job: str) -> T:
    """Return the typed result, or raise what the last frame says."""
    match last:
        case wire.Answer(encoded):
            try:
                return msgspec.msgpack.decode(encoded, type=result)
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
                raise wire.BadFrame(str(error)) from None
        case wire.Failed(code, kind, what, remedy):
            raise Answered(relayed(code, _kind(kind), what, remedy))
        case wire.Full(budget):
            raise Answered(endings.full(budget=budget))
        case wire.Exhausted(nested):
            raise endings.out_of_memory(nested=nested)
        case wire.Bug(bug, where, trace):
            if trace and debugging():
                sys.stderr.write(trace)
            raise JobBug(job, bug, where)
        case _:
            raise wire.BadFrame("not a last frame")


@contextmanager
def passed(files: Iterable[int | BinaryIO]) -> Iterator[list[int]]:
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


def debugging() -> bool:
    """Tell whether tracebacks of the child are wanted on stderr (TELLMARK_DEBUG=1)."""
    return os.environ.get("TELLMARK_DEBUG") == "1"


def _kind(kind: str) -> ErrorKind:
    try:
        return ErrorKind(kind)
    except ValueError:
        raise wire.BadFrame("no such kind of error") from None
