"""Making and changing clips. A clip changes only by a new revision; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk, Person
from clipdesk.accounts.roles import CUT
from clipdesk.clips.content import TITLE_CHARACTERS, Content
from clipdesk.clips.models import Clip, Revision
from clipdesk.history.models import Actor
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import parse_fraction
from clipdesk.library.models import Recording, RundownItem
from clipdesk.media.recipe import Framing, Range, Recipe

_OPEN = {Clip.DRAFT, Clip.SENT_BACK}
FIRST_CUT_SECONDS = 30


class ChangedMeanwhile(ClipdeskError):
    """Somebody else saved a newer edit of the same clip."""

    message = gettext_noop(
        "Changed meanwhile: {name} saved revision {number} of this clip after you opened it. Your text is still on this "
        "page; copy what you need, reload, and enter it again."
    )


class NotReady(ClipdeskError):
    """A clip cannot be cut from a recording that has not been read."""

    message = gettext_noop("This recording is not ready yet. Wait until it has been read, then cut.")


def new_clip(member: Member, recording: Recording, desk: Desk | None = None) -> Clip:
    """Make a draft of the recording's first half minute.

    Raises:
        NotReady: the recording has not been read.
        NotAllowed: the person may not cut on that desk.
    """
    desk = desk or recording.desk
    member.require(CUT, desk.pk)
    if recording.state != Recording.READY:
        raise NotReady
    recipe = Recipe(
        source_sha256=recording.original_id,
        ranges=(Range(Fraction(0), min(recording.duration, Fraction(FIRST_CUT_SECONDS))),),
        framing={shape: Framing() for shape in ("9:16", "1:1", "16:9")},
    )
    content = Content(recipe=recipe, title="", language=recording.language or member.station.language)
    with transaction.atomic():
        clip = Clip.objects.create(
            station=member.station, desk=desk, recording=recording, author=member.person, last_editor=member.person
        )
        record(clip, "clip_made", by=member.actor, after={"recording": str(recording.pk)})
        _add_revision(clip, content, by=member.person, actor=member.actor)
    return clip


def cut_to_item(clip: Clip, item: RundownItem, *, member: Member) -> None:
    """Set a new clip to one item of the rundown: its times, its title, its language."""
    rate, content = clip.recording.frame_rate, clip.content
    start = Fraction(int(parse_fraction(item.start) * rate)) / rate
    end = min(Fraction(int(parse_fraction(item.end) * rate)) / rate, clip.recording.duration)
    if end <= start:
        return
    recipe = replace(content.recipe, ranges=(Range(start, end),), language=item.language or content.recipe.language)
    changed = replace(
        content, recipe=recipe, title=item.title[:TITLE_CHARACTERS], language=item.language or content.language
    )
    save(clip, changed, base=clip.head_number, member=member)


def save(clip: Clip, content: Content, *, base: int, member: Member) -> tuple[Revision, bool]:
    """Save an edit made on top of revision `base`; return the newest revision and whether a sign-off was voided by it.

    Saving what is already there changes nothing and voids nothing. A change of content after review began puts the clip
    back to draft; whoever listens to `clip.changed` drops what was built on the old content.

    Raises:
        ChangedMeanwhile: somebody saved a newer revision; nothing was written.
        RecipeError: a range is empty or reaches outside the recording.
        IllegalTransition: the clip is published or withdrawn (begin a correction first).
    """
    member.require(CUT, clip.desk_id)
    content.recipe.check(clip.recording.source_info)
    with transaction.atomic():
        locked = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        head = locked.head
        if head.sha256 == content.sha256:
            return head, False
        if locked.head_number != base:
            raise ChangedMeanwhile(name=head.made_by.name, number=head.number)
        voided = locked.state not in _OPEN
        if voided:
            transition(locked, Clip.CHANGE, by=member.actor)
        revision = _add_revision(locked, content, by=member.person, actor=member.actor)
        if voided:
            announce("clip.changed", clip_id=locked.pk)
    clip.refresh_from_db()
    return revision, voided


def begin_correction(clip: Clip, note: str, *, member: Member) -> None:
    """Open a published clip for a correction; `note` is what the public will read beside it.

    Raises:
        IllegalTransition: the clip is not published.
        NoteMissing: the note is empty.
    """
    if not note.strip():
        raise NoteMissing
    transition(clip, Clip.CORRECT, by=member.actor, changes={"correction_note": note.strip()}, because=note.strip())


class NoteMissing(ClipdeskError):
    """A correction, withdrawal or sending back without words."""

    message = gettext_noop("Say in a sentence why. It is kept in the history, and for corrections the public reads it.")


def hand_over_drafts(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Make `taker` the author of every unfinished clip of `giver` at a station; return how many."""
    drafts = Clip.objects.select_for_update(of=("self",)).filter(
        station_id=station_id, author=giver, state__in=[*_OPEN, Clip.EXPIRED]
    )
    count = 0
    for clip in drafts:
        Clip.objects.filter(pk=clip.pk).update(author=taker)
        record(clip, "handed_over", by=by, before={"author": giver.name}, after={"author": taker.name})
        count += 1
    return count


def content_with(content: Content, changes: Mapping[str, Any]) -> Content:
    """Return `content` with parts of its stored form replaced; the recipe's parts may be given one by one.

    Raises:
        RecipeError: the result is no valid recipe.
    """
    data = content.to_json()
    recipe = {**data["recipe"], **changes.get("recipe", {})}
    return Content.from_json({**data, **changes, "recipe": recipe})


def _add_revision(clip: Clip, content: Content, *, by: Person, actor: Actor) -> Revision:
    """Write the next revision and bring the clip's repeated fields into step."""
    number = clip.head_number + 1
    revision = Revision.objects.create(
        clip=clip, number=number, content_json=content.to_json(), sha256=content.sha256, made_by=by
    )
    changes = {
        "head_number": number,
        "title": content.title,
        "text_folded": content.searchable,
        "last_editor": by,
        "changed_at": now(),
    }
    if not Clip.objects.filter(pk=clip.pk, head_number=clip.head_number).update(**changes):
        raise IllegalTransition(state=clip.state)
    record(clip, "revision_saved", by=actor, after={"number": number, "sha256": revision.sha256})
    for name, value in changes.items():
        setattr(clip, name, value)
    return revision


def mark_breaking(clip: Clip, breaking: bool, *, member: Member) -> None:
    """Flag a clip as breaking news (its render takes the slot kept for that), or take the flag away."""
    member.require(CUT, clip.desk_id)
    with transaction.atomic():
        Clip.objects.filter(pk=clip.pk).update(breaking=breaking)
        record(
            clip, "breaking_changed", by=member.actor, before={"breaking": clip.breaking}, after={"breaking": breaking}
        )
    clip.breaking = breaking
