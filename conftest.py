"""Gives our fixtures precedence over those of the same name in pytest's Django plugin."""

from clipdesk.config.testing import django_db_setup, no_network, shared_media

__all__ = ["django_db_setup", "no_network", "shared_media"]
