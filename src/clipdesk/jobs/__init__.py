"""Background work on the same PostgreSQL: queues, announcements, run numbers, rescue of stalled jobs."""
