"""A clip that was finished outside the desk: the file comes back as a recording and becomes the clip's next revision.

The file is taken in like every other (upload, walls, one pass). What is made of it is an edit like every other, saved by
`editing.save`: a sign-off is void, a public clip needs a correction, whoever was slower is told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import CUT, INGEST
from clipdesk.clips import editing
from clipdesk.clips.access import require
from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip, FinishedFile, Revision
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import Recording, Upload
from clipdesk.media.geometry import shape_size
from clipdesk.media.recipe import SHAPES, AudioChoice, Framing, Range, Recipe
from clipdesk.media.source_info import SourceInfo


class IsItsRecording(ClipdeskError):
    """Somebody brings the very recording that the clip was cut from."""

    message = gettext_noop(
        "This is the recording that the clip was cut from, byte for byte. Export the finished clip, then upload that file."
    )


class SoundAlone(ClipdeskError):
    """A file without a picture for a clip that has one."""

    message = gettext_noop(
        "This file is sound alone, and the clip has a picture. Export picture and sound together, then upload that file."
    )


class ChangedSince(editing.ChangedMeanwhile):
    """Somebody saved another revision after the page was opened that offered the file."""

    message = gettext_noop(
        "Changed meanwhile: {name} saved revision {number} of this clip after you opened its page. Nothing was changed. Open "
        "the page again, look at that revision, then decide."
    )


class InRevision(ClipdeskError):
    """A finished file that revisions were made of is to be taken away."""

    message = gettext_noop(
        "A revision of this clip was made of the file, so it stays: it is part of the clip's history."
    )


def bring(clip: Clip, recording: Recording, *, member: Member) -> FinishedFile:
    """Say that a recording that came in on the clip's desk is a finished file of the clip. Saying it twice is no error.

    Raises:
        NotAllowed: the person may not cut or bring files in there, or the recording is another desk's.
        IsPublic: the clip is published or withdrawn (begin a correction first).
        IsItsRecording: it is what the clip was cut from.
    """
    require(member, CUT, clip)
    require(member, INGEST, clip)
    if recording.desk_id != clip.desk_id:
        raise NotAllowed
    with transaction.atomic():
        locked = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        if locked.is_public:
            raise editing.IsPublic
        cut_from = locked.cut_from
        if recording.pk == cut_from.pk or recording.original_id == cut_from.original_id:
            raise IsItsRecording
        said = {"cut_from": cut_from, "brought_by": member.person}
        found, made = FinishedFile.objects.get_or_create(clip=locked, recording=recording, defaults=said)
        if made:
            after = {"file": recording.original_name, "sha256": recording.original_id}
            record(clip, "finished_file_brought", by=member.actor, after=after)
            if _came_for_this(recording):
                Recording.objects.filter(pk=recording.pk).update(finished=True)
    return found


def check_kind(clip: Clip, recording: Recording) -> None:
    """Make sure that a recording can be the next revision of a clip.

    Raises:
        NotReady: it has not been read, or cannot be.
        SoundAlone: the clip has a picture, and this has none.
    """
    if recording.state != Recording.READY:
        raise editing.NotReady
    if clip.cut_from.has_video and not recording.has_video:
        raise SoundAlone


def take(clip: Clip, recording: Recording, *, base: int, member: Member) -> tuple[Revision, bool]:
    """Make one of the clip's finished files, or the recording that it was cut from, its next revision; see `editing.save`.

    The words stay. What was cut from that recording before comes back as it was last; of a finished file that was never
    taken, it is the whole file, with nothing laid over it.

    Raises:
        ChangedSince: somebody saved a newer revision than `base`; nothing was written.
        OtherRecording: it is none of the clip's.
        NotReady, SoundAlone: see `check_kind`. And what `editing.save` raises.
    """
    if clip.recording_of(recording.original_id) != recording:
        raise editing.OtherRecording
    check_kind(clip, recording)
    now, before = clip.content, last_of(clip, recording)
    if before is not None:
        made = replace(now, recipe=before.content.recipe, translations=before.content.translations)
    else:
        made = replace(now, recipe=whole(now.recipe, recording), translations={})
    try:
        return editing.save(clip, made, base=base, member=member)
    except editing.ChangedMeanwhile as error:
        raise ChangedSince(**error.params) from error


def drop(found: FinishedFile, *, member: Member) -> None:
    """Take a finished file away that no revision was made of. The recording goes, too, where it came for this alone.

    Raises:
        NotAllowed: as for `bring`.
        InRevision: a revision was made of it.
    """
    require(member, CUT, found.clip)
    require(member, INGEST, found.clip)
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=found.clip_id)
        recording = Recording.objects.get(pk=found.recording_id)
        if last_of(clip, recording) is not None:
            raise InRevision
        before = {"file": recording.original_name, "sha256": recording.original_id}
        record(clip, "finished_file_dropped", by=member.actor, before=before)
        found.delete()
        used = (recording.clips, recording.renders, recording.finishes, recording.finished_as)
        if recording.finished and not any(rows.exists() for rows in used):
            recording.remove(member.actor)


def last_of(clip: Clip, recording: Recording) -> Revision | None:
    """Return the newest revision of a clip that was made of a recording."""
    rows = clip.revisions.annotate(source=KT("content_json__recipe__source_sha256"))
    return rows.filter(source=recording.original_id).order_by("-number").first()


def cut_of(clip: Clip, content: Content) -> Recipe:
    """Return how the clip was cut from its recording: of one that was finished outside, what was exported last."""
    source = clip.cut_from
    if content.recipe.source_sha256 == source.original_id:
        return content.recipe
    last = last_of(clip, source)
    return last.content.recipe if last else content.recipe


def finished_file_of(clip: Clip, source_sha256: str) -> FinishedFile | None:
    """Return the finished file that an edit was made of; None where it was cut from the recording."""
    rows = clip.finished_files.select_related("recording", "cut_from", "brought_by")
    return rows.filter(recording__original=source_sha256).first()


def cut_or_finished_from(recording: Recording) -> QuerySet[Clip]:
    """Return the clips that show a recording, cut at the desk or finished outside."""
    return Clip.objects.filter(Q(recording=recording) | Q(finished_files__cut_from=recording)).distinct()


def whole(recipe: Recipe, recording: Recording) -> Recipe:
    """Return the recipe of a finished file in all its length, in place of `recipe`.

    Its picture is shown whole in every shape: what the craft editor wrote into it would be cut off by a window. Captions,
    names, strap and look are left out, for they are in the picture already; captions that are imported later go beside it.
    A file of sound alone has no picture to hold a look, so that stays.
    """
    info = recording.source_info
    made = Recipe(
        source_sha256=recording.original_id,
        ranges=(Range(Fraction(0), recording.duration),),
        framing=_shown_whole(info),
        caption_style=replace(recipe.caption_style, burn_in=False),
        loudness_target=recipe.loudness_target,
        true_peak_ceiling=recipe.true_peak_ceiling,
        language=recipe.language,
        target=replace(recipe.target, frame_rate=None),
        audio=AudioChoice(),
        keep_clear=recipe.keep_clear,
        backdrop=recipe.backdrop,
    )
    return made if info.video else replace(made, look=recipe.look, title=recipe.title)


def _shown_whole(info: SourceInfo) -> dict[str, Framing]:
    """Return a framing for each shape that cuts nothing off."""
    if info.video is None:
        return {shape: Framing() for shape in SHAPES}
    wide, high = info.video.display_size
    sizes: Collection[tuple[str, tuple[int, int]]] = [(shape, shape_size(shape, info)) for shape in SHAPES]
    return {shape: Framing("crop" if wide * size[1] == high * size[0] else "fit") for shape, size in sizes}


def _came_for_this(recording: Recording) -> bool:
    """Tell whether the last upload of these bytes made the recording, and nobody used it for anything yet."""
    last = Upload.objects.filter(recording=recording).order_by("-made_at").first()
    return last is not None and not last.was_known and not recording.clips.exists()
