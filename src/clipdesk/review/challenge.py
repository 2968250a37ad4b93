"""What a signing key signs: 32 bytes that stand for a package, or for several at once.

One package: SHA-256("clipdesk-signoff-v1" ‖ its canonical JSON). Several: the root of the RFC 6962 tree over those
digests, so that each package can be shown to be under the signature without showing the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from clipdesk.history.merkle import inclusion_proofs, is_included, leaf_hash, root_of

_CONTEXT = b"clipdesk-signoff-v1"


def digest_of(canonical: str) -> bytes:
    """Return the 32 bytes that stand for one package."""
    return hashlib.sha256(_CONTEXT + canonical.encode()).digest()


def challenge_of(canonicals: Sequence[str]) -> bytes:
    """Return the challenge for these packages, in this order (one or more)."""
    digests = [digest_of(canonical) for canonical in canonicals]
    return digests[0] if len(digests) == 1 else root_of([leaf_hash(one) for one in digests])


def path_of(canonicals: Sequence[str], index: int) -> list[bytes]:
    """Return the hashes that lead from package `index` to `challenge_of` all of them; none for a single one."""
    leaves = [leaf_hash(digest_of(canonical)) for canonical in canonicals]
    return inclusion_proofs(leaves, [index])[0]


def is_under(canonical: str, index: int, size: int, path: Sequence[bytes], challenge: bytes) -> bool:
    """Tell whether a package is one of the `size` that `challenge` stands for."""
    digest = digest_of(canonical)
    if size == 1:
        return (index, list(path)) == (0, []) and digest == challenge
    return is_included(leaf_hash(digest), index, size, path, challenge)
