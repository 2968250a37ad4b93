"""What the pages show of notes on the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEND_BACK
from clipdesk.clips.access import may
from clipdesk.clips.models import Clip
from clipdesk.kernel.clock import now
from clipdesk.kernel.time import format_fraction
from clipdesk.review.guests import DAYS
from clipdesk.review.models import NoteReply, NoteResolved, Package, PictureNote
from clipdesk.review.notes import MOST_WORDS, frames_of, may_resolve, rate_of, shapes_of

SHOWN, SHOWN_DONE = 100, 50
"""Most notes on one page: open ones, and resolved ones."""


@dataclass(frozen=True, kw_only=True)
class NotesShown:
    """Notes as a page shows them. `more`: how many open ones there are beside those; `may_resolve`: whoever looks may.

    What belongs to writing a note is filled in on the page of a package alone: the shapes of its videos, their frame rate,
    how many frames they have.
    """

    open: Sequence[PictureNote]
    done: Sequence[PictureNote] = ()
    more: int = 0
    may_resolve: bool = False
    shapes: Sequence[str] = ()
    rate: str = ""
    frames: int = 0
    most: int = MOST_WORDS

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self.open) + self.more


def notes_on(package: Package, member: Member) -> dict[str, Any]:
    """Return what the page of a package shows: the notes of its clip, whichever version they were written on, and who
    was given a link."""
    clip = package.clip
    pictures = pictures_of(package)
    found = shown(clip.picture_notes.all(), may_resolve=may_resolve(member, clip), **pictures)
    links = package.guest_links.select_related("made_by", "opened", "ended__by").order_by("-made_at")
    gives = may(member, SEND_BACK, clip) and bool(found.shapes)
    return {
        "notes": found,
        "guest_links": links if may(member, SEND_BACK, clip) else [],
        "gives_link": gives and package.state == Package.OPEN,
        "link_days": DAYS,
        "now": now(),
    }


def pictures_of(package: Package) -> dict[str, Any]:
    """Return what a note can be pinned to; nothing where there is no video."""
    shapes = shapes_of(package)
    if not shapes:
        return {}
    return {"shapes": shapes, "rate": format_fraction(rate_of(package)), "frames": frames_of(package)}


def open_notes_of(clip: Clip, member: Member) -> NotesShown:
    """Return what is still to be done about a clip."""
    return shown(clip.picture_notes.all(), may_resolve=may_resolve(member, clip))


def shown(notes: QuerySet[PictureNote], **more: Any) -> NotesShown:
    """Return notes as a page shows them: the open ones in the order of the video, the resolved ones the last first."""
    replies = Prefetch("replies", NoteReply.objects.select_related("by").order_by("at"))
    decided = Prefetch("resolutions", NoteResolved.objects.select_related("by", "reopened__by"))
    rows = notes.select_related("by", "guest__made_by", "package__revision", "clip__recording")
    rows = rows.prefetch_related(replies, decided)
    held = NoteResolved.objects.filter(note=OuterRef("pk"), reopened=None)
    waiting = rows.filter(~Exists(held)).order_by("frame", "at")
    done = rows.filter(Exists(held)).annotate(done_at=Subquery(held.values("at")[:1])).order_by("-done_at")
    first = list(waiting[:SHOWN])
    left = waiting.count() - SHOWN if len(first) == SHOWN else 0
    return NotesShown(open=first, done=list(done[:SHOWN_DONE]), more=left, **more)
