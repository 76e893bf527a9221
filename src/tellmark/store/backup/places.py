"""Where a backup lies: a folder, or one tar file. Either has its name only once it is whole."""

import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Protocol, TypeAlias, cast

from tellmark.media.targets import cannot_write, new_file
from tellmark.store.backup.errors import BackupDamaged, NoBackup, NotEmpty
from tellmark.store.backup.manifest import NAME, Part
from tellmark.values.durable import flushed

_LARGEST_MANIFEST = 1 << 20
_CHUNK = 1 << 20


class Seen:
    """A stream to write to, which knows afterwards what was written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = sha256()
        self._size = 0

    def write(self, data: bytes) -> None:
        """Write all of *data*."""
        self._stream.write(data)
        self._digest.update(data)
        self._size += len(data)

    @property
    def part(self) -> Part:
        """What was written so far."""
        return Part(self._size, self._digest.hexdigest())


Write: TypeAlias = Callable[[Seen], object]


def just(data: bytes) -> Write:
    """Return what writes *data*."""
    return lambda into: into.write(data)


class Writes(Protocol):
    """A backup that is being made."""

    def part(self, name: str, write: Write) -> Part:
        """Take what *write* writes as the file *name*, and say what it was."""


class Holds(Protocol):
    """A backup that is there."""

    def manifest(self) -> bytes:
        """Return the manifest. Raises NoBackup."""

    def open(self, name: str) -> BinaryIO:
        """Open the file *name*. Raises BackupDamaged where there is none."""


def is_file(place: Path) -> bool:
    """Tell whether a backup of this name is one file."""
    return place.is_file() or (place.suffix == ".tar" and not place.is_dir())


@contextmanager
def new_place(place: Path) -> Iterator[Writes]:
    """Make a backup in *place*, a folder or NAME.tar, which appears once the block has ended well.

    Raises NotEmpty, TargetExists, DiskFull, CannotWrite.
    """
    if place.suffix == ".tar" and place.exists():
        raise NotEmpty(f"{place.name} exists already", "Name a file that is not there yet; none is ever replaced.")
    if is_file(place):
        with new_file(place, replace=False, mode=0o600) as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            yield _Tar(tar, place.parent)
        return
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise NotEmpty(f"{place.name} exists already", "Name a folder that is not there yet, or a file NAME.tar.")
    try:
        yield from _new_folder(place)
    except OSError as fault:
        raise cannot_write(fault) from fault


def held(place: Path) -> Holds:
    """Return the backup in *place*. Raises NoBackup."""
    if place.is_dir():
        return _Folder(place)
    try:
        return _TarFile(tarfile.open(place, mode="r:"))
    except FileNotFoundError as missing:
        raise NoBackup(f"there is no {place.name}", "Look at its name, and at where the backup lies.") from missing
    except tarfile.ReadError as fault:
        raise NoBackup(f"{place.name} is no backup", "Name a folder or file that `tellmark backup` wrote.") from fault
    except (OSError, tarfile.TarError) as fault:
        raise NoBackup from fault


def checked(backup: Holds, name: str, part: Part) -> BinaryIO:
    """Open the file *name* if it is what the manifest says. Raises BackupDamaged."""
    stream = backup.open(name)
    digest, size = sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        digest.update(chunk)
        if size > part.size:
            break
    if size != part.size or digest.hexdigest() != part.sha256:
        raise BackupDamaged(f"the file {name} of the backup is not as its manifest says")
    stream.seek(0)
    return stream


def _new_folder(place: Path) -> Iterator[Writes]:
    hidden = place.with_name(f".{place.name}.part")
    rmtree(hidden, ignore_errors=True)  # of one that was killed
    hidden.mkdir(mode=0o700, parents=True)
    try:
        yield _Folder(hidden)
        for folder in [path for path in hidden.rglob("*") if path.is_dir()] + [hidden]:
            flushed(folder)
        hidden.replace(place)
        flushed(place.parent)
    finally:
        rmtree(hidden, ignore_errors=True)


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def part(self, name: str, write: Write) -> Part:
        path = self._root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 (a descriptor)
            seen = Seen(file)
            write(seen)
            file.flush()
            os.fsync(file.fileno())
        return seen.part

    def manifest(self) -> bytes:
        try:
            with (self._root / NAME).open("rb") as file:
                return file.read(_LARGEST_MANIFEST + 1)
        except OSError as fault:
            raise NoBackup from fault

    def open(self, name: str) -> BinaryIO:
        try:
            return open(os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW), "rb")  # noqa: PTH123 (a descriptor)
        except OSError as fault:
            raise BackupDamaged(f"the file {name} of the backup cannot be read") from fault


class _Tar:
    def __init__(self, tar: tarfile.TarFile, beside: Path) -> None:
        self._tar = tar
        self._beside = beside

    def part(self, name: str, write: Write) -> Part:
        """A tar says each size before the bytes: therefore they are written down once before."""
        with TemporaryFile(dir=self._beside) as whole:
            seen = Seen(whole)
            write(seen)
            head = tarfile.TarInfo(name)
            head.size, head.mode = seen.part.size, 0o600
            whole.seek(0)
            self._tar.addfile(head, whole)
        return seen.part


class _TarFile:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def manifest(self) -> bytes:
        try:
            return self.open(NAME).read(_LARGEST_MANIFEST + 1)
        except BackupDamaged as fault:
            raise NoBackup from fault

    def open(self, name: str) -> BinaryIO:
        try:
            member = self._tar.getmember(name)
            stream = self._tar.extractfile(member) if member.isreg() else None
        except (KeyError, OSError, tarfile.TarError) as fault:
            raise BackupDamaged(f"the file {name} of the backup cannot be read") from fault
        if stream is None:
            raise BackupDamaged(f"{name} is no file in the backup")
        return cast("BinaryIO", stream)
