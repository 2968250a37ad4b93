"""Every table of the desk out of the database and into it again, by PostgreSQL's own COPY."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

_TABLES = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"
_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
# Constraints that are checked row by row, not at the end of the transaction: the table named first must be filled first.
_NEEDS = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid
"""
Raw = Connection[Any]


@dataclass(frozen=True)
class Table:
    """One table in the copy: its columns in order, how many rows, and the SHA-256 of its file."""

    columns: tuple[str, ...]
    rows: int
    sha256: str

    def to_json(self) -> dict[str, object]:
        """Return it as the manifest holds it."""
        return asdict(self)


def write_out(connection: Raw, folder: Path) -> dict[str, Table]:
    """Write every table to `<folder>/<table>.copy`. The connection's transaction decides as of which moment."""
    written = {}
    for name, columns in connection.execute(_TABLES).fetchall():
        seen, rows = hashlib.sha256(), 0
        with (
            (folder / f"{name}.copy").open("wb") as file,
            connection.cursor() as cursor,
            cursor.copy(_copy(name, columns, "TO STDOUT")) as copy,
        ):
            for data in copy:
                file.write(data)
                seen.update(data)
                rows += bytes(data).count(b"\n")  # a row is a line; breaks inside values are escaped
        written[name] = Table(tuple(columns), rows, seen.hexdigest())
    return written


def read_in(connection: Raw, folder: Path, tables: Mapping[str, Table], sequences: Mapping[str, int | None]) -> None:
    """Replace what is in every table by what `folder` holds, inside the running transaction.

    Triggers rest meanwhile: they guard changes, and this is none. The database's own constraints hold all the time.
    """
    present = [name for name, _ in connection.execute(_TABLES).fetchall()]
    _each(connection, present, "ALTER TABLE {} DISABLE TRIGGER USER")
    names = sql.SQL(", ").join(map(sql.Identifier, present))
    connection.execute(sql.SQL("TRUNCATE {}").format(names))
    for name in _in_order(connection, tables):
        statement = _copy(name, tables[name].columns, "FROM STDIN")
        with (
            (folder / f"{name}.copy").open("rb") as file,
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            while data := file.read(1 << 20):
                copy.write(data)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _each(connection, present, "ALTER TABLE {} ENABLE TRIGGER USER")
    for name, last in sequences.items():
        if last is not None:
            connection.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, last])


def sequences_of(connection: Raw) -> dict[str, int | None]:
    """Return where every sequence stands; None where it was never used."""
    return dict(connection.execute(_SEQUENCES).fetchall())


def migrations_of(connection: Raw) -> list[str]:
    """Return the migrations that were applied, as `app.name`."""
    return [name for (name,) in connection.execute(_MIGRATIONS).fetchall()]


def _in_order(connection: Raw, names: Iterable[str]) -> list[str]:
    """Return the tables so that each comes after those it needs."""
    needs: dict[str, set[str]] = {name: set() for name in names}
    for table, needed in connection.execute(_NEEDS).fetchall():
        if table in needs and needed in needs:
            needs[table].add(needed)
    return list(TopologicalSorter(needs).static_order())


def _each(connection: Raw, names: Iterable[str], text: str) -> None:
    for name in names:
        connection.execute(sql.SQL(text).format(sql.Identifier(name)))


def _copy(name: str, columns: Iterable[str], way: str) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(name), listed, sql.SQL(way))
