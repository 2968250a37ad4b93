"""The cutting room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clipdesk.ui import navigation


class ClipsConfig(AppConfig):
    """Clips, revisions, captions, framing, renders."""

    name = "clipdesk.clips"

    def ready(self) -> None:
        """Put the clips into the navigation; take part when somebody leaves; say what work leaves behind."""
        from clipdesk.accounts import leaving  # noqa: PLC0415  # models exist only now
        from clipdesk.clips.editing import hand_over_drafts  # noqa: PLC0415
        from clipdesk.clips.looks import looks_for_series  # noqa: PLC0415
        from clipdesk.clips.work_marks import marks_of_cutting, pieces_of_clips  # noqa: PLC0415
        from clipdesk.library import series_form  # noqa: PLC0415
        from clipdesk.planning.worktime import marks  # noqa: PLC0415

        navigation.register(30, _("Clips"), "cut", "clips:list", "see")
        leaving.receivers.append(hand_over_drafts)
        series_form.look_offers.append(looks_for_series)
        marks.marks_from.append(marks_of_cutting)
        marks.pieces_from.append(pieces_of_clips)
