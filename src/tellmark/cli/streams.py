"""Files and pipes named on the command line, as streams that can be read twice."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from tellmark.values.errors import ErrorKind, TellmarkError

STANDARD = "-"


class CannotOpen(TellmarkError):
    """There is no such file, or it may not be read."""

    code = "cli.cannot_open"
    kind = ErrorKind.NOT_DONE


@contextmanager
def source_stream(name: str) -> Iterator[BinaryIO]:
    """Open the file called *name* for reading; standard input is first taken in whole, without a name on the disk."""
    if name == STANDARD:
        with tempfile.TemporaryFile() as taken:
            shutil.copyfileobj(sys.stdin.buffer, taken)
            taken.seek(0)
            yield cast("BinaryIO", taken)
        return
    path = Path(name)
    if path.is_dir():
        raise CannotOpen(f"{path.name or name} is a folder", "Name the files in it, or mark a whole folder with --out.")
    try:
        stream = path.open("rb")
    except OSError as fault:
        raise CannotOpen(
            f"the file cannot be opened: {fault.strerror}", "Check the name and your permissions."
        ) from fault
    with stream:
        yield stream
