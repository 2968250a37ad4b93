"""What the application role can do to the ledger and to everything else: add and read, never take away."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from clipdesk.accounts.models import Station
from clipdesk.config import databases
from clipdesk.config.roles import RolesMissing, ensure
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_ledgerentry SET because = 'nothing happened'",
        "DELETE FROM history_ledgerentry",
        "TRUNCATE history_ledgerentry",
        "TRUNCATE accounts_station CASCADE",
        "ALTER TABLE history_ledgerentry DISABLE TRIGGER ALL",
        "DROP TABLE history_ledgerentry",
        "CREATE TABLE mine (id int)",
        "SET ROLE clipdesk_owner",
    ],
)
def test_the_ledger_cannot_be_changed(db: None, statement: str) -> None:
    station = Station.objects.create(slug="song-hong", name="Đài Sông Hồng")
    entry = record(station, "station_made", by=CLIPDESK)
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)
    entry.refresh_from_db()
    assert entry.verb == "station_made"


def test_a_server_that_does_not_let_us_in_is_said_without_the_password(db: None) -> None:
    where = psycopg.conninfo.make_conninfo(**databases.place(), user="nobody", password="falsches-wort")
    with pytest.raises(RolesMissing, match="does not let the desk in") as caught:
        ensure(where, "clipdesk")
    assert "falsches-wort" not in str(caught.value)


def test_somebody_who_may_not_make_roles_is_told_what_to_ask_for(db: None) -> None:
    """The application role itself may make none: the database named does not exist, so it cannot be checked either."""
    with pytest.raises(RolesMissing, match="clipdesk_owner and clipdesk_app and the database elsewhere"):
        ensure(databases.connection_string(databases.APP), "elsewhere")


def test_somebody_who_may_not_make_roles_finds_everything_made(db: None) -> None:
    ensure(databases.connection_string(databases.APP), databases.place()["dbname"])
