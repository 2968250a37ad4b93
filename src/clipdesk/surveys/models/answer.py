"""What one person answered, and the links that open a survey once."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from clipdesk.surveys.models.survey import Survey, SurveyVersion


class Answer(models.Model):
    """The answers of one person, of whom nothing else is known: no name, address, device, and of the time only the day.

    The id is random, for one of version 7 would tell the millisecond. Who holds the code can go on, read, and erase. No row
    of the history names an answer: what is withdrawn has to be gone.

    data: question → answer; several choices are a list of names. seconds: how long it took, pages that lay open for long
    counted as an hour. caught: the field that people cannot see was filled. stratum, unit: the group and the cluster of a
    list that the link was drawn from, where the sample has such.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+")
    code_sha256 = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    seconds = models.PositiveIntegerField(default=0)
    caught = models.BooleanField(default=False)
    invited = models.BooleanField(default=False)
    stratum = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    begun_on = models.DateField()
    completed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["survey", "completed_on"], name="survey_answers")]

    def __str__(self) -> str:
        return f"answer to {self.survey_id}"


class SingleLink(models.Model):
    """A link that still opens a survey once. Whom it went to is not kept; once used, its row is gone (`asking.begin`).

    stratum, unit: the group and the cluster of the list that it was drawn from, where the sample has such.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="single_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    stratum = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"link to {self.survey_id}"
