"""Stories: made, of an event or of none, or of an idea; changed, cancelled, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.history.models import Actor
from clipdesk.history.transition import record, transition
from clipdesk.planning.models import Assignment, Event, Idea, Story
from clipdesk.planning.scheduling import attach


def make(
    member: Member,
    said: Mapping[str, Any],
    *,
    event: Event | None = None,
    day: date | None = None,
    idea: Idea | None = None,
) -> Story:
    """Make a story of what the form said; of one `day` of an event, or of an idea, which is taken up by it.

    Raises:
        NotAllowed; IllegalTransition: the idea was taken up or dropped; Http404: the event does not begin on `day`.
    """
    member.require(PLAN, said["desk"].pk)
    with transaction.atomic():
        row = attach(event, day, member.actor) if event is not None and day is not None else None
        story = Story.objects.create(station=member.station, occurrence=row, made_by=member.person, **said)
        record(story, "story_made", by=member.actor, after=_told(story))
        if idea is not None:
            transition(idea, Idea.TAKE, by=member.actor, changes={"story": story})
    return story


def change(story: Story, member: Member, said: Mapping[str, Any]) -> None:
    """Change what is said of a story; its assignments follow to another desk.

    Raises:
        NotAllowed.
    """
    member.require(PLAN, story.desk_id)
    member.require(PLAN, said["desk"].pk)
    with transaction.atomic():
        held = (
            Story.objects.select_for_update(of=("self",))
            .select_related("desk", "line", "campaign", "occurrence")
            .get(pk=story.pk)
        )
        before = _told(held)
        for name, value in said.items():
            setattr(held, name, value)
        if (after := _told(held)) == before and held.about == story.about:
            return
        held.save(update_fields=list(said))
        held.assignments.exclude(desk=held.desk).update(desk=held.desk)
        changed = {name for name in after if after[name] != before[name]}
        old, new = ({name: told[name] for name in changed} for told in (before, after))
        record(held, "story_changed", by=member.actor, before=old, after=new)


def cancel(story: Story, *, because: str, member: Member) -> None:
    """Cancel a story and its open work.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, story.desk_id)
    with transaction.atomic():
        cancel_with_work(story, by=member.actor, because=because)


def revive(story: Story, *, member: Member) -> None:
    """Take a cancelled story up again; its work is planned anew.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, story.desk_id)
    transition(story, Story.REVIVE, by=member.actor)


def cancel_with_work(story: Story, *, by: Actor, because: str = "") -> None:
    """Cancel a story and what is still to be done for it; what is done stays done. Call it inside a transaction."""
    transition(story, Story.CANCEL, by=by, because=because)
    for assignment in story.assignments.filter(state__in=Assignment.WAITING):
        transition(assignment, Assignment.CANCEL, by=by, because=because)


def _told(story: Story) -> dict[str, object]:
    return {
        "slug": story.slug,
        "title": story.title,
        "desk": story.desk.name,
        "line": story.line.name if story.line else "",
        "campaign": story.campaign.name if story.campaign else "",
        "event": str(story.occurrence or ""),
    }
