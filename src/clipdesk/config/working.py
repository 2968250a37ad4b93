"""The workers of one process: one Procrastinate worker for each queue, so that each keeps its own number of slots."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app

from clipdesk.config.logs import current_id
from clipdesk.jobs.app import ALSO_TAKES, QUEUES, fresh_connection

log = logging.getLogger("clipdesk.jobs")
#: How long an ending process waits for its workers: their own grace for running jobs is ten seconds.
_ENDING_SECONDS = 20
#: How often a queue is asked what has become due; what is deferred for now is heard of at once. What is planned goes out on
#: the second.
_ASKS_SECONDS = {"publish": 0.25}
_USUALLY_ASKS = 2.0
#: Threads beside those of the slots: for what the event loop itself asks of one.
_SPARE = 4


def with_id(call: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Give the job an id that stands in every log line it causes, and log how it ended.

    Rounds of housekeeping come every few seconds; those that go well are logged only with CLIPDESK_LOG_LEVEL=DEBUG.
    """
    mark, begun, job = current_id.set(f"job-{context.job.id}"), time.perf_counter(), context.job
    level = logging.DEBUG if job.queueing_lock else logging.INFO
    ended = "done"
    try:
        return call()
    except BaseException as error:
        level, ended = logging.ERROR, f"ended by {type(error).__name__}"
        raise
    finally:
        extra = {
            "action": "job",
            "job": job.task_name,
            "milliseconds": round((time.perf_counter() - begun) * 1000),
        }
        log.log(level, ended, extra=extra)
        current_id.reset(mark)


async def work(queues: Sequence[str]) -> None:
    """Run until a signal comes; when the database goes away the process ends, and its supervisor starts a new one.

    Raises:
        LookupError: there is no such queue.
    """
    names = list(queues) or list(QUEUES)
    unknown = set(names) - set(QUEUES)
    if unknown:
        raise LookupError(f"unknown queue {', '.join(sorted(unknown))}; there are {', '.join(QUEUES)}")
    loop = asyncio.get_running_loop()
    # Jobs run in threads. Python's own number of them follows the processors (six on two): a few slow mails and uploads would
    # hold them all, and what is breaking would wait behind them, whatever slots are kept for it.
    slots = sum(settings.WORKER_CONCURRENCY[name] for name in names)
    loop.set_default_executor(ThreadPoolExecutor(slots + _SPARE, "job"))
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    working = app.with_connector(connector)
    async with working.open_async():
        workers = [
            asyncio.create_task(
                working.run_worker_async(
                    queues=[name, ALSO_TAKES[name]] if name in ALSO_TAKES else [name],
                    name=name,
                    concurrency=settings.WORKER_CONCURRENCY[name],
                    fetch_job_polling_interval=_ASKS_SECONDS.get(name, _USUALLY_ASKS),
                    shutdown_graceful_timeout=10.0,
                    install_signal_handlers=False,
                    task_middleware=[with_id, fresh_connection],
                )
            )
            for name in names
        ]
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: [worker.cancel() for worker in workers])
        # The first worker to end, for whatever reason, ends the process: a half-alive one would starve its queue.
        await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            worker.cancel()
        # A job in a thread cannot be aborted, and its worker would wait for it as long as ffmpeg takes, while nobody looks
        # after the other queues. It dies with us instead, and the job is retried.
        ended, _waiting = await asyncio.wait(workers, timeout=_ENDING_SECONDS)
        for worker in ended:
            error = None if worker.cancelled() else worker.exception()
            if error is not None:
                log.error("worker ended", exc_info=error, extra={"action": "worker_ended"})
        os._exit(0)
