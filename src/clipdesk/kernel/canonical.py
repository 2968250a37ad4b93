"""Canonical JSON (RFC 8785) and the digest sealed by a sign-off."""

import hashlib
from collections.abc import Mapping

import rfc8785


def canonical_json(value: Mapping[str, object]) -> bytes:
    """Return the one byte sequence that stands for `value` (RFC 8785: sorted keys, shortest numbers, UTF-8)."""
    return rfc8785.dumps(value)  # type: ignore[arg-type]  # its own recursive type does not accept Mapping


def digest(data: bytes) -> str:
    """Return the lower-case hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()
