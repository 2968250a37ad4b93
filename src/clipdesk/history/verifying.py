"""The whole ledger against its tree, its signed checkpoints, and the copies of them that were kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection
from psycopg.rows import dict_row

from clipdesk.history.leaves import COLUMNS, leaf_of
from clipdesk.history.merkle import Growing
from clipdesk.history.notes import Checkpoint, NotOurNote, read_note

_JSON = ("before", "after")
_ROWS = f"""
SELECT l.position, l.entry_seq, l.hash, {", ".join(f"e.{name}::text" if name in _JSON else f"e.{name}" for name in COLUMNS)}
FROM history_ledgerleaf l
LEFT JOIN history_ledgerentry e ON e.seq = l.entry_seq ORDER BY l.position
"""  # noqa: S608  our own column names; JSON comes as text, because not every connection reads it alike
_HEADS = "SELECT size, note, at FROM history_ledgercheckpoint ORDER BY size"
_WAITING = """
SELECT seq, at FROM history_ledgerentry e
WHERE NOT EXISTS (
    SELECT 1 FROM history_ledgerleaf l
    WHERE l.entry_seq = e.seq AND l.position < (SELECT max(size) FROM history_ledgercheckpoint)
) ORDER BY seq
"""
_PATIENCE = timedelta(minutes=10)  # a row may be written in a transaction that takes its time
_MOST_FAULTS = 20
Raw = Connection[Any]


@dataclass
class Report:
    """What was looked at, and a sentence for everything that is not as it was written. waiting: rows not yet signed."""

    rows: int = 0
    checkpoints: int = 0
    waiting: int = 0
    newest: datetime | None = None
    copies: int = 0
    faults: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        """Write a fault down; after the first twenty they say no more."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(sentence)


def verify(connection: Raw, key: Ed25519PublicKey, copies: Iterable[str] = ()) -> Report:
    """Read the whole ledger through `connection`, in one transaction, and compare it with everything that was signed.

    copies: checkpoints from outside the database. They alone show that the end was cut off, or all of it rewritten by
    somebody who had the key.
    """
    report = Report()
    kept = _kept_elsewhere(report, copies, key)
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        heads = cursor.execute(_HEADS).fetchall()
        signed = _signed(report, [(head["size"], head["note"]) for head in heads], key)
        roots = _roots(report, connection, {*signed, *(checkpoint.size for checkpoint in kept)})
        waiting = cursor.execute(_WAITING).fetchall()
    report.newest = heads[-1]["at"] if heads else None
    _compare_heads(report, signed, roots)
    _compare_copies(report, kept, roots, signed)
    report.waiting = len(waiting)
    for row in waiting:
        if report.newest and row["at"] < report.newest - _PATIENCE:
            report.say(f"Row {row['seq']} says it was written at {row['at']:%Y-%m-%d %H:%M} but was never signed.")
    return report


def _signed(report: Report, heads: Iterable[tuple[int, str]], key: Ed25519PublicKey) -> dict[int, bytes]:
    """The roots of the desk's own checkpoints, by size."""
    found = {}
    for size, note in heads:
        report.checkpoints += 1
        try:
            checkpoint = read_note(note, key)
        except NotOurNote as error:
            report.say(f"The checkpoint over {size} rows cannot be trusted: {error}.")
            continue
        if checkpoint.size != size:
            report.say(f"The checkpoint over {size} rows was signed over {checkpoint.size}.")
        found[checkpoint.size] = checkpoint.root
    return found


def _roots(report: Report, connection: Raw, wanted: Collection[int]) -> dict[int, bytes]:
    """Look at every row; return the roots over as many rows as somebody signed."""
    tree, found = Growing(), {}
    for row in _rows(connection):
        report.rows += 1
        if row["position"] != tree.size:
            report.say(f"Place {tree.size} of the ledger is empty: rows were taken out.")
        if row["seq"] is None:
            report.say(f"Row {row['entry_seq']} was deleted.")
            tree.add(bytes(row["hash"]))
        else:
            leaf = leaf_of(row)
            if leaf != bytes(row["hash"]):
                report.say(f"Row {row['seq']} ({row['verb']}, {row['actor_name']}) no longer says what it said.")
            tree.add(leaf)
        if tree.size in wanted:
            found[tree.size] = tree.root
    found[tree.size] = tree.root
    return found


def _rows(connection: Raw) -> Iterator[dict[str, Any]]:
    with connection.cursor(name="ledger", row_factory=dict_row) as cursor:
        cursor.itersize = 5000
        for row in cursor.execute(_ROWS):
            yield {**row, **{name: row[name] and json.loads(row[name]) for name in _JSON}}


def _compare_heads(report: Report, signed: Mapping[int, bytes], roots: Mapping[int, bytes]) -> None:
    for size, root in sorted(signed.items()):
        if size not in roots:
            report.say(
                f"A checkpoint was signed over {size} rows, but only {report.rows} are there: the end is missing."
            )
        elif roots[size] != root:
            report.say(f"The first {size} rows are not those that were signed.")
            break  # every later one differs too


def _kept_elsewhere(report: Report, copies: Iterable[str], key: Ed25519PublicKey) -> list[Checkpoint]:
    """What the copies say; those that our key has not signed are named."""
    found = []
    for note in copies:
        report.copies += 1
        try:
            found.append(read_note(note, key))
        except NotOurNote as error:
            report.say(f"A checkpoint that was kept elsewhere cannot be trusted: {error}.")
    return found


def _compare_copies(
    report: Report, copies: Iterable[Checkpoint], roots: Mapping[int, bytes], signed: Collection[int]
) -> None:
    for checkpoint in copies:
        if checkpoint.size not in roots:
            report.say(
                f"A checkpoint that was kept elsewhere is over {checkpoint.size} rows, but only {report.rows} are there: "
                "rows were lost, or an older backup was restored."
            )
        elif roots[checkpoint.size] != checkpoint.root:
            report.say(f"The first {checkpoint.size} rows are not those of a checkpoint that was kept elsewhere.")
        elif checkpoint.size not in signed:
            report.say(f"A checkpoint over {checkpoint.size} rows was kept elsewhere, and the desk's own is missing.")
