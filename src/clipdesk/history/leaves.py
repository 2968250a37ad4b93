"""What a row of the ledger is in the Merkle tree: all of its columns as canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from clipdesk.history.merkle import leaf_hash
from clipdesk.kernel.canonical import canonical_json

COLUMNS = (
    "seq", "at", "station_id", "actor_id", "actor_name", "actor_role", "verb", "subject_type", "subject_id", "before",
    "after", "because",
)  # fmt: skip


def leaf_data(row: Mapping[str, object]) -> bytes:
    """Return the bytes that stand for a row: RFC 8785, times in UTC to the microsecond, ids as text."""
    return canonical_json({"v": 1, **{name: _plain(row[name]) for name in COLUMNS}})


def leaf_of(row: Mapping[str, object]) -> bytes:
    """Return the leaf hash of a row."""
    return leaf_hash(leaf_data(row))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
