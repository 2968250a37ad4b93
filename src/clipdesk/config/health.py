"""How the desk is: database, workers, queue, disk, slots. No secret and no content."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection

from clipdesk.config import databases
from clipdesk.kernel.clock import now
from clipdesk.library.recording_live import dead
from clipdesk.library.storage import disk_state
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication

LAG_SECONDS = 120
#: A worker writes every ten seconds that it lives.
HEARTBEAT_SECONDS = 60
#: Whoever watches the desk wants an answer soon, also when the database gives none.
PATIENCE_SECONDS = 2
_QUEUE = """
SELECT j.queue_name, count(*), extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))
FROM procrastinate_jobs j
JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()
GROUP BY j.queue_name
"""
_HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"


def health() -> dict[str, Any]:
    """Return the report; `ok` is whether the desk can work."""
    disk, live = disk_state(), disk_state(Path(settings.LIVE))
    report: dict[str, Any] = {
        "version": settings.CLIPDESK_VERSION,
        "disk": {"percent": disk.percent, "warns": disk.warns, "stops_ingest": disk.stops_ingest},
        "live_disk": {"percent": live.percent, "warns": live.warns, "stops_recording": live.stops_ingest},
    }
    try:
        # The pool would try for much longer to reach a server that is away.
        psycopg.connect(databases.connection_string(databases.role()), connect_timeout=PATIENCE_SECONDS).close()
        seen = _ask()
    except (DatabaseError, psycopg.Error):
        return {**report, "ok": False, "database": "down"}
    alive = seen["worker_heartbeat_seconds"]
    ok = (
        seen["publish_lag_seconds"] <= LAG_SECONDS
        and alive is not None
        and alive < HEARTBEAT_SECONDS
        and not seen["overdue_slots"]
        and not seen["channels_not_recorded"]
    )
    return {**report, "ok": ok, "database": "up", **seen}


def _ask() -> dict[str, Any]:
    """Ask the database for everything that is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE)
        queues = {name: {"waiting": count, "oldest_seconds": round(age or 0)} for name, count, age in cursor.fetchall()}
        cursor.execute(_HEARTBEAT)
        (alive,) = cursor.fetchone()
    late = now() - timedelta(minutes=settings.SLOT_GRACE_MINUTES)
    return {
        "queues": queues,
        # Renders (of what is breaking too: one waits for the other) and ingests may rightly wait; what publishes may not.
        "publish_lag_seconds": max(queues.get(name, {}).get("oldest_seconds", 0) for name in ("publish", "urgent")),
        "worker_heartbeat_seconds": None if alive is None else round(alive),
        # Channels that are on, and no recorder looks after them: what is on air now is lost.
        "channels_not_recorded": len(dead()),
        # People have been asked about a missed slot; about an overdue one nobody has, so the sweep does not run.
        "missed_slots": Publication.objects.filter(state=State.MISSED).count(),
        "overdue_slots": Publication.objects.filter(
            state=State.PREPARED, sign_off__isnull=False, slot__lt=late
        ).count(),
    }
