"""The app of the design system; it has no models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, styles, components, formats."""

    name = "clipdesk.ui"
    label = "ui"
