"""The two roles and the database: made or checked at every start.

`clipdesk_owner` owns the tables and runs migrations. `clipdesk_app` is what web and workers are: it may add to the
ledger and read it, never change it, and truncate nothing anywhere.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from clipdesk.config.databases import APP, OWNER, password

LEDGER = "history_ledgerentry"
OLDEST_VERSION = 150000


class RolesMissing(RuntimeError):
    """The database server lacks a role or right that the desk cannot make itself; the message says what to do."""


def ensure(admin: str, database: str) -> None:
    """Make both roles and the database where they are missing, with the passwords of the data folder's secrets.

    `admin` is a connection string of somebody who may make roles; on a server where nobody of ours may, the roles and
    the database must exist already.

    Raises:
        RolesMissing: the server is too old, or something is missing that cannot be made.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        if connection.info.server_version < OLDEST_VERSION:
            raise RolesMissing("PostgreSQL 15 or newer is needed.")
        try:
            for role in (OWNER, APP):
                _role(connection, role)
            _database(connection, database)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RolesMissing(
                f"The user of DATABASE_URL may not make roles or databases ({error.diag.message_primary}). Ask the "
                f"database's operator for the roles {OWNER} and {APP} and the database {database} owned by {OWNER}."
            ) from error
    with psycopg.connect(admin, dbname=database, autocommit=True) as connection:
        _default_rights(connection)


def grant(owner: str) -> None:
    """After migrations: the app role's rights on what exists now. `owner` is a connection string of the owner role."""
    with psycopg.connect(owner, autocommit=True) as connection:
        app = sql.Identifier(APP)
        connection.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(app)
        )
        connection.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app))
        connection.execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(LEDGER), app))


def _role(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """Make a role, or set its password to the one in the secrets."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    word = "ALTER" if known else "CREATE"
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
    connection.execute(statement.format(sql.SQL(word), sql.Identifier(role), sql.Literal(password(role))))


def _database(connection: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    """Make the database, owned by the owner role."""
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        statement = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))


def _default_rights(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Let the app role use what the owner will make; nobody else gets in."""
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    for text in (
        "GRANT ALL ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        connection.execute(sql.SQL(text).format(owner=owner, app=app))
