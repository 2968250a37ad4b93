"""The workers of one process: one Procrastinate worker for each queue, so that each keeps its own number of slots."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Sequence

from django.conf import settings
from procrastinate.contrib.django import app

from clipdesk.jobs.app import QUEUES, fresh_connection

log = logging.getLogger("clipdesk.jobs")


async def work(queues: Sequence[str]) -> None:
    """Run until a signal comes; when the database goes away the process ends, and its supervisor starts a new one.

    Raises:
        LookupError: there is no such queue.
    """
    names = list(queues) or list(QUEUES)
    unknown = set(names) - set(QUEUES)
    if unknown:
        raise LookupError(f"unknown queue {', '.join(sorted(unknown))}; there are {', '.join(QUEUES)}")
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    working = app.with_connector(connector)
    async with working.open_async():
        workers = [
            asyncio.create_task(
                working.run_worker_async(
                    queues=[name],
                    name=name,
                    concurrency=settings.WORKER_CONCURRENCY[name],
                    fetch_job_polling_interval=2.0,
                    shutdown_graceful_timeout=10.0,
                    install_signal_handlers=False,
                    task_middleware=[fresh_connection],
                )
            )
            for name in names
        ]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: [worker.cancel() for worker in workers])
        # The first worker to end, for whatever reason, ends the process: a half-alive one would starve its queue.
        await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            worker.cancel()
        ended = await asyncio.gather(*workers, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                log.error("worker ended", exc_info=error, extra={"action": "worker_ended"})
    # Threads of a render would keep the process alive until ffmpeg ends; it dies with us instead, and the job is retried.
    os._exit(0)
