"""A survey of a station, and the versions in which it was asked."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from clipdesk.accounts.models import Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id, short_id
from clipdesk.statistics.precision import SampleType
from clipdesk.statistics.suppression import LEAST
from clipdesk.surveys.form import Form, from_json


class Survey(models.Model):
    """One run of a survey: a wave, where the same questions were asked before (`previous`).

    form: what the draft says; once it is open, the version holds what is asked. quotas: [{question, choice, most}].
    margins: [{question, source, targets: {choice: number}}]: what is known of the population. turned_away: how many a full
    quota sent away. answers_deleted_on: since then the figures alone are left. links_made: how many links that work once
    there ever were. sampling: how the sample was drawn (`sampling.Sampling`). crossing: what is made of which choice
    (`crossing.Pair`).
    """

    DRAFT, ASKING, CLOSED = "draft", "asking", "closed"
    OPEN = move("survey_opened", DRAFT, ASKING)
    CLOSE = move("survey_closed", ASKING, CLOSED, "survey.closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    public_name = models.CharField(max_length=20, unique=True, default=short_id, editable=False)
    state = models.CharField(max_length=10, default=DRAFT)
    form = models.JSONField()
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="following")
    wave = models.PositiveSmallIntegerField(default=1)
    sample_type = models.CharField(max_length=20, default=SampleType.OPEN_LINK.value)
    population = models.TextField(blank=True)  # whom the figures are about, in the maker's words
    recruitment = models.TextField(blank=True)  # how people come to the survey
    contact = models.CharField(max_length=200, blank=True)  # who answers for it
    asks_from = models.DateTimeField(null=True)
    asks_until = models.DateTimeField(null=True)
    daily_from = models.TimeField(null=True)  # on the station's clock
    daily_until = models.TimeField(null=True)
    delete_on = models.DateField(null=True)
    answers_deleted_on = models.DateField(null=True)
    one_page = models.BooleanField(default=False)
    links_only = models.BooleanField(default=False)
    links_made = models.PositiveIntegerField(default=0)
    sampling = models.JSONField(default=dict)
    crossing = models.JSONField(default=list)
    least = models.PositiveSmallIntegerField(default=LEAST)  # k: no count below it is shown
    quotas = models.JSONField(default=list)
    turned_away = models.PositiveIntegerField(default=0)
    margins = models.JSONField(default=list)
    trims = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=now, editable=False)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="survey_state_known", condition=Q(state__in=["draft", "asking", "closed"])),
            models.CheckConstraint(
                name="survey_asked_has_end",
                condition=Q(state="draft") | Q(delete_on__isnull=False, opened_at__isnull=False),
            ),
            models.CheckConstraint(name="survey_follows_another", condition=Q(previous=None) | ~Q(previous=F("id"))),
        ]

    def __str__(self) -> str:
        form = self.as_form
        return form.said(form.title, get_language() or "") or self.public_name

    @property
    def as_form(self) -> Form:
        """The form as a value."""
        return from_json(self.form)

    @property
    def sample(self) -> SampleType:
        """How people come in."""
        return SampleType(self.sample_type)

    @property
    def zone(self) -> ZoneInfo:
        """The station's clock."""
        return ZoneInfo(self.station.timezone)

    def is_asked_at(self, moment: datetime) -> bool:
        """Tell whether somebody who comes at a moment is asked."""
        if self.state != self.ASKING or (self.asks_from and moment < self.asks_from):
            return False
        if self.asks_until and moment >= self.asks_until:
            return False
        if self.daily_from is None or self.daily_until is None:
            return True
        clock = moment.astimezone(self.zone).time()
        if self.daily_from <= self.daily_until:
            return self.daily_from <= clock < self.daily_until
        return clock >= self.daily_from or clock < self.daily_until


class SurveyVersion(models.Model):
    """What was asked, word for word, from its opening on. It never changes; every answer names its version."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    canonical = models.TextField()  # the form as canonical JSON
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="survey_version_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """The form as JSON values."""
        found: dict[str, Any] = json.loads(self.canonical)
        return found

    @property
    def as_form(self) -> Form:
        """The form as a value."""
        return from_json(self.content)
