"""The app that joins the rooms; it has no models."""

from django.apps import AppConfig

from clipdesk.config.schedule import LISTENERS
from clipdesk.jobs.listeners import listen


class ConfigConfig(AppConfig):
    """Settings, addresses, schedule and command line."""

    name = "clipdesk.config"
    label = "config"

    def ready(self) -> None:
        """Tell `jobs` who listens to what."""
        listen(LISTENERS)
