"""Doorbells of surveys."""

from clipdesk.jobs.app import app, task
from clipdesk.surveys import counting
from clipdesk.surveys.models import Survey


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", name="surveys.go_round", queueing_lock="surveys.go_round")
def go_round(timestamp: int) -> None:
    """Close what has come to its end, and delete answers whose date has come."""
    counting.go_round()


@task(queue="housekeeping", name="surveys.count")
def count(survey_id: str) -> None:
    """Make the figures of a survey that closed, unless somebody has."""
    counting.count_first(Survey.objects.select_related("station").get(pk=survey_id))
