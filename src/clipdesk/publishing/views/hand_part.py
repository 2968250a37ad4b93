"""What a publication's page shows of work by hand: what waits, who has it, what is still to be looked at."""

from __future__ import annotations

from typing import Any

from clipdesk.accounts.member import Member
from clipdesk.publishing.hands import (
    address_of,
    at_work_until,
    last_posted,
    look_at,
    may_post,
    newest_attempt,
    said_gone,
)
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import HandLinkUsed, Publication
from clipdesk.publishing.second_look import waits_for_look


def hand_in(member: Member, publication: Publication) -> dict[str, Any]:
    """Return it; empty where no person posts."""
    if not publication.destination.is_by_hand:
        return {}
    me = member.person.pk
    posted, looked = last_posted(publication), look_at(publication)
    to_look, gone = waits_for_look(publication), said_gone(publication)
    withdrawn = publication.state == State.WITHDRAWN and publication.taken_down_at is None
    return {
        "by_hand": {
            "may": may_post(member, publication),
            "waits": publication.state == State.BY_HAND,
            "until": at_work_until(publication),
            "holder": _holder(publication),
            "posted": posted,
            "looked": looked,
            "to_look": to_look,
            "is_own": to_look is not None and to_look.by_id == me,
            "address": address_of(publication),
            "to_take_down": withdrawn and gone is None,
            "said_gone": gone if withdrawn else None,
            "gone_is_own": gone is not None and gone.by_id == me,
        }
    }


def _holder(publication: Publication) -> str:
    """Return who has it in hand now."""
    attempt = newest_attempt(publication) if publication.state == State.PROCESSING else None
    used = HandLinkUsed.objects.filter(attempt=attempt).select_related("link__made_by").last() if attempt else None
    return used.link.made_by.name if used else ""
