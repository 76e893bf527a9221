"""A new file that appears whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy


class TargetExists(TellmarkError):
    """There is a file of that name already, and nobody said that it may be replaced."""

    code = "media.target_exists"
    kind = ErrorKind.NOT_DONE


class NotAFile(TellmarkError):
    """What has that name is a link, a folder, a pipe or a device, which a result never takes the place of."""

    code = "media.not_a_file"
    kind = ErrorKind.NOT_DONE


class SourceIsTarget(TellmarkError):
    """The result would take the place of the file that it is made of."""

    code = "media.source_is_target"
    kind = ErrorKind.NOT_DONE


class DiskFull(TellmarkError):
    """There is no room for the result; nothing was written."""

    code = "media.disk_full"
    kind = ErrorKind.NOT_DONE


class CannotWrite(TellmarkError):
    """The folder does not take a new file."""

    code = "media.cannot_write"
    kind = ErrorKind.NOT_DONE


@contextmanager
def new_file(path: Path, *, replace: bool, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open a file that gets the name *path* only once the block has ended well and its bytes are on the disk.

    The bytes are written to a file without a name, so that not even a killed process leaves a trace (where the
    file system has no nameless files, to a hidden one beside the target). Only a regular file is ever replaced: not
    a link, nor what it leads to. *mode* says who may read and write it, less the umask.
    Raises TargetExists, NotAFile, DiskFull, CannotWrite.
    """
    try:
        _refuse_what_is_there(path, replace=replace)
        descriptor, hidden = _open_beside(path, mode)
    except OSError as fault:
        raise cannot_write(fault) from fault
    try:
        with os.fdopen(descriptor, "w+b", closefd=False) as stream:
            yield cast("BinaryIO", stream)
            stream.flush()
        os.fsync(descriptor)
        _give_name(descriptor, hidden, path, replace=replace)
    except OSError as fault:
        raise cannot_write(fault) from fault
    finally:
        os.close(descriptor)
        if hidden is not None:
            with suppress(FileNotFoundError):
                hidden.unlink()


def refuse_the_source(source: int, target: Path) -> None:
    """Raise SourceIsTarget if *target*, links followed, is the file that the descriptor *source* reads."""
    try:
        same = os.path.samestat(os.fstat(source), target.stat())
    except OSError:
        return  # there is no such target, or nothing can be written to it
    if same:
        raise SourceIsTarget(
            f"{target.name} is the file that is to be marked, and that is never touched",
            "Choose another name with -o, or another folder with --out.",
        )


def cannot_write(fault: OSError) -> TellmarkError:
    """Turn an operating system's refusal to write into words."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull("there is no room left for the result", "Free some space, or choose another folder with -o.")
    if fault.errno == errno.ENAMETOOLONG:
        return CannotWrite("the name of the result is too long for the file system", "Choose a shorter one with -o.")
    return CannotWrite(
        f"the result cannot be written: {fault.strerror or 'the file system refused'}",
        "Choose a folder that you may write to with -o.",
    )


def _exists(path: Path) -> TargetExists:
    return TargetExists(f"{path.name} exists already", "Choose another name with -o, or replace it with --force.")


def _refuse_what_is_there(path: Path, *, replace: bool) -> None:
    """Raise what the file system holds against the name *path*: NotAFile, TargetExists, or its own OSError."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise NotAFile(
            f"{path.name or path} is there already and is {_KINDS.get(stat.S_IFMT(mode), 'no regular file')}",
            "Choose another name with -o; only regular files are replaced.",
        )
    if not replace:
        raise _exists(path)


_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _open_beside(path: Path, mode: int) -> tuple[int, Path | None]:
    try:
        return os.open(path.parent, os.O_TMPFILE | os.O_RDWR, mode), None
    except (AttributeError, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
            raise
    hidden = _hidden_name(path)
    return os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode), hidden


def _hidden_name(path: Path) -> Path:
    """Return a name beside *path* that is short whatever the length of its own."""
    return path.with_name(f".{entropy(8).hex()}.part")


def _give_name(descriptor: int, hidden: Path | None, path: Path, *, replace: bool) -> None:
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    source = hidden or Path(f"/proc/self/fd/{descriptor}")
    try:
        if replace:
            stepping = _hidden_name(path)
            os.link(source, stepping.name, src_dir_fd=folder, dst_dir_fd=folder)
            try:
                _refuse_what_is_there(path, replace=True)
                stepping.replace(path)
            finally:
                stepping.unlink(missing_ok=True)
        else:
            os.link(source, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except FileExistsError as taken:
        raise _exists(path) from taken
    finally:
        os.close(folder)
