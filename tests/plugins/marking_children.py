"""Commands about files and keys that die at a chosen step (`backup_children`), one of them with a planted fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from backup_children import command
from tellmark.app import Installation
from tellmark.marks.service import Tells
from tellmark.store.signings import LogTells


def too_late(arguments: list[str], path: str, fatal: int) -> None:
    """Run a command that lets the log tell of a file only after the file has its name, and die before step *fatal*."""
    waiting: list[Callable[[], str]] = []
    signed, telling = LogTells.signed, Installation._telling

    def later(self: LogTells, record_id: str, signature: str) -> str:
        waiting.append(partial(signed, self, record_id, signature))
        return signature

    @contextmanager
    def lagging(self: Installation) -> Iterator[Tells | None]:
        with telling(self) as tells:
            yield tells
            for one in waiting:
                one()

    LogTells.signed = later  # type: ignore[method-assign]  # the fault
    Installation._telling = lagging  # type: ignore[method-assign]  # the fault
    command(arguments, path, fatal)


TASKS = {"command": command, "too_late": too_late}
