"""A state changes in one way: guarded update, ledger row, announced job, one transaction."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.transition import IllegalTransition, entries_of, record, transition
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.ids import new_id


def stored(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def written() -> tuple[int, int]:
    return LedgerEntry.objects.count(), ProcrastinateJob.objects.count()


def test_it_writes_state_changes_ledger_and_job_together(recording_row: Any, newsroom: Any) -> None:
    begun = datetime.now(UTC)
    transition(
        recording_row, recording_row.AGAIN, by=newsroom.lan.actor, changes={"progress": 0.5}, because="tệp đã sửa"
    )
    after = stored(recording_row)
    assert (after.state, after.progress) == ("received", 0.5)
    assert (recording_row.state, recording_row.progress) == ("received", 0.5)
    (entry,) = entries_of(recording_row)
    assert (entry.verb, entry.because) == ("ingest_wanted", "tệp đã sửa")
    assert (entry.before, entry.after) == (
        {"state": "failed", "progress": 0},
        {"state": "received", "progress": 0.5},
    )
    assert (entry.actor_id, entry.actor_name, entry.actor_role) == (newsroom.lan.person.pk, "Lan", "producer")
    assert (entry.subject_type, entry.subject_id) == ("library.recording", str(recording_row.pk))
    assert entry.station_id == newsroom.station.pk
    assert begun <= entry.at <= begun + timedelta(seconds=30)
    job = ProcrastinateJob.objects.get(task_name="library.ingest")
    assert (job.status, job.args) == ("todo", {"recording_id": str(recording_row.pk)})


def test_who_comes_second_is_told_and_nothing_is_written(recording_row: Any, newsroom: Any) -> None:
    type(recording_row).objects.filter(pk=recording_row.pk).update(state="ready")  # somebody else was faster
    before = written()
    with pytest.raises(IllegalTransition, match="it is now: ready"):
        transition(recording_row, recording_row.AGAIN, by=newsroom.lan.actor, changes={"title": "Khác"})
    after = stored(recording_row)
    assert (after.state, after.title) == ("ready", "Bản tin 18 giờ")
    assert recording_row.state == "failed"
    assert written() == before


def test_a_row_that_is_gone_changes_no_more(recording_row: Any) -> None:
    recording_row.pk = new_id()
    before = written()
    with pytest.raises(IllegalTransition):
        transition(recording_row, recording_row.AGAIN, by=CLIPDESK)
    assert written() == before


def test_what_is_rolled_back_leaves_no_state_no_row_no_job(recording_row: Any) -> None:
    before = written()
    with transaction.atomic():
        transition(recording_row, recording_row.AGAIN, by=CLIPDESK)
        assert written() == (before[0] + 1, before[1] + 1)
        transaction.set_rollback(True)
    assert stored(recording_row).state == "failed"
    assert written() == before


def test_a_replaced_run_cannot_move_the_row(recording_row: Any) -> None:
    type(recording_row).objects.filter(pk=recording_row.pk).update(state="analysing", run=2)
    recording_row.run = 1
    before = written()
    with pytest.raises(Superseded):
        transition(recording_row, recording_row.FINISH, by=CLIPDESK, fenced=True)
    assert stored(recording_row).state == "analysing"
    assert written() == before
    recording_row.run = 2
    transition(recording_row, recording_row.FINISH, by=CLIPDESK, fenced=True)
    assert stored(recording_row).state == "ready"


def test_rows_and_moments_are_kept_as_their_keys_and_texts(recording_row: Any, newsroom: Any) -> None:
    recording_row.made_at = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    recording_row.save()
    changes = {"made_by": newsroom.minh.person, "made_at": datetime(2026, 11, 23, 11, 0, tzinfo=UTC)}
    transition(recording_row, recording_row.AGAIN, by=CLIPDESK, changes=changes)
    (entry,) = entries_of(recording_row)
    assert entry.before == {
        "state": "failed",
        "made_by": str(newsroom.lan.person.pk),
        "made_at": "2026-11-22T06:00:00+00:00",
    }
    assert entry.after == {
        "state": "received",
        "made_by": str(newsroom.minh.person.pk),
        "made_at": "2026-11-23T11:00:00+00:00",
    }
    assert (entry.actor_id, entry.actor_name) == (None, "Clipdesk")


def test_history_keeps_the_name_somebody_had(recording_row: Any, newsroom: Any) -> None:
    record(recording_row, "recording_renamed", by=newsroom.lan.actor, before={"title": "a"}, after={"title": "b"})
    newsroom.lan.person.name = "Lan Anh"
    newsroom.lan.person.save()
    assert [entry.actor_name for entry in entries_of(recording_row)] == ["Lan"]


def test_entries_come_in_the_order_in_which_they_were_written(recording_row: Any) -> None:
    for verb in ("recording_renamed", "ingest_failed", "recording_renamed"):
        record(recording_row, verb, by=CLIPDESK)
    assert [entry.verb for entry in entries_of(recording_row)] == [
        "recording_renamed",
        "ingest_failed",
        "recording_renamed",
    ]


def test_a_station_belongs_to_itself(newsroom: Any) -> None:
    entry = record(newsroom.station, "station_changed", by=CLIPDESK)
    assert entry.station_id == newsroom.station.pk
