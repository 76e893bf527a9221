"""The tiles and bundles of a log of one size, as they are served: partial, or cut from the full one that came later."""

from collections.abc import Sequence

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import HASH
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.tiles import LARGEST_BUNDLE, WIDTH, Tile, hashes_of, unpack, unpack_first


class Missing(MalformedLog):
    """A file that a log of this size has to have is not there."""

    code = "proof.log_missing"


class Files:
    """Reads tiles and bundles by name. A partial one may be gone once the full one is there (C2SP tlog-tiles)."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def hashes(self, tile: Tile) -> Sequence[bytes]:
        """Return the hashes of *tile*, as many as its width says. Raises Missing, MalformedLog and LogOutOfReach."""
        data, cut = self._get(tile, WIDTH * HASH)
        hashes = hashes_of(data)
        if len(hashes) != (WIDTH if cut else tile.width):
            raise MalformedLog(tile.path, "not as wide as its name says")
        return hashes[: tile.width]

    def entries(self, tile: Tile) -> Sequence[bytes]:
        """Return the entries of a bundle, as many as its width says. Raises as `hashes`."""
        data, cut = self._get(tile, LARGEST_BUNDLE)
        return unpack_first(data, tile.width) if cut else unpack(data, tile.width)

    def _get(self, tile: Tile, largest: int) -> tuple[bytes, bool]:
        data = self._reads.get(tile.path, largest)
        if data is not None:
            return data, False
        if tile.width < WIDTH and (data := self._reads.get(tile.whole.path, largest)) is not None:
            return data, True
        raise Missing(tile.path, "there is no such file")
