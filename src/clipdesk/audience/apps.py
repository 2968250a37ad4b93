"""Audience."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class AudienceConfig(AppConfig):
    """Metric definitions, samples, and the pages that show them."""

    name = "clipdesk.audience"

    def ready(self) -> None:
        """Put the audience into the navigation, and its cards on the board of ideas."""
        navigation.register(55, _("Audience"), "chart", "audience:now", "see")
        from clipdesk.planning import ideas  # noqa: PLC0415  # models exist only now

        ideas.sources["audience"] = _("From the figures")
