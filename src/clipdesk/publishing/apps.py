"""Publishing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class PublishingConfig(AppConfig):
    """Publications, attempts, holds, corrections, withdrawals."""

    name = "clipdesk.publishing"

    def ready(self) -> None:
        """Put publishing into the navigation."""
        navigation.register(50, _("Publishing"), "publish", "publishing:list", "see")
