"""Commands that die at a chosen step: for the nursery (`store_children`), with a line in a file for each step."""

import os
import sys

from sqlalchemy import Engine, event

from store_children import append, die
from tellmark.cli import main


class Steps:
    """Counts what makes something durable: files flushed, transactions kept. At one of them the process dies."""

    def __init__(self, path: str, fatal: int) -> None:
        self._path = path
        self._fatal = fatal
        self._count = 0

    def cross(self) -> None:
        """Die, if it is to be here; else note that this step was come to."""
        if self._count == self._fatal:
            die()
        self._count += 1
        append(self._path, "step")


def command(arguments: list[str], path: str, fatal: int) -> None:
    """Run `tellmark ARGUMENTS` and die before step *fatal*; at none if that is negative."""
    steps, flush = Steps(path, fatal), os.fsync

    def flushed(descriptor: int) -> None:
        steps.cross()
        flush(descriptor)

    os.fsync = flushed  # type: ignore[assignment]  # all of ours flush descriptors
    event.listen(Engine, "commit", lambda _: steps.cross())
    sys.argv = ["tellmark", *arguments]
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what the nursery says goes through the same pipe
    try:
        main()
    except SystemExit as ended:
        os._exit(int(ended.code or 0))


TASKS = {"command": command}
