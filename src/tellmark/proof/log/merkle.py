"""Merkle trees of RFC 6962 §2.1: hashes, and proofs that a leaf is in a tree or that a tree only grew."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

HASH = 32
"""Bytes of a hash (SHA-256)."""

EMPTY_ROOT = hashlib.sha256().digest()
LARGEST_SIZE = (1 << 63) - 1

Nodes: TypeAlias = Callable[[int, int], bytes]
"""(height, index) → the hash of the complete subtree over leaves index·2^height to (index+1)·2^height − 1."""


@dataclass(frozen=True, slots=True)
class Head:
    """A tree at one moment: how many leaves it has, and the hash of them all (32 bytes)."""

    size: int
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_hash(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over 2^k *hashes* of one level. Raises ValueError for another number."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError("a complete subtree has a power of two of leaves")
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def root_hash(size: int, nodes: Nodes) -> bytes:
    """Return the root of the tree's first *size* leaves."""
    return _range_hash(0, size, nodes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the audit path of leaf *index* in a tree of *size*, the leaf's sibling first (RFC 6962 §2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("a leaf is proved in a tree that has it")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_hash(middle, high, nodes))
            high = middle
        else:
            path.append(_range_hash(low, middle, nodes))
            low = middle
    return tuple(reversed(path))


def consistency_proof(old: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the proof that a tree of *size* begins with the tree of *old* (RFC 6962 §2.1.2); empty for 0 and equal."""
    if not 0 <= old <= size:
        raise ValueError("a tree does not shrink")
    if old in (0, size):
        return ()
    path: list[bytes] = []
    low, high = 0, size
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_range_hash(middle, high, nodes))
            high = middle
        else:
            path.append(_range_hash(low, middle, nodes))
            low = middle
    if low:
        path.append(_range_hash(low, high, nodes))
    return tuple(reversed(path))


def proves_inclusion(proof: Sequence[bytes], index: int, leaf: bytes, head: Head) -> bool:
    """Tell whether *proof* shows that the leaf with hash *leaf* is number *index* of *head* (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < head.size:
        return False
    at, last, hashed = index, head.size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = node_hash(step, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        at, last = at >> 1, last >> 1
    return last == 0 and hashed == head.root


def proves_growth(proof: Sequence[bytes], old: Head, new: Head) -> bool:
    """Tell whether *proof* shows that *new* begins with *old* (RFC 9162 §2.1.4.2). Everything begins with nothing."""
    if not 0 <= old.size <= new.size:
        return False
    if old.size == 0:
        return not proof and old.root == EMPTY_ROOT
    if old.size == new.size:
        return not proof and old.root == new.root
    steps = list(proof) if old.size & (old.size - 1) else [old.root, *proof]
    if not steps:
        return False
    return _grown(steps, old, new)


def _grown(steps: Sequence[bytes], old: Head, new: Head) -> bool:
    at, last = old.size - 1, new.size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root


def _range_hash(low: int, high: int, nodes: Nodes) -> bytes:
    """Return the hash of the leaves from *low* to *high*, a range that occurs in a tree: it begins at its own split."""
    width = high - low
    if not width & (width - 1):
        height = width.bit_length() - 1
        return nodes(height, low >> height)
    middle = low + _split(width)
    return node_hash(_range_hash(low, middle, nodes), _range_hash(middle, high, nodes))


def _split(width: int) -> int:
    """Return the largest power of two smaller than *width*."""
    return 1 << (width - 1).bit_length() - 1
