"""Partial tiles of sizes that a log has outgrown: whoever keeps an older checkpoint is served them still."""

from collections.abc import Iterable, Iterator

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.files import Files
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.tiles import HEIGHT, LARGEST_BUNDLE, WIDTH, Tile, pack, tile_named
from tellmark.proof.log.verdict import Fault, LogState


def older_faults(reads: Reads, size: int, paths: Iterable[str]) -> Iterator[Fault]:
    """Yield which files of *paths* are not the beginning of what stands in their place in a log of *size* entries.

    The log itself was found intact before. What is no partial tile, or reaches beyond *size*, is passed over. Raises
    LogOutOfReach.
    """
    for path in paths:
        try:
            old = tile_named(path)
        except MalformedLog:
            continue
        width = min(WIDTH, (size >> HEIGHT * (old.level or 0)) - old.index * WIDTH)
        if old.width < width and reads.get(path, LARGEST_BUNDLE) != _beginning(Files(reads), old, width):
            state = LogState.CHANGED_ENTRIES if old.level is None else LogState.CHANGED_TILE
            yield Fault(state, path, "it is not what the wider one in its place begins with")


def _beginning(files: Files, old: Tile, width: int) -> bytes:
    now = Tile(old.level, old.index, width)
    if old.level is None:
        return pack(files.entries(now)[: old.width])
    return b"".join(files.hashes(now)[: old.width])
