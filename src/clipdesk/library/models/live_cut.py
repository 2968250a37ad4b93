"""A part of a channel that somebody wants as a recording: from its In on it is pinned."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person, Station
from clipdesk.history.transition import move
from clipdesk.jobs.fence import Fenced
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.library.models.channel import Channel
from clipdesk.library.models.recording import Recording
from clipdesk.media.live import TICKS
from clipdesk.media.live.join import LEAD
from clipdesk.media.recipe import Range


class LiveCut(Fenced):
    """begins, ends: ticks of the channel's timeline; `ends` is not known while it is open. origin: the tick at which the
    recording made of it begins: some seconds earlier, so that the marks can still be moved."""

    OPEN, WANTED, MADE, FAILED, DROPPED = "open", "wanted", "made", "failed", "dropped"
    STATES = {
        OPEN: _("In is set"),
        WANTED: _("Being made"),
        MADE: _("Made"),
        FAILED: _("Could not be made"),
        DROPPED: _("Dropped"),
    }
    PINNING = (OPEN, WANTED)
    END = move("live_cut_ended", "open", WANTED, "live_cut.wanted")
    MAKE = move("live_cut_made", "wanted", MADE)
    FAIL = move("live_cut_failed", "wanted", FAILED)
    AGAIN = move("live_cut_wanted_again", "failed", WANTED, "live_cut.wanted")
    DROP = move("live_cut_dropped", "open", DROPPED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="cuts")
    state = models.CharField(max_length=10, default=OPEN)
    begins = models.BigIntegerField()
    ends = models.BigIntegerField(null=True)
    origin = models.BigIntegerField(null=True)
    recording = models.ForeignKey(Recording, on_delete=models.SET_NULL, null=True, related_name="live_cuts")
    trouble_message = models.TextField(blank=True)
    trouble_params = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="live_cut_state_known",
                condition=models.Q(state__in=["open", "wanted", "made", "failed", "dropped"]),
            ),
            models.CheckConstraint(
                name="live_cut_in_before_out", condition=models.Q(ends=None) | models.Q(ends__gt=models.F("begins"))
            ),
        ]
        indexes = [models.Index(fields=["channel", "-made_at"], name="live_cut_list")]

    def __str__(self) -> str:
        return f"{self.channel} {self.begins}–{self.ends}"

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])

    @property
    def length(self) -> Fraction | None:
        """Its length in seconds; None while it is open."""
        return None if self.ends is None else Fraction(self.ends - self.begins, TICKS)

    @property
    def within(self) -> Range | None:
        """Where it lies in the recording that was made of it."""
        if self.recording is None or self.origin is None or self.ends is None:
            return None
        # A recording's zero is its first picture, and the first segment's file may have been gone.
        late = self.recording.source_info.start - Fraction(LEAD, TICKS) if self.recording.info_json else Fraction(0)
        start, end = (Fraction(tick - self.origin, TICKS) - late for tick in (self.begins, self.ends))
        return Range(max(start, Fraction(0)), min(end, self.recording.duration or end))
