"""Which files a batch takes, and where each one's copy goes: one after the other, in the same order every time."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from tellmark.values.errors import ErrorKind, TellmarkError

STATE = ".tellmark-batch"
"""The folder in the target folder that holds the batch's journal; never taken for a source."""

_MAGIC = frozenset("*?[")


class NoSources(TellmarkError):
    """What was named as a source does not exist or cannot be read as one."""

    code = "batch.no_sources"
    kind = ErrorKind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Source:
    """One file to take, and the path of its copy below the target folder."""

    path: Path
    relative: Path


def sources(spec: str, out: Path) -> Iterator[Source]:
    """Go through the files that *spec* means: a folder, a pattern with * ? [ ] **, `@list.txt`, or one file.

    Folders are mirrored, in the order of their names, whatever the file system's own; hidden files, links to folders
    and the folder *out* are left out. A list has one path a line, with a tab and its path below *out* where that is not
    the name it has here. A folder that cannot be listed comes as a source of its own, so that its failure is told.
    Holds the names of one folder (and of those above it) at a time. Raises NoSources before the first file.
    """
    if spec.startswith("@"):
        return _listed(Path(spec[1:]))
    path = Path(spec)
    if path.is_dir():
        return _below(path, Path(), out.resolve())
    if path.exists():
        return iter((Source(path, Path(path.name)),))
    if _MAGIC.isdisjoint(spec):
        raise NoSources(f"there is no file or folder {path.name}", "Check the name.")
    found = _matching(path, out.resolve())
    first = next(found, None)
    if first is None:
        raise NoSources(f"no file matches {spec}", "Check the pattern; hidden files and links to folders are left out.")
    return chain((first,), found)


def _below(root: Path, under: Path, out: Path) -> Iterator[Source]:
    for entry in _entries(root / under):
        if entry is None:
            yield Source(root / under, under)
        elif entry.is_dir(follow_symlinks=False):
            if not _is(entry, out):
                yield from _below(root, under / entry.name, out)
        elif entry.is_file():  # a pipe or a device would keep us waiting for ever
            yield Source(root / under / entry.name, under / entry.name)


def _matching(pattern: Path, out: Path) -> Iterator[Source]:
    parts = pattern.parts
    plain = next(number for number, part in enumerate(parts) if not _MAGIC.isdisjoint(part))
    return _matched(Path(*parts[:plain]), Path(), parts[plain:], out)


def _matched(root: Path, under: Path, parts: tuple[str, ...], out: Path) -> Iterator[Source]:
    first, rest = parts[0], parts[1:]
    if first == "**":
        yield from _matched(root, under, rest or ("*",), out)
    for entry in _entries(root / under):
        if entry is None:
            return
        folder = entry.is_dir(follow_symlinks=False) and not _is(entry, out)
        if first == "**":
            if folder:
                yield from _matched(root, under / entry.name, parts, out)
        elif fnmatchcase(entry.name, first):
            if rest and folder:
                yield from _matched(root, under / entry.name, rest, out)
            elif not rest and entry.is_file():
                yield Source(root / under / entry.name, under / entry.name)


def _entries(folder: Path) -> Iterable[os.DirEntry[str] | None]:
    """The visible entries of *folder* by name; a single None where it cannot be listed."""
    try:
        with os.scandir(folder) as found:
            return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError:
        return (None,)


def _is(entry: os.DirEntry[str], out: Path) -> bool:
    return Path(entry.path).resolve() == out


def _listed(path: Path) -> Iterator[Source]:
    if not path.is_file():
        raise NoSources(f"there is no list {path.name}", "Give a text file with one path a line after the @.")
    try:
        return _lines(path.open("rb"))
    except OSError as fault:
        raise NoSources(f"the list {path.name} cannot be read: {fault.strerror}", "Check your permissions.") from fault


def _lines(listed: BinaryIO) -> Iterator[Source]:
    with listed as lines:
        for line in lines:
            named, _, relative = line.rstrip(b"\r\n").partition(b"\t")
            if named.strip():
                source = Path(os.fsdecode(named))
                yield Source(source, _inside(Path(os.fsdecode(relative)) if relative else source))


def _inside(path: Path) -> Path:
    """The path as one below the target folder: an absolute one or one that climbs keeps its name only."""
    return Path(path.name) if path.is_absolute() or ".." in path.parts else path
