"""The cutting room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class ClipsConfig(AppConfig):
    """Clips, revisions, captions, framing, renders."""

    name = "clipdesk.clips"

    def ready(self) -> None:
        """Put the clips into the navigation."""
        navigation.register(30, _("Clips"), "cut", "clips:list", "see")
