"""What a publication's page shows of work by hand: what waits, who has it, what is still to be looked at."""

from __future__ import annotations

from typing import Any

from clipdesk.accounts.member import Member
from clipdesk.publishing.by_hand import NotNow, in_hand_of
from clipdesk.publishing.hands import (
    address_of,
    at_work_until,
    has_not_said,
    holder_of,
    last_posted,
    look_at,
    may_post,
    newest_attempt,
    newest_word,
    said_gone,
)
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.second_look import waits_for_look

_PUBLIC = {State.LIVE, State.CORRECTED}


def hand_in(member: Member, publication: Publication) -> dict[str, Any]:
    """Return it; empty where no person posts."""
    if not publication.destination.is_by_hand:
        return {}
    me = member.person.pk
    posted, looked = last_posted(publication), look_at(publication)
    to_look, gone = waits_for_look(publication), said_gone(publication)
    withdrawn = publication.state == State.WITHDRAWN and publication.taken_down_at is None
    may = may_post(member, publication)
    return {
        "by_hand": {
            "may": may,
            "seen": newest_word(publication),
            "waits": publication.state == State.BY_HAND,
            "until": at_work_until(publication),
            "holder": _holder(publication),
            "is_mine": may and _is_mine(publication, member),
            "posted": posted,
            "looked": looked,
            "to_look": to_look,
            "is_own": to_look is not None and to_look.by_id == me,
            "address": address_of(publication),
            "may_move": may and posted is not None and (withdrawn or publication.state in _PUBLIC),
            "deleted": gone if publication.is_public else None,
            "has_not_said": has_not_said(publication) if withdrawn else "",
            "to_take_down": withdrawn and gone is None,
            "said_gone": gone if withdrawn else None,
            "gone_is_own": gone is not None and gone.by_id == me,
        }
    }


def _holder(publication: Publication) -> str:
    """Return who has it in hand now."""
    attempt = newest_attempt(publication) if publication.state == State.PROCESSING else None
    return holder_of(attempt) if attempt else ""


def _is_mine(publication: Publication, member: Member) -> bool:
    """Tell whether the member has it in hand, and may say here what became of it."""
    try:
        held = in_hand_of(publication, member)
    except NotNow:
        return False
    return held.asks or held.asks_after_withdrawal
