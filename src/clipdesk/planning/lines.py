"""Content lines and their targets: made, changed, ended; what publishing made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import record, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.assigning import fulfil
from clipdesk.planning.models import ContentLine, LineTarget, Made


class NameTaken(ClipdeskError):
    """A second line of the same name."""

    message = gettext_noop("There is a content line “{name}” already. Change that one, or choose another name.")


def make(member: Member, name: str, what_for: str) -> ContentLine:
    """Make a content line.

    Raises:
        NotAllowed, NameTaken.
    """
    member.require(PLAN)
    with transaction.atomic():
        _check_free(member, name, None)
        said = {"name": name, "what_for": what_for}
        line = ContentLine.objects.create(station=member.station, made_by=member.person, **said)
        record(line, "line_made", by=member.actor, after=said)
    return line


def change(line: ContentLine, member: Member, name: str, what_for: str) -> None:
    """Change what a line is called and what it is for.

    Raises:
        NotAllowed, NameTaken.
    """
    member.require(PLAN)
    with transaction.atomic():
        _check_free(member, name, line)
        held = ContentLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        before, after = {"name": held.name, "what_for": held.what_for}, {"name": name, "what_for": what_for}
        if before != after:
            held.name, held.what_for = name, what_for
            held.save()
            record(held, "line_changed", by=member.actor, before=before, after=after)


def set_target(line: ContentLine, member: Member, said: Mapping[str, Any]) -> None:
    """Say how many clips of a line are wanted; for the same destination, shape and period the number before is replaced.

    Raises:
        NotAllowed.
    """
    member.require(PLAN)
    key = {name: said[name] for name in ("destination", "shape", "per")}
    with transaction.atomic():
        ContentLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        known = line.targets.filter(**key).first()
        target = known or LineTarget(line=line, **key)
        before = {"count": target.count} if known else {}
        target.count = said["count"]
        target.save()
        record(line, "target_set", by=member.actor, before=before, after=_told(target))


def drop_target(line: ContentLine, target_id: int, member: Member) -> None:
    """Take a target away; twice is once.

    Raises:
        NotAllowed.
    """
    member.require(PLAN)
    with transaction.atomic():
        target = line.targets.filter(pk=target_id).first()
        if target is not None:
            record(line, "target_dropped", by=member.actor, before=_told(target))
            target.delete()


def end(line: ContentLine, member: Member) -> None:
    """End a line: nothing new is put on it, and its targets ask for nothing any more.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN)
    transition(line, ContentLine.END, by=member.actor)


def revive(line: ContentLine, member: Member) -> None:
    """Take an ended line up again.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN)
    transition(line, ContentLine.REVIVE, by=member.actor)


def note_made(
    publication: UUID,
    clip: UUID,
    title: str,
    destination: Destination,
    *,
    line: ContentLine | None,
    assignment_id: UUID | None,
) -> None:
    """Note that a clip is public on a destination, and that its assignment is fulfilled by that; twice is once.

    Called by publishing, inside the transaction in which it went public.
    """
    moment = now()
    Made.objects.update_or_create(
        publication=publication,
        defaults={"taken_down_at": None},
        create_defaults={
            "station_id": destination.station_id,
            "clip": clip,
            "title": title,
            "destination": destination,
            "shape": destination.shape,
            "line": line,
            "assignment_id": assignment_id,
            "at": moment,
        },
    )
    if assignment_id is not None:
        fulfil(assignment_id, title, moment)


def note_taken_down(publication: UUID, at: datetime) -> None:
    """Note that a publication was withdrawn: it no longer counts. What was fulfilled by it stays done."""
    Made.objects.filter(publication=publication, taken_down_at=None).update(taken_down_at=at)


def note_line(clip: UUID, line: ContentLine | None) -> None:
    """Count what went public of a clip for another line from now on."""
    Made.objects.filter(clip=clip).update(line=line)


def _check_free(member: Member, name: str, line: ContentLine | None) -> None:
    taken = ContentLine.objects.filter(station=member.station, name=name)
    if (taken.exclude(pk=line.pk) if line else taken).exists():
        raise NameTaken(name=name)


def _told(target: LineTarget) -> dict[str, object]:
    where = target.destination.name if target.destination else ""
    return {"count": target.count, "per": target.per, "destination": where, "shape": target.shape}
