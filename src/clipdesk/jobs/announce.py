"""`announce("recording.ready", recording_id=…)`: a lower room says what happened and does not know who listens.

In the same transaction, the tasks that `config/schedule.py` lists for that word are deferred by name.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.app import URGENT, URGENT_QUEUES, app
from clipdesk.jobs.listeners import tasks_for
from clipdesk.kernel.clock import now


def announce(
    word: str, *, due: datetime | None = None, urgent: bool = False, lock: str | None = None, **ids: object
) -> None:
    """Defer every task that listens to `word`, inside the running transaction.

    Args:
        word: `<noun>.<past tense>`; a word that no one has listed is a defect.
        due: not before this aware datetime. Until it has run, it keeps others with its lock waiting.
        urgent: before everything else that waits, and in slots that are kept for it (what is flagged breaking).
        lock: jobs with the same lock never run at the same time.
        ids: JSON values handed to the tasks; UUIDs are written as text.

    Raises:
        LookupError: the word is not listed in `config/schedule.py`.
    """
    for name in tasks_for(word):
        _defer(name, {"schedule_at": due, "lock": lock}, urgent, ids)


def defer(
    name: str, *, at: datetime | None = None, urgent: bool = False, lock: str | None = None, **ids: object
) -> None:
    """Defer one task by name, now or at an aware datetime, inside the running transaction; `urgent` as above.

    Raises:
        LookupError: no room has such a task.
    """
    _defer(name, {"schedule_at": at, "lock": lock}, urgent, ids)


def hurry(name: str, **ids: object) -> int:
    """Make urgent what waits of a task, also what waits for its time, if its arguments hold these; return how many.

    What runs already runs on. Call it inside a transaction.
    """
    place = _urgent(name)
    with connection.cursor() as cursor:
        cursor.execute(_HURRY, [place.queue, place.priority, name, json.dumps(_arguments(ids)), place.priority])
        return int(cursor.rowcount)


def is_waiting(lock: str) -> bool:
    """Tell whether a job with this lock runs, or is ready to run."""
    ready = Q(status="doing") | Q(status="todo", scheduled_at=None) | Q(status="todo", scheduled_at__lte=now())
    return ProcrastinateJob.objects.filter(ready, lock=lock).exists()


def is_laid_ready(lock: str, by: datetime) -> bool:
    """Tell whether a job with this lock waits for a time of its own, which comes `by` then, or for its turn since."""
    return ProcrastinateJob.objects.filter(status="todo", scheduled_at__lte=by, lock=lock).exists()


def is_to_come(name: str) -> bool:
    """Tell whether another job of this task is ready and has not begun: it will see whatever can be seen now."""
    return ProcrastinateJob.objects.filter(task_name=name, status="todo", scheduled_at=None).exists()


class _Place(NamedTuple):
    """Where a job waits, and before whom."""

    queue: str
    priority: int


def _urgent(name: str) -> _Place:
    """Return where the urgent jobs of a task wait."""
    task = app.tasks[name]
    return _Place(URGENT_QUEUES.get(task.queue, task.queue), task.priority + URGENT)


def _defer(name: str, options: Mapping[str, Any], urgent: bool, ids: Mapping[str, object]) -> None:
    if name not in app.tasks:
        raise LookupError(f"no task is called {name!r}")
    wanted = {**options, **(_urgent(name)._asdict() if urgent else {})}
    chosen = {key: value for key, value in wanted.items() if value is not None}
    app.configure_task(name, allow_unknown=False, **chosen).defer(**_arguments(ids))


def _arguments(ids: Mapping[str, object]) -> dict[str, Any]:
    return {key: value if isinstance(value, int) else str(value) for key, value in ids.items()}


_HURRY = """
UPDATE procrastinate_jobs SET queue_name = %s, priority = %s
WHERE status = 'todo' AND task_name = %s AND args @> %s::jsonb AND priority < %s
"""
