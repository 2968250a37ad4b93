"""What is written stays: the application role has no right to change it, and a trigger stops even the owner."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils.module_loading import import_string

from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.transition import record

CHANGES = [
    "UPDATE history_ledgerentry SET actor_name = 'nobody'",
    "DELETE FROM history_ledgerentry",
    "TRUNCATE history_ledgerentry",
]


@pytest.fixture
def as_owner(db: None) -> Iterator[Any]:
    """A connection of the role that owns the tables; what it does is rolled back."""
    where = connection.settings_dict
    owner = import_string("clipdesk.config.databases.OWNER")  # by name: this room imports nothing above it
    word = import_string("clipdesk.config.databases.password")(owner)
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=owner, password=word
    ) as found:
        yield found
        found.rollback()


@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_may_not_change_it(newsroom: Any, statement: str) -> None:
    record(newsroom.station, "station_changed", by=CLIPDESK)
    rows = list(LedgerEntry.objects.values())
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(LedgerEntry.objects.values()) == rows


@pytest.mark.parametrize("statement", CHANGES)
def test_a_trigger_stops_the_owner_too(as_owner: Any, statement: str) -> None:
    as_owner.execute(
        "INSERT INTO history_ledgerentry (at, actor_name, actor_role, verb, subject_type, subject_id, before, after,"
        " because) VALUES (now(), 'Lan', 'producer', 'clip_made', 'clips.clip', '1', '{}', '{}', '')"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="history_ledgerentry is append-only"):
        as_owner.execute(statement)
