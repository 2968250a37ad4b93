"""Times: not before, not long after, and never while a hold is in force."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.announce import defer
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import release, sending, sweeping, tasks
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import Package, SignOff

Signs = Callable[[Package], SignOff]
Settled = Callable[[Publication], Publication]


@pytest.fixture
def planned(
    newsroom: Newsroom, draft: Clip, minh_signs: Signs, send: Callable[[Clip], Package]
) -> Callable[[timedelta], Publication]:
    """Lan sends with a slot that far from now, Minh signs."""

    def plan(distance: timedelta) -> Publication:
        where = newsroom.station.destinations.get()
        sending.send_to_review(
            draft, [sending.Plan(where, now() + distance)], base=draft.head_number, member=newsroom.lan
        )
        run_waiting_jobs()
        minh_signs(Package.objects.get())
        return Publication.objects.get()

    return plan


@pytest.mark.usefixtures("as_owner")
def test_nothing_goes_out_before_its_time(
    planned: Callable[[timedelta], Publication], settled: Settled, time_comes: Callable[[Publication], None]
) -> None:
    publication = planned(timedelta(minutes=5))
    sweeping.sweep()
    assert settled(publication).state == "prepared"
    time_comes(publication)
    sweeping.sweep()
    assert settled(publication).state == "live"


@pytest.mark.usefixtures("as_owner")
def test_an_earlier_time_is_not_kept_waiting_by_the_alarm_of_the_old_one(
    planned: Callable[[timedelta], Publication], settled: Settled, time_comes: Callable[[Publication], None]
) -> None:
    publication = planned(timedelta(days=1))
    run_waiting_jobs()
    time_comes(publication)
    sweeping.sweep()
    assert settled(publication).state == "live"


def test_a_moment_before_its_time_one_run_is_laid_ready_for_it(
    planned: Callable[[timedelta], Publication], settled: Settled
) -> None:
    publication = planned(timedelta(seconds=6))
    assert settled(publication).state == "prepared"
    sweeping.sweep()
    release.ring(publication)
    runs = ProcrastinateJob.objects.filter(task_name="publishing.send")
    assert [(run.scheduled_at, run.lock) for run in runs] == [(publication.slot, publication.lock)]
    assert publication.slot is not None
    time.sleep(max(0, (publication.slot - now()).total_seconds()))
    tasks.send(str(publication.pk))  # to the database it is still the moment at which this test began
    publication.refresh_from_db()
    assert publication.state == "live"


def test_it_is_laid_ready_also_behind_a_run_that_brings_it_just_now(
    planned: Callable[[timedelta], Publication], settled: Settled
) -> None:
    publication = settled(planned(timedelta(minutes=5)))
    defer("publishing.send", lock=publication.lock, publication_id=publication.pk)
    with connection.cursor() as cursor:  # the model is read-only
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'publishing.send'")
    Publication.objects.update(slot=now() + release.READY)
    publication.refresh_from_db()
    release.ring(publication)
    release.ring(publication)
    runs = ProcrastinateJob.objects.filter(task_name="publishing.send").order_by("id")
    assert [(run.status, run.scheduled_at) for run in runs] == [("doing", None), ("todo", publication.slot)]


def test_a_run_that_is_rung_for_a_little_early_waits(planned: Callable[[timedelta], Publication]) -> None:
    publication = planned(timedelta(seconds=6))
    run_waiting_jobs()
    assert publication.slot is not None
    time.sleep(max(0, (publication.slot - now()).total_seconds() - 0.7))
    tasks.send(str(publication.pk))
    publication.refresh_from_db()
    assert (publication.state, now() >= publication.slot) == ("live", True)


def test_a_slot_missed_by_more_than_the_grace_asks(
    newsroom: Newsroom, planned: Callable[[timedelta], Publication], settled: Settled
) -> None:
    publication = planned(timedelta(minutes=-11))
    assert settled(publication).state == "missed"
    sweeping.sweep()
    assert settled(publication).state == "missed"
    told = Notice.objects.filter(kind="missed_slot").values_list("person__name", flat=True)
    assert {"Lan", "Hương", "Minh", "Tuấn"} <= set(told)
    sending.settle(publication, Event.SEND_LATE, member=newsroom.tuan)
    assert settled(publication).state == "live"


def test_within_the_grace_it_goes_out(planned: Callable[[timedelta], Publication], settled: Settled) -> None:
    assert settled(planned(timedelta(minutes=-9))).state == "live"


@pytest.mark.parametrize("reach", ["station", "desk", "destination"])
def test_a_hold_stops_at_once_and_lifting_lets_go(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled, reach: str
) -> None:
    reaches: dict[str, dict[str, Any]] = {
        "station": {},
        "desk": {"desk": newsroom.news},
        "destination": {"destination": newsroom.station.destinations.get()},
    }
    hold = Hold.place(newsroom.huong, "Chờ xác minh", **reaches[reach])
    publication = settled(Publication.objects.get())
    assert (publication.state, publication.remote_id) == ("prepared", "")
    hold.lift(newsroom.huong)
    sweeping.sweep()
    assert settled(publication).state == "live"


def test_a_hold_of_another_desk_stops_nothing_here(newsroom: Newsroom, sign_off: SignOff, settled: Settled) -> None:
    Hold.place(newsroom.huong, "Chờ xác minh", desk=newsroom.sport)
    assert settled(Publication.objects.get()).state == "live"


def test_what_a_long_hold_made_late_asks_instead_of_going_out(
    newsroom: Newsroom, planned: Callable[[timedelta], Publication], settled: Settled
) -> None:
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    publication = planned(timedelta(minutes=-5))
    assert settled(publication).state == "prepared"
    Publication.objects.update(slot=now() - timedelta(minutes=12))
    hold.lift(newsroom.huong)
    sweeping.sweep()
    assert settled(publication).state == "missed"
