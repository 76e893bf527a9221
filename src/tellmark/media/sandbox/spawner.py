"""Starts children from a thread that lives as long as the process: they are killed when their starting thread ends."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TypeAlias

_Child: TypeAlias = "subprocess.Popen[bytes]"


def spawn(command: Sequence[str], control: int, errors: int) -> _Child:
    """Start *command* in a session of its own with only *control* and *errors* (its stderr) open, and return it.

    Linux kills a child with PR_SET_PDEATHSIG when the *thread* that started it ends; a worker thread of a server
    ends early, so only the main thread starts its children itself. Raises OSError.
    """
    if threading.current_thread() is threading.main_thread():
        return _start(command, control, errors)
    return _spawner().start(command, control, errors)


def _start(command: Sequence[str], control: int, errors: int) -> _Child:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        cwd="/",
        env=_environment(),
        pass_fds=(control,),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Nothing of the user's but where libraries are found; one arena and one thread keep address space small."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8", "HOME": "/", "PATH": ""}


class _Spawner:
    """A daemon thread that starts what it is asked to."""

    def __init__(self) -> None:
        self._wishes: queue.SimpleQueue[tuple[Sequence[str], int, int, Future[_Child]]] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="tellmark-spawner", daemon=True).start()

    def start(self, command: Sequence[str], control: int, errors: int) -> _Child:
        done: Future[_Child] = Future()
        self._wishes.put((command, control, errors, done))
        return done.result()

    def _work(self) -> None:
        while True:
            command, control, errors, done = self._wishes.get()
            try:
                done.set_result(_start(command, control, errors))
            except OSError as error:
                done.set_exception(error)


_lock = threading.Lock()
_one: _Spawner | None = None


def _spawner() -> _Spawner:
    global _one
    with _lock:
        _one = _one or _Spawner()
        return _one


def _forget() -> None:
    """After a fork the thread is not there any more."""
    global _one, _lock
    _one, _lock = None, threading.Lock()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget)
