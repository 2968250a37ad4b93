"""Surveys."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.roles import ASK
from clipdesk.ui import navigation


class SurveysConfig(AppConfig):
    """Forms, their versions, answers and figures, and the pages that ask and show."""

    name = "clipdesk.surveys"

    def ready(self) -> None:
        """Put the surveys into the navigation, and its cards on the board of ideas."""
        navigation.register(56, _("Surveys"), "question", "surveys:list", ASK)
        from clipdesk.planning import ideas  # noqa: PLC0415  # models exist only now

        ideas.sources["surveys"] = _("From a survey")
