"""What a person chose: of what they are told in which way, and when nothing rings.

The page is no choice: every notice stands on it. Quiet hours hold back all that rings (devices, Telegram) and e-mail, but
for what is urgent; `summing_up.py` sends one summary of what was kept back when they end.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Notice, Person, Station, ToldHow
from clipdesk.accounts.models.notice import URGENT
from clipdesk.kernel.clock import now

MAIL, PUSH, TELEGRAM = "mail", "push", "telegram"
WAYS = (MAIL, PUSH, TELEGRAM)

_REST = "rest"
GROUPS = {
    "urgent": _("What is urgent: breaking clips, emergency releases, nobody on duty"),
    "review": _("Review: clips that wait, came back or were signed off"),
    "rota": _("Duty on the rota"),
    "publishing": _("Publishing: failed, missed, on hold"),
    _REST: _("Everything else: recordings, renders, the desk's own health"),
}
_OF_KIND = {
    **dict.fromkeys(URGENT, "urgent"),
    **dict.fromkeys(
        (
            "sign_off_waiting",
            "not_signed_in_time",
            "sent_back",
            "picture_note",
            "signed",
            "sign_off_expired",
            "emergency_unseen",
            "drafts_handed_over",
        ),
        "review",
    ),
    **dict.fromkeys(("on_rota", "off_rota"), "rota"),
    **dict.fromkeys(
        (
            "will_be_refused",
            "publication_failed",
            "ahead_refused",
            "no_room",
            "publication_unknown",
            "take_down_failed",
            "missed_slot",
            "by_hand",
            "by_hand_overdue",
            "by_hand_look",
            "by_hand_differs",
            "by_hand_stop",
            "held",
            "account_in_trouble",
            "account_shows_otherwise",
            "unsigned_post",
            "account_proposed",
            "permission_ends",
        ),
        "publishing",
    ),
}


def group_of(kind: str) -> str:
    """Return the group in which people choose a kind of notice."""
    return _OF_KIND.get(kind, _REST)


def chosen_by(person: Person) -> ToldHow:
    """Return what the person chose; who never did is told everything, at any hour."""
    return ToldHow.objects.filter(person=person).first() or ToldHow(person=person)


def wants(notice: Notice, way: str) -> bool:
    """Tell whether the person wants a notice in this way."""
    return f"{way}:{group_of(notice.kind)}" not in chosen_by(notice.person).not_told


def is_quiet(person: Person, station: Station) -> bool:
    """Tell whether the person wants quiet at this moment, by the station's clock."""
    return chosen_by(person).is_quiet(timezone.localtime(now(), ZoneInfo(station.timezone)).time())


def keep_back(notice: Notice) -> bool:
    """Keep a notice for the summary when the person wants quiet now and it is not urgent; tell whether it was."""
    if notice.is_urgent or not is_quiet(notice.person, notice.station):
        return False
    Notice.objects.filter(pk=notice.pk, kept_at=None).update(kept_at=now())
    return True
