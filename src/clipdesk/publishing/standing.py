"""A post turns out to stand at another address than was said."""

from __future__ import annotations

from clipdesk.accounts.models import Person
from clipdesk.connectors.by_hand.posts import FoundPost
from clipdesk.history.models import Actor
from clipdesk.publishing.hands import note_posted
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import SETTLED, ring_down
from clipdesk.review.models import Package


def stands_at(publication: Publication, found: FoundPost, *, package: Package, person: Person, by: Actor) -> None:
    """Write that a version stands there. Whatever was seen before was seen of another post: it is looked at anew, and what
    was withdrawn counts as up until two people have said that this one is gone. Call it in a transaction."""
    verb = "publication_elsewhere"
    note_posted(publication, found, package=package, person=person, by=by, verb=verb)
    changes = {**SETTLED, "remote_id": found.remote_id, "taken_down_at": None}
    Publication.objects.filter(pk=publication.pk).update(**changes)
    if publication.state == State.WITHDRAWN:
        ring_down(publication)
