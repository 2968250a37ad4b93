"""Planning."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class PlanningConfig(AppConfig):
    """Events, stories, assignments, content lines, ideas."""

    name = "clipdesk.planning"

    def ready(self) -> None:
        """Put planning into the navigation; take part when somebody leaves."""
        from clipdesk.accounts import leaving  # noqa: PLC0415  # models exist only now
        from clipdesk.planning.assigning import hand_over_assignments  # noqa: PLC0415
        from clipdesk.planning.skills import drop_skills  # noqa: PLC0415
        from clipdesk.planning.worktime.by_hand import drop_hand_times  # noqa: PLC0415

        navigation.register(35, _("Planning"), "calendar", "planning:calendar", "see")
        leaving.receivers += [hand_over_assignments, drop_hand_times, drop_skills]
