"""After a restart of the database the first request is answered: the pool hands out no connection that died with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
from django.db import connections

from clipdesk.config import databases
from clipdesk.config.tests.conftest import Web

_KILL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE usename = 'clipdesk_app' AND pid <> pg_backend_pid()
"""


def test_the_next_requests_are_answered(web: Web) -> None:
    def ask() -> int:
        return httpx.get(f"{web.origin}/watch/nobody/", timeout=30).status_code

    with ThreadPoolExecutor(4) as several:
        assert {job.result() for job in [several.submit(ask) for _ in range(8)]} == {404}
        with psycopg.connect(databases.connection_string(databases.APP)) as connection:
            killed = connection.execute(_KILL).fetchone()
        connections["default"].close()  # this process's own died too, and later tests need whole ones
        connections["default"].close_pool()  # type: ignore[attr-defined]
        assert killed is not None
        assert killed[0] >= 1
        assert {job.result() for job in [several.submit(ask) for _ in range(8)]} == {404}
