"""Which clips tell one story: cut from the same minutes, or copies of each other by their prints. Learning counts it once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from clipdesk.audience.models import Decision
from clipdesk.clips.models import Clip
from clipdesk.media.fingerprints import Print, likeness, shortlist
from clipdesk.media.recipe import Range
from clipdesk.publishing.models import FilePrint
from clipdesk.review.models import SealedFile

#: A story that comes again later is a new one.
WITHIN = timedelta(days=30)
#: Cuts are the same minutes from this part of the shorter one on.
_SHARED = Fraction(1, 2)


def told_before(decision: Decision) -> Decision | None:
    """Return the decision of the clip that told this one's story first; None: it is the first. It reads prints: call it
    outside a transaction."""
    if decision.public_at is None:
        return None
    earlier = Decision.objects.filter(
        station=decision.station_id,
        same_as=None,
        public_at__lt=decision.public_at,
        public_at__gte=decision.public_at - WITHIN,
    ).exclude(pk=decision.pk)
    return _cut_alike(decision.clip, earlier) or _looks_alike(decision.clip, earlier)


def shared(one: Iterable[Range], other: Iterable[Range]) -> Fraction:
    """Return which part of the shorter of two cuts lies in the other, 0 … 1."""
    ours, theirs = list(one), list(other)
    both = sum((max(Fraction(0), min(a.end, b.end) - max(a.start, b.start)) for a in ours for b in theirs), Fraction(0))
    shorter = min(
        sum((a.end - a.start for a in ours), Fraction(0)), sum((b.end - b.start for b in theirs), Fraction(0))
    )
    return both / shorter if shorter else Fraction(0)


def _cut_alike(clip: Clip, earlier: QuerySet[Decision]) -> Decision | None:
    mine = clip.content.recipe
    near = earlier.filter(clip__recording=clip.recording_id).select_related("clip").order_by("public_at")
    for one in near:
        recipe = one.clip.content.recipe
        if recipe.source_sha256 == mine.source_sha256 and shared(mine.ranges, recipe.ranges) >= _SHARED:
            return one
    return None


def _looks_alike(clip: Clip, earlier: QuerySet[Decision]) -> Decision | None:
    """Look through the prints of what was public before, page by page; then closely at the few that are near."""
    asked = next((value for _file, value in _prints(_files_of([clip.pk]))), None)
    if asked is None:
        return None
    owners = _files_of(list(earlier.values_list("clip", flat=True)))
    near = shortlist(asked, _prints(owners))
    alike = {owners[file_id] for file_id, value in _prints(near) if likeness(asked, value).seconds}
    return earlier.filter(clip__in=alike).order_by("public_at").first() if alike else None


def _files_of(clips: Sequence[UUID]) -> dict[str, UUID]:
    """Return the files that were sealed of these clips, each with its clip."""
    return dict(SealedFile.objects.filter(package__clip__in=clips).values_list("file_id", "package__clip_id"))


def _prints(files: Iterable[str]) -> Iterator[tuple[str, Print]]:
    rows = FilePrint.objects.filter(file__in=list(files)).exclude(data=b"").order_by("pk")
    yield from ((row.file_id, row.value) for row in rows.iterator(chunk_size=256))
