"""What is flagged breaking goes before everything else: its seal, the start of what was signed, its uploads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import release
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.review.models import Package, SignOff

Signs = Callable[[Package], SignOff]


def queues(*tasks: str) -> dict[str, str]:
    """Where the newest job of each task was put."""
    jobs = ProcrastinateJob.objects.filter(task_name__in=tasks).order_by("id")
    return {job.task_name: job.queue_name for job in jobs}


@pytest.mark.parametrize(("breaking", "queue"), [(True, "urgent"), (False, "publish")])
def test_seal_start_and_upload_of_a_breaking_clip_have_slots_of_their_own(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package], minh_signs: Signs, breaking: bool, queue: str
) -> None:
    editing.mark_breaking(draft, breaking, member=newsroom.lan)
    minh_signs(send(draft))
    run_waiting_jobs()
    assert Publication.objects.get().state == "live"
    tasks = ("publishing.prepare", "publishing.prepare_for_render", "publishing.release", "publishing.send")
    found = queues(*tasks)
    assert set(found) >= {"publishing.prepare", "publishing.release", "publishing.send"}
    assert set(found.values()) == {queue}


def test_a_flag_set_after_the_sign_off_raises_what_waits(
    newsroom: Newsroom, package: Package, minh_signs: Signs
) -> None:
    minh_signs(package)
    editing.mark_breaking(Clip.objects.get(), True, member=newsroom.lan)
    assert queues("publishing.release") == {"publishing.release": "publish"}
    release.overtake(Clip.objects.get())
    assert queues("publishing.release") == {"publishing.release": "urgent"}
    assert queues("publishing.overtake") == {"publishing.overtake": "urgent"}  # which the flag itself deferred


def test_what_waits_for_its_time_keeps_it_and_overtakes_then(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package], minh_signs: Signs
) -> None:
    slot = now() + timedelta(hours=2)
    send_to_review(
        draft, [Plan(newsroom.station.destinations.get(), slot)], base=draft.head_number, member=newsroom.lan
    )
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    run_waiting_jobs()
    assert queues("publishing.ring") == {"publishing.ring": "publish"}
    editing.mark_breaking(Clip.objects.get(), True, member=newsroom.lan)
    run_waiting_jobs()
    job = ProcrastinateJob.objects.get(task_name="publishing.ring", status="todo")
    assert (job.queue_name, job.scheduled_at) == ("urgent", slot - release.READY)


def test_a_second_clip_is_left_where_it_waits(
    newsroom: Newsroom, draft: Clip, package: Package, minh_signs: Signs
) -> None:
    minh_signs(package)
    other = editing.new_clip(newsroom.lan, draft.recording)
    release.overtake(other)
    assert queues("publishing.release") == {"publishing.release": "publish"}
