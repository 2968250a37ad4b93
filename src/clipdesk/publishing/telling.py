"""Tell people what became of a publication."""

from __future__ import annotations

from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT, SEND
from clipdesk.publishing.models import HandWord, Publication

#: What merely goes on is told once for each try, not with each look at it.
_GOES_ON = {"publication_unknown", "take_down_failed", "by_hand_overdue"}
#: What whoever may send a clip can do, and not only whoever settles what asks.
_FOR_ALL_HANDS = {"by_hand", "by_hand_look", "by_hand_overdue"}
#: What is told anew with everything that somebody says of a post.
_ABOUT_WORDS = {"by_hand_look", "by_hand_differs"}


def tell_about(publication: Publication, kind: str, *, but: Person | None = None) -> None:
    """Tell those who can settle it, and the author (`but` whoever knows it already); what goes on is told once for each
    attempt."""
    clip = publication.clip
    people = {*people_who_may(CORRECT, clip.station, clip.desk)}
    people |= {*people_who_may(SEND, clip.station, clip.desk)} if kind in _FOR_ALL_HANDS else {clip.author}
    said = publication.hand_words.count() if kind in _ABOUT_WORDS else ""
    which = _try(publication) if kind in _GOES_ON else f"{publication.run}{said}"
    tell(
        people - {but},
        station=clip.station,
        desk=clip.desk,
        kind=kind,
        cause=f"publication:{publication.pk}:{which}",
        link=f"/s/{clip.station.slug}/publishing/{publication.pk}/",
    )


def _try(publication: Publication) -> str:
    """Return which try at which package it is; by hand also which of the addresses that were said."""
    said = publication.hand_words.filter(kind=HandWord.POSTED).count()
    which = f"{publication.package_id}:{publication.attempts.count()}"
    return f"{which}:{said}" if said else which
