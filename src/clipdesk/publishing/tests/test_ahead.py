"""What is planned lies ready at the destination before its time, unseen; what will not go out is taken away again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube.practice.emulator import REFRESH, YouTube
from clipdesk.destinations.models import Account, Destination
from clipdesk.destinations.vault import seal
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.media.recipe import Cue
from clipdesk.publishing import ahead, sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import Package, SignOff

Signs = Callable[[Package], SignOff]
Settled = Callable[[Publication], Publication]
Planned = Callable[[timedelta], Publication]


@pytest.fixture
def planned(newsroom: Newsroom, youtube: YouTube, draft: Clip, minh_signs: Signs) -> Planned:
    """Lan sends with a slot that far from now, Minh signs."""

    def plan(distance: timedelta) -> Publication:
        plan = sending.Plan(newsroom.station.destinations.get(), now() + distance)
        sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
        run_waiting_jobs()
        minh_signs(Package.objects.get())
        return Publication.objects.get()

    return plan


def swept(publication: Publication, settled: Settled, rounds: int = 3) -> Publication:
    """Let the sweep come round a few times."""
    for _ in range(rounds):
        Publication.objects.update(rest_until=None)
        sweeping.sweep()
        publication = settled(publication)
    return publication


def test_it_lies_ready_unseen_and_at_its_time_only_the_call_that_publishes_is_made(
    newsroom: Newsroom, youtube: YouTube, planned: Planned, settled: Settled
) -> None:
    publication = planned(timedelta(seconds=20))
    after = swept(publication, settled)
    assert after.slot is not None
    assert after.slot > now(), "too slow to tell"
    assert (after.state, youtube.public(), len(youtube.films)) == ("prepared", {}, 1)
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "chưa ai xem được" in page
    before = len(youtube.asked)
    time.sleep(max(0, (after.slot - now()).total_seconds()))
    sweeping.sweep()
    after = settled(publication)
    assert (after.state, len(youtube.public())) == ("live", 1)
    assert {name for name, _said in youtube.asked[before:]} == {"videos.list", "videos.update"}
    assert (youtube.made, youtube.invalid) == (1, [])


def test_not_long_before_its_time(settings: Any, youtube: YouTube, planned: Planned, settled: Settled) -> None:
    after = swept(planned(timedelta(minutes=31)), settled)
    assert (after.state, youtube.made) == ("prepared", 0)
    settings.UPLOAD_AHEAD_MINUTES = 32
    assert swept(after, settled).brought
    assert youtube.made == 1
    settings.UPLOAD_AHEAD_MINUTES = 0


def test_a_hold_keeps_it_here(newsroom: Newsroom, youtube: YouTube, planned: Planned, settled: Settled) -> None:
    hold = Hold.place(newsroom.minh, "Chờ xác minh", desk=newsroom.news)
    publication = planned(timedelta(minutes=5))
    assert (swept(publication, settled).state, youtube.made) == ("prepared", 0)
    hold.lift(newsroom.minh)
    swept(publication, settled)
    assert (youtube.made, youtube.public()) == (1, {})


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_what_is_cancelled_is_taken_away(
    newsroom: Newsroom, youtube: YouTube, planned: Planned, settled: Settled, rounds: int
) -> None:
    publication = swept(planned(timedelta(minutes=5)), settled, rounds)
    sending.settle(publication, Event.CANCEL, member=newsroom.tuan)
    after = swept(publication, settled)
    assert (after.state, after.remote_id, youtube.films) == ("cancelled", "", {})


def test_what_somebody_made_public_there_stays(
    newsroom: Newsroom, youtube: YouTube, planned: Planned, settled: Settled
) -> None:
    publication = swept(planned(timedelta(minutes=5)), settled)
    (film,) = youtube.films.values()
    film.resource["status"]["privacyStatus"] = "public"
    sending.settle(publication, Event.CANCEL, member=newsroom.tuan)
    swept(publication, settled)
    assert len(youtube.films) == 1


def test_what_is_refused_is_told_while_there_is_time(youtube: YouTube, planned: Planned, settled: Settled) -> None:
    youtube.fate = {"uploadStatus": "rejected", "rejectionReason": "copyright"}
    after = swept(planned(timedelta(minutes=5)), settled)
    assert after.state == "prepared"
    assert "claims rights" in after.trouble_message
    told = Notice.objects.filter(kind="ahead_refused").values_list("person__name", flat=True)
    assert {"Lan", "Hương"} <= set(told)
    assert len(told) == len(set(told))


def test_a_lost_line_is_tried_again(youtube: YouTube, planned: Planned, settled: Settled) -> None:
    youtube.faults.add("videos.insert", "reset")
    after = swept(planned(timedelta(minutes=5)), settled, 5)
    assert after.brought
    assert after.trouble_message == ""
    assert (len(youtube.films), youtube.public()) == (1, {})


def test_another_caption_is_another_upload(
    newsroom: Newsroom, youtube: YouTube, draft: Clip, planned: Planned, minh_signs: Signs, settled: Settled
) -> None:
    """The film is the same, a caption of it was mended: what lies there was never signed with it."""
    recipe = replace(draft.content.recipe, captions=(Cue(Fraction(0), Fraction(1), "Nước lên"),))
    said = replace(draft.content, recipe=recipe, translations={"en": ("Water falls",)})
    editing.save(draft, said, base=draft.head_number, member=newsroom.lan)
    draft.refresh_from_db()
    publication = swept(planned(timedelta(minutes=5)), settled)
    (first,) = youtube.films
    clip = Clip.objects.get()
    sending.take_back(clip, member=newsroom.lan)
    clip.refresh_from_db()
    editing.save(clip, replace(said, translations={"en": ("Water rises",)}), base=clip.head_number, member=newsroom.lan)
    clip.refresh_from_db()
    plan = sending.Plan(newsroom.station.destinations.get(), publication.slot)
    sending.send_to_review(clip, [plan], base=clip.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get(state=Package.OPEN))
    after = swept(publication, settled)
    assert after.brought
    assert first not in youtube.films
    (film,) = youtube.films.values()
    tracks = {one["snippet"]["language"]: one["data"] for one in film.captions.values()}
    assert b"Water rises" in tracks["en"]


def test_made_public_there_by_hand_it_stays_the_one_video(youtube: YouTube, planned: Planned, settled: Settled) -> None:
    publication = planned(timedelta(seconds=20))
    after = swept(publication, settled)
    assert after.slot is not None
    assert after.slot > now(), "too slow to tell"
    (film,) = youtube.films.values()
    film.resource["status"]["privacyStatus"] = "public"
    time.sleep(max(0, (after.slot - now()).total_seconds()))
    after = swept(publication, settled)
    assert (after.state, after.remote_id) == ("live", "vid-0000001")
    assert (youtube.made, len(youtube.films)) == (1, 1)


def test_what_is_rejected_while_it_lies_there_does_not_count_as_live(
    youtube: YouTube, planned: Planned, settled: Settled
) -> None:
    publication = planned(timedelta(seconds=20))
    after = swept(publication, settled)
    assert after.slot is not None
    assert after.slot > now(), "too slow to tell"
    youtube.fate = {"uploadStatus": "rejected", "rejectionReason": "copyright"}
    time.sleep(max(0, (after.slot - now()).total_seconds()))
    after = swept(publication, settled)
    assert (after.state, youtube.seen) == ("failed", [])
    assert "claims rights" in after.trouble_message


def test_no_more_than_two_at_once(youtube: YouTube, planned: Planned) -> None:
    planned(timedelta(minutes=5))
    run_waiting_jobs()
    assert len(ahead.next_to_bring()) == 1
    Publication.objects.update(rest_until=now() + timedelta(minutes=1))
    assert ahead.next_to_bring() == []


def test_when_one_is_brought_the_next_follows_at_once(
    newsroom: Newsroom, youtube: YouTube, draft: Clip, minh_signs: Signs
) -> None:
    for number in (2, 3):
        named = {"kind": "youtube", "name": f"Kênh {number}"}
        place = Destination.objects.create(station=newsroom.station, practice=True, real=False, **named)
        sealed = seal(Secret(REFRESH), place.pk)
        Account.objects.create(destination=place, kind="youtube", remote=f"UC-{number}", sealed=sealed)
    slot = now() + timedelta(minutes=5)
    plans = [sending.Plan(place, slot) for place in newsroom.station.destinations.all()]
    sending.send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    run_waiting_jobs()
    sweeping.sweep()
    run_waiting_jobs()
    assert (youtube.made, youtube.public()) == (3, {})
