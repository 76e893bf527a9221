"""The key ring: for each group of persons the key that theirs are wrapped in, all in one small file.

A database cannot forget: old rows stay in its log, its free pages, its dead tuples. A file of some tens of kilobytes
can be written anew. So whoever erases one person gives the group a new key, wraps the others in it, and writes the ring
without the old one: what the database still holds of the old rows opens no more.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tellmark.proof.envelope import KEY, NONCE, Random
from tellmark.proof.errors import GenerationRetired
from tellmark.proof.files import alone, private_folder, put_over
from tellmark.proof.generations import Generations
from tellmark.store.vault.errors import BadCopy, RingDamaged

GROUPS = 1024
"""Groups that persons are divided into: of a million persons some 977 are wrapped anew when one is erased."""

_MAGIC = b"tellmark.ring/1\n"
_LARGEST = 16 << 20


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of the groups, by version. *serial* goes up with every new version; *pepper* is for the blind index."""

    serial: int
    pepper: bytes
    groups: tuple[Mapping[int, bytes], ...]

    def newest(self, group: int) -> tuple[int, bytes]:
        """Return the version and key that new wrappings of *group* take."""
        version = max(self.groups[group])
        return version, self.groups[group][version]

    def advanced(self, groups: Collection[int], random: Random) -> "Ring":
        """Return the ring in which each of *groups* has a further, newest version."""
        return self._with(
            {group: {**self.groups[group], self.newest(group)[0] + 1: random(KEY)} for group in groups}, 1
        )

    def keeping(self, used: Mapping[int, Collection[int]]) -> "Ring":
        """Return the ring in which each group named has, of its versions, only those *used*, and the newest."""
        changed = {}
        for group, versions in used.items():
            kept = {*versions, self.newest(group)[0]}
            changed[group] = {version: key for version, key in self.groups[group].items() if version in kept}
        return self._with(changed, 0)

    def _with(self, changed: Mapping[int, Mapping[int, bytes]], steps: int) -> "Ring":
        groups = tuple(changed.get(number, versions) for number, versions in enumerate(self.groups))
        return Ring(self.serial + steps, self.pepper, groups)


class _Body(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    serial: int
    pepper: bytes
    groups: list[dict[int, bytes]]


class RingFile:
    """The ring on the disk, under the newest key generation, and the last reading of it."""

    def __init__(self, path: Path, generations: Generations, random: Random) -> None:
        self.generations = generations
        self._path = path
        self._random = random
        self._read: Ring | None = None
        self._generation: tuple[int, bytes] | None = None  # the last one used: a master far away is asked once

    def exists(self) -> bool:
        """Tell whether there is a ring."""
        return self._path.exists()

    def create(self, groups: int = GROUPS) -> bool:
        """Make the ring, with a key for each of *groups*; False where there is one already. Raises NotWritten."""
        private_folder(self._path.parent)
        with alone(self._path.parent):
            if self.exists():
                return False
            fresh: Iterable[Mapping[int, bytes]] = ({1: self._random(KEY)} for _ in range(groups))
            self.write(Ring(1, self._random(KEY), tuple(fresh)))
        return True

    def at_least(self, serial: int) -> Ring:
        """Return a ring of this *serial* or a later one. Raises RingDamaged where there is none."""
        if self._read is None or self._read.serial < serial:
            self.load()
        assert self._read is not None
        if self._read.serial < serial:
            raise RingDamaged("the key ring is older than the person keys")
        return self._read

    def key(self, group: int, version: int) -> bytes | None:
        """Return the key of a *version* of *group*; None where the ring has it no more, or never had."""
        if self._read is None or version not in self._read.groups[group]:
            self.load()
        assert self._read is not None
        return self._read.groups[group].get(version)

    def load(self) -> Ring:
        """Read the ring from the disk. Raises RingDamaged, GenerationRetired, DoesNotOpen, NoMaster."""
        self._read = self._opened(self.sealed())
        return self._read

    def write(self, ring: Ring) -> None:
        """Write *ring* under the newest generation; the bytes of the one before are overwritten. Raises NotWritten."""
        number = self.generations.newest()
        key = self._key(number)
        head, nonce = _MAGIC + number.to_bytes(4), self._random(NONCE)
        body = msgspec.msgpack.encode(_Body(ring.serial, ring.pepper, [dict(group) for group in ring.groups]))
        put_over(self._path, head + nonce + AESGCM(key).encrypt(nonce, body, head))
        self._read = ring

    def sealed(self) -> bytes:
        """Return the file as it is: sealed, for a backup of the person keys. Raises RingDamaged."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
            with os.fdopen(descriptor, "rb") as file:
                data = file.read(_LARGEST)
        except OSError as fault:
            raise RingDamaged("the key ring cannot be read") from fault
        return data

    def _opened(self, data: bytes) -> Ring:
        head, nonce, sealed = _parts(data)
        try:
            body = AESGCM(self._key(_generation(data))).decrypt(nonce, sealed, head)
            found = msgspec.msgpack.decode(body, type=_Body)
        except (InvalidTag, msgspec.DecodeError) as fault:
            raise RingDamaged("the key ring is damaged") from fault
        return Ring(found.serial, found.pepper, tuple(found.groups))

    def _key(self, number: int) -> bytes:
        if self._generation is None or self._generation[0] != number:
            self._generation = number, self.generations.key(number)
        return self._generation[1]

    def put_back(self, data: bytes) -> Ring:
        """Put back what `sealed` returned; where it does not open, the old one stays.

        Raises NotWritten, BadCopy where the key generations here are not those that it is under, and as `load`.
        """
        try:
            ring = self._opened(data)
        except (RingDamaged, GenerationRetired) as fault:
            if isinstance(fault, GenerationRetired) and _generation(data) <= self.generations.newest():
                raise
            raise BadCopy(
                "this copy does not open with the key generations that are here",
                "In an empty place put back the generations and the master key that belong to it, then "
                "`tellmark vault init` and this once more.",
            ) from fault
        private_folder(self._path.parent)
        put_over(self._path, data)
        self._read = ring
        return ring


def _generation(data: bytes) -> int:
    """Return the number of the generation that a ring is under. Raises RingDamaged."""
    return int.from_bytes(_parts(data)[0][-4:])


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the head (with the number of the generation last), the nonce and the sealed body. Raises RingDamaged."""
    if not data.startswith(_MAGIC) or len(data) < len(_MAGIC) + 4 + NONCE:
        raise RingDamaged("the key ring is damaged")
    end = len(_MAGIC) + 4
    return data[:end], data[end : end + NONCE], data[end + NONCE :]
