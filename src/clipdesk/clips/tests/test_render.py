"""Rendering: once per recipe, recording and engine; strictly apart between stations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Station
from clipdesk.clips import editing
from clipdesk.clips.models import Clip, Render
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.app import app
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording
from clipdesk.library.receiving import receive_file
from clipdesk.review.models import Package


def test_the_same_revision_twice_is_encoded_once(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    send(draft)
    first = Render.objects.get()
    files = {made.role: made.file_id for made in first.files.all()}
    assert set(files) == {"9:16", "4:5", "1:1", "16:9", "thumbnail", "captions"}
    again = want_render(draft.recording, draft.content, breaking=False, by=newsroom.lan.actor)
    assert run_waiting_jobs() == []
    again.refresh_from_db()
    assert (again.pk, again.run, again.done_at) == (first.pk, first.run, first.done_at)
    assert {made.role: made.file_id for made in again.files.all()} == files


def test_another_clip_with_the_same_recipe_finds_it(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    send(draft)
    twin = editing.new_clip(newsroom.lan, draft.recording)
    editing.save(twin, draft.content, base=twin.head_number, member=newsroom.lan)
    assert render_of(twin) == Render.objects.get()


def test_two_stations_with_the_same_file_stay_apart(
    newsroom: Newsroom, draft: Clip, small_video: Path, send: Callable[[Clip], Package]
) -> None:
    send(draft)
    theirs = _same_file_elsewhere(newsroom, small_video, draft.recording)
    clip = editing.new_clip(newsroom.stranger, theirs)
    editing.save(clip, draft.content, base=clip.head_number, member=newsroom.stranger)
    assert clip.content.recipe == draft.content.recipe
    assert render_of(clip) is None
    wanted = want_render(theirs, clip.content, breaking=False, by=newsroom.stranger.actor)
    assert wanted.pk != Render.objects.get(recording=draft.recording).pk
    assert wanted.station_id == newsroom.stranger.station.pk
    assert not wanted.files.exists()


def test_breaking_takes_the_slot_that_is_kept_for_it(newsroom: Newsroom, draft: Clip) -> None:
    want_render(draft.recording, draft.content, breaking=False, by=newsroom.lan.actor)
    Clip.objects.filter(pk=draft.pk).update(state=Clip.IN_REVIEW)
    editing.mark_breaking(draft, True, member=newsroom.lan)
    queues = (
        ProcrastinateJob.objects.filter(task_name="clips.render").order_by("id").values_list("queue_name", flat=True)
    )
    assert list(queues) == ["render", "breaking"]


def test_a_second_bell_does_not_disturb_a_render_in_hand(newsroom: Newsroom, draft: Clip) -> None:
    render = want_render(draft.recording, draft.content, breaking=False, by=newsroom.lan.actor)
    want_render(draft.recording, draft.content, breaking=True, by=newsroom.lan.actor)
    Render.objects.filter(pk=render.pk).update(state=Render.RUNNING, run=1)
    ProcrastinateJob.objects.filter(task_name="clips.render").update(status="doing")
    app.tasks["clips.render"](render_id=str(render.pk))
    render.refresh_from_db()
    assert (render.state, render.run) == (Render.RUNNING, 1)


@pytest.mark.slow
def test_a_render_that_stalled_is_taken_over(newsroom: Newsroom, draft: Clip) -> None:
    render = want_render(draft.recording, draft.content, breaking=False, by=newsroom.lan.actor)
    Render.objects.filter(pk=render.pk).update(state=Render.RUNNING, run=1)
    run_waiting_jobs()
    render.refresh_from_db()
    assert (render.state, render.run) == (Render.DONE, 2)


@pytest.fixture(autouse=True)
def _no_leftover_jobs(newsroom: Newsroom) -> None:
    assert not ProcrastinateJob.objects.filter(status="doing").exists()


def _same_file_elsewhere(newsroom: Newsroom, path: Path, ours: Recording) -> Recording:
    """The other station receives the same bytes; what reading finds in them is the same."""
    station: Station = newsroom.stranger.station
    person = newsroom.stranger.person
    found = receive_file(path, station=station, desk=station.desks.get(), title="Của đài khác", by=person)
    same = {"state": Recording.READY, "info_json": ours.info_json, "duration_text": ours.duration_text}
    Recording.objects.filter(pk=found.pk).update(**same)
    found.refresh_from_db()
    assert found.original_id == ours.original_id
    return found
