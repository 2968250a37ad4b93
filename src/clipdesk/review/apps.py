"""Review and sign-off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class ReviewConfig(AppConfig):
    """Checklists, packages, sign-offs."""

    name = "clipdesk.review"

    def ready(self) -> None:
        """Put the review desk into the navigation; take part when somebody leaves; keep signing keys and passkeys apart; say
        what work leaves behind."""
        from clipdesk.accounts import leaving, passkeys, recovering  # noqa: PLC0415  # models exist only now
        from clipdesk.planning.worktime import marks  # noqa: PLC0415
        from clipdesk.review import guests  # noqa: PLC0415
        from clipdesk.review.keys import end_all, end_lost, is_signing_key  # noqa: PLC0415
        from clipdesk.review.rota import drop_shifts  # noqa: PLC0415
        from clipdesk.review.work_marks import marks_of_review, waits_of_review  # noqa: PLC0415

        navigation.register(40, _("Review"), "sign", "review:list", "see")
        passkeys.taken_elsewhere.append(is_signing_key)
        leaving.receivers += [end_all, drop_shifts, guests.end_all]
        recovering.receivers.append(end_lost)
        marks.marks_from.append(marks_of_review)
        marks.waits_from.append(waits_of_review)
