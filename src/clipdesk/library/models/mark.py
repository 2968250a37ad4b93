"""Marks: moments of a channel, and of what was cut from it, that playout or a person pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.db import models

from clipdesk.kernel.clock import now
from clipdesk.kernel.time import clock_text, format_fraction, parse_fraction
from clipdesk.library.models.channel import Channel, Segment
from clipdesk.library.models.recording import Recording
from clipdesk.media.live import TICKS

MOST_LABEL = 120


class ChannelMark(models.Model):
    """A moment of a channel. tick: on its timeline; wall: when that was sent; by: who pointed, empty for playout."""

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="marks")
    tick = models.BigIntegerField()
    wall = models.DateTimeField()
    label = models.CharField(max_length=MOST_LABEL, blank=True)
    by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["tick", "pk"]
        indexes = [
            models.Index(fields=["channel", "tick"], name="channel_mark_by_time"),
            models.Index(fields=["channel", "made_at"], name="channel_mark_made"),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.wall:%H:%M:%S}"


class RecordingMark(models.Model):
    """The same in a recording that was cut from the channel: it stays when the channel's window has moved on. at: "num/den"
    seconds."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="marks")
    at = models.CharField(max_length=60)
    label = models.CharField(max_length=MOST_LABEL, blank=True)
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label or clock_text(self.seconds)

    @staticmethod
    def copy(channel: Channel, segments: Sequence[Segment], recording: Recording) -> None:
        """Give a recording the marks of the segments that it is made of; inside the transaction that writes it."""
        begins, ends = segments[0].begins, segments[-1].ends
        RecordingMark.objects.bulk_create(
            RecordingMark(
                recording=recording, at=format_fraction(Fraction(one.tick - begins, TICKS)), label=one.label, by=one.by
            )
            for one in ChannelMark.objects.filter(channel=channel, tick__gte=begins, tick__lt=ends)
        )

    @property
    def seconds(self) -> Fraction:
        """Where it is, in seconds."""
        return parse_fraction(self.at)
