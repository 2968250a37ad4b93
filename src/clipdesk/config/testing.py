"""What every test stands on: a real PostgreSQL of its own, a data folder of its own, no network, and Django as the
application role. A pytest plugin (see `pyproject.toml`), because it must be loaded before the settings are read.

Nothing of a desk that the caller has set up reaches the tests: they delete history. Where `CLIPDESK_TEST_DATABASE_URL`
names a server (by somebody who may make roles and databases), each process of the run has a database of its own there.
"""

from __future__ import annotations

import contextlib
import copy
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clipdesk.config.apart import without_desk

_FOLDER = tempfile.TemporaryDirectory(prefix="clipdesk-tests-")
Path(_FOLDER.name).chmod(0o711)  # as root the database's own account has to pass through
#: What is asked of the tests themselves, and which ffmpeg they try.
_ASKED = (
    "CLIPDESK_ACCEPT", "CLIPDESK_BENCH_PYTHON", "CLIPDESK_BULLETINS", "CLIPDESK_DAYS", "CLIPDESK_FFMPEG", "CLIPDESK_FLIPS",
    "CLIPDESK_LIVE_HOURS", "CLIPDESK_LIVE_MINUTES", "CLIPDESK_LIVE_SEEDS",
    "CLIPDESK_MEASURE_CLIPS", "CLIPDESK_MEASURE_CURVES", "CLIPDESK_MEASURE_DAYS", "CLIPDESK_MEASURE_GROUPS",
    "CLIPDESK_MEASURE_RAW", "CLIPDESK_MEASURE_SAMPLES",
    "CLIPDESK_MUTANTS", "CLIPDESK_ORACLE", "CLIPDESK_PAIRS", "CLIPDESK_PLAN_ASSIGNMENTS", "CLIPDESK_PLAN_EVENTS",
    "CLIPDESK_REPLAYS", "CLIPDESK_RULES", "CLIPDESK_RUSH", "CLIPDESK_RUSH_ACCOUNTS",
    "CLIPDESK_RUSH_LEAD", "CLIPDESK_RUSH_MINUTES", "CLIPDESK_SHARED", "CLIPDESK_SOAK", "CLIPDESK_STEPS",
    "CLIPDESK_STORM", "CLIPDESK_SURVEY_ANSWERS", "CLIPDESK_SURVEY_SECONDS", "CLIPDESK_TAMPERINGS", "CLIPDESK_TEST_DATABASE_URL",
)  # fmt: skip
_SERVER, _DATABASE = "CLIPDESK_TEST_DATABASE_URL", "clipdesk_test_"
#: The two roles are the whole server's, and known to all who share it: a server where a real desk lies refuses it.
_PASSWORD = "only-for-tests"


def environment_of_tests(environment: Mapping[str, str], data: str) -> dict[str, str]:
    """Return the environment in which tests run; `data` is their data folder."""
    found = {**without_desk(environment, _ASKED), "CLIPDESK_DATA": data}
    if server := environment.get(_SERVER):
        name = f"{_DATABASE}{environment.get('PYTEST_XDIST_WORKER', 'alone')}"
        found |= dict.fromkeys(("CLIPDESK_DB_OWNER_PASSWORD", "CLIPDESK_DB_APP_PASSWORD"), _PASSWORD)
        found["DATABASE_URL"] = make_conninfo(server, dbname=name)
    return found


_ours = environment_of_tests(os.environ, _FOLDER.name)
for name in os.environ.keys() - _ours.keys():
    del os.environ[name]
os.environ |= _ours
ROOT = Path(__file__).parents[3]
SHARED_MEDIA = ROOT.parent / "shared" / "media"


@pytest.fixture(scope="session")
def shared_media() -> Path:
    """The folder of real footage with known truth; without it the test is skipped."""
    if not (SHARED_MEDIA / "bulletin.mp4").exists():
        pytest.skip("the shared media folder is not there")
    return SHARED_MEDIA


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let nothing out but to this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or str(address[0]) in {"127.0.0.1", "::1", "localhost", "0.0.0.0"}
        if not local:
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Start a server, migrate as the owner, and let the tests be the application role."""
    preparing = import_module("clipdesk.config.preparing")  # reads the folder set above, so it comes after it
    with django_db_blocker.unblock():
        database = preparing.Database(durable=False)
        with _new_on_the_server():
            database.start()
        database.migrate()
        yield
        connections.close_all()
        database.stop()


@contextlib.contextmanager
def _new_on_the_server() -> Iterator[None]:
    """On a server that is named: what an earlier run left in our database goes, and roles are made by one at a time."""
    if _SERVER not in os.environ:
        yield
        return
    name = str(conninfo_to_dict(os.environ["DATABASE_URL"])["dbname"])
    with psycopg.connect(os.environ[_SERVER], autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext('clipdesk tests'))")
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        yield


@pytest.fixture
def as_owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """For tests of what somebody does behind the desk's back: the connection is the tables' owner, the triggers of history,
    review and clips rest, and all of it is undone. Ask for it before anything that needs the database (`usefixtures`)."""
    with django_db_blocker.unblock(), _the_owners() as mine:
        _let_triggers_rest(mine, "history_", "review_", "clips_", "destinations_spending")
        yield mine
        transaction.set_rollback(True)


def forget_history() -> None:
    """Empty the history into which a test has committed, so that every other begins with an empty one."""
    with _the_owners() as mine, mine.cursor() as cursor:
        tables = _let_triggers_rest(mine, "history_")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextlib.contextmanager
def _the_owners() -> Iterator[BaseDatabaseWrapper]:
    """A transaction on a connection of the tables' owner, which is Django's meanwhile."""
    databases = import_module("clipdesk.config.databases")
    usual = connections["default"]
    place = copy.deepcopy(usual.settings_dict)
    place["USER"], place["PASSWORD"] = databases.OWNER, databases.password(databases.OWNER)
    place["OPTIONS"].pop("pool", None)
    mine = connections["default"] = type(usual)(place, "default")
    try:
        with transaction.atomic():
            yield mine
    finally:
        mine.close()
        connections["default"] = usual


def _let_triggers_rest(mine: BaseDatabaseWrapper, *rooms: str) -> list[str]:
    """Let the triggers of these rooms' tables rest; return the tables."""
    with mine.cursor() as cursor:
        tables = [name for name in mine.introspection.table_names() if name.startswith(rooms)]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return tables


def let_the_signer_forget() -> None:
    """Let the signer of the run forget the history that it signed: what comes next begins with an empty one."""
    memory, paths = import_module("clipdesk.config.signer_memory"), import_module("clipdesk.config.paths")
    (paths.SIGNER_KEYS / memory.FILE).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def each_history_is_new() -> None:
    """Every test begins with an empty history."""
    let_the_signer_forget()


@pytest.fixture
def signer_of(settings: Any, tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    """Let the rest of the test ask another signer, whose keys for files lie in a folder given: another machine's."""
    reaching = import_module("clipdesk.config.reaching_signer")
    begun: list[Any] = []

    def ask(credentials: Path) -> Path:
        own = tmp_path / f"signer-{len(begun)}"
        own.mkdir(mode=0o700)
        settings.SIGNER = reaching.SigningProcess(own / "socket", keys=own, credentials=credentials)
        begun.append(settings.SIGNER)
        return credentials

    yield ask
    for one in begun:
        one.end()
