"""The library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class LibraryConfig(AppConfig):
    """Recordings, ingest, storage, rundowns."""

    name = "clipdesk.library"

    def ready(self) -> None:
        """Put channels and recordings into the navigation."""
        navigation.register(15, _("Channels"), "live", "library:channels")
        navigation.register(20, _("Recordings"), "recording", "library:list", "see")
