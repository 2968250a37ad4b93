"""Bring the database up: start the embedded server (or take the one of DATABASE_URL), roles, migrations, rights."""

from __future__ import annotations

import os
import subprocess
import sys

from clipdesk.config import databases, paths, roles
from clipdesk.config.postgres import SUPERUSER, Server
from clipdesk.config.secrets import secret

NAME = "clipdesk"


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
        roles.ensure(self.admin, str(databases.connection()["NAME"]))

    def stop(self) -> None:
        """Stop the embedded server."""
        if self.server:
            self.server.stop()

    @property
    def admin(self) -> str:
        """The connection string of who may make roles."""
        if databases.DATABASE_URL:
            return databases.DATABASE_URL
        word = secret("postgres_superuser")
        return f"host={paths.socket_folder()} port=5432 user={SUPERUSER} password={word} dbname=postgres"

    @property
    def owner(self) -> str:
        """The connection string of the owner role."""
        where = databases.connection()
        word = databases.password(databases.OWNER)
        return (
            f"host={where['HOST']} port={where['PORT']} dbname={where['NAME']} user={databases.OWNER} password={word}"
        )

    def migrate(self) -> None:
        """Bring the tables up to date as the owner, then give the application role its rights.

        Raises:
            MigrationFailed: nothing was changed by the migration that failed.
        """
        for words in (["migrate", "--no-input", "-v", "0"], ["createcachetable"]):
            done = subprocess.run(
                [sys.executable, "-m", "django", *words],
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings", "CLIPDESK_DB_ROLE": "owner"},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise MigrationFailed(done.stderr.strip()[-1500:])
        roles.grant(self.owner)
