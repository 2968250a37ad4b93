"""Figures that somebody could have seen: each is kept, so that new ones are held against them."""

from __future__ import annotations

from django.db import models

from clipdesk.kernel.clock import now
from clipdesk.surveys.models.survey import Survey


class Release(models.Model):
    """The figures of a survey as they were shown, after small counts were hidden. They hold nobody's answers and stay."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    size = models.PositiveIntegerField()  # how many answers they were made of
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="release_once")]

    def __str__(self) -> str:
        return f"figures {self.number} of {self.survey_id}"
