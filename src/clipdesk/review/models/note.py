"""Notes on the picture: pinned to a frame of a sealed video, perhaps to a part of it; answered, and resolved."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from clipdesk.accounts.models import Person, Station
from clipdesk.clips.models import Clip
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.time import parse_fraction
from clipdesk.media.timeline import source_frame
from clipdesk.review.models.guest import GuestLink
from clipdesk.review.models.package import Package

WHOLE = 1000
"""Width and height of a picture, in the units of a region: per mille."""
_NO_REGION = Q(left=None, top=None, width=None, height=None)
_REGION = Q(
    left__isnull=False, top__isnull=False, width__gt=0, height__gt=0, width__isnull=False, height__isnull=False
) & Q(left__lte=WHOLE - F("width"), top__lte=WHOLE - F("height"))
_BY_PERSON = Q(by__isnull=False, guest=None, guest_name="")
_BY_GUEST = Q(by=None, guest__isnull=False) & ~Q(guest_name="")


class PictureNote(models.Model):
    """Words about one frame of one video of a package, from a person or from a guest.

    shape: which of the package's videos. frame: counted from 0 at `rate` frames per second, written "num/den". The four of
    a region are per mille of the picture, from its upper left corner; all empty where the whole picture is meant.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="picture_notes")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="picture_notes")
    shape = models.CharField(max_length=10)
    frame = models.PositiveIntegerField()
    rate = models.CharField(max_length=40)
    left = models.PositiveSmallIntegerField(null=True)
    top = models.PositiveSmallIntegerField(null=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    guest = models.ForeignKey(GuestLink, on_delete=models.PROTECT, null=True, related_name="picture_notes")
    guest_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_NO_REGION | _REGION, name="picture_note_region_inside"),
            models.CheckConstraint(condition=_BY_PERSON | _BY_GUEST, name="picture_note_has_one_author"),
        ]

    def __str__(self) -> str:
        return f"{self.moment} {self.words[:40]}"

    @property
    def moment(self) -> str:
        """When its frame begins, for people."""
        return moment_text(self.frame, parse_fraction(self.rate))

    @property
    def region(self) -> str:
        """Left, top, width and height with commas between them, for the page's script; empty for the whole picture."""
        sides = (self.left, self.top, self.width, self.height)
        return "" if self.left is None else ",".join(map(str, sides))

    @property
    def in_recording(self) -> int:
        """Which frame of the recording it shows, as the clip was cut when the note was written; where a card is
        meant, the frame beside it."""
        revision = self.package.revision
        grid = self.clip.recording_for(revision).frame_rate
        clip_frame = int((self.frame / parse_fraction(self.rate) - revision.film.lead) * grid)
        return source_frame(revision.content.recipe, grid, clip_frame)

    @property
    def resolved(self) -> NoteResolved | None:
        """The decision that it is done, while it holds."""
        return next((one for one in self.resolutions.all() if not hasattr(one, "reopened")), None)

    @property
    def reopened(self) -> NoteReopened | None:
        """Who reopened it last."""
        found = [one.reopened for one in self.resolutions.all() if hasattr(one, "reopened")]
        return max(found, key=lambda one: one.at, default=None)


class NoteReply(models.Model):
    """An answer to a note."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(PictureNote, on_delete=models.PROTECT, related_name="replies")
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.words[:40]


class NoteResolved(models.Model):
    """What a note asked for is done, or needs not be done: who said so. It holds until somebody reopens the note."""

    note = models.ForeignKey(PictureNote, on_delete=models.PROTECT, related_name="resolutions")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.note} {self.at}"


class NoteReopened(models.Model):
    """A note was marked as done too early: who said so."""

    resolution = models.OneToOneField(NoteResolved, on_delete=models.PROTECT, related_name="reopened")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.resolution} {self.at}"


def moment_text(frame: int, rate: Fraction) -> str:
    """Return when a frame begins as `m:ss.hh`. Hundredths are rounded up: read again, the text names the same frame."""
    hundredths = -(-frame * 100 * rate.denominator // rate.numerator)
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 60}:{seconds % 60:02d}.{rest:02d}"
