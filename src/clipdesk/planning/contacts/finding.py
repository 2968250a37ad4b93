"""Find posts of the station by words of their titles, with or without marks."""

from __future__ import annotations

from clipdesk.kernel.text import fold
from clipdesk.planning.models import Contact, Made

#: Among so many of the newest is looked, and so many are offered.
_LOOKED_AT, _OFFERED = 5000, 20


def posts_to_link(contact: Contact, words: str) -> list[Made]:
    """Return posts in whose titles all of these words stand, the newest first, without those that are linked already."""
    wanted = fold(words).split()
    rows = Made.objects.filter(station=contact.station_id).exclude(pk__in=contact.posts.values("made"))
    titles = rows.order_by("-at").values_list("pk", "title")[:_LOOKED_AT]
    keys = [key for key, title in titles if all(word in fold(title) for word in wanted)][:_OFFERED]
    return list(Made.objects.filter(pk__in=keys).select_related("destination").order_by("-at"))
