"""The jobs room has no tables of its own; Procrastinate's belong to Procrastinate."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Queues, announcements, stalled-job rescue."""

    name = "clipdesk.jobs"
