"""Files and pipes named on the command line, as streams that can be read twice."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import typer

from tellmark.cli.calling import error_line
from tellmark.cli.edge import say_error
from tellmark.media.targets import cannot_write
from tellmark.values.errors import ErrorKind, TellmarkError

STANDARD = "-"
MOST_OF_A_PIPE = 4 << 30
"""Bytes that are taken in from standard input at most."""


class CannotOpen(TellmarkError):
    """There is no such file, or it may not be read."""

    code = "cli.cannot_open"
    kind = ErrorKind.NOT_DONE


class TooLarge(TellmarkError):
    """Standard input brings more than is taken in from a pipe."""

    code = "cli.too_large"
    kind = ErrorKind.TOO_LARGE


@contextmanager
def source_stream(name: str) -> Iterator[BinaryIO]:
    """Open the regular file called *name* for reading; standard input is first taken in whole, without a name.

    Raises CannotOpen, TooLarge, DiskFull, CannotWrite.
    """
    if name == STANDARD:
        if sys.stdin is None:
            raise CannotOpen("standard input is closed", "Send the file with < FILE, or name it.")
        with tempfile.TemporaryFile() as taken:
            take_in(sys.stdin.buffer, cast("BinaryIO", taken))
            yield cast("BinaryIO", taken)
        return
    with _opened(Path(name)) as stream:
        yield stream


def take_in(pipe: BinaryIO, taken: BinaryIO, most: int = MOST_OF_A_PIPE) -> None:
    """Copy *pipe* into the empty file *taken* and rewind it. Raises TooLarge past *most* bytes."""
    left = most
    while chunk := pipe.read(min(1 << 20, left + 1)):
        left -= len(chunk)
        if left < 0:
            raise TooLarge(
                f"standard input brings more than {most:,} bytes", "Save it as a file, and name the file instead of -."
            )
        try:
            taken.write(chunk)
            taken.flush()
        except OSError as fault:
            raise cannot_write(fault) from fault
    taken.seek(0)


def _opened(path: Path) -> BinaryIO:
    """Open *path* without waiting for anybody: a pipe without a writer would keep us for ever."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        raise CannotOpen(
            f"the file cannot be opened: {fault.strerror}", "Check the name and your permissions."
        ) from fault
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise CannotOpen(f"{path.name or path} is a folder", "Name the files in it.")
    raise CannotOpen(f"{path.name} is a pipe or a device, no file", "Give a pipe as standard input, with the name -.")


def path_for_json(name: str | Path) -> str:
    """Return a name for JSON, which cannot hold the bytes of one that is no UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def say_failed(error: TellmarkError, name: str, *, as_json: bool, as_jsonl: bool) -> None:
    """Tell people of *error* and, where JSON was asked for, programs too: one object, with the path in --jsonl."""
    say_error(error, name)
    if not (as_json or as_jsonl):
        return
    typer.echo(error_line(error) if as_json else error_line(error, path=path_for_json(name)))
