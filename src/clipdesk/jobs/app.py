"""The Procrastinate app as the rooms use it: a task decorator, and the middleware every task runs in."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import procrastinate
from django.db import OperationalError, close_old_connections
from procrastinate.contrib.django import app as app

from clipdesk.jobs.fence import Superseded

log = logging.getLogger("clipdesk.jobs")

#: `notices` waits for other people's servers, so that nothing else does. Three queues have slots that are kept for what
#: cannot wait: `breaking` and `urgent` (`URGENT_QUEUES`), and `alarms` for all that rings.
QUEUES = (
    "ingest",
    "render",
    "breaking",
    "live",
    "publish",
    "urgent",
    "notices",
    "alarms",
    "measure",
    "housekeeping",
)
#: Where the urgent jobs of a queue go; those of another stay in it, before all others.
URGENT_QUEUES = {"render": "breaking", "publish": "urgent"}
#: Whose slots take those jobs too, before any of their own: they are short, or many at once, and no slot is to stand idle
#: while they wait. A render is neither.
ALSO_TAKES = {"publish": "urgent", "notices": "alarms"}
#: By how much an urgent job's priority is above that of its task; no task's own is as high.
URGENT = 200

_Function = TypeVar("_Function", bound=Callable[..., None])
_RETRY = procrastinate.RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions={OperationalError})


def task(*, queue: str, name: str, priority: int = 0) -> Callable[[_Function], _Function]:
    """Register a doorbell: a function that loads a row by its id and calls one method, safe to run twice.

    `name` is `<room>.<verb>`; of what waits in a queue, the higher `priority` comes first. A lost database connection is
    retried up to five times; any other exception is a defect and ends the job as failed, with its traceback in the log.
    """
    if queue not in QUEUES:
        raise LookupError(f"unknown queue {queue}")

    def register(function: _Function) -> _Function:
        app.task(queue=queue, name=name, retry=_RETRY, priority=priority)(function)
        return function

    return register


def fresh_connection(call: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Run a task with a healthy connection, and end it quietly when another run has taken over.

    A connection broken inside a worker thread never heals by itself: it is dropped before and after every task.
    """
    close_old_connections()
    try:
        return call()
    except Superseded:
        log.info("another run took over", extra={"action": "superseded", "job": context.job.id})
        return None
    finally:
        close_old_connections()
