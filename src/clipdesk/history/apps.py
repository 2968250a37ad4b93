"""The ledger."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """What happened, who did it, and when."""

    name = "clipdesk.history"
