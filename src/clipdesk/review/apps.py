"""Review and sign-off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class ReviewConfig(AppConfig):
    """Checklists, packages, sign-offs."""

    name = "clipdesk.review"

    def ready(self) -> None:
        """Put the review desk into the navigation; take part when somebody leaves."""
        from clipdesk.accounts import leaving  # noqa: PLC0415  # models exist only now
        from clipdesk.review import guests  # noqa: PLC0415
        from clipdesk.review.keys import end_all  # noqa: PLC0415
        from clipdesk.review.rota import drop_shifts  # noqa: PLC0415

        navigation.register(40, _("Review"), "sign", "review:list", "see")
        leaving.receivers += [end_all, drop_shifts, guests.end_all]
