"""`announce("recording.ready", recording_id=…)`: a lower room says what happened and does not know who listens.

In the same transaction, the tasks that `config/schedule.py` lists for that word are deferred by name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.app import app
from clipdesk.jobs.listeners import tasks_for
from clipdesk.kernel.clock import now


def announce(word: str, *, queue: str | None = None, lock: str | None = None, **ids: object) -> None:
    """Defer every task that listens to `word`, inside the running transaction.

    Args:
        word: `<noun>.<past tense>`; a word that no one has listed is a defect.
        queue: another queue than the task's own (`breaking` for a render that cannot wait).
        lock: jobs with the same lock never run at the same time.
        ids: JSON values handed to the tasks; UUIDs are written as text.

    Raises:
        LookupError: the word is not listed in `config/schedule.py`.
    """
    for name in tasks_for(word):
        _defer(name, {"queue": queue, "lock": lock}, ids)


def defer(
    name: str, *, at: datetime | None = None, queue: str | None = None, lock: str | None = None, **ids: object
) -> None:
    """Defer one task by name, now or at an aware datetime, inside the running transaction.

    Raises:
        LookupError: no room has such a task.
    """
    _defer(name, {"schedule_at": at, "queue": queue, "lock": lock}, ids)


def is_waiting(lock: str) -> bool:
    """Tell whether a job with this lock runs, or is ready to run."""
    ready = Q(status="doing") | Q(status="todo", scheduled_at=None) | Q(status="todo", scheduled_at__lte=now())
    return ProcrastinateJob.objects.filter(ready, lock=lock).exists()


def is_to_come(name: str) -> bool:
    """Tell whether another job of this task is ready and has not begun: it will see whatever can be seen now."""
    return ProcrastinateJob.objects.filter(task_name=name, status="todo", scheduled_at=None).exists()


def _defer(name: str, options: Mapping[str, Any], ids: Mapping[str, object]) -> None:
    if name not in app.tasks:
        raise LookupError(f"no task is called {name!r}")
    chosen = {key: value for key, value in options.items() if value is not None}
    arguments: dict[str, Any] = {key: value if isinstance(value, int) else str(value) for key, value in ids.items()}
    app.configure_task(name, allow_unknown=False, **chosen).defer(**arguments)
