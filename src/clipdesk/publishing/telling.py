"""Tell people what became of a publication."""

from __future__ import annotations

from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT, SEND
from clipdesk.publishing.models import HandLinkUsed, HandWord, Publication

#: What merely goes on is told once for each try, not with each look at it.
_GOES_ON = {"publication_unknown", "take_down_failed", "by_hand_overdue"}
#: What whoever may send a clip can do, and not only whoever settles what asks.
_FOR_ALL_HANDS = {"by_hand", "by_hand_look", "by_hand_overdue"}
#: What is told anew with everything that somebody says of a post.
_ABOUT_WORDS = {"by_hand_look", "by_hand_differs"}


def tell_about(publication: Publication, kind: str, *, but: Person | None = None) -> None:
    """Tell those who can settle it, the author, and whoever has it in hand (`but` whoever knows it already); what goes on
    is told once for each attempt."""
    clip = publication.clip
    people = {*people_who_may(CORRECT, clip.station, clip.desk)}
    people |= {*people_who_may(SEND, clip.station, clip.desk)} if kind in _FOR_ALL_HANDS else {clip.author}
    people |= _holder(publication)
    said = publication.hand_words.count() if kind in _ABOUT_WORDS else ""
    which = _try(publication) if kind in _GOES_ON else f"{publication.run}{said}"
    tell(
        people - {but},
        station=clip.station,
        desk=clip.desk,
        kind=kind,
        cause=f"publication:{publication.pk}:{which}",
        link=_page(publication),
    )


def tell_holder(publication: Publication, why: str) -> None:
    """Tell whoever has it in hand that nothing is to be posted now; once for each cause (`why`)."""
    clip = publication.clip
    tell(
        _holder(publication),
        station=clip.station,
        desk=clip.desk,
        kind="held",
        cause=f"in-hand:{publication.pk}:{why}",
        link=_page(publication),
    )


def _holder(publication: Publication) -> set[Person]:
    """Return whoever began to post it and has not said yet what became of it."""
    attempt = publication.attempts.order_by("-run").first()
    if attempt is None or attempt.ended_at is not None:
        return set()
    begun = HandLinkUsed.objects.filter(attempt=attempt).select_related("link__made_by").last()
    return {begun.link.made_by} if begun and member_of(begun.link.made_by, publication.station) else set()


def _page(publication: Publication) -> str:
    return f"/s/{publication.clip.station.slug}/publishing/{publication.pk}/"


def _try(publication: Publication) -> str:
    """Return which try at which package it is; by hand also which of the addresses that were said."""
    said = publication.hand_words.filter(kind=HandWord.POSTED).count()
    which = f"{publication.package_id}:{publication.attempts.count()}"
    return f"{which}:{said}" if said else which
