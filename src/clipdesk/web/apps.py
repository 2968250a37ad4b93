"""Pages that join rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class WebConfig(AppConfig):
    """Home and search."""

    name = "clipdesk.web"

    def ready(self) -> None:
        """Put home first in the navigation, and the search page behind the search box."""
        navigation.register(10, _("Home"), "home", "web:home")
        navigation.register_search("web:search", "see")
