"""RFC 6962's trees: the published vectors, the example that every implementation shares, and proofs of our own."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.history.merkle import (
    EMPTY,
    Growing,
    consistency_proof,
    growth_proof,
    inclusion_proofs,
    is_consistent,
    is_included,
    leaf_hash,
    root_of,
)

_VECTORS = Path(__file__).resolve().parents[5] / "shared" / "vectors" / "merkle"
# The leaves that RFC 6962's reference implementation is tried with, and the roots over the first 1 to 8 of them.
_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_example_tree() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in _LEAVES]
    assert root_of([]).hex() == EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [root_of(leaves[:count]).hex() for count in range(1, 9)] == _ROOTS


def _cases(kind: str) -> list[Any]:
    files = sorted((_VECTORS / kind).rglob("*.json"))
    return [pytest.param(json.loads(file.read_text()), id=str(file.relative_to(_VECTORS))) for file in files]


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.skipif(not _VECTORS.exists(), reason="the shared vectors are not there")
def test_all_vectors_are_there() -> None:
    assert len([*_cases("inclusion"), *_cases("consistency")]) == 196


@pytest.mark.parametrize("case", _cases("inclusion"))
def test_inclusion_vectors(case: dict[str, Any]) -> None:
    proof = [_bytes(step) for step in case["proof"] or []]
    held = is_included(_bytes(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, _bytes(case["root"]))
    assert held is not case["wantErr"], case["desc"]


@pytest.mark.parametrize("case", _cases("consistency"))
def test_consistency_vectors(case: dict[str, Any]) -> None:
    proof = [_bytes(step) for step in case["proof"] or []]
    held = is_consistent(case["size1"], _bytes(case["root1"]), case["size2"], _bytes(case["root2"]), proof)
    assert held is not case["wantErr"], case["desc"]


@given(st.integers(1, 40), st.data())
def test_what_is_proved_holds_and_nothing_else(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    root = root_of(leaves)
    index, before = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    (proof,) = inclusion_proofs(leaves, [index])
    assert is_included(leaves[index], index, size, proof, root)
    assert not is_included(leaf_hash(b"other"), index, size, proof, root)
    steps = consistency_proof(leaves, before)
    assert is_consistent(before, root_of(leaves[:before]), size, root, steps)
    assert not is_consistent(before, leaf_hash(b"other"), size, root, steps)
    assert not is_consistent(0, EMPTY, size, root, [])


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_goes_on_from_its_edge(first: int, more: int) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(first + more)]
    begun = Growing()
    for leaf in leaves[:first]:
        begun.add(leaf)
    on = Growing(first, begun.edge)
    for leaf in leaves[first:]:
        on.add(leaf)
    assert (on.size, on.root) == (first + more, root_of(leaves))
    proof = growth_proof(begun, leaves[first:])
    assert proof == (consistency_proof(leaves, first) if first else [])
    assert is_consistent(first, begun.root, on.size, on.root, proof) is bool(first)


def test_an_edge_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="5 leaves have 2 whole subtrees, not 1"):
        Growing(5, [EMPTY])
