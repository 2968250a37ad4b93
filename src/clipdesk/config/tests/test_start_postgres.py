"""The embedded server: what an earlier one left behind neither stops it nor is trusted."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from clipdesk.config import postgres
from clipdesk.config.postgres import DatabaseDown, Server
from clipdesk.config.secrets import secret

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("folder") / "data", durable=False)
    made.start()
    yield made
    made.stop()


def answer(server: Server, query: str) -> object:
    word = secret("postgres_superuser", server.data / "secrets")
    where = f"host={server.socket} port=5432 user=postgres dbname=postgres password={word}"
    with psycopg.connect(where) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def test_it_is_reached_by_a_private_socket_and_a_password_only(server: Server) -> None:
    assert answer(server, "SHOW listen_addresses") == ""
    assert answer(server, "SHOW server_encoding") == "UTF8"
    assert (
        answer(server, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'template0'")
        == "bC.UTF-8"
    )
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.cluster.stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"host={server.socket} port=5432 user=postgres dbname=postgres password=guess")


def test_it_never_runs_as_root(server: Server) -> None:
    assert server.process is not None
    assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0


def test_locks_that_name_somebody_elses_process_do_not_stop_it(server: Server) -> None:
    server.stop()
    (server.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster}\n0\n5432\n{server.socket}\n\n")
    (server.socket / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    server.start()
    assert answer(server, "SELECT 1") == 1


def test_two_servers_never_share_a_cluster(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LINGER_SECONDS", 0.5)
    assert server.process is not None
    second = Server(server.data, durable=False)
    with pytest.raises(DatabaseDown, match=f"still at work on .*process {server.process.pid}"):
        second.start()
    assert answer(server, "SELECT 1") == 1


def test_after_kill_9_it_starts_again(server: Server) -> None:
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    assert answer(server, "SELECT 1") == 1


def test_why_it_does_not_start_is_said(server: Server) -> None:
    server.stop()
    control = server.cluster / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"")
    try:
        with pytest.raises(DatabaseDown, match=r"Its last words: .*pg_control"):
            server.start()
    finally:
        control.write_bytes(kept)
    server.start()
    assert answer(server, "SELECT 1") == 1
