"""A channel: a live source that is recorded, rolling, and the segments of it that are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import sort_key
from clipdesk.media.live import TICKS, Stored
from clipdesk.media.live.faults import BLACK, FROZEN, SILENT
from clipdesk.media.live.piece import SECOND, WRONG_KEY
from clipdesk.media.live.sources import GROWING, HLS, RADIO, RTMP, SRT, TS_HTTP, TS_UDP

#: The recorder writes every five seconds that it lives.
BEAT_SECONDS = 30
#: For how long people read that a sender was turned away.
TURNED_AWAY_SECONDS = 3600
_PATIENCE = [MinValueValidator(10), MaxValueValidator(3600)]


_TURNED_AWAY = {
    SECOND: _(
        "A second encoder called while another one was sending, and was turned away. Only one can send at a time."
    ),
    WRONG_KEY: _(
        "An encoder called with a wrong key or passphrase, and was turned away. It may have been meant for here."
    ),
}


class Channel(models.Model):
    """One live source. What follows `heard_at` is written by the recorder again and again, and is no history."""

    OFF, ON = "off", "on"
    START = move("channel_started", "off", ON)
    STOP = move("channel_stopped", "on", OFF)
    KINDS = {
        HLS: _("HLS (an address that ends in .m3u8)"),
        TS_HTTP: _("MPEG-TS over HTTP"),
        TS_UDP: _("MPEG-TS over UDP"),
        SRT: _("SRT (an encoder sends here)"),
        RTMP: _("RTMP (an encoder sends here)"),
        RADIO: _("Radio (Icecast: AAC or MP3)"),
        GROWING: _("A file that grows in a watched folder (MPEG-TS)"),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="channels")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="channels")
    name = models.CharField(max_length=120)
    name_sort = models.TextField(editable=False)
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=1000)
    backup_kind = models.CharField(max_length=20, blank=True)
    backup_address = models.CharField(max_length=1000, blank=True)
    origin = models.CharField(max_length=200, blank=True)  # as in a recording that is cut from it
    hours = models.PositiveIntegerField(default=6, validators=[MinValueValidator(1), MaxValueValidator(168)])
    gigabytes = models.PositiveIntegerField(default=50, validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    alarm_seconds = models.PositiveIntegerField(default=30, validators=_PATIENCE)
    # After how many seconds people are told; None: nobody looks.
    silence_alarm = models.PositiveIntegerField(default=30, null=True, blank=True, validators=_PATIENCE)
    black_alarm = models.PositiveIntegerField(default=30, null=True, blank=True, validators=_PATIENCE)
    frozen_alarm = models.PositiveIntegerField(default=60, null=True, blank=True, validators=_PATIENCE)
    state = models.CharField(max_length=10, default=OFF)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    beat_at = models.DateTimeField(null=True)  # when the recorder last said that it lives
    on_since = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)  # when bytes last arrived
    tracks = models.JSONField(default=list)
    on_backup = models.BooleanField(default=False)  # the newest segment is of the backup source
    bits_per_second = models.BigIntegerField(default=0)
    loudness = models.FloatField(null=True)  # LUFS of three seconds when it was last looked at
    trouble_message = models.TextField(blank=True)
    trouble_params = models.JSONField(default=dict)
    turned_away_at = models.DateTimeField(null=True)  # when somebody who wanted to send last was, and why
    turned_away_why = models.CharField(max_length=10, blank=True)
    mark_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the token with which playout marks

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="channel_name_once"),
            models.CheckConstraint(name="channel_state_known", condition=models.Q(state__in=["off", "on"])),
            models.CheckConstraint(
                name="channel_kind_known",
                condition=models.Q(kind__in=["hls", "ts_http", "ts_udp", "radio", "srt", "rtmp", "growing"]),
            ),
            models.CheckConstraint(
                name="channel_backup_whole",
                condition=models.Q(backup_kind="", backup_address="")
                | models.Q(backup_kind__in=["hls", "ts_http", "ts_udp", "radio", "srt", "rtmp", "growing"])
                & ~models.Q(backup_address=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def folder(self) -> Path:
        """Where its segments lie: the only place that its receiver can write to."""
        return Path(settings.LIVE) / str(self.pk) / "segments"

    @property
    def played_folder(self) -> Path:
        """Where what browsers play of them lies."""
        return Path(settings.LIVE) / str(self.pk) / "played"

    @property
    def newest(self) -> Segment | None:
        """The last whole segment."""
        return self.segments.order_by("-number").first()

    @property
    def oldest(self) -> Segment | None:
        """The first segment that is still there."""
        return self.segments.order_by("number").first()

    @property
    def is_recorded(self) -> bool:
        """Whether the recorder lives and looks after this channel."""
        return self.beat_at is not None and (now() - self.beat_at).total_seconds() < BEAT_SECONDS

    @property
    def silent_since(self) -> datetime:
        """When something last arrived, or arriving was last begun to wait for."""
        return max(filter(None, (self.heard_at, self.on_since)), default=self.made_at)

    def silent_seconds(self, at: datetime) -> float:
        """Return for how long nothing has arrived."""
        return max(0.0, (at - self.silent_since).total_seconds())

    @property
    def turned_away(self) -> str:
        """Why somebody who wanted to send was turned away within the last hour; empty: nobody was."""
        recent = self.turned_away_at and (now() - self.turned_away_at).total_seconds() < TURNED_AWAY_SECONDS
        return str(_TURNED_AWAY.get(self.turned_away_why, "")) if recent else ""

    @property
    def watched(self) -> Mapping[str, int]:
        """What it is looked at for, and after how many seconds of it people are told."""
        wanted = {SILENT: self.silence_alarm, BLACK: self.black_alarm, FROZEN: self.frozen_alarm}
        return {fault: seconds for fault, seconds in wanted.items() if seconds}

    def track(self, kind: str) -> Mapping[str, Any] | None:
        """Return what is known of the picture (`video`) or the first sound (`audio`)."""
        return next((track for track in self.tracks if track.get("type") == kind), None)


class Segment(models.Model):
    """A piece of a channel that begins at a key frame. Times are ticks of 1/90000 s.

    begins, ticks: on the channel's timeline, which never goes back. first_pts: on the source's own clock, unwrapped. gap:
    what is missing before it. keys: ticks of its key frames after its begin. epoch: counts how often the source broke.
    """

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="segments")
    number = models.BigIntegerField()
    epoch = models.IntegerField()
    first_pts = models.BigIntegerField()
    begins = models.BigIntegerField()
    ends = models.BigIntegerField()
    gap = models.BigIntegerField(default=0)
    size = models.BigIntegerField()
    pictures = models.IntegerField()
    keys = models.JSONField()
    wall = models.DateTimeField()
    kept_at = models.DateTimeField(default=now)
    backup = models.BooleanField(default=False)  # of the backup source

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "number"], name="segment_number_once")]
        indexes = [
            models.Index(fields=["channel", "ends"], name="segment_by_time"),
            models.Index(fields=["channel", "-number"], condition=models.Q(gap__gt=0), name="segment_gaps"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.number}"

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.number:010d}.ts"

    @property
    def start(self) -> Fraction:
        """Where it begins, in seconds of the channel's timeline."""
        return Fraction(self.begins, TICKS)

    @property
    def duration(self) -> Fraction:
        """Its length in seconds."""
        return Fraction(self.ends - self.begins, TICKS)

    @property
    def wall_end(self) -> datetime:
        """When its last picture was sent."""
        return self.wall + timedelta(seconds=float(self.duration))

    @property
    def stored(self) -> Stored:
        """It as the media room wants it."""
        return Stored(self.file, self.first_pts, self.begins)

    @property
    def picture_ticks(self) -> Fraction | None:
        """Ticks of one picture; None for sound alone."""
        return Fraction(self.ends - self.begins, self.pictures) if self.pictures else None
