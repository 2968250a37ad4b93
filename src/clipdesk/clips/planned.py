"""Clips that were planned: begun for an assignment, put on a content line."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT
from clipdesk.clips import editing
from clipdesk.clips.access import require
from clipdesk.clips.models import Clip, ClipPlan
from clipdesk.history.transition import IllegalTransition, record
from clipdesk.library.models import Recording
from clipdesk.planning import assigning
from clipdesk.planning.access import lines_for
from clipdesk.planning.lines import note_line
from clipdesk.planning.models import Assignment, ContentLine
from clipdesk.planning.stages import IN_WORK, SIGN_OFF, SIGNED

#: How far an assignment is, by the state of its clip; where it has several, the one that is furthest counts.
_STAGES = {
    Clip.DRAFT: IN_WORK,
    Clip.SENT_BACK: IN_WORK,
    Clip.EXPIRED: IN_WORK,
    Clip.IN_REVIEW: SIGN_OFF,
    Clip.SIGNED: SIGNED,
}
_ORDER = (IN_WORK, SIGN_OFF, SIGNED)


def begin(assignment: Assignment, recording: Recording, *, member: Member) -> Clip:
    """Make a draft of a recording for an assignment to cut; its title is the story's. Whoever begins has accepted it.

    Raises:
        NotAllowed, NotReady, ItemOutside; IllegalTransition: it is done or cancelled, or no cut.
    """
    with transaction.atomic():
        held = assigning.locked(assignment)
        if held.kind != Assignment.CUT or not held.is_waiting:
            raise IllegalTransition(state=held.state)
        clip = editing.new_clip(member, recording, held.desk, title=held.story.title)
        ClipPlan.objects.create(clip=clip, assignment=held, line=held.story.line)
        record(clip, "clip_planned", by=member.actor, after={"assignment": str(held), "story": held.story.title})
        _accept(held, member)
    return clip


def set_line(clip: Clip, line: ContentLine | None, *, member: Member) -> None:
    """Say which content line a clip counts for, also once it is public; None: for none.

    Raises:
        NotAllowed.
    """
    require(member, CUT, clip)
    with transaction.atomic():
        Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        plan = ClipPlan.objects.select_related("line").filter(clip=clip).first() or ClipPlan(clip=clip)
        if plan.line_id == (line.pk if line else None):
            return
        before = {"line": plan.line.name if plan.line else ""}
        plan.line = line
        plan.save()
        note_line(clip.pk, line)
        record(clip, "clip_line_set", by=member.actor, before=before, after={"line": line.name if line else ""})


def plan_of(clip: Clip) -> ClipPlan | None:
    """Return what a clip was planned for, if anything."""
    return ClipPlan.objects.select_related("assignment__story__campaign", "line").filter(clip=clip).first()


def stages_of_clips(assignments: Collection[UUID]) -> dict[UUID, str]:
    """Return how far those assignments are of which a clip was begun (`planning.stages`)."""
    rows = ClipPlan.objects.filter(assignment__in=assignments, clip__state__in=_STAGES)
    found: dict[UUID, str] = {}
    for pk, state in rows.values_list("assignment", "clip__state"):
        stage = _STAGES[state]
        found[pk] = max(stage, found.get(pk, stage), key=_ORDER.index)
    return found


def lines_offered(clip: Clip, member: Member) -> list[ContentLine]:
    """Return the content lines that a clip can be put on: those that go on, and the one it is on."""
    plan = plan_of(clip)
    own = plan.line_id if plan else None
    return [line for line in lines_for(member) if line.state == ContentLine.ACTIVE or line.pk == own]


def _accept(held: Assignment, member: Member) -> None:
    """Whoever begins the clip of an assignment that nobody has, or that they were asked for, has taken it."""
    if held.state in Assignment.TAKE.start:
        assigning.take(held, member=member)
    elif held.state == Assignment.ASKED and held.person_id == member.person.pk:
        assigning.accept(held, member=member)
