"""The tree of RFC 6962, against its definition written down slowly and against published roots."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tellmark.proof.log.merkle import (
    EMPTY_ROOT,
    Head,
    Nodes,
    complete_hash,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    proves_growth,
    proves_inclusion,
    root_hash,
)

# The eight inputs and the roots of their trees that Certificate Transparency's own implementations are tested with.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

LEAVES = [leaf_hash(b"%d" % number) for number in range(600)]


def slow_root(leaves: Sequence[bytes]) -> bytes:
    """Hash *leaves* exactly as RFC 6962 §2.1 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def nodes_over(leaves: Sequence[bytes]) -> Nodes:
    return lambda height, index: complete_hash(leaves[index << height : (index + 1) << height])


NODES = nodes_over(LEAVES)
HEADS = [Head(size, slow_root(LEAVES[:size])) for size in range(70)]


def head(size: int) -> Head:
    return HEADS[size] if size < len(HEADS) else Head(size, root_hash(size, NODES))


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots_come_out(size: int) -> None:
    leaves = [leaf_hash(data) for data in INPUTS]
    assert root_hash(size, nodes_over(leaves)).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_hash(0, NODES).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_are_those_of_the_definition() -> None:
    assert all(root_hash(size, NODES) == slow_root(LEAVES[:size]) for size in (*range(70), 255, 256, 257, 511, 600))


def test_every_leaf_of_every_small_tree_proves_in_and_nowhere_else() -> None:
    for size in range(1, 34):
        for index in range(size):
            proof = inclusion_proof(index, size, NODES)
            assert proves_inclusion(proof, index, LEAVES[index], head(size))
            assert not any(
                proves_inclusion(proof, other, LEAVES[index], head(size)) for other in range(-1, 40) if other != index
            )


def test_every_small_tree_grew_from_every_smaller_one_and_from_no_other() -> None:
    for size in range(1, 34):
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, NODES)
            assert proves_growth(proof, head(old), head(size))
            forked = Head(old, leaf_hash(b"another"))
            assert not proves_growth(proof, forked, head(size))
            assert not proves_growth(proof, head(old), Head(size, forked.root))
            assert not proves_growth((*proof, forked.root), head(old), head(size))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_leaf_of_any_size_proves_in_and_no_changed_proof_does(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, NODES)
    assert proves_inclusion(proof, index, LEAVES[index], head(size))
    assert not proves_inclusion(proof, index, leaf_hash(b"another"), head(size))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = (*proof[:place], bytes(32), *proof[place + 1 :])
        shorter = (*proof[:place], *proof[place + 1 :])
        assert not proves_inclusion(changed, index, LEAVES[index], head(size))
        assert not proves_inclusion(shorter, index, LEAVES[index], head(size))
    assert not proves_inclusion((*proof, bytes(32)), index, LEAVES[index], head(size))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_two_sizes_are_consistent_and_no_changed_proof_says_so(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    old = data.draw(st.integers(0, size))
    proof = consistency_proof(old, size, NODES)
    assert proves_growth(proof, head(old), head(size))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not proves_growth((*proof[:place], bytes(32), *proof[place + 1 :]), head(old), head(size))
        assert not proves_growth((*proof[:place], *proof[place + 1 :]), head(old), head(size))
        assert not proves_growth(proof, head(size), head(old))


def test_growth_from_nothing_needs_no_proof_and_takes_none() -> None:
    assert proves_growth((), Head(0, EMPTY_ROOT), head(5))
    assert not proves_growth((), Head(0, bytes(32)), head(5))
    assert not proves_growth((bytes(32),), Head(0, EMPTY_ROOT), head(5))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="proved in a tree"):
        inclusion_proof(index, size, NODES)


def test_no_proof_is_made_of_a_tree_that_shrinks() -> None:
    with pytest.raises(ValueError, match="does not shrink"):
        consistency_proof(4, 3, NODES)
