"""Destinations."""

from django.apps import AppConfig


class DestinationsConfig(AppConfig):
    """The accounts a station owns."""

    name = "clipdesk.destinations"
