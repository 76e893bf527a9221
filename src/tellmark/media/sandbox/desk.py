"""What a job sees: its request, its files, and the parent's hand for what must happen outside."""

import io
import os
import socket
from errno import EDQUOT, EFBIG, ENOSPC
from fcntl import F_GETFL, fcntl
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

import msgspec

from tellmark.media.sandbox import wire
from tellmark.media.sandbox.limits import PROGRESS_STEP

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

T = TypeVar("T")


class Desk(Protocol):
    """Where a job finds its work. All a job may touch; nothing else on the machine answers."""

    def request(self, type_: type[T]) -> T:
        """Return the parent's request as *type_*."""

    def file(self, name: str) -> BinaryIO:
        """Return the file called *name*, seekable and rewound; writable if the parent opened it so."""

    def has(self, name: str) -> bool:
        """Tell whether the parent passed a file called *name*."""

    def call(self, name: str, data: bytes) -> bytes:
        """Have the parent do what must happen outside: sign, time-stamp."""

    def progress(self, done: float) -> None:
        """Tell the parent how much is done, from 0 to 1."""

    def scratch(self) -> BinaryIO:
        """Return a new empty file on disk that no name leads to; it is gone after the job."""


class PipeDesk:
    """The desk of a child: the files came over *sock* as descriptors, calls go back over it."""

    def __init__(self, sock: socket.socket, job: wire.Job, descriptors: list[int]) -> None:
        if len(job.files) != len(descriptors):
            raise wire.BadFrame(f"{len(job.files)} files are named and {len(descriptors)} came")
        self._sock = sock
        self._request = job.request
        self._descriptors: dict[str, int] = dict(zip(job.files, descriptors, strict=True))
        self._open: dict[str, BinaryIO] = {}
        self._watched: list[_Watched] = []
        self._told = -1.0

    def request(self, type_: type[T]) -> T:
        """Return the parent's request as *type_*."""
        return msgspec.msgpack.decode(self._request, type=type_)

    def has(self, name: str) -> bool:
        """Tell whether the parent passed a file called *name*."""
        return name in self._descriptors

    def file(self, name: str) -> BinaryIO:
        """Return the file called *name*, the same object each time, rewound."""
        if name not in self._open:
            self._open[name] = self._opened(self._descriptors[name])
        self._open[name].seek(0)
        return self._open[name]

    def call(self, name: str, data: bytes) -> bytes:
        """Send *data* to the parent's *name* and wait for what it gives."""
        wire.send(self._sock, wire.Call(name, data), wire.CALL_CAP)
        answer, _ = wire.receive_from_parent(self._sock)
        if not isinstance(answer, wire.Returned):
            raise wire.BadFrame("the parent did not return the call")
        return answer.data

    def progress(self, done: float) -> None:
        """Tell the parent how much is done; smaller steps than count are kept back."""
        if done >= self._told + PROGRESS_STEP or self._told < done == 1.0:
            self._told = done
            wire.send(self._sock, wire.Progress(done), wire.CALL_CAP)

    def scratch(self) -> BinaryIO:
        """Ask the parent for an anonymous file."""
        wire.send(self._sock, wire.Scratch(), wire.CALL_CAP)
        answer, descriptors = wire.receive_from_parent(self._sock)
        if not isinstance(answer, wire.Granted) or len(descriptors) != 1:
            raise wire.BadFrame("the parent gave no scratch file")
        name = f"\0scratch {len(self._open)}"
        self._descriptors[name] = descriptors[0]  # to be closed with the job, even where the job closes the stream
        self._open[name] = self._opened(descriptors[0])
        return self._open[name]

    def want_of_room(self) -> int | None:
        """Return the error number if a write failed for want of room, even where a library swallowed the error."""
        return next((each.refused for each in self._watched if each.refused), None)

    def flush(self) -> None:
        """Write out what the job left in buffers. Raises OSError."""
        for stream in self._open.values():
            if not stream.closed and stream.writable():
                stream.flush()

    def clear(self) -> None:
        """Close this job's files, every copy of their descriptors included."""
        ours = {_identity(each) for each in self._descriptors.values()}
        ours |= {_identity(each.fileno()) for each in self._open.values() if not each.closed}
        ours.discard(None)
        for raw in self._watched:
            raw.close()  # so that a stream that outlives its job can never flush into the next one's file
        for descriptor in range(3, os.sysconf("SC_OPEN_MAX")):
            if descriptor != self._sock.fileno() and _identity(descriptor) in ours:
                os.close(descriptor)

    def _opened(self, descriptor: int) -> BinaryIO:
        writable = fcntl(descriptor, F_GETFL) & os.O_ACCMODE == os.O_RDWR
        raw = _Watched(descriptor, "r+b" if writable else "rb", closefd=False)
        self._watched.append(raw)
        return io.BufferedRandom(raw) if writable else io.BufferedReader(raw)


class _Watched(io.FileIO):
    """A raw file that remembers that a write was refused for want of room."""

    refused: int | None = None

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno in (ENOSPC, EDQUOT, EFBIG):
                self.refused = error.errno
            raise


def _identity(descriptor: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino
