"""How the database stands, whether it runs or not: server, roles, the ledger's rights, tables up to date."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import psycopg
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from clipdesk.config import databases, paths
from clipdesk.config.finding import BROKEN, FINE, WEAK, Finding
from clipdesk.config.postgres import DatabaseDown, binaries
from clipdesk.config.roles import LEDGER, OLDEST_VERSION
from clipdesk.library.models import Channel
from clipdesk.library.recording_live import dead

_RIGHTS = """
SELECT has_table_privilege(%(app)s, %(ledger)s, 'SELECT') AND has_table_privilege(%(app)s, %(ledger)s, 'INSERT'),
       has_table_privilege(%(app)s, %(ledger)s, 'UPDATE') OR has_table_privilege(%(app)s, %(ledger)s, 'DELETE')
       OR has_table_privilege(%(app)s, %(ledger)s, 'TRUNCATE')
"""


def database() -> Iterator[Finding]:
    """Look at the server; where it runs, at what it holds."""
    name = _("PostgreSQL")
    try:
        with psycopg.connect(databases.connection_string(databases.APP), connect_timeout=10) as connection:
            version = connection.info.server_version
            rights = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [LEDGER]).fetchone() == (True,)
            row = connection.execute(_RIGHTS, {"app": databases.APP, "ledger": LEDGER}).fetchone() if rights else None
    except psycopg.OperationalError as error:
        yield _down(name, error)
        return
    where = _("the server of DATABASE_URL") if databases.DATABASE_URL else _("embedded")
    what = _("Version {version}, {where}, running.").format(version=version // 10000, where=where)
    if version < OLDEST_VERSION:
        yield Finding(name, BROKEN, what, _("PostgreSQL 15 or newer is needed."))
        return
    yield Finding(name, FINE, what)
    yield _ledger(row)
    yield from _tables()
    yield from _channels()


def _down(name: str, error: Exception) -> Finding:
    """Say why there is no answer: a server of somebody else is away, or the desk is simply closed."""
    if databases.DATABASE_URL:
        what = _("The server of DATABASE_URL does not let the desk in: {reason}").format(reason=str(error).strip())
        return Finding(name, BROKEN, what, _("Nothing works without the database."))
    try:
        said = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (DatabaseDown, OSError, subprocess.CalledProcessError) as missing:
        return Finding(name, BROKEN, str(missing), _("Nothing works without the database."))
    number = said.stdout.strip().rsplit(" ", 1)[-1]
    if (paths.RUN / "web.pid").exists():
        what = _("Version {version}, embedded; it does not answer at this moment.").format(version=number)
        return Finding(name, WEAK, what, _("The supervisor starts it again. See the log beside the database."))
    return Finding(
        name, FINE, _("Version {version}, embedded; not running, the desk is closed.").format(version=number)
    )


def _ledger(row: tuple[bool, bool] | tuple[object, ...] | None) -> Finding:
    name = _("History")
    if row is None:
        return Finding(name, WEAK, _("Its table is not there yet."), _("The first start of the desk makes it."))
    may_add, may_change = row
    if may_change or not may_add:
        what = _("The role {role} has other rights on it than to add and to read.").format(role=databases.APP)
        return Finding(name, BROKEN, what, _("History could be changed. Start the desk once: it sets the rights."))
    return Finding(name, FINE, _("The desk may add to it and read it, and can change nothing."))


def _tables() -> Iterator[Finding]:
    connection = connections["default"].copy()
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()
    if waiting:
        what = _("{count} changes of the tables are waiting.").format(count=len(waiting))
        yield Finding(_("Tables"), WEAK, what, _("The next start of the desk makes them."))


def _channels() -> Iterator[Finding]:
    """Say whether every channel that is on is recorded."""
    if Channel._meta.db_table not in connections["default"].introspection.table_names():
        return
    name, lost = _("Channels"), dead()
    if lost:
        what = _("Not recorded although they are on: {names}.").format(
            names=", ".join(str(channel) for channel in lost)
        )
        yield Finding(name, WEAK, what, _("What is on air now is lost. Start the recorder: clipdesk serve, or record."))
    elif count := Channel.objects.filter(state=Channel.ON).count():
        yield Finding(name, FINE, _("On, and recorded: {count}.").format(count=count))
