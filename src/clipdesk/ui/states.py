"""The words for states: each has a label, a tone (colour) and an icon, so that none relies on colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class State:
    """How one state is shown."""

    label: str | Promise
    tone: str
    icon: str


STATES: dict[str, State] = {
    "draft": State(_("Draft"), "draft", "draft"),
    "in_review": State(_("In review"), "review", "review"),
    "sent_back": State(_("Sent back"), "back", "back"),
    "signed": State(_("Signed off"), "signed", "signed"),
    "scheduled": State(_("Scheduled"), "signed", "clock"),
    "prepared": State(_("Prepared"), "signed", "check"),
    "sending": State(_("Sending"), "info", "send"),
    "by_hand": State(_("To be posted by hand"), "review", "people"),
    "processing": State(_("Processing"), "info", "work"),
    "live": State(pgettext_lazy("state of a publication", "Live"), "live", "live"),
    "published": State(_("Published"), "live", "live"),
    "corrected": State(_("Corrected"), "live", "edit"),
    "held": State(_("On hold"), "held", "hold"),
    "on_hold": State(_("On hold"), "held", "hold"),
    "failed": State(_("Failed"), "failed", "failed"),
    "withdrawn": State(_("Withdrawn"), "withdrawn", "withdraw"),
    "expired": State(_("Expired"), "withdrawn", "clock"),
    "cancelled": State(_("Cancelled"), "withdrawn", "cross"),
    "missed": State(_("Slot missed"), "review", "alert"),
    "unknown": State(_("Unknown"), "unknown", "question"),
    "uploading": State(_("Uploading"), "info", "upload"),
    "waiting": State(_("Waiting"), "neutral", "clock"),
    "working": State(_("Working"), "info", "work"),
    "rendering": State(_("Rendering"), "info", "work"),
    "received": State(_("Waiting"), "neutral", "clock"),
    "analysing": State(_("Being read"), "info", "work"),
    "running": State(_("Rendering"), "info", "work"),
    "done": State(_("Ready"), "live", "check"),
    "open": State(_("Waits for sign-off"), "review", "review"),
    "void": State(_("Void"), "withdrawn", "cross"),
    "in_force": State(_("On hold"), "held", "hold"),
    "ready": State(_("Ready"), "live", "check"),
    "asking": State(pgettext_lazy("state of a survey", "Open"), "live", "live"),
    "closed": State(pgettext_lazy("state of a survey", "Closed"), "withdrawn", "lock"),
    "practice": State(_("Practice"), "review", "info"),
}
TONES = ("neutral", "info", "draft", "review", "back", "signed", "live", "held", "failed", "withdrawn", "unknown")
