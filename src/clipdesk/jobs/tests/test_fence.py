"""A worker that was paused and replaced wakes up and cannot write."""

from typing import Any

import pytest

from clipdesk.jobs.app import fresh_connection, task
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.ids import new_id


def stored(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_each_claim_takes_the_next_run(recording_row: Any) -> None:
    other = stored(recording_row)
    assert recording_row.claim(["failed"])
    assert recording_row.run == 1
    assert not other.claim(["failed"])  # it read the row before the first claim
    assert stored(recording_row).run == 1
    assert stored(recording_row).claim(["failed"])
    assert stored(recording_row).run == 2


def test_there_is_nothing_to_claim_in_another_state(recording_row: Any) -> None:
    assert not recording_row.claim(["received", "analysing"])
    assert stored(recording_row).run == 0


def test_the_replaced_run_writes_nothing(recording_row: Any) -> None:
    assert recording_row.claim(["failed"])
    paused, newer = recording_row, stored(recording_row)
    assert newer.claim(["failed"])
    newer.write(progress=0.75)
    assert not paused.is_current()
    with pytest.raises(Superseded):
        paused.write(progress=0.25, title="Khác")
    assert paused.title == "Bản tin 18 giờ"
    after = stored(recording_row)
    assert (after.progress, after.title, after.run) == (0.75, "Bản tin 18 giờ", 2)
    assert newer.is_current()


def test_a_row_that_is_gone_takes_no_writes(recording_row: Any) -> None:
    recording_row.pk = new_id()
    with pytest.raises(Superseded):
        recording_row.write(progress=1)


def test_the_worker_ends_a_replaced_run_quietly_and_nothing_else() -> None:
    class Context:
        class job:
            id = 5

    def replaced() -> None:
        raise Superseded

    def broken() -> None:
        raise ZeroDivisionError

    assert fresh_connection(lambda: "done", Context, None) == "done"
    assert fresh_connection(replaced, Context, None) is None
    with pytest.raises(ZeroDivisionError):
        fresh_connection(broken, Context, None)


def test_a_task_cannot_name_a_queue_that_no_worker_serves() -> None:
    with pytest.raises(LookupError, match="unknown queue lunch"):
        task(queue="lunch", name="clips.eat")
