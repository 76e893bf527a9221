"""How a log grows: from its right edge and new entries, the tiles to write and the new head. It writes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tellmark.proof.log.merkle import EMPTY_ROOT, Head, complete_hash, leaf_hash, node_hash
from tellmark.proof.log.tiles import WIDTH, Tile, edge_tiles, hashes_of, pack, unpack


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree: all that is needed to append to it, at most 255 hashes a level and 255 entries.

    *hashes* holds the partial tile of each level, the lowest first (empty where there is none); *entries* the
    partial bundle. An Edge() is the empty log.
    """

    size: int = 0
    hashes: tuple[tuple[bytes, ...], ...] = ()
    entries: tuple[bytes, ...] = ()

    @property
    def head(self) -> Head:
        """The head of the tree."""
        root = None
        for row in self.hashes:
            high = len(row)
            while high:
                piece = complete_hash(row[high - (high & -high) : high])
                root = piece if root is None else node_hash(piece, root)
                high &= high - 1
        return Head(self.size, EMPTY_ROOT if root is None else root)

    @property
    def files(self) -> dict[Tile, bytes]:
        """The partial tiles and the partial bundle, as `edge_at` reads them."""
        files = {tile: b"".join(self.hashes[tile.level or 0]) for tile in edge_tiles(self.size)}
        if self.entries:
            files[Tile(None, self.size // WIDTH, len(self.entries))] = pack(self.entries)
        return files


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending makes: the new edge, and every tile and bundle to write before the new head is signed."""

    edge: Edge
    files: dict[Tile, bytes] = field(default_factory=dict)


def grown(edge: Edge, entries: Sequence[bytes]) -> Growth:
    """Append *entries* to the tree of *edge*. Raises ValueError for an entry of more than 65535 bytes.

    The files are the full tiles that were completed and the partial ones of the new size; those that did not change
    are not among them.
    """
    growing = _Growing(edge)
    for entry in entries:
        growing.add(entry)
    return growing.done()


def edge_at(size: int, read: Callable[[Tile], bytes]) -> Edge:
    """Return the right edge of the tree of *size* whose tiles *read* returns. Raises MalformedLog."""
    partial = {tile.level: tile for tile in edge_tiles(size)}
    top = max((level for level in partial if level is not None), default=-1)
    rows = tuple(hashes_of(read(partial[level])) if level in partial else () for level in range(top + 1))
    last = Tile(None, size // WIDTH, size % WIDTH)
    return Edge(size, rows, unpack(read(last), last.width) if last.width else ())


class _Growing:
    """The edge while entries are added to it."""

    def __init__(self, edge: Edge) -> None:
        self._size = edge.size
        self._before = edge
        self._rows = [list(row) for row in edge.hashes]
        self._entries = list(edge.entries)
        self._files: dict[Tile, bytes] = {}

    def add(self, entry: bytes) -> None:
        self._entries.append(entry)
        index = self._size // WIDTH
        self._size += 1
        if len(self._entries) == WIDTH:
            self._files[Tile(None, index)] = pack(self._entries)
            self._entries = []
        self._raise(0, leaf_hash(entry), index)

    def _raise(self, level: int, hashed: bytes, index: int) -> None:
        """Put a hash at the end of a level; a tile that is full by it goes out, and its hash a level up."""
        if level == len(self._rows):
            self._rows.append([])
        row = self._rows[level]
        row.append(hashed)
        if len(row) == WIDTH:
            self._files[Tile(level, index)] = b"".join(row)
            whole = complete_hash(row)
            row.clear()
            self._raise(level + 1, whole, index // WIDTH)

    def done(self) -> Growth:
        edge = Edge(self._size, tuple(tuple(row) for row in self._rows), tuple(self._entries))
        for tile in edge_tiles(self._size):
            level = tile.level or 0
            row = edge.hashes[level]
            if level >= len(self._before.hashes) or row != self._before.hashes[level]:
                self._files[tile] = b"".join(row)
        if edge.entries and edge.size != self._before.size:
            self._files[Tile(None, self._size // WIDTH, len(edge.entries))] = pack(edge.entries)
        return Growth(edge, self._files)
