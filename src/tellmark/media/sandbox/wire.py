"""The frames that cross the socket between a parent and its child: four bytes of length, then MessagePack."""

import socket
from collections.abc import Sequence
from typing import Final, TypeAlias, TypeVar

import msgspec

from tellmark.media.sandbox.deadline import Deadline
from tellmark.media.sandbox.limits import Limits

_T = TypeVar("_T")
HEADER: Final = 4
REQUEST_CAP: Final = 16 << 20
"""The most bytes of a frame from parent to child."""
CALL_CAP: Final = 16 << 20
"""The most bytes of a frame by which a child asks for something."""
MAX_DESCRIPTORS: Final = 32
"""The most files of one job, and the most scratch files it may ask for."""


class BadFrame(Exception):
    """The other side sent something that is no frame of this protocol."""


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """The other side has not answered in time."""


class Job(msgspec.Struct, tag="job", frozen=True):
    """Parent: do this. The descriptors named in *files* come with the frame, in that order.

    *limits* is for the child to set on itself where the parent cannot; *trace* asks for the traceback of a bug.
    """

    name: str
    request: msgspec.Raw
    files: list[str]
    trace: bool = False
    limits: Limits | None = None


class Returned(msgspec.Struct, tag="returned", frozen=True):
    """Parent: what a call gave."""

    data: bytes


class Granted(msgspec.Struct, tag="granted", frozen=True):
    """Parent: here is the scratch file; its descriptor comes with the frame."""


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """Child: warm and locked down, behind these walls."""

    landlock: int
    seccomp: bool
    network_namespace: bool
    user_namespace: bool


class Answer(msgspec.Struct, tag="answer", frozen=True):
    """Child: the job is done."""

    result: msgspec.Raw


class Failed(msgspec.Struct, tag="failed", frozen=True):
    """Child: the job raised an error that a person can act on."""

    code: str
    kind: str
    what: str
    remedy: str


class Full(msgspec.Struct, tag="full", frozen=True):
    """Child: a file could not be written for want of room; *budget* if it was the job's own limit."""

    budget: bool


class Exhausted(msgspec.Struct, tag="exhausted", frozen=True):
    """Child: memory (or, when *nested*, the depth of recursion) ran out."""

    nested: bool


class Bug(msgspec.Struct, tag="bug", frozen=True):
    """Child: a mistake of ours. *trace* is empty unless the parent asked for it."""

    bug: str
    where: str
    trace: str


class Call(msgspec.Struct, tag="call", frozen=True):
    """Child: please do this outside (sign, time-stamp)."""

    name: str
    data: bytes


class Scratch(msgspec.Struct, tag="scratch", frozen=True):
    """Child: please make an anonymous file."""


class Progress(msgspec.Struct, tag="progress", frozen=True):
    """Child: this part of the job is done, from 0 to 1."""

    done: float


FromParent: TypeAlias = Job | Returned | Granted
FromChild: TypeAlias = Ready | Answer | Failed | Full | Exhausted | Bug | Call | Scratch | Progress

_encoder = msgspec.msgpack.Encoder()
_from_parent: msgspec.msgpack.Decoder[FromParent] = msgspec.msgpack.Decoder(FromParent)
_from_child: msgspec.msgpack.Decoder[FromChild] = msgspec.msgpack.Decoder(FromChild)


def encode(value: object) -> bytes:
    """Write *value* as MessagePack; dataclasses, structs and enumerations as msgspec does."""
    return _encoder.encode(value)


def limit(sock: socket.socket, deadline: Deadline) -> None:
    """Let the next wait on *sock* end at *deadline*, as it is known now. Raises Late if that is past."""
    left = deadline.left()
    if left <= 0:
        raise Late
    sock.settimeout(left)


def raw(encoded: bytes) -> msgspec.Raw:
    """Wrap what `encode` gave, to stand inside a frame as it is."""
    return msgspec.Raw(encoded)


def send(sock: socket.socket, frame: FromParent | FromChild, cap: int, descriptors: Sequence[int] = ()) -> None:
    """Send *frame*, with *descriptors* attached. Raises ValueError if it outgrows *cap*, Closed if nobody listens."""
    body = _encoder.encode(frame)
    if len(body) > cap:
        raise ValueError(f"a frame of {len(body)} bytes outgrows its limit of {cap}")
    try:
        if descriptors:
            socket.send_fds(sock, [len(body).to_bytes(HEADER)], list(descriptors))
            sock.sendall(body)
        else:
            sock.sendall(len(body).to_bytes(HEADER) + body)
    except (BrokenPipeError, ConnectionResetError):
        raise Closed from None
    except TimeoutError:
        raise Late from None


def receive_from_parent(sock: socket.socket) -> tuple[FromParent, list[int]]:
    """Wait for the parent's next frame and the descriptors that come with it. Raises Closed or BadFrame."""
    header, descriptors, _, _ = socket.recv_fds(sock, HEADER, MAX_DESCRIPTORS)
    if not header:
        raise Closed
    header += _exactly(sock, HEADER - len(header))
    return _decode(_from_parent, _exactly(sock, _length(header, REQUEST_CAP))), descriptors


def receive_from_child(sock: socket.socket, cap: int, deadline: Deadline) -> FromChild:
    """Wait for the child's next frame until *deadline*. Descriptors a hostile child attaches are dropped.

    Raises Closed, BadFrame or Late.
    """
    return _decode(_from_child, _exactly(sock, _length(_exactly(sock, HEADER, deadline), cap), deadline))


def _length(header: bytes, cap: int) -> int:
    length = int.from_bytes(header)
    if length > cap:
        raise BadFrame(f"a frame claims {length} bytes where {cap} are allowed")
    return length


def _exactly(sock: socket.socket, size: int, deadline: Deadline | None = None) -> bytes:
    """Read *size* bytes; memory grows with what has come, not with what was claimed."""
    taken = bytearray()
    while len(taken) < size:
        if deadline is not None:
            limit(sock, deadline)
        try:
            part = sock.recv(min(size - len(taken), 1 << 16))
        except ConnectionResetError:
            raise Closed from None
        except TimeoutError:
            continue  # the deadline may have moved meanwhile; `limit` tells
        if not part:
            raise Closed
        taken += part
    return bytes(taken)


def _decode(decoder: msgspec.msgpack.Decoder[_T], body: bytes) -> _T:
    try:
        frame: _T = decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadFrame(str(error)) from None
    return frame
