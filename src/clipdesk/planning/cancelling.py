"""Cancelling events, and what becomes of the stories and assignments of them: whoever cancels says it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.history.models import Actor
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.planning.expanding import happening_on
from clipdesk.planning.models import Event, Occurrence, Story
from clipdesk.planning.scheduling import attach, is_first, locked, split
from clipdesk.planning.stories import cancel_with_work
from clipdesk.planning.telling import tell_of_change

#: What becomes of the stories: cancelled with all open work, or kept as stories of no event.
CANCEL, KEEP = "cancel", "keep"


def cancel_one(event: Event, day: date, *, fate: str, because: str, member: Member) -> None:
    """Cancel one day of an event; of one that comes once, the event.

    Raises:
        NotAllowed, IllegalTransition; Http404: it does not begin on `day`.
    """
    member.require(PLAN, event.desk_id)
    with transaction.atomic():
        held = _standing(event)
        if not held.recurs:
            _cancel_whole(held, fate, because, member)
            return
        row = attach(held, day, member.actor)
        transition(row, Occurrence.CANCEL, by=member.actor, because=because)
        _settle([row], held, fate, member)


def cancel_following(event: Event, day: date, *, fate: str, because: str, member: Member) -> None:
    """Cancel one day of an event and all that follow it; what was before stays.

    Raises:
        NotAllowed, IllegalTransition, Http404.
    """
    member.require(PLAN, event.desk_id)
    with transaction.atomic():
        held = _standing(event)
        happening_on(held, day)
        rest = held if is_first(held, day) else split(held, day, day, None, by=member.actor)
        _cancel_whole(rest, fate, because, member)


def revive(event: Event, day: date, *, member: Member) -> None:
    """Let a cancelled event, or a cancelled day of one, take place after all. Its stories stay as they are.

    Raises:
        NotAllowed, IllegalTransition: neither is cancelled; Http404.
    """
    member.require(PLAN, event.desk_id)
    with transaction.atomic():
        held = locked(event)
        found = happening_on(held, day)
        if found.row is not None and found.row.state == Occurrence.CANCELLED:
            transition(found.row, Occurrence.REVIVE, by=member.actor)
        else:
            transition(held, Event.REVIVE, by=member.actor)


def attached_to(event: Event, day: date | None = None) -> list[Story]:
    """Return the open stories of an event from a day on (`day` None: of all its days)."""
    rows = Story.objects.filter(occurrence__event=event, state=Story.OPEN).select_related("occurrence")
    if day is not None:
        rows = rows.filter(occurrence__recurs_on__gte=day)
    return list(rows.prefetch_related("assignments__person").order_by("occurrence__recurs_on", "slug"))


def _standing(event: Event) -> Event:
    held = locked(event)
    if held.state == Event.CANCELLED:
        raise IllegalTransition(state=held.state)
    return held


def _cancel_whole(held: Event, fate: str, because: str, member: Member) -> None:
    transition(held, Event.CANCEL, by=member.actor, because=because)
    _settle(list(held.occurrences.all()), held, fate, member)


def _settle(rows: list[Occurrence], event: Event, fate: str, member: Member) -> None:
    tell_of_change(rows, event, member)
    for story in Story.objects.filter(occurrence__in=rows, state=Story.OPEN):
        if fate == CANCEL:
            cancel_with_work(story, by=member.actor)
        else:
            _let_go(story, by=member.actor)


def _let_go(story: Story, *, by: Actor) -> None:
    """Keep a story, of no event from now on."""
    before = {"event": str(story.occurrence)}
    story.occurrence = None
    story.save(update_fields=["occurrence"])
    record(story, "story_kept", by=by, before=before)
