"""Small secret files: written whole or not at all, and readable by their owner only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tellmark.proof.errors import BrokenKeyFolder
from tellmark.values.durable import flushed
from tellmark.values.errors import ErrorKind, TellmarkError

_LARGEST = 1 << 20


class NotWritten(TellmarkError):
    """A file of the key folder could not be written."""

    code = "proof.not_written"
    kind = ErrorKind.NOT_DONE

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"the key folder cannot be written: {error.strerror or 'the system refused'}",
            "Free some disk space, and see that the folder is yours to write.",
        )


def private_folder(path: Path) -> None:
    """Make the folder *path*, and those above it, for its owner only (0700). Raises NotWritten."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(error) from error


def put(path: Path, data: bytes) -> None:
    """Write *data* to *path* (0600) so that a crash leaves the old file or the new one. Raises NotWritten."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 (a descriptor)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        flushed(path.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise NotWritten(error) from error


def put_over(path: Path, data: bytes) -> None:
    """As `put`, and the bytes of the file that was there are overwritten where they lie, then let go.

    A disk that writes elsewhere than it is told (flash, copy on write) may keep them: there only a master key that is
    destroyed in its own module, or the encryption of the disk, ends what they hold. Raises NotWritten.
    """
    try:
        old = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        put(path, data)
        return
    except OSError as error:
        raise NotWritten(error) from error
    try:
        put(path, data)
        os.pwrite(old, bytes(os.fstat(old).st_size), 0)
        os.fsync(old)
    except OSError as error:
        raise NotWritten(error) from error
    finally:
        os.close(old)


def get(path: Path) -> bytes:
    """Read the small file *path*. Raises BrokenKeyFolder when it is missing, unreadable or larger than 1 MiB."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise broken(path.name) from error
    if len(data) > _LARGEST:
        raise broken(path.name)
    return data


def broken(name: str) -> BrokenKeyFolder:
    """Say that the file called *name* is not usable."""
    return BrokenKeyFolder(
        f"{name} in the key folder is missing or damaged",
        "Restore the key folder from your backup, or make new keys with `tellmark key rotate`.",
    )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold *folder* for one process at a time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # and with it the lock
