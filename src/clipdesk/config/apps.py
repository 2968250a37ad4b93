"""The app that joins the rooms; it has no models."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses, schedule and command line."""

    name = "clipdesk.config"
    label = "config"
