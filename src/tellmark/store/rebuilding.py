"""The log's tiles, made anew from the rows: they follow from these, and may be lost without loss."""

from collections.abc import Iterator

from tellmark.proof.log.append import Edge, Growth, grown
from tellmark.proof.log.tiles import LARGEST_BUNDLE, WIDTH, Tile
from tellmark.store.database import Database
from tellmark.store.leaves import LeavesOfAll
from tellmark.store.log_folder import LogFolder
from tellmark.store.scope import Machinery

_AT_ONCE = 16 * WIDTH
_NOTHING = Edge()


def rebuilt(database: Database, machinery: Machinery, folder: LogFolder, size: int, edge: Edge = _NOTHING) -> Edge:
    """Write the tiles of the first *size* entries that are missing or different; return the edge that they make.

    Those that lie before *edge*, an edge of the same log, are taken to be right.
    """
    for growth in _growths(database, machinery, size, edge):
        edge = growth.edge
        folder.put(_different(folder, {tile: data for tile, data in growth.files.items() if tile.width == WIDTH}))
    folder.put(_different(folder, edge.files))
    return edge


def edge_of_rows(database: Database, machinery: Machinery, size: int) -> Edge:
    """Return the edge that the first *size* entries make, and write nothing; a smaller one where there are fewer."""
    edge = _NOTHING
    for growth in _growths(database, machinery, size, edge):
        edge = growth.edge
    return edge


def _growths(database: Database, machinery: Machinery, size: int, edge: Edge) -> Iterator[Growth]:
    while edge.size < size:
        with database.look(machinery) as look:
            bodies = LeavesOfAll(look).bodies(edge.size, min(_AT_ONCE, size - edge.size))
        if not bodies:
            return
        growth = grown(edge, bodies)
        edge = growth.edge
        yield growth


def _different(folder: LogFolder, files: dict[Tile, bytes]) -> dict[Tile, bytes]:
    return {tile: data for tile, data in files.items() if folder.get(tile.path, LARGEST_BUNDLE) != data}
