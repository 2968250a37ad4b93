"""Tell people what became of a publication."""

from __future__ import annotations

from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT
from clipdesk.publishing.models import Publication

#: What merely goes on is told once for each try, not with each look at it.
_GOES_ON = {"publication_unknown", "take_down_failed"}


def tell_about(publication: Publication, kind: str) -> None:
    """Tell those who can settle it, and the author; what goes on is told once for each attempt."""
    clip = publication.clip
    people = {*people_who_may(CORRECT, clip.station, clip.desk), clip.author}
    which = f"{publication.package_id}:{publication.attempts.count()}" if kind in _GOES_ON else publication.run
    tell(
        people,
        station=clip.station,
        desk=clip.desk,
        kind=kind,
        cause=f"publication:{publication.pk}:{which}",
        link=f"/s/{clip.station.slug}/publishing/{publication.pk}/",
    )
