"""Merkle trees as in RFC 6962, section 2.1: one root stands for every row, and short proofs speak for it.

All hashes are SHA-256, 32 bytes. Leaves are given as their hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf that holds `data`."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Growing:
    """A tree that leaves are added to; it keeps the roots of its whole subtrees only, the largest first.

    edge: those roots, at most one for every binary digit of `size`.
    """

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if len(edge) != size.bit_count():
            raise ValueError(f"{size} leaves have {size.bit_count()} whole subtrees, not {len(edge)}")
        self.size = size
        self.edge = list(edge)

    def add(self, leaf: bytes) -> None:
        """Add a leaf at the end."""
        whole = self.size
        self.size += 1
        while whole & 1:
            leaf = node_hash(self.edge.pop(), leaf)
            whole >>= 1
        self.edge.append(leaf)

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.edge:
            return EMPTY
        *others, root = self.edge
        for left in reversed(others):
            root = node_hash(left, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over `leaves`."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def inclusion_proofs(leaves: Sequence[bytes], indexes: Iterable[int]) -> list[list[bytes]]:
    """Return for each of these leaves what proves that it is in the tree over all of them (section 2.1.1).

    The tree is built level by level: a node without a partner moves up as it is, which gives the same tree as the
    recursive definition.
    """
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append([*pairs, *below[2 * len(pairs) :]])
    return [[level[at] for level, at in _partners(levels, index)] for index in indexes]


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return what proves that the tree over `leaves` begins with the one over its first `size` (section 2.1.2)."""
    return [] if size == len(leaves) else _consistency(leaves, size, whole=True)


def growth_proof(before: Growing, added: Sequence[bytes]) -> list[bytes]:
    """Return the same for a tree that leaves were added to: its edge stands for the leaves that it has already."""
    return _growth(before.edge, before.size, added, whole=True) if before.size else []


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `proof` shows that `leaf` is number `index` of the `size` leaves under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != len(EMPTY):
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(size: int, root: bytes, later_size: int, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that the later tree only adds to the one of `size` leaves (RFC 9162, 2.1.4.2).

    To an empty tree anything may be added: nothing can be shown of it.
    """
    if not 0 < size <= later_size:
        return False
    if size == later_size:
        return not proof and root == later_root
    steps = list(proof) if size & (size - 1) else [root, *proof]
    if not steps:
        return False
    at, last = size - 1, later_size - 1
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
    return last == 0 and before == root and after == later_root


def _partners(levels: Sequence[Sequence[bytes]], index: int) -> Iterator[tuple[Sequence[bytes], int]]:
    for level in levels[:-1]:
        if (partner := index ^ 1) < len(level):
            yield level, partner
        index >>= 1


def _growth(edge: Sequence[bytes], size: int, added: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if not added:
        return [] if whole else [Growing(size, edge).root]
    half = _split(size + len(added))
    if size <= half:
        return [*_growth(edge, size, added[: half - size], whole=whole), root_of(added[half - size :])]
    return [*_growth(edge[1:], size - half, added, whole=False), edge[0]]


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _consistency(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = _split(len(leaves))
    if size <= half:
        return [*_consistency(leaves[:half], size, whole=whole), root_of(leaves[half:])]
    return [*_consistency(leaves[half:], size - half, whole=False), root_of(leaves[:half])]
