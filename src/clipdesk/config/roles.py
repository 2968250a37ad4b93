"""The two roles and the database: made or checked at every start.

`clipdesk_owner` owns the tables and runs migrations. `clipdesk_app` is what web and workers are: it may add to the
ledger and read it, never change it, and truncate nothing anywhere.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from clipdesk.config import paths
from clipdesk.config.databases import APP, DATABASE_URL, OWNER, connection_string, password

LEDGER = "history_ledgerentry"
APPEND_ONLY = (LEDGER, "history_ledgerleaf", "history_ledgercheckpoint")
OLDEST_VERSION = 150000
Row = tuple[object, ...]


class RolesMissing(RuntimeError):
    """The database server lacks a role or right that the desk cannot make itself; the message says what to do."""


def ensure(admin: str, database: str) -> None:
    """Make both roles and the database where they are missing, with the passwords of the data folder's secrets.

    `admin` is a connection string of somebody who may make roles; on a server where nobody of ours may, roles and
    database must exist already, with the passwords that the desk knows.

    Raises:
        RolesMissing: the server does not answer, is too old, or something is missing that cannot be made.
    """
    with _connect(admin) as connection:
        if connection.info.server_version < OLDEST_VERSION:
            found = connection.execute("SHOW server_version").fetchone()
            raise RolesMissing(f"PostgreSQL 15 or newer is needed; the server of DATABASE_URL is {(found or '?')[0]}.")
        try:
            for role in (OWNER, APP):
                _role(connection, role)
            _database(connection, database)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RolesMissing(
                f"The user of DATABASE_URL may not make roles or databases ({error.diag.message_primary}). Ask the "
                f"database's operator for the roles {OWNER} and {APP} and the database {database} owned by {OWNER}, "
                "and set CLIPDESK_DB_OWNER_PASSWORD and CLIPDESK_DB_APP_PASSWORD to their passwords."
            ) from error
    with _connect(connection_string(OWNER)) as connection:
        _default_rights(connection)


def grant(owner: psycopg.Connection[Row]) -> None:
    """After migrations: the app role's rights on what exists now. `owner` is a connection of the owner role."""
    app = sql.Identifier(APP)
    for text in (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        "REVOKE UPDATE, DELETE, TRUNCATE ON {ledger} FROM {app}",
    ):
        ledger = sql.SQL(", ").join(map(sql.Identifier, APPEND_ONLY))
        owner.execute(sql.SQL(text).format(app=app, ledger=ledger))


def _connect(where: str) -> psycopg.Connection[Row]:
    """Connect; to the server's own database where ours does not exist yet."""
    try:
        return psycopg.connect(where, autocommit=True, connect_timeout=20)
    except psycopg.OperationalError as error:
        if "does not exist" in str(error) and "database" in str(error):
            return psycopg.connect(where, dbname="postgres", autocommit=True, connect_timeout=20)
        raise RolesMissing(f"The database server does not let the desk in: {str(error).strip()}") from error


def _role(connection: psycopg.Connection[Row], role: str) -> None:
    """Make a role; one that is there must know our password.

    On the embedded server it is told. On another it may be some other desk's, and is left as it is.

    Raises:
        RolesMissing: the role of a server that is not ours has another password.
    """
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known and _works(role, connection.info.dbname):
        return
    if known and DATABASE_URL:
        raise RolesMissing(
            f"On the server of DATABASE_URL the role {role} has another password than this desk knows. Set "
            f"CLIPDESK_DB_OWNER_PASSWORD and CLIPDESK_DB_APP_PASSWORD, or let the database's operator give it the "
            f"desk's own, from {paths.SECRETS}."
        )
    text = "ALTER ROLE {} PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}"
    connection.execute(sql.SQL(text).format(sql.Identifier(role), sql.Literal(password(role))))


def _works(role: str, database: str) -> bool:
    """Tell whether the role can sign in with the password we know."""
    try:
        psycopg.connect(connection_string(role), dbname=database, connect_timeout=20).close()
    except psycopg.OperationalError:
        return False
    return True


def _database(connection: psycopg.Connection[Row], database: str) -> None:
    """Make the database, owned by the owner role."""
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        statement = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))


def _default_rights(owner: psycopg.Connection[Row]) -> None:
    """Let the app role use what the owner will make; nobody else gets in."""
    for text in (
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        owner.execute(sql.SQL(text).format(app=sql.Identifier(APP)))
