"""The database for one command: the running desk's, or our own for as long as the command takes."""

from __future__ import annotations

import contextlib
import os
import pwd
import time
from collections.abc import Iterator

import django
import psycopg
from django.db import connection

from clipdesk.config import paths
from clipdesk.config.postgres import DatabaseDown
from clipdesk.config.preparing import Database
from clipdesk.config.supervisor import AlreadyRunning, only_one

PATIENCE_SECONDS = 60.0


@contextlib.contextmanager
def database_up() -> Iterator[Database]:
    """Give a database that answers, with its tables up to date, and Django set up as the application role.

    While a desk runs on this data folder it is that desk's; otherwise it is started here, and the lock on the data
    folder keeps a desk from starting meanwhile.

    Raises:
        DatabaseDown, RolesMissing, MigrationFailed: the message says what to do.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    paths.RUN.mkdir(parents=True, exist_ok=True)
    if (owner := paths.RUN.stat().st_uid) != os.geteuid():
        name = pwd.getpwuid(owner).pw_name
        raise DatabaseDown(f"The desk in {paths.DATA} runs as {name}. Say this command as {name} too: sudo -u {name} …")
    database = Database()
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(only_one())
        except AlreadyRunning:
            wait_for(database)
        else:
            stack.callback(database.stop)
            database.start()
            database.migrate()
        django.setup()
        stack.callback(let_go)
        yield database


def let_go() -> None:
    """Close this process's own connections before the server stops."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it


def wait_for(database: Database, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the database of the running desk has its tables.

    Raises:
        DatabaseDown: it did not answer in time.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            with psycopg.connect(database.owner, connect_timeout=5) as connection:
                if connection.execute("SELECT to_regclass('accounts_station') IS NOT NULL").fetchone() == (True,):
                    return
            said = "its tables are not there yet"
        except psycopg.OperationalError as error:
            said = str(error).strip()
        if time.monotonic() > until:
            raise DatabaseDown(f"A desk is running on {paths.DATA}, but its database does not answer: {said}")
        time.sleep(0.3)
