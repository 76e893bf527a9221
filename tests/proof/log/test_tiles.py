"""Tiles and bundles lie where C2SP tlog-tiles says, and appending writes the same ones whatever its steps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from log_builder import Built, build, entries
from tellmark.proof.log.append import Edge, edge_at, grown
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import EMPTY_ROOT, Head, complete_hash, leaf_hash, root_hash
from tellmark.proof.log.tiles import Tile, bundles, edge_tiles, hashes_of, nodes_in, pack, tile_named, unpack


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),  # the example of tlog-tiles
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(None, 0, 1), "tile/entries/000.p/1"),
        (Tile(None, 999), "tile/entries/999"),
        (Tile(63, 5, 255), "tile/63/005.p/255"),
    ],
)
def test_a_tile_has_the_path_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tile_named(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/8/0/000",
        "tile/data/000",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/" + "x999/" * 30 + "999",
    ],
)
def test_no_other_path_is_a_tile(path: str) -> None:
    with pytest.raises(MalformedLog):
        tile_named(path)


def test_a_tree_of_70000_has_the_edge_of_the_specification() -> None:
    assert list(edge_tiles(70_000)) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(edge_tiles(256)) == [Tile(1, 0, 1)]
    assert list(edge_tiles(0)) == []
    assert list(bundles(256)) == [Tile(None, 0)]
    assert list(bundles(257)) == [Tile(None, 0), Tile(None, 1, 1)]


@given(st.lists(st.binary(max_size=80), max_size=256))
@settings(max_examples=50, deadline=None)
def test_a_bundle_reads_back_as_it_was_written(several: list[bytes]) -> None:
    assert unpack(pack(several), len(several)) == tuple(several)


@pytest.mark.parametrize(
    ("data", "count"), [(b"", 1), (b"\0", 1), (b"\0\2a", 1), (b"\0\1a\0", 1), (b"\0\1a", 2), (b"\0\0\0\0", 1)]
)
def test_a_bundle_that_is_too_short_or_too_long_is_malformed(data: bytes, count: int) -> None:
    with pytest.raises(MalformedLog):
        unpack(data, count)


def test_an_entry_that_no_bundle_can_hold_is_refused() -> None:
    pack([bytes(65_535)])
    with pytest.raises(ValueError, match="65535"):
        pack([bytes(65_536)])


@given(st.lists(st.integers(0, 300), max_size=6))
@settings(max_examples=20, deadline=None)
def test_the_steps_of_growing_do_not_matter(steps: list[int]) -> None:
    every = entries(sum(steps))
    at_once = grown(Edge(), every)
    stepped = Built()
    for step in steps:
        stepped.add(every[stepped.edge.size : stepped.edge.size + step])
    assert stepped.edge == at_once.edge
    assert {tile.path: data for tile, data in at_once.files.items()}.items() <= stepped.files.items()
    leaves = [leaf_hash(one) for one in every]
    root = root_hash(len(every), lambda height, index: complete_hash(leaves[index << height : (index + 1) << height]))
    assert at_once.edge.head == Head(len(every), root)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 700])
def test_an_edge_is_found_again_in_the_tiles(size: int) -> None:
    log = build(size)
    found = edge_at(size, log.read)
    assert found.head == log.edge.head
    more = entries(size + 300)[size:]
    assert grown(found, more).files == grown(log.edge, more).files


def test_appending_nothing_writes_nothing() -> None:
    assert grown(build(300).edge, []).files == {}
    assert Edge().head.root == EMPTY_ROOT


def test_a_large_log_has_full_tiles_on_two_levels_and_its_root_is_that_of_its_leaves() -> None:
    log = Built()
    log.add([number.to_bytes(4) for number in range(70_000)])
    assert sum(path.startswith("tile/0/") and ".p/" not in path for path in log.files) == 273
    assert [path for path in log.files if path.startswith(("tile/1/", "tile/2/"))] == [
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    nodes = nodes_in(lambda tile: hashes_of(log.read(tile)), 70_000)
    assert root_hash(70_000, nodes) == log.edge.head.root
