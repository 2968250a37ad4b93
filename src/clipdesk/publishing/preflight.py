"""Before anybody signs: what would a destination not take of what was just sealed? Nothing leaves the desk for this."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT
from clipdesk.connectors.contract import ConnectorError, Post
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package

_LOOKED_AT = {State.PREPARED, State.FAILED, State.LIVE, State.CORRECTED}


def look_ahead(package: Package, posts: Iterable[tuple[Publication, Post]]) -> None:
    """Keep with each publication why its destination would refuse the package, and tell its people; call it inside the
    transaction that sealed it."""
    for publication, post in posts:
        if publication.state not in _LOOKED_AT:
            continue
        refusal = _refusal(publication, post)
        if refusal is None and publication.state == State.FAILED:
            continue  # why it failed stays there until it is tried again
        said: dict[str, object] = {"trouble_message": "", "trouble_params": {}}
        if refusal is not None:
            said["trouble_message"] = refusal.message
            said["trouble_params"] = {name: str(value) for name, value in refusal.params.items()}
            _tell(package, publication)
        Publication.objects.filter(pk=publication.pk).update(**said)


def forget_warnings(rows: QuerySet[Publication]) -> None:
    """Drop what was foreseen for a package that will not go out, or of an account that works again."""
    warned = rows.filter(state__in=_LOOKED_AT - {State.FAILED}).exclude(trouble_message="")
    warned.update(trouble_message="", trouble_params={})


def _refusal(publication: Publication, post: Post) -> ConnectorError | None:
    try:
        publication.destination.connector().look_over(post)
    except ConnectorError as error:
        return error
    return None


def _tell(package: Package, publication: Publication) -> None:
    clip = publication.clip
    people = {*people_who_may(CORRECT, clip.station, clip.desk), clip.author, package.sent_by}
    cause = f"publication:{publication.pk}:{package.pk}"
    link = f"/s/{clip.station.slug}/publishing/{publication.pk}/"
    tell(people, station=clip.station, desk=clip.desk, kind="will_be_refused", cause=cause, link=link)
