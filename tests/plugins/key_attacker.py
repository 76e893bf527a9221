"""An attacker with the master key and every byte there is: every offset is tried as a wrapped key, then every row.

It works without the product's own code as far as it can: AES in counter mode over all offsets at once, and no tag is
asked for, so that what a key is bound to cannot hide it.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypeAlias
from urllib.parse import quote

import msgspec
import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tellmark.proof.envelope import KEY, NONCE, TAG, WORD, PersonKey, Place
from tellmark.proof.errors import DoesNotOpen
from tellmark.values.ids import entropy

_WRAPPED = NONCE + len(WORD) + KEY
_CHUNK = 1 << 16
"""Offsets that are looked at together: few enough for a processor's own memory."""
_HEAD = 6
_RING = b"tellmark.ring/1\n"
Heads: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"
Places: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.intp]]"
Words: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint64]]"


@dataclass(frozen=True)
class Cell:
    """A sealed value and where it stands, as the attacker reads it out of a table."""

    place: Place
    sealed: bytes


@dataclass
class Loot:
    """Every file by its name, each content once; and the sealed values that the tables still show."""

    files: dict[str, bytes] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)

    def take(self, name: str, data: bytes) -> None:
        """Take one more file."""
        digest = hashlib.sha256(data).hexdigest()[:16]
        self.files.setdefault(digest, data)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return sum(map(len, self.files.values()))


@dataclass(frozen=True)
class Found:
    """What an attack brought to light."""

    keys: frozenset[bytes]
    values: frozenset[str]
    columns: frozenset[str] = frozenset()
    """In which columns (`table.column`) a value was opened."""


def attack(loot: Loot, master: bytes) -> Found:
    """Unwrap what the *master* opens anywhere, and what that opens, to the end; then open every sealed value."""
    generations = wrapped_anywhere(loot, [master])
    groups = {key for generation in generations for key in rings_under(loot, generation)}
    persons = wrapped_anywhere(loot, sorted(groups))
    opened = list(_opened(loot.cells, persons))
    columns = frozenset(f"{place.table}.{place.column}" for place, _ in opened)
    return Found(frozenset(persons), frozenset(value for _, value in opened), columns)


def wrapped_anywhere(loot: Loot, outers: Iterable[bytes]) -> set[bytes]:
    """Return every key that lies wrapped in one of *outers* at any byte offset of any file."""
    tried = list(outers)
    return {key for data in loot.files.values() for key in _unwrapped(tried, data)}


def _unwrapped(outers: Sequence[bytes], data: bytes) -> Iterator[bytes]:
    """Yield what one of *outers* opens at any offset of *data*, and of the base64 in it where it is JSON."""
    for spelling in (data, *_base64_in(data)):
        yield from _at_every_offset(outers, spelling)


def _base64_in(data: bytes) -> list[bytes]:
    if len(data) > 1 << 16 or not data.startswith(b"{"):
        return []
    return [base64.b64decode(part) for part in data.split(b'"') if len(part) >= 64 and _BASE64.fullmatch(part)]


_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def _at_every_offset(outers: Sequence[bytes], data: bytes) -> Iterator[bytes]:
    whole = data + bytes(_WRAPPED + 8)
    word = np.frombuffer(WORD[:8], np.uint64)[0]
    ciphers = [(outer, Cipher(algorithms.AES(outer), modes.ECB()).encryptor()) for outer in outers]
    blocks, stream = np.empty((_CHUNK, 2), np.uint64), np.empty((_CHUNK + 1, 2), np.uint64)
    for start, count in _chunks(data, _WRAPPED):
        blocks[:count, 0] = _words_at(whole, start, count)  # the nonce, twelve bytes, and the counter
        blocks[:count, 1] = _words_at(whole, start + 8, count) & np.uint64(0xFFFFFFFF) | _SECOND
        wanted = _words_at(whole, start + NONCE, count) ^ word
        for outer, cipher in ciphers:
            cipher.update_into(blocks[:count].data.cast("B"), stream.data.cast("B"))
            for offset in np.flatnonzero(stream[:count, 0] == wanted):
                at = start + int(offset)
                opened = _counter(outer, data[at : at + NONCE], data[at + NONCE : at + _WRAPPED])
                if opened.startswith(WORD) and len(opened) == len(WORD) + KEY:  # a file may end within one
                    yield opened[len(WORD) :]


_SECOND = np.frombuffer(bytes(7) + b"\2", np.uint64)[0]
"""GCM encrypts from counter 2 on (NIST SP 800-38D §7.1): the last four bytes of a block."""


def _chunks(data: bytes, beyond: int) -> Iterator[tuple[int, int]]:
    """Yield where each chunk of *data* begins, and its length; not those that are zero to *beyond* their end."""
    whole = np.frombuffer(data, np.uint8)
    for start in range(0, len(data), _CHUNK):
        end = min(start + _CHUNK, len(data))
        if whole[start : end + beyond].any():
            yield start, end - start


def _words_at(data: bytes, start: int, count: int) -> Words:
    """Return the eight bytes at each of *count* offsets from *start* on."""
    return np.ascontiguousarray(np.ndarray((count,), "<u8", data, start, (1,)))


def _counter(key: bytes, nonce: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CTR(nonce + (2).to_bytes(4))).decryptor()
    return cipher.update(data)


def rings_under(loot: Loot, generation: bytes) -> Iterator[bytes]:
    """Yield the groups' keys of every ring that *generation* opens, wherever one begins."""
    for data in loot.files.values():
        at = data.find(_RING)
        while at >= 0:
            body = at + len(_RING) + 4
            opened = _counter(generation, data[body : body + NONCE], data[body + NONCE :])[:-TAG]
            try:
                _, _, groups = msgspec.msgpack.decode(opened, type=tuple[int, bytes, list[dict[int, bytes]]])
            except (msgspec.DecodeError, UnicodeDecodeError):
                groups = []
            yield from (key for versions in groups for key in versions.values())
            at = data.find(_RING, at + 1)


def _opened(cells: Iterable[Cell], keys: Iterable[bytes]) -> Iterator[tuple[Place, str]]:
    """Open every cell: whoever's key opens one cell of a row is tried first on the row's others."""
    persons = [PersonKey(key, entropy) for key in keys]
    owners: dict[str, PersonKey] = {}
    for cell in cells:
        known = owners.get(cell.place.row)
        for person in persons if known is None else [known]:
            try:
                yield cell.place, person.unseal(cell.sealed, cell.place).decode()
            except DoesNotOpen:
                continue
            owners[cell.place.row] = person
            break


# --- looking for bytes ------------------------------------------------------------------------------------------------


def spellings(value: str) -> Iterator[bytes]:
    """Yield *value* in every way in which it might lie about: as `written`, and its digests."""
    yield from written(value)
    for encoding in _ENCODINGS:
        for algorithm in ("md5", "sha1", "sha256"):
            digest = hashlib.new(algorithm, value.encode(encoding)).digest()
            yield digest
            yield digest.hex().encode()


def written(value: str) -> Iterator[bytes]:
    """Yield *value* as it might be read: encodings, escapes, base64, hexadecimal, backwards."""
    for encoding in _ENCODINGS:
        data = value.encode(encoding)
        yield data
        yield data.hex().encode()
        yield data.hex().upper().encode()
        for shift in range(3):  # at any alignment within longer base64: what its neighbours do not touch
            inner = base64.b64encode(bytes(shift) + data)[4 if shift else 0 : -4]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))
    yield value.encode("unicode_escape")
    yield json.dumps(value)[1:-1].encode()
    yield escape(value).encode()
    yield quote(value).encode()
    yield quote(value).lower().encode()
    yield value[::-1].encode()


_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def seen_anywhere(loot: Loot, needles: Mapping[bytes, str]) -> set[str]:
    """Return what each of *needles* that lies anywhere stands for; those below six bytes would be seen by chance."""
    by_head: dict[int, list[bytes]] = {}
    for needle in needles:
        if len(needle) >= _HEAD:
            by_head.setdefault(int.from_bytes(needle[:_HEAD], "little"), []).append(needle)
    scattered = _scattered(np.array(sorted(by_head), np.uint64))
    known, coarse = np.zeros(1 << 24, np.bool_), np.zeros(1 << 24 - _COARSE, np.bool_)
    known[scattered] = coarse[scattered >> _COARSE] = True
    return {needles[needle] for data in loot.files.values() for needle in _seen(data, known, coarse, by_head)}


_COARSE = 4
"""By how many bits fewer it is asked first: that table is small enough to be at hand."""


def _seen(data: bytes, known: Heads, coarse: Heads, by_head: Mapping[int, list[bytes]]) -> Iterator[bytes]:
    whole = data + bytes(8)
    for start, count in _chunks(data, 0):
        heads = _words_at(whole, start, count) & np.uint64((1 << 8 * _HEAD) - 1)
        scattered = _scattered(heads)
        maybe = np.flatnonzero(coarse.take(scattered >> _COARSE))
        for offset in maybe[known.take(scattered[maybe])]:
            at = start + int(offset)
            yield from (needle for needle in by_head.get(int(heads[offset]), ()) if data.startswith(needle, at))


def _scattered(heads: Words) -> Places:
    """Return 24 bits of each head, so that those that begin alike do not fall together."""
    return (heads * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)).astype(np.intp)
