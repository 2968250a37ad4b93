"""What became of a clip that somebody had in hand: it is posted, and where; or it is not. A fact is always taken, also when
nothing may be posted any more.
"""

from __future__ import annotations

from django.db import transaction

from clipdesk.connectors.by_hand.posts import FoundPost
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now
from clipdesk.publishing.by_hand import InHand, NotNow
from clipdesk.publishing.found import found_post
from clipdesk.publishing.hands import last_posted, note_also, note_deleted, note_posted
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Attempt
from clipdesk.publishing.moves import WENT_LIVE, SignOffLapsed, apply, end_with_clip, go_public, is_late
from clipdesk.publishing.standing import stands_at
from clipdesk.publishing.telling import tell_about

GIVEN_BACK = "given_back"


def say_posted(held: InHand, link: str) -> None:
    """Write that it is public, and where, as whoever posted it says. What was withdrawn meanwhile is up then, and stays to
    be taken down there.

    Raises:
        LinkMissing, LinkTaken, NoPostThere: the address does not say which post it is.
        NotNow: it was not asked any more, and that very post is known.
    """
    with transaction.atomic():
        held = held.locked()
        publication, by, person = held.publication, held.actor, held.member.person
        if held.asks_after_withdrawal:
            found = found_post(publication, link)
            _end_attempt(held, WENT_LIVE)
            stands_at(publication, found, package=held.used.link.package, person=person, by=by)
            return
        found = found_post(publication, link)
        if not held.asks:
            _hear_all_the_same(held, found)
            return
        event = Event.PUBLISHED if publication.state == State.PROCESSING else Event.FOUND_LIVE
        note_posted(publication, found, person=person, by=by)
        go_public(publication, event, by=by, remote_id=found.remote_id)


def say_not_posted(held: InHand, *, deleted: bool = False) -> None:
    """Write that nothing was posted, as whoever had it in hand says: it waits for a person again. deleted: of a correction,
    the old post was deleted all the same.

    Raises:
        NotNow: it was not asked any more.
    """
    with transaction.atomic():
        held = held.locked()
        publication = held.publication
        is_over = held.asks_after_withdrawal
        if not is_over and not held.asks:
            raise NotNow
        _end_attempt(held, GIVEN_BACK)
        if is_over:
            record(publication, "publication_given_back", by=held.actor)
        if deleted:
            note_deleted(publication, person=held.member.person, by=held.actor)
        if not is_over:
            _give_back(held)


def _hear_all_the_same(held: InHand, found: FoundPost) -> None:
    """Write down a post of somebody's without whom the desk went on: it may stand there twice."""
    publication, package, person = held.publication, held.used.link.package, held.member.person
    posted = last_posted(publication)
    if posted is not None and posted.remote_id == found.remote_id:
        raise NotNow
    if publication.state == State.WITHDRAWN:
        stands_at(publication, found, package=package, person=person, by=held.actor)
    else:
        note_also(publication, found, package=package, person=person, by=held.actor)


def _give_back(held: InHand) -> None:
    """Let it wait for hands again, or ask first: what is late by now is never posted by itself."""
    publication = held.publication
    event = Event.GIVEN_BACK if publication.state == State.PROCESSING else Event.FOUND_ABSENT
    try:
        apply(publication, event, by=held.actor)
    except SignOffLapsed as error:
        said = {"trouble_message": error.message, "trouble_params": {}}
        apply(publication, Event.REFUSED, by=held.actor, changes=said)
        if not end_with_clip(publication, by=held.actor):
            tell_about(publication, "publication_failed")
        return
    if is_late(publication):
        apply(publication, Event.LATE, by=held.actor)
        tell_about(publication, "missed_slot")
    elif event is Event.GIVEN_BACK:
        tell_about(publication, "by_hand")
    else:
        announce("publication.due", urgent=publication.is_urgent, lock=publication.lock, publication_id=publication.pk)


def _end_attempt(held: InHand, outcome: str) -> None:
    Attempt.objects.filter(pk=held.used.attempt_id).update(ended_at=now(), outcome=outcome)
