"""The child: imports a job table, warms it, locks itself in, then does job after job until the parent hangs up."""

import hashlib
import importlib
import os
import socket
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import TypeAlias

from tellmark.media.sandbox import limits, lockdown, wire
from tellmark.media.sandbox.desk import Desk, PipeDesk
from tellmark.values.errors import TellmarkError

JobTable: TypeAlias = Mapping[str, Callable[[Desk], object]]

_ROOM = (ENOSPC, EDQUOT, EFBIG)
_ANSWER_CAP = 1 << 30  # the parent holds the true cap; a trusted job may not outgrow the frame's four bytes


def main(arguments: Sequence[str]) -> None:
    """Serve jobs on the socket *arguments[0]* from the module *arguments[1]*, as the child of *arguments[2]*.

    Further arguments are folders to import from (a test's job table).
    """
    descriptor, module, parent, *folders = arguments
    sys.path += folders
    sock = socket.socket(fileno=int(descriptor))
    namespaces = lockdown.isolate(int(parent))
    _close_strangers(sock.fileno())
    jobs = _warmed(module)
    readable = lockdown.installation(folders)
    sys.dont_write_bytecode = True
    wire.send(sock, lockdown.shut(readable, namespaces), _ANSWER_CAP)
    try:
        while True:
            serve(sock, jobs)
    except wire.Closed:
        os._exit(0)


def serve(sock: socket.socket, jobs: JobTable) -> None:
    """Do the next job and answer it. Raises Closed when the parent is gone."""
    job, descriptors = wire.receive_from_parent(sock)
    if not isinstance(job, wire.Job):
        raise wire.BadFrame("a job was expected")
    if job.limits:
        limits.apply_here(job.limits)
    desk = PipeDesk(sock, job, descriptors)
    answer = _outcome(jobs, job, desk)
    desk.clear()
    wire.send(sock, answer, _ANSWER_CAP)


def _outcome(jobs: JobTable, job: wire.Job, desk: PipeDesk) -> wire.FromChild:
    """Run the job and say how it ended; this is the edge where a bug becomes an id."""
    try:
        result = wire.encode(jobs[job.name](desk))
        desk.flush()
    except wire.Closed:
        raise
    except MemoryError:
        return wire.Exhausted(nested=False)
    except RecursionError:
        return wire.Exhausted(nested=True)
    except Exception as error:  # noqa: BLE001 - the edge: anything else is a bug, told by its id
        return _failure(error, desk, job.trace)
    return wire.Answer(wire.raw(result))


def _failure(error: Exception, desk: PipeDesk, trace: bool) -> wire.FromChild:
    room = desk.want_of_room() or (isinstance(error, OSError) and error.errno in _ROOM and error.errno)
    if room:
        return wire.Full(budget=room == EFBIG)
    if isinstance(error, TellmarkError):
        return wire.Failed(error.code, error.kind.value, error.what, error.remedy)
    text = "".join(traceback.format_exception(error)) if trace else ""
    frames = traceback.extract_tb(error.__traceback__)
    trail = "".join(f"{Path(each.filename).name}:{each.lineno};" for each in frames) + type(error).__name__
    return wire.Bug(hashlib.sha256(trail.encode()).hexdigest()[:12], _where(error, frames), text)


def _where(error: Exception, frames: list[traceback.FrameSummary]) -> str:
    """Name the type and the innermost line of ours, without any value that the file might have put there."""
    own = [each for each in frames if f"{os.sep}tellmark{os.sep}" in each.filename] or frames
    place = own[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


def _warmed(module: str) -> JobTable:
    """Import the table of jobs and let it load beforehand what its jobs need, if it has a function `warm`."""
    table = importlib.import_module(module)
    if warm := getattr(table, "warm", None):
        warm()
    jobs: JobTable = table.JOBS
    return jobs


def _close_strangers(own: int) -> None:
    os.closerange(3, own)
    os.closerange(own + 1, os.sysconf("SC_OPEN_MAX"))
