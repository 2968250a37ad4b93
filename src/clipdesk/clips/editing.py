"""Making and changing clips. A clip changes only by a new revision; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Desk, Person
from clipdesk.accounts.roles import CORRECT, CUT, SEND
from clipdesk.clips.access import may, require
from clipdesk.clips.content import TITLE_CHARACTERS, Content
from clipdesk.clips.looks import look_of_series
from clipdesk.clips.models import Clip, Revision, look_named
from clipdesk.clips.models.render import want_render
from clipdesk.clips.pictures import check_picture
from clipdesk.clips.spoken import known_captions
from clipdesk.clips.translations import laid_anew
from clipdesk.history.models import Actor
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.kernel.time import frame_at, parse_fraction
from clipdesk.library.models import Recording, RundownItem
from clipdesk.media.errors import RecipeError
from clipdesk.media.recipe import SHAPES, Framing, Range, Recipe

_OPEN = {Clip.DRAFT, Clip.SENT_BACK}
_UNFINISHED = [*_OPEN, Clip.IN_REVIEW, Clip.SIGNED, Clip.EXPIRED]
FIRST_CUT = Fraction(30)


class ChangedMeanwhile(IllegalTransition):
    """Somebody else saved a newer edit of the same clip."""

    message = gettext_noop(
        "Changed meanwhile: {name} saved revision {number} of this clip after you opened it. Your text is still on this "
        "page; copy what you need, reload, and enter it again."
    )


class IsPublic(IllegalTransition):
    """A clip that went out is changed as if it were a draft."""

    message = gettext_noop("This clip is public. Begin a correction on its page to change it.")


class OtherRecording(ClipdeskError):
    """An edit was made on another recording than the clip's."""

    message = gettext_noop("These edits belong to another recording. Reload the page, then cut again.")


class ItemOutside(ClipdeskError):
    """An item of the rundown lies outside the recording."""

    message = gettext_noop("“{title}” lies outside the recording. Correct its times in the rundown, or cut by hand.")


class NotReady(ClipdeskError):
    """A clip cannot be cut from a recording that has not been read."""

    message = gettext_noop("This recording is not ready yet. Wait until it has been read, then cut.")


class OnItsWay(ClipdeskError):
    """A signed clip is going out at this moment."""

    message = gettext_noop(
        "This clip is going out at this moment, or part of it is public already. Wait until it is published, then begin a "
        "correction."
    )


def new_clip(
    member: Member,
    recording: Recording,
    desk: Desk | None = None,
    item: RundownItem | None = None,
    cut: Range | None = None,
    title: str = "",
) -> Clip:
    """Make a draft: of `cut`, else of one item of the rundown, else of the recording's first half minute.

    Title and language are the item's, where one is given (else `title`, cut to what a title holds); the captions are those
    of what is known to be said there.

    Raises:
        NotReady: the recording has not been read.
        ItemOutside: the item has no frame in this recording.
        NotAllowed: the person may not cut on that desk.
    """
    desk = desk or recording.desk
    member.require(CUT, desk.pk)
    if {recording.station_id, desk.station_id} != {member.station.pk}:
        raise NotAllowed
    if recording.state != Recording.READY:
        raise NotReady
    if cut is None:
        cut = _range_of(recording, item) if item else Range(Fraction(0), min(recording.duration, FIRST_CUT))
    language = (item.language if item else "") or recording.language or member.station.language
    recipe = Recipe(
        source_sha256=recording.original_id,
        ranges=(cut,),
        framing={shape: Framing() for shape in SHAPES},
        captions=known_captions(recording, cut),
        language=language,
        look=look_of_series(recording),
    )
    content = Content(recipe=recipe, title=(item.title if item else title)[:TITLE_CHARACTERS], language=language)
    with transaction.atomic():
        clip = Clip.objects.create(
            station=recording.station, desk=desk, recording=recording, author=member.person, last_editor=member.person
        )
        record(clip, "clip_made", by=member.actor, after={"recording": str(recording.pk)})
        _add_revision(clip, content, by=member.person, actor=member.actor)
    return clip


def save(clip: Clip, content: Content, *, base: int, member: Member) -> tuple[Revision, bool]:
    """Save an edit made on top of revision `base`; return the newest revision and whether a sign-off was voided by it.

    Saving what is already there changes nothing and voids nothing. A change of content after review began puts the clip
    back to draft; whoever listens to `clip.changed` drops what was built on the old content.

    Raises:
        NotAllowed: the person may not cut on that desk; or it is more than a draft, and they may cut drafts only.
        ChangedMeanwhile: somebody saved a newer revision; nothing was written.
        RecipeError: a range is empty or reaches outside the recording.
        NoSuchPicture: the picture it names was not brought for this clip.
        IsPublic: the clip is published or withdrawn (begin a correction first).
        OnItsWay: it was signed, and something of it is out or may be.
    """
    require(member, CUT, clip)
    with transaction.atomic():
        locked = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        head = locked.head
        if head.sha256 == content.sha256:
            return head, False
        if locked.head_number != base:
            raise ChangedMeanwhile(name=head.made_by.name, number=head.number)
        check(locked, content)  # not before: a newer revision may be made of another recording
        check_picture(locked, content)
        if locked.is_public:
            raise IsPublic
        voided = locked.state not in _OPEN
        if locked.state == Clip.SIGNED and locked.going_out:
            raise OnItsWay
        if voided:
            require(member, SEND, clip)
            transition(locked, Clip.CHANGE, by=member.actor)
        revision = _add_revision(locked, content, by=member.person, actor=member.actor)
        if voided:
            announce("clip.changed", clip_id=locked.pk)
    clip.refresh_from_db()
    return revision, voided


def check(clip: Clip, content: Content) -> None:
    """Make sure that `content` is an edit of one of this clip's recordings and can be rendered from it.

    Raises:
        OtherRecording, NotReady, RecipeError, NoSuchLook: it is not, or cannot.
    """
    recording = clip.recording_of(content.recipe.source_sha256)
    if recording is None:
        raise OtherRecording
    if recording.state != Recording.READY:
        raise NotReady
    content.recipe.check(recording.source_info)
    look_named(content.recipe.look, clip.station_id)


def begin_correction(clip: Clip, note: str, *, member: Member) -> None:
    """Open a published clip for a correction; `note` is what the public will read beside it.

    Raises:
        NotAllowed: the person may neither cut on that desk nor prepare corrections there.
        IllegalTransition: the clip is not published.
        NoteMissing: the note is empty.
    """
    _require_correcting(clip, member)
    words = clean_words(note)
    if not words:
        raise NoteMissing
    with transaction.atomic():
        number = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk).head_number
        changes = {"correction_note": words, "corrects_number": number, "going_out": False}
        transition(clip, Clip.CORRECT, by=member.actor, changes=changes, because=words)


def drop_correction(clip: Clip, *, member: Member) -> None:
    """Give a correction up before it is sent: the clip is again what the public sees, as a new revision.

    Raises:
        NotAllowed: as `begin_correction`.
        IllegalTransition: no correction is under way, or it is in review (take it back first).
    """
    _require_correcting(clip, member)
    with transaction.atomic():
        locked = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        if locked.corrects_number is None:
            raise IllegalTransition(state=locked.state)
        public = locked.revisions.get(number=locked.corrects_number)
        if public.sha256 != locked.head.sha256:
            _add_revision(locked, public.content, by=member.person, actor=member.actor)
        changes = {"correction_note": "", "corrects_number": None}
        transition(locked, Clip.DROP_CORRECTION, by=member.actor, changes=changes)
    clip.refresh_from_db()


class NoteMissing(ClipdeskError):
    """A correction, withdrawal or sending back without words."""

    message = gettext_noop("Say in a sentence why. It is kept in the history, and for corrections the public reads it.")


def hand_over_drafts(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Make `taker` the author of every clip of `giver` that has not gone out; return how many. Call in a transaction.

    What waits in review or is signed goes too: nothing of it changes or is void, but from now on the taker is told what
    became of it, gets it back, and (as its author) cannot sign it.
    """
    unfinished = (
        Clip.objects.select_for_update(of=("self",))
        .filter(station_id=station_id, author=giver, state__in=_UNFINISHED)
        .order_by("pk")
    )
    count = 0
    for clip in unfinished:
        Clip.objects.filter(pk=clip.pk).update(author=taker)
        record(clip, "handed_over", by=by, before={"author": giver.name}, after={"author": taker.name})
        count += 1
    return count


def _require_correcting(clip: Clip, member: Member) -> None:
    """Raise NotAllowed unless the member may send the clip to review or prepare corrections of it."""
    if not (may(member, SEND, clip) or may(member, CORRECT, clip)):
        raise NotAllowed


def content_with(content: Content, changes: Mapping[str, Any]) -> Content:
    """Return `content` with parts of its stored form replaced; the recipe's parts may be given one by one.

    Raises:
        RecipeError, or another error of `Content.from_json`: the result is no edit of a clip.
    """
    data, parts = content.to_json(), changes.get("recipe", {})
    if not isinstance(parts, Mapping):
        raise RecipeError(detail="recipe: an object is expected")
    recipe = content.recipe.newest_json()
    # A page read in the first form may send what only the newest can say, such as a window that moves.
    recipe.update((name, part) for name, part in parts.items() if name != "version")
    if content.translations and "translations" not in changes:
        data["translations"] = laid_anew(content, Recipe.from_json(recipe).captions)
    return Content.from_json({**data, **changes, "recipe": recipe})


def _add_revision(clip: Clip, content: Content, *, by: Person, actor: Actor) -> Revision:
    """Write the next revision and bring the clip's repeated fields into step."""
    number = clip.head_number + 1
    revision = Revision.objects.create(
        clip=clip, number=number, content_json=content.to_json(), sha256=content.sha256, made_by=by
    )
    changes = {
        "recording": clip.recording_of(content.recipe.source_sha256) or clip.recording,
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
    """Flag a clip as breaking news (its render takes the slot kept for that), or take the flag away.

    What waits of the clip already moves up at once: its render, its seal, its uploads.

    Raises:
        NotAllowed: the person may not cut on that desk.
        IsPublic: there is nothing left to render.
    """
    if clip.breaking == breaking:
        return
    require(member, SEND, clip)
    with transaction.atomic():
        locked = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        if locked.breaking != breaking:
            if locked.is_public:
                raise IsPublic
            Clip.objects.filter(pk=clip.pk).update(breaking=breaking)
            before, after = {"breaking": locked.breaking}, {"breaking": breaking}
            record(clip, "breaking_changed", by=member.actor, before=before, after=after)
            if breaking and locked.state == Clip.IN_REVIEW:
                want_render(locked.recording, locked.content, breaking=True, by=member.actor)
            if breaking and locked.state in {Clip.IN_REVIEW, Clip.SIGNED}:
                announce("clip.hurried", urgent=True, clip_id=clip.pk)
    clip.breaking = breaking


def _range_of(recording: Recording, item: RundownItem) -> Range:
    """Return the frames of an item: from the one shown at its start up to the last that is shown before its end."""
    rate = recording.frame_rate
    start = Fraction(max(0, frame_at(parse_fraction(item.start), rate))) / rate
    end = min(Fraction(-(-parse_fraction(item.end) * rate // 1)) / rate, recording.duration)
    if end <= start:
        raise ItemOutside(title=item.title or item.slug)
    return Range(start, end)
