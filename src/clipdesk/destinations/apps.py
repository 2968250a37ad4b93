"""Destinations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class DestinationsConfig(AppConfig):
    """The accounts a station owns."""

    name = "clipdesk.destinations"

    def ready(self) -> None:
        """Put destinations into the navigation."""
        navigation.register(60, _("Destinations"), "outside", "destinations:list")
