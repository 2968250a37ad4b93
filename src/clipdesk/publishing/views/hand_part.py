"""What a publication's page shows of work by hand: what waits, who has it, what is still to be looked at."""

from __future__ import annotations

from typing import Any

from clipdesk.accounts.member import Member
from clipdesk.publishing.by_hand import NotNow, in_hand_of
from clipdesk.publishing.hands import (
    address_of,
    at_work_until,
    has_not_said,
    holder_now,
    last_posted,
    look_at,
    may_post,
    newest_word,
    other_addresses,
    said_gone,
    seen_gone,
)
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.second_look import is_own_work, waits_for_look

_PUBLIC = {State.LIVE, State.CORRECTED}
_STANDS = {*_PUBLIC, State.WITHDRAWN}


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
            "holder": holder_now(publication),
            "is_mine": _is_mine(publication, member),
            "posted": posted,
            "looked": looked,
            "to_look": to_look,
            "is_own": to_look is not None and is_own_work(to_look, member),
            "address": address_of(publication),
            "others": other_addresses(publication) if to_look or gone or publication.state not in _PUBLIC else [],
            "may_move": may and posted is not None and publication.state in _STANDS,
            "deleted": gone if publication.is_public else None,
            "seen_gone": seen_gone(publication),
            "has_not_said": has_not_said(publication),
            "to_take_down": withdrawn and gone is None,
            "said_gone": gone if withdrawn else None,
            "gone_is_own": gone is not None and gone.by_id == me,
        }
    }


def _is_mine(publication: Publication, member: Member) -> bool:
    """Tell whether the member has it in hand, and may say here what became of it."""
    try:
        held = in_hand_of(publication, member)
    except NotNow:
        return False
    return held.asks or held.asks_after_withdrawal
