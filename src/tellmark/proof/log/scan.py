"""The walk through a log: each tile against the one above it, each entry against its tile, the top against the root."""

from collections.abc import Iterator, Sequence

from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import read_leaf
from tellmark.proof.log.files import Files, Missing
from tellmark.proof.log.merkle import Head, complete_hash, leaf_hash
from tellmark.proof.log.tiles import WIDTH, Tile, bundles, edge_tiles
from tellmark.proof.log.verdict import Fault, LogState


class Scan:
    """What a walk has found. *entries* are those whose hash was found right, *events* those that are Tellmark's."""

    def __init__(self, files: Files, head: Head) -> None:
        self._files = files
        self._head = head
        self.entries = 0
        self.events = 0

    def faults(self) -> Iterator[Fault]:
        """Walk through the log and yield what is wrong, in its order. Raises LogOutOfReach.

        The tiles of the right edge are held against the root; every full tile hangs under them by its hash. Where the
        edge does not fit, the tree is built again from the entries to see what was changed.
        """
        edge: dict[int, Sequence[bytes]] = {}
        broken = []
        for tile in edge_tiles(self._head.size):
            try:
                edge[tile.level or 0] = self._files.hashes(tile)
            except MalformedLog as error:
                broken.append(_tile_fault(tile, error))
        top = max(edge, default=-1)
        rows = tuple(tuple(edge.get(level, ())) for level in range(top + 1))
        if broken or Edge(self._head.size, rows).head.root != self._head.root:
            yield from self._rebuilt(broken)
            return
        for tile in reversed(list(edge_tiles(self._head.size))):
            yield from self._below(tile, edge[tile.level or 0])

    def _below(self, tile: Tile, hashes: Sequence[bytes]) -> Iterator[Fault]:
        """Check what hangs under a tile that is known to be right."""
        if not tile.level:
            yield from self._bundle(Tile(None, tile.index, tile.width), hashes)
            return
        for place, expected in enumerate(hashes):
            child = Tile(tile.level - 1, tile.index * WIDTH + place)
            try:
                below = self._files.hashes(child)
                if complete_hash(below) != expected:
                    raise MalformedLog(child.path, "its hash is not the one in the tile above")
            except MalformedLog as error:
                yield _tile_fault(child, error)
                if child.level == 0:
                    yield from self._orphans(Tile(None, child.index), expected)
            else:
                yield from self._below(child, below)

    def _bundle(self, tile: Tile, hashes: Sequence[bytes]) -> Iterator[Fault]:
        """Check a bundle against the hashes of its entries."""
        try:
            entries = self._files.entries(tile)
        except MalformedLog as error:
            yield _entries_fault(tile, error)
            return
        for place, (entry, expected) in enumerate(zip(entries, hashes, strict=True)):
            if leaf_hash(entry) == expected:
                self._count(entry)
            else:
                number = tile.index * WIDTH + place
                yield Fault(LogState.CHANGED_ENTRIES, tile.path, f"entry {number} is not the one that was logged")

    def _orphans(self, tile: Tile, expected: bytes) -> Iterator[Fault]:
        """Check a full bundle whose own tile is broken: the hash over its entries stands in the tile above that one."""
        try:
            entries = self._files.entries(tile)
        except MalformedLog as error:
            yield _entries_fault(tile, error)
            return
        if complete_hash([leaf_hash(entry) for entry in entries]) == expected:
            for entry in entries:
                self._count(entry)
        else:
            yield Fault(LogState.CHANGED_ENTRIES, tile.path, "an entry in it is not the one that was logged")

    def _rebuilt(self, broken: Sequence[Fault]) -> Iterator[Fault]:
        """Build the tree anew from the entries; what was stored otherwise was changed if the root is right then."""
        edge = Edge()
        different = []
        for bundle in bundles(self._head.size):
            try:
                entries = self._files.entries(bundle)
            except MalformedLog as error:
                yield from broken or [self._wrong_root()]
                yield _entries_fault(bundle, error)
                return
            growth = grown(edge, entries)
            edge = growth.edge
            for entry in entries:
                self._count(entry)
            different += [tile for tile, data in growth.files.items() if self._differs(tile, data)]
        for tile in edge_tiles(self._head.size):
            row = edge.hashes[tile.level or 0]
            if self._differs(tile, b"".join(row), last=True):
                different.append(tile)
        if edge.head.root != self._head.root:
            self.entries = self.events = 0  # which of them are right nobody can say
            yield from broken
            yield self._wrong_root()
            return
        gone = {fault.where for fault in broken}
        yield from broken
        for tile in different:
            if tile.path not in gone:
                yield Fault(LogState.CHANGED_TILE, tile.path, "its hashes are not those of the entries")

    def _differs(self, tile: Tile, data: bytes, *, last: bool = False) -> bool:
        """Tell whether a stored hash tile is there and not *data*; partial ones count only for the *last* size."""
        if tile.level is None or (tile.width < WIDTH and not last):
            return False
        try:
            return b"".join(self._files.hashes(tile)) != data
        except MalformedLog:
            return True

    def _wrong_root(self) -> Fault:
        return Fault(LogState.WRONG_ROOT, "checkpoint", "what lies here is not the tree that the checkpoint promises")

    def _count(self, entry: bytes) -> None:
        self.entries += 1
        try:
            read_leaf(entry)
        except MalformedLog:
            return
        self.events += 1


def _tile_fault(tile: Tile, error: MalformedLog) -> Fault:
    state = LogState.MISSING_TILE if isinstance(error, Missing) else LogState.CHANGED_TILE
    return Fault(state, tile.path, error.reason)


def _entries_fault(tile: Tile, error: MalformedLog) -> Fault:
    state = LogState.MISSING_ENTRIES if isinstance(error, Missing) else LogState.CHANGED_ENTRIES
    return Fault(state, tile.path, error.reason)
