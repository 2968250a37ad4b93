"""Scheduled recordings: each begins once, is made of what the channel keeps, exact to the picture, and tells what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library import planned, rolling, series
from clipdesk.library.channels import StillOn, delete
from clipdesk.library.cutting_live import again
from clipdesk.library.models import Channel, LiveCut, PlannedRecording, Recording, Series
from clipdesk.library.outcomes import missing_of
from clipdesk.library.tests.on_air import a_channel, feed, rows
from clipdesk.media.live import TICKS
from clipdesk.media.live.tests.conftest import bulletin, programme
from clipdesk.media.recipe import Range
from clipdesk.media.tests import strip
from clipdesk.publishing.forms import SendForm

__all__ = ["bulletin", "programme"]

PICTURE = TICKS // 25
NEWS = {"Lan", "Hương", "Minh", "Hà", "Dũng", "Thảo"}
SAID: dict[str, Any] = {"title": "Bản tin 05:30", "language": "vi", "zone": "UTC", "rule": "FREQ=DAILY", "tells": True}


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    return a_channel(newsroom, beat_at=now(), heard_at=now())


def _planned(newsroom: Newsroom, channel: Channel, starts_at: datetime, seconds: int, **changes: Any) -> Series:
    """A series whose first recording begins at a moment that may have passed: it was planned a week ago."""
    at = {"first_on": starts_at.date(), "first_at": starts_at.time(), "seconds": seconds}
    owned = {"station": channel.station, "channel": channel, "desk": channel.desk, "made_by": newsroom.oanh.person}
    return Series.objects.create(**{**owned, **SAID, **at, "since": now() - timedelta(days=8), **changes})


def _on_air_since(channel: Channel, began: datetime, gaps: dict[int, int]) -> None:
    """Let the first segment have been sent at `began`, with so many seconds missing before the segments of these numbers."""
    late = 0
    for segment in channel.segments.order_by("number"):
        late += gaps.get(segment.number, 0)
        segment.gap = gaps.get(segment.number, 0) * TICKS
        segment.begins = (segment.number - 1) * 2 * TICKS + late * TICKS
        segment.ends = segment.begins + 2 * TICKS
        segment.wall = began + timedelta(seconds=segment.begins / TICKS)
        segment.save()


def _run(series: Series) -> PlannedRecording:
    """Let the clock work: twice, because it does so every minute."""
    planned.look()
    planned.look()
    found = series.recordings.select_related("channel__station", "channel__desk", "series__made_by").get()
    if found.state == PlannedRecording.RECORDING:
        planned.end(found)
    Channel.objects.update(state=Channel.OFF)  # nothing more has to be waited for
    run_waiting_jobs()
    found.refresh_from_db()
    return found


def test_the_bulletin_lies_there_to_the_picture_with_what_is_proposed(
    newsroom: Newsroom, channel: Channel, programme: Path
) -> None:
    """From picture 130 (5.2 s) until picture 280, neither a key frame; a second before and two after belong to it."""
    feed(channel, programme)
    began = now().replace(microsecond=0) - timedelta(seconds=30)
    _on_air_since(channel, began, {})
    starts = began + timedelta(seconds=6.2)
    template = {"desk": newsroom.sport, "language": "en"}
    one = _planned(newsroom, channel, starts, 3, rule="", pre_roll=1, post_roll=2, **template)
    found = _run(one)
    assert found.state == PlannedRecording.DONE
    cut = LiveCut.objects.get()
    assert (cut.state, cut.begins, cut.ends) == (LiveCut.MADE, 130 * PICTURE, 280 * PICTURE)
    recording = Recording.objects.get()
    assert found.cut == cut
    assert cut.recording == recording
    assert (recording.state, recording.desk, recording.language) == (Recording.READY, newsroom.sport, "en")
    assert recording.title == f"Bản tin 05:30, {starts:%d/%m/%Y}"
    assert strip.numbers(recording.original_path, scale=1 / 3) == list(range(50, 350))  # whole segments, 2 s around
    assert cut.within == Range(Fraction(80, 25), Fraction(230, 25))
    steps = ["planned_recording_begun", "planned_recording_over", "planned_recording_made"]
    assert [entry.verb for entry in entries_of(found)] == steps
    told = Notice.objects.filter(kind="planned_ready")
    assert {notice.person.name for notice in told} == (NEWS | {"Bình"}) - {"Lan", "Thảo"}
    assert {notice.link for notice in told} == {newsroom.path(f"recordings/{recording.pk}/shorts/")}
    page = newsroom.client(newsroom.dung).get(told[0].link)
    assert page.status_code == 200
    assert 'value="take"' in page.content.decode()
    assert not Notice.objects.filter(kind="planned_not_whole").exists()


def test_whoever_wants_no_word_of_it_gets_none(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    began = now() - timedelta(seconds=30)
    _on_air_since(channel, began, {})
    found = _run(_planned(newsroom, channel, began + timedelta(seconds=4), 4, tells=False))
    assert found.state == PlannedRecording.DONE
    assert Recording.objects.get().state == Recording.READY
    assert not Notice.objects.filter(kind="planned_ready").exists()


def test_what_the_channel_does_not_have_is_told(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    """The recorder was down for five seconds, and the channel was stopped before the end."""
    feed(channel, programme)
    began = now().replace(microsecond=0) - timedelta(seconds=60)
    _on_air_since(channel, began, {5: 5})  # 8 s, five that are missing, 8 s
    found = _run(_planned(newsroom, channel, began + timedelta(seconds=2), 38))
    assert found.state == PlannedRecording.PARTLY
    at = [began + timedelta(seconds=seconds) for seconds in (8, 13, 21, 40)]
    assert list(found.lost) == [(at[0], at[1]), (at[2], at[3])]
    recording = Recording.objects.get()
    assert recording.state == Recording.READY
    assert strip.numbers(recording.original_path, scale=1 / 3) == list(range(400))
    assert {notice.person.name for notice in Notice.objects.filter(kind="planned_not_whole")} == NEWS | {"Oanh"}
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/planned/")).content.decode()
    for since, until in found.lost:
        local = [moment.astimezone(ZoneInfo(newsroom.station.timezone)) for moment in (since, until)]
        assert f"{local[0]:%H:%M:%S}" in page
        assert f"{local[1]:%H:%M:%S}" in page


def test_a_desk_that_was_down_when_it_ended_makes_it_later(
    newsroom: Newsroom, channel: Channel, programme: Path
) -> None:
    """Begun in time; whoever should have ended it was not there, and the job is lost. The next look finds it."""
    feed(channel, programme)
    began = now() - timedelta(seconds=120)
    _on_air_since(channel, began, {})
    one = _planned(newsroom, channel, began + timedelta(seconds=4), 8)
    planned.lay_out(one)
    PlannedRecording.objects.update(state=PlannedRecording.RECORDING)
    planned.look()
    assert one.recordings.get().state == PlannedRecording.MAKING
    Channel.objects.update(state=Channel.OFF)
    run_waiting_jobs()
    assert one.recordings.get().state == PlannedRecording.DONE


def test_a_channel_that_was_off_is_told_and_fails_with_a_sentence(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, state=Channel.OFF)
    found = _run(_planned(newsroom, channel, now() - timedelta(seconds=60), 30))
    assert (found.state, found.trouble_message) == (PlannedRecording.FAILED, planned.NothingThere.message)
    assert {notice.person.name for notice in Notice.objects.filter(kind="planned_not_whole")} == NEWS | {"Oanh"}
    assert not LiveCut.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": Channel.OFF},
        {"beat_at": None},
        {"heard_at": now() - timedelta(hours=1), "on_since": now() - timedelta(hours=1)},
    ],
)
def test_people_are_told_before_it_begins_while_it_can_be_mended(
    newsroom: Newsroom, channel: Channel, wrong: dict[str, Any]
) -> None:
    one = _planned(newsroom, channel, now() + timedelta(minutes=14), 600)
    planned.look()
    assert one.recordings.get().state == PlannedRecording.PLANNED
    assert not Notice.objects.filter(kind="planned_in_danger").exists()
    Channel.objects.filter(pk=channel.pk).update(**wrong)
    planned.look()
    planned.look()
    told = Notice.objects.filter(kind="planned_in_danger")
    assert sorted(notice.person.name for notice in told) == sorted(NEWS | {"Oanh"})
    assert {notice.link for notice in told} == {newsroom.path(f"channels/{channel.pk}/")}


def test_rows_are_laid_out_ahead_and_each_once(newsroom: Newsroom, channel: Channel) -> None:
    one = _planned(newsroom, channel, now() + timedelta(minutes=16), 600)
    planned.look()
    assert not one.recordings.exists()
    Series.objects.update(pre_roll=90)
    for _ in range(3):
        planned.look()
    found = one.recordings.get()
    assert found.begins_at == found.starts_at - timedelta(seconds=90)
    assert found.ends_at == found.starts_at + timedelta(seconds=600)


def test_what_nobody_recorded_because_the_desk_was_down_is_told_for_a_week(
    newsroom: Newsroom, channel: Channel
) -> None:
    one = _planned(newsroom, channel, now() - timedelta(days=20), 600)
    Series.objects.update(since=now() - timedelta(days=20))
    planned.look()
    planned.look()
    states = list(one.recordings.order_by("starts_at").values_list("state", flat=True))
    assert states[:-1] == [PlannedRecording.FAILED] * 7
    assert states[-1] == PlannedRecording.RECORDING  # it has just begun


def test_a_series_of_which_nothing_more_comes_ends_by_itself(newsroom: Newsroom, channel: Channel) -> None:
    one = _planned(newsroom, channel, now() - timedelta(seconds=5), 600, rule="")
    planned.look()
    assert one.recordings.get().state == PlannedRecording.RECORDING
    planned.look()
    one.refresh_from_db()
    assert one.state == Series.ENDED
    assert one.recordings.get().state == PlannedRecording.RECORDING  # what runs is finished
    assert entries_of(one).get().actor_name == "Clipdesk"


def test_the_window_keeps_what_it_needs(newsroom: Newsroom, channel: Channel) -> None:
    """Segments of two seconds, all older than the window. What may reach into the time, or the two seconds around, stays."""
    rows(channel, 60, seconds_ago=7 * 3600)
    first = channel.segments.get(number=1).wall
    one = _planned(newsroom, channel, first + timedelta(seconds=80), 20, rule="")
    planned.lay_out(one)
    rolling.tidy(channel)
    # a segment may be a minute long: everything that begins later than 62 s before is kept, until 2 s after the end
    assert [segment.number for segment in channel.segments.order_by("number")] == [*range(11, 52), 60]
    PlannedRecording.objects.update(state=PlannedRecording.FAILED)
    rolling.tidy(channel)
    assert [segment.number for segment in channel.segments.all()] == [60]


def test_what_failed_and_is_made_again_counts_as_made(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    began = now() - timedelta(seconds=60)
    _on_air_since(channel, began, {})
    whole = (channel.folder / "0000000003.ts").read_bytes()
    (channel.folder / "0000000003.ts").write_bytes(b"")
    found = _run(_planned(newsroom, channel, began + timedelta(seconds=5), 6))
    cut = LiveCut.objects.get()
    assert (found.state, cut.state) == (PlannedRecording.FAILED, LiveCut.FAILED)
    assert found.trouble_message == cut.trouble_message != ""
    (channel.folder / "0000000003.ts").write_bytes(whole)
    again(cut, newsroom.lan)
    run_waiting_jobs()
    found.refresh_from_db()
    assert (found.state, found.trouble_message) == (PlannedRecording.DONE, "")


def test_times_that_are_changed_hold_for_what_has_not_begun(newsroom: Newsroom, channel: Channel) -> None:
    """One runs. At the new time, which lies within it, nothing begins a second time; the next day it holds."""
    moment = now().replace(microsecond=0)
    one = _planned(newsroom, channel, moment - timedelta(seconds=60), 600)
    planned.look()
    running = one.recordings.get()
    later = moment + timedelta(seconds=120)
    said = {name: getattr(one, name) for name in ("title", "desk", "seconds", "rule", "zone", "pre_roll", "post_roll")}
    series.change(one, newsroom.oanh, {**said, "first_on": later.date(), "first_at": later.time()})
    planned.look()
    assert one.recordings.get() == running
    running.refresh_from_db()
    assert running.state == PlannedRecording.RECORDING
    assert running.ends_at == moment + timedelta(seconds=540)
    one.refresh_from_db()
    assert one.pattern.next(moment + timedelta(hours=1), 1) == [later + timedelta(days=1)]


def test_a_day_is_left_out_and_taken_back(newsroom: Newsroom, channel: Channel) -> None:
    starts = now().replace(microsecond=0) + timedelta(minutes=10)
    one = _planned(newsroom, channel, starts, 60)
    planned.look()
    assert one.recordings.exists()
    series.skip(one, newsroom.oanh, starts.date())
    planned.look()
    assert not one.recordings.exists()
    series.take_back(one, newsroom.oanh, starts.date())
    assert one.recordings.get().starts_at == starts
    with pytest.raises(series.NotThatDay):
        series.skip(one, newsroom.oanh, starts.date() - timedelta(days=1))
    PlannedRecording.objects.update(state=PlannedRecording.RECORDING)
    with pytest.raises(series.NotThatDay):  # it runs
        series.skip(one, newsroom.oanh, starts.date())
    assert [entry.verb for entry in entries_of(one)] == ["series_day_skipped", "series_day_taken_back"]


def test_what_ended_begins_no_more(newsroom: Newsroom, channel: Channel) -> None:
    one = _planned(newsroom, channel, now() + timedelta(minutes=10), 60)
    planned.look()
    series.end(one, newsroom.oanh)
    planned.look()
    assert not one.recordings.exists()


def test_a_channel_goes_with_what_was_planned_of_it_but_not_while_one_is_made(
    newsroom: Newsroom, channel: Channel, programme: Path
) -> None:
    feed(channel, programme)
    began = now() - timedelta(seconds=120)
    _on_air_since(channel, began, {})
    _planned(newsroom, channel, began + timedelta(seconds=4), 8)
    planned.look()
    planned.look()
    Channel.objects.update(state=Channel.OFF)
    channel.refresh_from_db()
    with pytest.raises(StillOn):
        delete(channel, newsroom.oanh)
    run_waiting_jobs()
    delete(channel, newsroom.oanh)
    assert not PlannedRecording.objects.exists()
    assert Recording.objects.get().state == Recording.READY


def test_what_is_missing_at_both_ends_and_between(channel: Channel) -> None:
    """Two seconds at an end are forgiven: the hour of a picture is known only so well."""
    at = datetime(2026, 11, 30, 5, 30, tzinfo=UTC)
    found = rows(channel, 3)
    for segment, seconds, gap in zip(found, (0, 2, 9), (0, 0, 5), strict=True):
        segment.wall, segment.gap = at + timedelta(seconds=seconds), gap * TICKS

    def lost(since: float, until: float) -> list[tuple[float, float]]:
        spans = missing_of(at + timedelta(seconds=since), at + timedelta(seconds=until), found)
        return [tuple((moment - at).total_seconds() for moment in span) for span in spans]  # type: ignore[misc]

    assert lost(0, 11) == [(4, 9)]
    assert lost(-2, 13) == [(4, 9)]
    assert lost(-3, 14) == [(-3, 0), (4, 9), (11, 14)]
    assert lost(1, 7) == [(4, 7)]
    assert missing_of(at, at + timedelta(seconds=1), []) == [(at, at + timedelta(seconds=1))]


def test_one_that_runs_is_cut_while_it_goes_on(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    began = now().replace(microsecond=0) - timedelta(seconds=30)
    _on_air_since(channel, began, {})
    one = _planned(newsroom, channel, began + timedelta(seconds=4), 3600, rule="")
    planned.look()
    row = one.recordings.get()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    address = newsroom.path(f"channels/planned/one/{row.pk}/cut/")
    assert address in page
    newsroom.client(newsroom.lan).post(address)
    run_waiting_jobs()
    cut = LiveCut.objects.get()
    newest = channel.newest
    assert newest is not None
    assert (cut.state, cut.begins, cut.ends) == (LiveCut.MADE, 100 * PICTURE, newest.ends)
    assert cut.recording is not None
    assert cut.recording.state == Recording.READY
    row.refresh_from_db()
    assert (row.state, row.cut) == (PlannedRecording.RECORDING, None)  # it goes on
    assert newsroom.client(newsroom.tuan).post(address).status_code == 403
    PlannedRecording.objects.update(state=PlannedRecording.DONE)
    assert newsroom.client(newsroom.lan).post(address).status_code == 409
    assert LiveCut.objects.count() == 1


def test_recordings_go_after_their_days_unless_clips_need_them(
    newsroom: Newsroom, channel: Channel, programme: Path
) -> None:
    feed(channel, programme)
    began = now().replace(microsecond=0) - timedelta(seconds=30)
    _on_air_since(channel, began, {})
    for seconds in (4, 9):
        _run(_planned(newsroom, channel, began + timedelta(seconds=seconds), 4, rule="", keep_days=2))
    assert Recording.objects.count() == 2
    assert planned.drop_outlived() == 0
    Recording.objects.update(made_at=now() - timedelta(days=3))
    Series.objects.update(keep_days=None)
    assert planned.drop_outlived() == 0
    Series.objects.update(keep_days=2)
    needed, other = Recording.objects.order_by("pk")
    editing.new_clip(newsroom.lan, needed)
    assert planned.drop_outlived() == 1
    assert [recording.pk for recording in Recording.objects.all()] == [needed.pk]
    entry = LedgerEntry.objects.get(verb="recording_deleted")
    assert (entry.actor_name, entry.before["title"]) == (CLIPDESK.name, other.title)


def test_clips_begin_with_the_look_and_the_destinations(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    began = now().replace(microsecond=0) - timedelta(seconds=30)
    _on_air_since(channel, began, {})
    site, other = newsroom.station.destinations.get(kind="site"), "01a00000-0000-7000-8000-000000000000"
    _run(_planned(newsroom, channel, began + timedelta(seconds=4), 4, rule="", look="bulletin", destinations=[other]))
    clip = editing.new_clip(newsroom.lan, Recording.objects.get())
    assert clip.content.recipe.look == "bulletin"
    assert SendForm(clip=clip, member=newsroom.lan).initial["destinations"] == [site.pk]  # the other one is gone
    Series.objects.update(look="own:gone")
    assert editing.new_clip(newsroom.lan, Recording.objects.get()).content.recipe.look == ""
    assert Recording.objects.get().clips.filter(state=clip.DRAFT).count() == 2  # nothing is sent by itself
