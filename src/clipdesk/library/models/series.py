"""A series of planned recordings of a channel, and each recording of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.recurrence import Pattern, Repeat
from clipdesk.library.models.channel import Channel
from clipdesk.library.models.live_cut import LiveCut

#: What is added before and after is no part of the programme, only room for a clock that is off.
MOST_ROLL_SECONDS = 900
_ROLL = [MinValueValidator(0), MaxValueValidator(MOST_ROLL_SECONDS)]


class Series(models.Model):
    """When what is recorded. first_on, first_at: of the first one, on the wall clock of `zone`; rule: an RRULE of RFC 5545,
    empty for once; skipped: days that are left out (ISO 8601); desk, language: of the recordings. since: only what ends
    after it is recorded: when the series was made, or its times were last changed. tells: whoever cuts on the desk is told
    of each that is ready. look, destinations (ids): what clips of the recordings begin with; keep_days: so long recordings
    are kept that no clip needs."""

    ACTIVE, ENDED = "active", "ended"
    END = move("series_ended", "active", ENDED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="series")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    language = models.CharField(max_length=2)
    first_on = models.DateField()
    first_at = models.TimeField()
    zone = models.CharField(max_length=40)
    rule = models.CharField(max_length=200, blank=True)
    skipped = models.JSONField(default=list)
    seconds = models.PositiveIntegerField()
    pre_roll = models.PositiveIntegerField(default=0, validators=_ROLL)
    post_roll = models.PositiveIntegerField(default=0, validators=_ROLL)
    tells = models.BooleanField(default=True)
    look = models.CharField(max_length=60, blank=True)
    destinations = models.JSONField(default=list)
    keep_days = models.PositiveIntegerField(null=True)
    since = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, default=ACTIVE)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_state_known", condition=models.Q(state__in=["active", "ended"])),
            models.CheckConstraint(name="series_has_length", condition=models.Q(seconds__gt=0)),
        ]
        indexes = [models.Index(fields=["channel", "state"], name="series_of_channel")]

    def __str__(self) -> str:
        return self.title

    @property
    def repeat(self) -> Repeat:
        """Its rule as people say it."""
        return Repeat.read(self.rule, self.zone)

    @property
    def pattern(self) -> Pattern:
        """When it begins, again and again."""
        first = datetime.combine(self.first_on, self.first_at)
        skipped = frozenset(datetime.fromisoformat(day).date() for day in self.skipped)
        return Pattern(first, self.zone, self.rule, skipped)

    def over(self, starts_at: datetime) -> datetime:
        """Return when the programme is over that begins then."""
        return starts_at + timedelta(seconds=self.seconds)

    def span(self, starts_at: datetime) -> tuple[datetime, datetime]:
        """Return from when until when is recorded for a beginning."""
        before, after = timedelta(seconds=self.pre_roll), timedelta(seconds=self.post_roll)
        return starts_at - before, self.over(starts_at) + after


class PlannedRecording(models.Model):
    """One recording of a series. starts_at: when the programme begins; begins_at, ends_at: what is recorded, with what is
    added before and after. missing: the parts that the channel does not have, each from and until (ISO 8601)."""

    PLANNED, RECORDING, MAKING = "planned", "recording", "making"
    DONE, PARTLY, FAILED = "done", "partly", "failed"
    STATES = {
        PLANNED: _("To come"),
        RECORDING: _("Recording now"),
        MAKING: _("Being made"),
        DONE: _("Recorded"),
        PARTLY: _("Recorded, but something is missing"),
        FAILED: _("Not recorded"),
    }
    BEGIN = move("planned_recording_begun", "planned", RECORDING)
    MAKE = move("planned_recording_over", "recording", MAKING)
    FINISH = move("planned_recording_made", "making failed", DONE)
    FINISH_PARTLY = move("planned_recording_made_partly", "making failed", PARTLY)
    FAIL = move("planned_recording_failed", "recording making", FAILED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="planned")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="recordings")
    state = models.CharField(max_length=10, default=PLANNED)
    starts_at = models.DateTimeField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cut = models.OneToOneField(LiveCut, on_delete=models.SET_NULL, null=True, related_name="planned")
    missing = models.JSONField(default=list)
    trouble_message = models.TextField(blank=True)
    trouble_params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_at"], name="planned_recording_once"),
            models.CheckConstraint(
                name="planned_recording_state_known",
                condition=models.Q(state__in=["planned", "recording", "making", "done", "partly", "failed"]),
            ),
            models.CheckConstraint(
                name="planned_recording_has_length", condition=models.Q(ends_at__gt=models.F("begins_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "-starts_at"], name="planned_recording_list"),
            models.Index(
                fields=["state", "begins_at"],
                condition=models.Q(state__in=["planned", "recording"]),
                name="planned_recording_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])

    @property
    def over_at(self) -> datetime:
        """When the programme is over."""
        return self.series.over(self.starts_at)

    @property
    def title(self) -> str:
        """What its recording is called: the series and the day on which it began, by the clock of the series."""
        return f"{self.series.title}, {self.series.pattern.day_of(self.starts_at):%d/%m/%Y}"

    @property
    def lost(self) -> Sequence[tuple[datetime, datetime]]:
        """The parts that are missing, as moments."""
        return [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in self.missing]
