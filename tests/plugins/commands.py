"""`tellmark ARGUMENTS` in a process of its own that has loaded the product already.

A fork server loads every command once and forks for each: a test of what a command does need not wait for what it
imports. What a command loads, how it meets a terminal, a pipe or a signal, is tested on real processes
(`cli/test_loads.py`, `cli/test_edge.py`).
"""

import gc
import multiprocessing
import os
import pkgutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory

import tellmark

_NAMES = ("stdin", "stdout", "stderr")


def command(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    stdin: bytes = b"",
    cwd: Path | None = None,
    seconds: int = 120,
) -> subprocess.CompletedProcess[bytes]:
    """Run `tellmark` with *arguments* and nothing but *environ*; raise TimeoutExpired after *seconds*."""
    with TemporaryDirectory() as folder:
        ends = [Path(folder, name) for name in _NAMES]
        for end, content in zip(ends, (stdin, b"", b""), strict=True):
            end.write_bytes(content)
        child = _server().Process(target=_tellmark, args=(list(arguments), dict(environ), ends, cwd or Path.cwd()))
        child.start()
        child.join(seconds)
        if child.exitcode is None:
            child.kill()
            raise subprocess.TimeoutExpired(["tellmark", *arguments], seconds)
        code = child.exitcode
        child.close()
        return subprocess.CompletedProcess(["tellmark", *arguments], code, ends[1].read_bytes(), ends[2].read_bytes())


@cache
def _server() -> ForkServerContext:
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(
        [each.name for each in pkgutil.walk_packages(tellmark.__path__, "tellmark.") if "__main__" not in each.name]
    )
    return server


def _tellmark(arguments: list[str], environ: dict[str, str], ends: list[Path], cwd: Path) -> None:
    """Be the command: with its folder, its environment, its arguments, and files as its three streams."""
    from tellmark.cli import main

    gc.freeze()  # what was loaded before the fork is nobody's garbage
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    for number, (end, flags) in enumerate(zip(ends, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        descriptor = os.open(end, flags)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (as long as the process)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (the same)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115 (the same)
    sys.argv = ["tellmark", *arguments]
    main()
