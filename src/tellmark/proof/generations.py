"""Key generations: the keys under the master, each for some weeks; when one is retired, old backups are nothing.

They lie in one small file that no backup holds. It is written whole, in every place that the operator has named, and
the bytes of the one before are overwritten.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from tellmark.proof.envelope import KEY, Random
from tellmark.proof.errors import DoesNotOpen, GenerationRetired, NoMaster
from tellmark.proof.files import alone, broken, get, private_folder, put_over
from tellmark.proof.masters.port import KeyEncryption

FILE = "generations.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation: its number, from 1, and when it began."""

    number: int
    began: datetime


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    began: datetime
    wrapped: bytes


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    master: str
    rows: tuple[_Row, ...]


class Generations:
    """The file of generations in *places*, folders of which the first is asked first; all are written each time."""

    def __init__(self, places: Sequence[Path], master: KeyEncryption, random: Random) -> None:
        self._places = tuple(places)
        self._master = master
        self._random = random

    def exist(self) -> bool:
        """Tell whether there are any."""
        return any((place / FILE).exists() for place in self._places)

    def create(self, at: datetime) -> bool:
        """Begin the first generation; False where there is one already. Raises NotWritten, NoMaster."""
        private_folder(self._places[0])
        with alone(self._places[0]):
            if self.exist():
                return False
            self._write(self._master, (self._row(1, at, self._random(KEY), self._master),))
        return True

    def listing(self) -> tuple[Generation, ...]:
        """Return the generations that are not retired, the newest first. Raises NoMaster, BrokenKeyFolder."""
        return tuple(Generation(row.number, row.began) for row in reversed(self._read().rows))

    def newest(self) -> int:
        """Return the number of the newest. Raises NoMaster, DoesNotOpen, BrokenKeyFolder."""
        return self._read().rows[-1].number

    def key(self, number: int) -> bytes:
        """Return the key of generation *number*. Raises GenerationRetired, and as `newest`."""
        for row in self._read().rows:
            if row.number == number:
                return self._key(row)
        raise GenerationRetired(number)

    def begin(self, at: datetime) -> Generation:
        """Begin the next generation; those before open what they hold until they are retired."""
        with self._alone():
            rows = self._read().rows
            row = self._row(rows[-1].number + 1, at, self._random(KEY), self._master)
            self._write(self._master, (*rows, row))
        return Generation(row.number, row.began)

    def retire(self) -> tuple[Generation, ...]:
        """Destroy all generations but the newest; return which those were. Raises NotWritten where a place fails."""
        with self._alone():
            rows = self._read().rows
            self._write(self._master, rows[-1:])
        return tuple(Generation(row.number, row.began) for row in rows[:-1])

    def hand_over(self, to: KeyEncryption) -> None:
        """Wrap every generation in another master, from now on this one's. Raises NotWritten, NoMaster, DoesNotOpen."""
        with self._alone():
            rows = self._read().rows
            self._write(to, tuple(self._row(row.number, row.began, self._key(row), to) for row in rows))
        self._master = to

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self.exist():
            raise _none()
        private_folder(self._places[0])
        with alone(self._places[0]):
            yield

    def _row(self, number: int, at: datetime, key: bytes, master: KeyEncryption) -> _Row:
        return _Row(number, at, master.wrap(key, _about(number)))

    def _key(self, row: _Row) -> bytes:
        return self._master.unwrap(row.wrapped, _about(row.number))

    def _write(self, master: KeyEncryption, rows: tuple[_Row, ...]) -> None:
        data = msgspec.json.encode(_File("tellmark.generations/1", master.name, rows))
        for place in self._places:
            private_folder(place)
            put_over(place / FILE, data)

    def _read(self) -> _File:
        """Read the first place that is there; a damaged one is not passed over, lest a retired key came back."""
        for place in self._places:
            if (place / FILE).exists():
                return self._sound(place / FILE)
        raise _none()

    def _sound(self, path: Path) -> _File:
        try:
            file = msgspec.json.decode(get(path), type=_File)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise broken(path.name) from fault
        numbers = [row.number for row in file.rows]
        if file.schema != "tellmark.generations/1" or not numbers or numbers != sorted(set(numbers)):
            raise broken(path.name)
        if file.master != self._master.name:
            raise DoesNotOpen(
                f"the key generations are under the master key {file.master:.80}, not under {self._master.name:.80}"
            )
        return file


def _about(number: int) -> bytes:
    return f"tellmark.generation/1 {number}".encode()


def _none() -> NoMaster:
    return NoMaster(
        "there are no key generations here, and without them no person's key opens",
        "Make them with `tellmark key vault init`; if there were some, put their file back from where you keep a copy.",
    )
