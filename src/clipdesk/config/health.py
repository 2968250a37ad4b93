"""How the desk is: database, queue, disk, missed slots. No secret and no content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from clipdesk.kernel.clock import now
from clipdesk.library.storage import disk_state
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication

LAG_SECONDS = 120
_QUEUE = """
SELECT j.queue_name, count(*), extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))
FROM procrastinate_jobs j
JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()
GROUP BY j.queue_name
"""


def health() -> dict[str, Any]:
    """Return the report; `ok` is whether the desk can work."""
    disk = disk_state()
    report: dict[str, Any] = {
        "version": settings.CLIPDESK_VERSION,
        "disk": {"percent": disk.percent, "warns": disk.warns, "stops_ingest": disk.stops_ingest},
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE)
            queues = {
                name: {"waiting": count, "oldest_seconds": round(age or 0)} for name, count, age in cursor.fetchall()
            }
        late = now() - timedelta(minutes=settings.SLOT_GRACE_MINUTES)
        missed = Publication.objects.filter(state=State.MISSED).count()
        overdue = Publication.objects.filter(state=State.PREPARED, sign_off__isnull=False, slot__lt=late).count()
    except DatabaseError:
        return {**report, "ok": False, "database": "down"}
    # Renders and ingests may rightly wait long; what publishes may not.
    lag = max((queue["oldest_seconds"] for name, queue in queues.items() if name in {"publish", "breaking"}), default=0)
    return {
        **report,
        "ok": lag <= LAG_SECONDS,
        "database": "up",
        "queues": queues,
        "publish_lag_seconds": lag,
        "missed_slots": missed + overdue,
    }
