"""What a desk does in the backup tests: it is filled, or everything runs that wants to. Needs a database that is up."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from clipdesk.clips import editing
from clipdesk.config import databases
from clipdesk.config.backing_up import back_up
from clipdesk.config.testing_cast import given_for, make_newsroom, ready_recording
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.publishing.release import release
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.publishing.sweeping import sweep
from clipdesk.review.models import Package
from clipdesk.review.signing import sign
from clipdesk.surveys import asking
from clipdesk.surveys.models import Answer
from clipdesk.surveys.tests.conftest import answer, opened


def fill(video: str) -> str:
    """Three clips: one is live, one was being sent, one is signed for tomorrow. And three people answered a survey."""
    newsroom = make_newsroom(practice=True)
    survey = opened(newsroom)
    for _ in range(3):
        answer(survey, {"hears": "no", "good": "2", "age": "old"})
    recording = ready_recording(newsroom, Path(video))
    for title, slot in (("live", None), ("tomorrow", now() + timedelta(days=1)), ("under way", None)):
        clip = editing.new_clip(newsroom.lan, recording)
        short = {"ranges": [{"start": "0/1", "end": "12/25"}]}
        content = editing.content_with(clip.content, {"title": title, "recipe": short})
        editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
        clip.refresh_from_db()
        plan = Plan(newsroom.station.destinations.get(), slot)
        send_to_review(clip, [plan], base=clip.head_number, member=newsroom.lan)
        run_waiting_jobs()
        package = Package.objects.get(clip=clip, state=Package.OPEN)
        sign(package, given_for(package), member=newsroom.minh)
        if title == "under way":
            package.refresh_from_db()
            release(package)
            Publication.objects.filter(clip=clip).update(state="sending")
        else:
            run_waiting_jobs()
    return ""


def erase(count: str) -> str:
    """So many people erase their answers."""
    for row in Answer.objects.order_by("pk")[: int(count)]:
        asking.erase(row)
    return answers()


def answers() -> str:
    """How many answers there are."""
    return str(Answer.objects.count())


def again(out: str) -> str:
    """Back up as it is and say where each publication stands; then let everything run that wants to, and say it again."""
    back_up(databases.connection_string(databases.OWNER), Path(out), lambda line: None)
    before = _states()
    for _ in range(2):
        run_waiting_jobs()
        sweep()
    run_waiting_jobs()
    return json.dumps({"before": before, "after": _states()})


def _states() -> dict[str, str]:
    return {row.clip.title: row.state for row in Publication.objects.select_related("clip")}
