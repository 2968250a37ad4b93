"""A recording: something the station broadcast, read once and never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import move, record
from clipdesk.jobs.announce import announce
from clipdesk.jobs.fence import Fenced
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import fold, sort_key
from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.library.models.file import StoredFile
from clipdesk.library.models.rundown import RundownItem
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.loudness import Series, read_series
from clipdesk.media.seeking import KeyFrameIndex
from clipdesk.media.source_info import SourceInfo


class InUse(ClipdeskError):
    """Something was made from the recording."""

    message = gettext_noop("This recording cannot be deleted: clips were cut from it, and they need it.")


class Recording(Fenced):
    """One recording. `info_json` and `analysis_json` hold what the probe and the one pass over it found."""

    RECEIVED, ANALYSING, READY = "received", "analysing", "ready"
    FAILED, CANCELLED = "failed", "cancelled"
    STATES = {
        RECEIVED: _("Waiting to be read"),
        ANALYSING: _("Being read"),
        READY: _("Ready"),
        FAILED: _("Could not be read"),
        CANCELLED: _("Cancelled"),
    }
    START = move("ingest_started", "received analysing", ANALYSING)
    FINISH = move("recording_ready", "analysing", READY, "recording.ready")
    FAIL = move("ingest_failed", "analysing", FAILED)
    CANCEL = move("ingest_cancelled", "received analysing", CANCELLED)
    AGAIN = move("ingest_wanted", "failed cancelled", RECEIVED, "recording.received")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="recordings")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="recordings")
    title = models.CharField(_("title"), max_length=200)
    title_folded = models.TextField(editable=False)
    title_sort = models.TextField(editable=False)
    language = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=20, default=RECEIVED)
    original = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255)
    origin = models.CharField(max_length=200, blank=True)  # empty: what the station broadcast
    finished = models.BooleanField(default=False)  # what a craft editor made of a clip: found there, in no list
    info_json = models.JSONField(null=True)
    analysis_json = models.JSONField(null=True)
    duration_text = models.CharField(max_length=60, blank=True)  # seconds as "num/den"
    progress = models.FloatField(default=0)
    trouble_message = models.TextField(blank=True)  # a ClipdeskError's msgid, translated where it is shown
    trouble_params = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "original"], name="recording_once_per_desk"),
            models.CheckConstraint(
                name="recording_state_known",
                condition=models.Q(state__in=["received", "analysing", "ready", "failed", "cancelled"]),
            ),
        ]
        indexes = [models.Index(fields=["station", "-made_at"], name="recording_list")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search and sort keys in step with the title."""
        self.title_folded, self.title_sort = fold(self.title), sort_key(self.title)
        super().save(*args, **kwargs)

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])

    @property
    def original_path(self) -> Path:
        """Where the original lies; it is only ever read inside the sandbox."""
        return self.original.path

    @property
    def source_info(self) -> SourceInfo:
        """What the probe found; only once the recording is ready."""
        return SourceInfo.from_json(self.info_json or {})

    @property
    def analysis(self) -> Analysis:
        """What the one pass found, but for faces and motion; only once the recording is ready.

        The faces of a day are a million numbers, and hardly any page needs them: see `analysis_with_faces`.
        """
        lean = RawSQL("analysis_json - 'faces' - 'motion'", (), output_field=models.JSONField())
        found: Mapping[str, Any] = Recording.objects.values_list(lean, flat=True).get(pk=self.pk)
        return Analysis.from_json(found)

    @property
    def analysis_with_faces(self) -> Analysis:
        """All that the one pass found; only once the recording is ready."""
        return Analysis.from_json(self.analysis_json or {})

    @property
    def duration(self) -> Fraction:
        """Length in seconds; 0 while unknown."""
        return parse_fraction(self.duration_text or 0)

    @property
    def frame_rate(self) -> Fraction:
        """Frames per second on which cuts snap (25 for sound alone)."""
        return self.source_info.grid if self.info_json else Fraction(25)

    @property
    def start_timecode(self) -> str | None:
        """The source's own timecode of its first frame."""
        return self.source_info.timecode if self.info_json else None

    @property
    def has_video(self) -> bool:
        """Whether there is a picture."""
        return bool(self.info_json) and self.source_info.video is not None

    def file(self, kind: str, position: int = 0) -> StoredFile | None:
        """Return one of the files made from it: `proxy`, `filmstrip`, `peaks`, `loudness`, `scores`, `keyframes`."""
        row = self.files.filter(kind=kind, position=position).select_related("file").first()
        return row.file if row else None

    @property
    def loudness_series(self) -> Series | None:
        """What is stored of how loud it is; None where there is no sound."""
        file = self.file("loudness")
        return read_series(json.loads(file.path.read_text())) if file else None

    @property
    def key_frames(self) -> KeyFrameIndex | None:
        """Where its pictures may be entered; None for sound alone, and for one that was read before this was stored."""
        file = self.file("keyframes")
        return KeyFrameIndex.from_bytes(file.path.read_bytes()) if file else None

    def describe(self, title: str, origin: str, by: Actor) -> None:
        """Give the recording another title, or say where it comes from; empty: it is the station's own."""
        with transaction.atomic():
            held = Recording.objects.select_for_update().get(pk=self.pk)
            before = {"title": held.title, "origin": held.origin}
            after = {"title": title or held.title, "origin": origin}
            if after == before:
                return
            self.title, self.origin = after["title"], after["origin"]
            self.save(update_fields=["title", "title_folded", "title_sort", "origin"])
            record(self, "recording_described", by=by, before=before, after=after)
            announce("recording.described", recording_id=self.pk)

    def replace_rundown(self, items: Sequence[Mapping[str, Any]], by: Actor = CLIPDESK) -> None:
        """Write the recording's items anew: each as `RundownItem` has it, times as Fraction seconds or None. Of an item that
        says nothing else, where it begins and ends is the plan."""
        with transaction.atomic():
            before = list(self.rundown.values_list("title", flat=True))
            self.rundown.all().delete()
            for number, item in enumerate(items):
                plan = {"planned": item["start"], "planned_end": item["end"], **item}
                times = {
                    name: "" if plan.get(name) is None else format_fraction(plan[name]) for name in RundownItem.TIMES
                }
                words = {name: item.get(name) or "" for name in RundownItem.WORDS}
                kept = {"marks": list(item.get("marks", ())), "by": item.get("by", RundownItem.PLAN)}
                RundownItem.objects.create(recording=self, position=number, **words, **times, **kept)
            after = list(self.rundown.values_list("title", flat=True))
            record(self, "rundown_replaced", by=by, before={"items": before}, after={"items": after})
            announce("rundown.replaced", recording_id=self.pk)

    def remove(self, by: Actor) -> None:
        """Delete the recording, even while it is being read. Its files leave the store with the housekeeping.

        Raises:
            InUse: something was made from it; nothing was deleted.
        """
        with transaction.atomic():
            # Whoever cuts a clip from it at this moment waits, and then finds it gone.
            Recording.objects.select_for_update().filter(pk=self.pk).first()
            record(self, "recording_deleted", by=by, before={"title": self.title, "sha256": self.original_id})
            try:
                self.delete()
            except models.ProtectedError as error:
                raise InUse from error


class RecordingFile(models.Model):
    """A file made from a recording; `filmstrip` has several, by position."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20)
    position = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "kind", "position"], name="recording_file_once")]

    def __str__(self) -> str:
        return f"{self.recording} {self.kind} {self.position}"
