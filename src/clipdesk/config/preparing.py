"""Bring the database up: start the embedded server (or take the one of DATABASE_URL), roles, migrations, rights."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
from psycopg.conninfo import make_conninfo

from clipdesk.config import databases, paths, roles
from clipdesk.config.postgres import SUPERUSER, Server
from clipdesk.config.secrets import secret

# A process of its own, because Django keeps the role it was set up with; one for both, because setting up takes a second.
_MIGRATE = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", interactive=False, verbosity=0)
call_command("createcachetable", verbosity=0)
"""


class MigrationFailed(RuntimeError):
    """The tables could not be brought up to date; the message holds the last lines."""


class Database:
    """The desk's database, whichever server it lies on."""

    def __init__(self, *, durable: bool = True) -> None:
        self.server = None if databases.DATABASE_URL else Server(paths.DATA, durable=durable)

    def start(self) -> None:
        """Start the embedded server if there is one, and make or check roles and database.

        Raises:
            DatabaseDown, RolesMissing: the message says what to do.
        """
        if self.server:
            self.server.start()
        roles.ensure(self.admin, databases.place()["dbname"])

    def stop(self) -> None:
        """Stop the embedded server."""
        if self.server:
            self.server.stop()

    @property
    def admin(self) -> str:
        """The connection string of who may make roles."""
        if databases.DATABASE_URL:
            return databases.DATABASE_URL
        return make_conninfo(
            **{**databases.place(), "dbname": "postgres"}, user=SUPERUSER, password=secret("postgres_superuser")
        )

    @property
    def owner(self) -> str:
        """The connection string of the owner role."""
        return databases.connection_string(databases.OWNER)

    def migrate(self) -> None:
        """Bring the tables up to date as the owner, then give the application role its rights.

        Raises:
            MigrationFailed: nothing was changed by the migration that failed.
        """
        with psycopg.connect(self.owner, autocommit=True) as connection:
            # Machines that share a database and start at the same time take turns.
            connection.execute("SELECT pg_advisory_lock(hashtext('clipdesk migrations'))")
            env = {**os.environ, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings", "CLIPDESK_DB_ROLE": "owner"}
            words = [sys.executable, "-c", _MIGRATE]
            done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
            if done.returncode:
                raise MigrationFailed(f"The tables could not be brought up to date: {done.stderr.strip()[-1500:]}")
            roles.grant(connection)
