"""A table of jobs that attempt what no job may; each attempt returns 0, or the error number that refused it."""

import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from errno import ENOSPC
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

import numpy as np

from tellmark.media.sandbox import wire
from tellmark.media.sandbox.desk import Desk, PipeDesk
from tellmark.values.errors import ErrorKind, Malformed, TellmarkError

Attempt = Callable[[Desk], object]


@dataclass(frozen=True, slots=True)
class Greeting:
    name: str
    numbers: list[int]


class OnlyHere(TellmarkError):
    code = "test.only_here"
    kind = ErrorKind.TOO_LARGE


def _number(attempt: Attempt, desk: Desk) -> int:
    try:
        attempt(desk)
    except OSError as error:
        return error.errno or -1
    return 0


def _native(number: int, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "syscall")


def _write_into(folder: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=folder)
    os.close(descriptor)
    Path(name).unlink()


def _fork() -> None:
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)


def _bomb() -> None:
    for _ in range(20):
        if not os.fork():
            time.sleep(60)
            os._exit(0)


def _reopen_to_write(desk: Desk) -> None:
    with Path(f"/proc/self/fd/{desk.file('source').fileno()}").open("r+b") as again:
        again.write(b"spoilt")


def _parents_memory(desk: Desk) -> None:
    pid, address = desk.request(tuple[int, int])
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        memory.read(1)


def _vm_read(desk: Desk) -> None:
    pid, address = desk.request(tuple[int, int])
    room = ctypes.create_string_buffer(1)
    here = (ctypes.c_size_t * 2)(ctypes.addressof(room), 1)
    there = (ctypes.c_size_t * 2)(address, 1)
    _native(310, pid, ctypes.addressof(here), 1, ctypes.addressof(there), 1, 0)


ATTEMPTS: dict[str, Attempt] = {
    "read the password file": lambda _: Path("/etc/passwd").read_bytes(),
    "list the root folder": lambda _: os.listdir("/"),  # noqa: PTH208 - the plain call is meant
    "write into the temporary folder": lambda _: _write_into("/tmp"),
    "write into the working folder": lambda _: _write_into("."),
    "open a socket": lambda _: socket.socket().close(),
    "open a local socket": lambda _: socket.socket(socket.AF_UNIX).close(),
    "execute a program": lambda _: subprocess.run(["/bin/true"], check=True),
    "replace itself with a program": lambda _: os.execv(sys.executable, [sys.executable, "-c", "1"]),
    "start a process": lambda _: _fork(),
    "read its parent's environment": lambda desk: Path(
        f"/proc/{desk.request(tuple[int, int])[0]}/environ"
    ).read_bytes(),
    "read its parent's memory": _parents_memory,
    "read its parent's memory by system call": _vm_read,
    "signal its parent": lambda desk: os.kill(desk.request(tuple[int, int])[0], 0),
    "open its source for writing": _reopen_to_write,
    "change its source's mode": lambda desk: os.fchmod(desk.file("source").fileno(), 0o600),
    "change its own limits": lambda _: resource.prlimit(0, resource.RLIMIT_NOFILE, (200, 200)),
    "make a namespace": lambda _: _native(272, 0x10000000),
    "hold its parent by a descriptor": lambda desk: _native(434, desk.request(tuple[int, int])[0], 0),
}


def _greet(desk: Desk) -> Greeting:
    asked = desk.request(Greeting)
    return Greeting("hello " + asked.name, [each + 1 for each in asked.numbers])


def _copy(desk: Desk) -> int:
    data = desk.file("source").read()
    return desk.file("target").write(data.upper())


def _write_out(desk: Desk) -> None:
    target = desk.file("target")
    for _ in range(desk.request(int)):
        target.write(bytes(1 << 20))


def _swallow(desk: Desk) -> None:
    """A library that swallows the reason and tells of another."""
    try:
        _write_out(desk)
        desk.file("target").flush()
    except OSError:
        raise ValueError("callback failed") from None


def _full_disk(desk: Desk) -> None:
    raise OSError(ENOSPC, "no room")


def _sign(desk: Desk) -> bytes:
    desk.progress(0.25)
    signature = desk.call("sign", b"to be signed")
    desk.progress(1.0)
    return signature


def _closed_scratch(desk: Desk) -> None:
    desk.scratch().close()
    desk.scratch().close()


def _scratch(desk: Desk) -> list[bytes]:
    one, two = desk.scratch(), desk.scratch()
    one.write(b"one")
    two.write(b"two")
    one.seek(0)
    two.seek(0)
    return [one.read(), two.read()]


def _allocate(desk: Desk) -> int:
    return len(bytes(desk.request(int)))


def _allocate_natively(desk: Desk) -> int:
    return int(np.ones(desk.request(int), np.uint8).sum())


def _loop(desk: Desk) -> NoReturn:
    while True:
        pass


def _toil(desk: Desk) -> None:
    """Work for so many seconds of processor time, and tell nothing meanwhile."""
    until = time.process_time() + desk.request(float)
    while time.process_time() < until:
        pass


def _burn(desk: Desk) -> None:
    for _ in range(4):
        threading.Thread(target=_loop, args=(desk,), daemon=True).start()
    _loop(desk)


def _advance(desk: Desk) -> None:
    """Slow, but going on."""
    for step in range(1, 11):
        time.sleep(0.1)
        desk.progress(step / 10)


def _pretend(desk: Desk) -> None:
    """Tell of progress that is none."""
    while True:
        for done in (0.5, 0.5, 0.1, 2.0, -1.0, float("nan"), float("inf")):
            wire.send(_socket_of(desk), wire.Progress(done), wire.CALL_CAP)
            time.sleep(0.02)


def _recurse(desk: Desk) -> None:
    _recurse(desk)


def _giant(desk: Desk) -> bytes:
    return bytes(desk.request(int))


def _die(desk: Desk) -> None:
    os.kill(os.getpid(), desk.request(int))


def _malformed(desk: Desk) -> None:
    raise Malformed("JPEG segment 3", "its length points past the end")


def _only_here(desk: Desk) -> None:
    raise OnlyHere("too large for the test", "Make it smaller.")


def _bug(desk: Desk) -> None:
    secret = {"password": "hunter2"}
    raise KeyError(secret["password"])


_kept: list[int | BinaryIO | mmap.mmap] = []


def _keep(desk: Desk) -> None:
    """Hide copies of the descriptor, and leave a stream with unwritten bytes behind."""
    source = desk.file("source")
    _kept.extend([source.fileno(), os.dup(source.fileno()), os.dup2(source.fileno(), 200)])
    source.write(b"left behind")
    _kept.append(source)


def _use_kept(desk: Desk) -> list[int]:
    numbers = []
    for each in _kept:
        try:
            os.pread(each, 1, 0) if isinstance(each, int) else each.flush()
        except (OSError, ValueError) as error:
            numbers.append(getattr(error, "errno", -1))
        else:
            numbers.append(0)
    _kept.clear()
    return numbers


def _socket_of(desk: Desk) -> socket.socket:
    assert isinstance(desk, PipeDesk)
    return desk._sock


def _raw(frame: bytes, desk: Desk) -> None:
    _socket_of(desk).sendall(frame)
    time.sleep(60)


def _framed(frame: wire.FromChild) -> bytes:
    body = wire.encode(frame)
    return len(body).to_bytes(wire.HEADER) + body


def _drip(desk: Desk) -> None:
    _socket_of(desk).sendall((1 << 16).to_bytes(4))
    while True:
        _socket_of(desk).sendall(b"\x90")
        time.sleep(0.05)


def _close(desk: Desk) -> None:
    """Hang up, and try to live on."""
    _socket_of(desk).close()
    time.sleep(60)


def _flood(desk: Desk) -> str:
    os.set_blocking(2, False)
    for _ in range(100):
        try:
            os.write(2, b"x" * 65536)
        except BlockingIOError:
            return "full"
    return "endless"


def _keep_asking(desk: Desk) -> None:
    while True:
        desk.call("sign", b"")


def _threads(desk: Desk) -> int:
    """Threads must work: PyAV and the credentials library start some."""
    seen: list[int] = []
    workers = [threading.Thread(target=seen.append, args=(number,)) for number in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    return len(seen)


def _lazy_import(desk: Desk) -> str:
    import PIL.Image
    import PIL.JpegImagePlugin

    return PIL.JpegImagePlugin.JpegImageFile.format


def _environment(desk: Desk) -> dict[str, str]:
    return dict(os.environ)


def _descriptors(desk: Desk) -> list[str]:
    found = []
    for number in range(256):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        found.append(f"{number} {mode >> 12:o}")
    return found


def _ignore_and_wait(desk: Desk) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    desk.progress(0.5)
    time.sleep(600)


JOBS: dict[str, Attempt] = {name: partial(_number, attempt) for name, attempt in ATTEMPTS.items()} | {
    "greet": _greet,
    "copy": _copy,
    "write out": _write_out,
    "swallow": _swallow,
    "full disk": _full_disk,
    "sign": _sign,
    "closed_scratch": _closed_scratch,
    "scratch": _scratch,
    "allocate": _allocate,
    "allocate natively": _allocate_natively,
    "loop": _loop,
    "toil": _toil,
    "burn": _burn,
    "advance": _advance,
    "pretend": _pretend,
    "recurse": _recurse,
    "giant": _giant,
    "die": _die,
    "malformed": _malformed,
    "only here": _only_here,
    "bug": _bug,
    "keep": _keep,
    "use kept": _use_kept,
    "bad frame": partial(_raw, (5).to_bytes(4) + b"\xc1\xc1\xc1\xc1\xc1"),
    "huge frame": partial(_raw, (1 << 31).to_bytes(4)),
    "nested frame": partial(_raw, (60_000).to_bytes(4) + b"\x91" * 60_000),
    "not an ending": partial(
        _raw, _framed(wire.Ready(0, seccomp=False, network_namespace=False, user_namespace=False))
    ),
    "unknown kind of error": partial(_raw, _framed(wire.Failed("a.b", "no_such_kind", "what", "remedy"))),
    "drip": _drip,
    "close": _close,
    "flood": _flood,
    "keep asking": _keep_asking,
    "threads": _threads,
    "lazy import": _lazy_import,
    "environment": _environment,
    "descriptors": _descriptors,
    "wait": _ignore_and_wait,
    "bomb": lambda desk: _number(lambda _: _bomb(), desk),
}
