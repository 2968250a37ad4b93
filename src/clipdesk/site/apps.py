"""The station's public site."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Channel and watch pages, feeds."""

    name = "clipdesk.site"
