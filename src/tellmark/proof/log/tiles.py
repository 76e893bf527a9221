"""Tiles and entry bundles: how a log's hashes and entries lie in files (C2SP tlog-tiles)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import HASH, LARGEST_SIZE, Nodes, complete_hash

WIDTH = 256
"""Hashes of a full tile, entries of a full bundle."""

HEIGHT = 8
LARGEST_ENTRY = (1 << 16) - 1
LARGEST_BUNDLE = WIDTH * (2 + LARGEST_ENTRY)

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of a tile; *level* None is the bundle of entries. *width* below 256 is a partial tile."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's address, such as `tile/0/x001/234.p/5`."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{'entries' if self.level is None else self.level}/{name}{partial}"

    @property
    def whole(self) -> "Tile":
        """The full tile in this place."""
        return Tile(self.level, self.index)


def tile_named(path: str) -> Tile:
    """Return the tile of a *path*. Raises MalformedLog unless it is its one spelling."""
    found = _PATH.fullmatch(path)
    if found is None or len(path) > 64:
        raise MalformedLog("tile path", "not the path of a tile")
    level = None if found["level"] == "entries" else int(found["level"])
    tile = Tile(level, int(found["number"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH))
    if tile.path != path or tile.index > LARGEST_SIZE:
        raise MalformedLog("tile path", "not the one spelling of a tile's path")
    return tile


def edge_tiles(size: int) -> Iterator[Tile]:
    """Yield the partial hash tiles of a tree of *size*, the lowest level first; full tiles hang under them."""
    for level in range(LARGEST_SIZE.bit_length() // HEIGHT + 1):
        count = size >> HEIGHT * level
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)


def bundles(size: int) -> Iterator[Tile]:
    """Yield the entry bundles of a tree of *size*, in order."""
    for index in range(size // WIDTH):
        yield Tile(None, index)
    if size % WIDTH:
        yield Tile(None, size // WIDTH, size % WIDTH)


def pack(entries: Sequence[bytes]) -> bytes:
    """Write a bundle: each entry after its length, two bytes. Raises ValueError for more than 256 or a long one."""
    if len(entries) > WIDTH or any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise ValueError("a bundle holds at most 256 entries of at most 65535 bytes")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def unpack(data: bytes, count: int) -> tuple[bytes, ...]:
    """Read a bundle of exactly *count* entries. Raises MalformedLog."""
    entries, rest = _entries(data, count)
    if rest:
        raise MalformedLog("entry bundle", f"holds more than its {count} entries")
    return entries


def unpack_first(data: bytes, count: int) -> tuple[bytes, ...]:
    """Read the first *count* entries of a full bundle. Raises MalformedLog."""
    return unpack(data, WIDTH)[:count]


def _entries(data: bytes, count: int) -> tuple[tuple[bytes, ...], int]:
    entries = []
    at = 0
    for number in range(count):
        length = int.from_bytes(data[at : at + 2])
        if at + 2 > len(data) or at + 2 + length > len(data):
            raise MalformedLog("entry bundle", f"ends within entry {number} of {count}")
        entries.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(entries), len(data) - at


def hashes_of(data: bytes) -> tuple[bytes, ...]:
    """Cut a tile into its hashes. Raises MalformedLog unless it is whole hashes, 256 at most."""
    if len(data) % HASH or not 0 < len(data) <= WIDTH * HASH:
        raise MalformedLog("tile", "not a whole number of hashes")
    return tuple(data[at : at + HASH] for at in range(0, len(data), HASH))


def nodes_in(tiles: Callable[[Tile], Sequence[bytes]], size: int) -> Nodes:
    """Return how to find the hashes of complete subtrees of a tree of *size* in its tiles.

    *tiles* is asked for a tile at the width that it has in this tree, and answers with its hashes.
    """

    def node(height: int, index: int) -> bytes:
        level, within = divmod(height, HEIGHT)
        first = index << within
        tile = first // WIDTH
        width = min(WIDTH, (size >> HEIGHT * level) - tile * WIDTH)
        begin = first % WIDTH
        return complete_hash(tiles(Tile(level, tile, width))[begin : begin + (1 << within)])

    return node
