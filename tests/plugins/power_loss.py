"""What a disk holds after the power was cut: all that was flushed, and of the rest whatever chance has kept.

Bytes are safe once their file was flushed, names once their folder was: POSIX promises no more. What was not flushed
survives by sectors of 512 bytes, in any choice; names of one folder in the order in which they came. Bytes whose flush
failed are not made safe by a later one, as on Linux. What is mapped into memory is not followed: SQLite's shared memory
(`-shm`) is made anew after a crash.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import assert_never

from faulty_disk import Call, Kind

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes within one sector; without bytes, the cut of a file to the length *offset*."""

    offset: int
    data: bytes | None

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.offset + len(self.data or b"")

    def overlaps(self, other: "Piece") -> bool:
        """Tell whether both speak about the same bytes."""
        return self.offset < other.end and other.offset < self.end


@dataclass
class File:
    """One file, whatever its name: its bytes that are safe, those in doubt, and those since."""

    safe: bytearray
    doubtful: list[Piece] = field(default_factory=list)
    pending: list[Piece] = field(default_factory=list)

    def flushed(self) -> None:
        """Make what is pending safe; what was in doubt before stays so, unless something safe has come over it."""
        self.safe = _put(self.safe, self.pending)
        self.doubtful = [one for one in self.doubtful if not any(one.overlaps(new) for new in self.pending)]
        self.pending = []

    def flush_failed(self) -> None:
        """Put what is pending in doubt, for good."""
        self.doubtful += self.pending
        self.pending = []

    def lost(self, chance: Random, share: float) -> bytes:
        """Return the bytes after the power was cut, with about *share* of what was not flushed."""
        return bytes(_put(self.safe, (one for one in self.doubtful + self.pending if chance.random() < share)))


class Names:
    """The names under one folder, as programs see them and as they are safe, while calls happen to them."""

    def __init__(self, before: Path, root: Path) -> None:
        self._before, self._root = before, root.resolve()
        self._folders = {path.relative_to(before).as_posix() for path in (before, *before.rglob("*")) if path.is_dir()}
        self._seen: dict[str, File | None] = {}
        self._safe: dict[str, File | None] = {}
        self._pending: defaultdict[str, list[dict[str, File | None]]] = defaultdict(list)

    def take(self, call: Call) -> None:
        """Let one call happen."""
        name = call.path.relative_to(self._root).as_posix()
        match call.kind:
            case Kind.WRITE | Kind.TRUNCATE:
                if (file := self._file(name)) is not None:
                    file.pending += _pieces(call)
            case Kind.SYNC | Kind.SYNC_FAILED:
                self._flush(name, well=call.kind is Kind.SYNC)
            case Kind.CREATE:
                self._bind(name, File(bytearray()))
            case Kind.UNLINK:
                self._bind(name, None)
            case Kind.LINK | Kind.RENAME:
                assert call.target is not None
                bound: dict[str, File | None] = {call.target.relative_to(self._root).as_posix(): self._file(name)}
                self._change(bound | ({name: None} if call.kind is Kind.RENAME else {}))
            case Kind.MKDIR:
                self._folders.add(name)
            case Kind.RMDIR | Kind.REFUSED:
                pass  # an empty folder is no loss, and what was refused has not happened
            case _:
                assert_never(call.kind)

    def cut(self, chance: Random, share: float) -> dict[str, bytes | None]:
        """Return what is left of each file that somebody touched, were the power cut now; None where it is gone.

        *share* says how much of what was not flushed has survived: 0 nothing, 1 all, between them each by *chance*.
        """
        names = dict(self._safe)
        for changes in self._pending.values():
            kept = len(changes) if share >= 1 else 0 if share <= 0 else chance.randint(0, len(changes))
            for change in changes[:kept]:
                names |= change
        left = {id(file): file.lost(chance, share) for file in names.values() if file}
        return {name: left[id(file)] if file else None for name, file in names.items()}

    def _file(self, name: str) -> File | None:
        if name not in self._seen:
            path = self._before / name
            self._seen[name] = self._safe[name] = File(bytearray(path.read_bytes())) if path.is_file() else None
        return self._seen[name]

    def _bind(self, name: str, file: File | None) -> None:
        self._change({name: file})

    def _change(self, bound: dict[str, File | None]) -> None:
        for name in bound:
            self._file(name)  # so that what was there before is known
        self._seen |= bound
        self._pending[_folder(next(iter(bound)))].append(bound)

    def _flush(self, name: str, *, well: bool) -> None:
        if name in self._folders:
            for change in self._pending.pop(name, []) if well else []:
                self._safe |= change
        elif (file := self._file(name)) is not None:
            file.flushed() if well else file.flush_failed()


def laid_out(left: Mapping[str, bytes | None], before: Path, into: Path) -> Path:
    """Write what is *left* into the new folder *into*, with what nobody had touched since *before*; return it."""
    shutil.copytree(before, into)
    for name, data in left.items():
        path = into / name
        if data is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return into


def _pieces(call: Call) -> Iterator[Piece]:
    if call.kind is Kind.TRUNCATE:
        yield Piece(call.offset, None)
        return
    begin = 0
    while begin < len(call.data):
        end = min(len(call.data), begin + SECTOR - (call.offset + begin) % SECTOR)
        yield Piece(call.offset + begin, call.data[begin:end])
        begin = end


def _put(data: bytearray, pieces: Iterable[Piece]) -> bytearray:
    new = bytearray(data)
    for piece in pieces:
        if piece.data is None:
            del new[piece.offset :]
        new.extend(bytes(max(0, piece.offset - len(new))))
        if piece.data is not None:
            new[piece.offset : piece.end] = piece.data
    return new


def _folder(name: str) -> str:
    return name.rpartition("/")[0] or "."
