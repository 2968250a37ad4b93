"""What nobody signed in time is sent again with one click: the same content, a new seal, a new time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips.models import Clip, Render
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.media.render import ENGINE
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, ask_for_withdrawal, send_to_review
from clipdesk.publishing.sending_again import NotLate, send_again
from clipdesk.review import refusals
from clipdesk.review.models import Package
from clipdesk.review.signing import sign
from clipdesk.review.tests.conftest import out_of_time


def _again(newsroom: Newsroom, package: Package, who: Member) -> Any:
    return newsroom.client(who).post(newsroom.path(f"publishing/packages/{package.pk}/again/"))


def test_one_click_and_the_same_content_waits_anew(newsroom: Newsroom, package: Package) -> None:
    late = out_of_time(package)
    answer = _again(newsroom, late, newsroom.lan)
    assert (answer.status_code, answer["location"]) == (302, newsroom.path(f"clips/{late.clip_id}/"))
    run_waiting_jobs()
    late.refresh_from_db()
    fresh = Package.objects.get(state=Package.OPEN)
    assert (late.state, fresh.clip_id, fresh.sent_by) == (Package.VOID, late.clip_id, newsroom.lan.person)
    assert fresh.content["files"] == late.content["files"]
    assert fresh.valid_until > now() + timedelta(hours=1)
    sign(fresh, given_for(fresh), member=newsroom.minh)
    run_waiting_jobs()
    assert Publication.objects.get().state == State.LIVE
    said = [(row.verb, row.actor_name) for row in entries_of(late.clip)]
    assert said[-4:-2] == [("taken_back", "Lan"), ("sent_to_review", "Lan")]


def test_whoever_sends_it_again_does_not_sign_it(newsroom: Newsroom, package: Package) -> None:
    send_again(out_of_time(package), member=newsroom.minh)
    run_waiting_jobs()
    fresh = Package.objects.get(state=Package.OPEN)
    with pytest.raises(refusals.OwnWork):
        sign(fresh, given_for(fresh), member=newsroom.minh)
    sign(fresh, given_for(fresh), member=newsroom.ha)


def test_what_an_earlier_engine_rendered_is_rendered_anew(newsroom: Newsroom, package: Package) -> None:
    """The desk was brought up to date while the package waited."""
    Render.objects.update(engine=ENGINE - 1)
    send_again(out_of_time(package), member=newsroom.lan)
    run_waiting_jobs()
    fresh = Package.objects.get(state=Package.OPEN)
    made = Render.objects.get(engine=ENGINE)
    assert {file.file_id for file in made.files.all()} == {one["sha256"] for one in fresh.content["files"]}


def test_what_waited_for_an_earlier_engine_is_sealed_too(newsroom: Newsroom, draft: Clip) -> None:
    plans = [Plan(newsroom.station.destinations.get())]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    Render.objects.update(engine=ENGINE - 1)
    run_waiting_jobs()
    assert Package.objects.get(state=Package.OPEN).clip == draft
    assert set(Render.objects.values_list("engine", "state")) == {(ENGINE - 1, Render.DONE), (ENGINE, Render.DONE)}


@pytest.mark.parametrize("hours", [-2, 5])
def test_a_time_that_has_passed_becomes_as_soon_as_it_is_signed(newsroom: Newsroom, draft: Clip, hours: int) -> None:
    slot = now() + timedelta(hours=hours)
    plans = [Plan(newsroom.station.destinations.get(), slot)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    late = out_of_time(Package.objects.get(state=Package.OPEN))
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"review/{late.pk}/"))
    assert page.context["slots_passed"] is (hours < 0)
    send_again(late, member=newsroom.lan)
    run_waiting_jobs()
    planned = Package.objects.get(state=Package.OPEN).content["posts"][0]["not_before"]
    row = Publication.objects.get()
    if hours < 0:
        assert (planned, row.slot) == (None, None)
        assert entries_of(row).filter(verb="publication_moved", before__slot=str(slot)).exists()
    else:
        assert (datetime.fromisoformat(planned), row.slot) == (slot, slot)


def test_what_still_waits_or_was_decided_is_not_sent_again(newsroom: Newsroom, package: Package) -> None:
    with pytest.raises(NotLate):
        send_again(package, member=newsroom.lan)
    late = out_of_time(package)
    send_again(late, member=newsroom.lan)
    with pytest.raises(NotLate):
        send_again(late, member=newsroom.lan)
    assert _again(newsroom, late, newsroom.lan).status_code == 422
    late.refresh_from_db()
    assert _again(newsroom, late, newsroom.lan).status_code == 422
    run_waiting_jobs()
    assert Package.objects.filter(state=Package.OPEN).count() == 1


def test_who_sends_nothing_to_review_sends_nothing_again(newsroom: Newsroom, package: Package) -> None:
    late = out_of_time(package)
    for member, status in ((newsroom.tuan, 403), (newsroom.binh, 404), (newsroom.stranger, 404)):
        assert _again(newsroom, late, member).status_code == status
    late.refresh_from_db()
    assert late.state == Package.OPEN


@pytest.mark.slow
def test_a_withdrawal_by_whoever_asks_for_those(newsroom: Newsroom, published: Publication) -> None:
    clip = Clip.objects.get(pk=published.clip_id)
    late = out_of_time(ask_for_withdrawal(clip, "Sai nguồn tin.", member=newsroom.huong))
    with pytest.raises(NotAllowed):
        send_again(late, member=newsroom.lan)
    assert _again(newsroom, late, newsroom.tuan).status_code == 302
    fresh = Package.objects.get(state=Package.OPEN)
    assert (fresh.kind, fresh.content["reason"], fresh.sent_by) == (
        Package.WITHDRAWAL,
        "Sai nguồn tin.",
        newsroom.tuan.person,
    )
    sign(fresh, given_for(fresh), member=newsroom.minh)
    run_waiting_jobs()
    published.refresh_from_db()
    assert published.state == State.WITHDRAWN
