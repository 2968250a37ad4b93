"""Review and sign-off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class ReviewConfig(AppConfig):
    """Checklists, packages, sign-offs."""

    name = "clipdesk.review"

    def ready(self) -> None:
        """Put the review desk into the navigation."""
        navigation.register(40, _("Review"), "sign", "review:list", "see")
