"""A part of a channel becomes a recording, and in the cutting room it is exactly the pictures that were marked."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import IllegalTransition, entries_of
from clipdesk.jobs.fence import Superseded
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library import cutting_live
from clipdesk.library.models import Channel, LiveCut, Recording
from clipdesk.library.tests.on_air import a_channel, feed, rows
from clipdesk.media.live import TICKS
from clipdesk.media.live.join import BeginningGone
from clipdesk.media.live.tests.conftest import bulletin, programme
from clipdesk.media.recipe import Framing, Range
from clipdesk.media.render import Order, render
from clipdesk.media.tests import strip

__all__ = ["bulletin", "programme"]

PICTURE = TICKS // 25


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    return a_channel(newsroom)


def test_the_clip_is_the_marked_pictures(newsroom: Newsroom, channel: Channel, programme: Path, tmp_path: Path) -> None:
    """Frame 130 is none of the key frames (every 25th), and frame 277 neither."""
    feed(channel, programme)
    Channel.objects.update(origin="Reuters")
    channel.refresh_from_db()
    cut = cutting_live.begin(channel, newsroom.lan, 130 * PICTURE + 900)  # within the picture, as a player stands
    cutting_live.finish(cut, newsroom.lan, 277 * PICTURE)
    Channel.objects.update(state=Channel.OFF)
    run_waiting_jobs()
    cut.refresh_from_db()
    assert (cut.state, cut.begins, cut.ends) == (LiveCut.MADE, 130 * PICTURE, 277 * PICTURE)
    recording = cut.recording
    assert recording is not None
    assert (recording.state, recording.desk, recording.made_by) == (
        Recording.READY,
        newsroom.news,
        newsroom.lan.person,
    )
    assert recording.origin == "Reuters"
    held = strip.numbers(recording.original_path, scale=1 / 3)
    assert held == list(range(50, 350))  # whole segments of 50, with two seconds around the cut
    assert cut.within == Range(Fraction(80, 25), Fraction(227, 25))
    client = newsroom.client(newsroom.lan)
    answer = client.post(newsroom.path(f"recordings/{recording.pk}/cut/"), {"live_cut": str(cut.pk)})
    assert answer.status_code == 302
    clip = Clip.objects.get()
    assert clip.content.recipe.ranges == (cut.within,)
    recipe = replace(clip.content.recipe, framing={"16:9": Framing("fit")}, captions=())
    order = Order(recipe, recording.original_path, recording.source_info)
    seen = strip.numbers(render(order, tmp_path / "clip").files["16:9"], scale=1)
    assert seen == list(range(130, 277))


def _made(newsroom: Newsroom, channel: Channel) -> LiveCut:
    """Frames 130 to 276, of which the segments 3 to 6 hold something, with what has become of their files."""
    cut = cutting_live.begin(channel, newsroom.lan, 130 * PICTURE)
    cutting_live.finish(cut, newsroom.lan, 277 * PICTURE)
    Channel.objects.update(state=Channel.OFF)
    run_waiting_jobs()
    cut.refresh_from_db()
    return cut


def test_where_the_first_file_is_lost_the_marks_stay_on_their_pictures(
    newsroom: Newsroom, channel: Channel, programme: Path
) -> None:
    """The segment before In, which is there for moving the marks, is empty: the recording begins with frame 100."""
    feed(channel, programme)
    (channel.folder / "0000000002.ts").write_bytes(b"")
    cut = _made(newsroom, channel)
    assert cut.recording is not None
    assert strip.numbers(cut.recording.original_path, scale=1 / 3) == list(range(100, 350))
    assert cut.within == Range(Fraction(30, 25), Fraction(177, 25))


def test_where_in_is_lost_the_cut_fails_with_a_sentence(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    (channel.folder / "0000000003.ts").write_bytes(b"")
    cut = _made(newsroom, channel)
    assert (cut.state, cut.trouble_message) == (LiveCut.FAILED, BeginningGone.message)
    assert not Recording.objects.exists()


def test_in_and_out_now_lie_where_the_clock_says(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 30)
    newest = channel.newest
    assert newest is not None
    before = now()
    cut = cutting_live.begin(channel, newsroom.lan)
    ahead = [(moment - newest.wall_end).total_seconds() for moment in (before, now())]
    assert ahead[0] < 15, "the machine is too slow for this test"
    assert newest.ends + ahead[0] * TICKS - 1 <= cut.begins <= newest.ends + min(ahead[1], 15) * TICKS + 1
    cutting_live.finish(cut, newsroom.huong, cut.begins + 5 * TICKS)
    assert [entry.verb for entry in entries_of(cut)] == ["live_cut_begun", "live_cut_ended"]


def test_the_last_half_minute_or_as_much_as_there_is(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 30)
    cut = cutting_live.last_seconds(channel, newsroom.lan)
    assert cut.state == LiveCut.WANTED
    assert cut.length is not None
    assert 30 <= cut.length < 30 + Fraction(1, 25)  # In is the beginning of a picture
    short = a_channel(newsroom, name="STV 2")
    rows(short, 5)
    cut = cutting_live.last_seconds(short, newsroom.lan)
    assert cut.begins == 0
    assert cut.length is not None
    assert cut.length >= 10


def test_what_cannot_be_cut_is_said_and_nothing_is_written(newsroom: Newsroom, channel: Channel) -> None:
    with pytest.raises(cutting_live.NothingRecorded):
        cutting_live.begin(channel, newsroom.lan)
    segments = rows(channel, 30)
    segments[0].delete()
    with pytest.raises(cutting_live.NoLongerThere):
        cutting_live.begin(channel, newsroom.lan, TICKS)
    assert not LiveCut.objects.exists()
    cut = cutting_live.begin(channel, newsroom.lan, 20 * TICKS)
    for wrong in (20 * TICKS, 10 * TICKS):
        with pytest.raises(cutting_live.OutBeforeIn):
            cutting_live.finish(cut, newsroom.lan, wrong)
    with pytest.raises(cutting_live.NotYetThere):
        cutting_live.finish(cut, newsroom.lan, 2 * 3600 * TICKS)
    with pytest.raises(cutting_live.NotYetThere):
        cutting_live.begin(channel, newsroom.lan, 10**17 - 1)
    with pytest.raises(cutting_live.TooLong):
        cutting_live.finish(cut, newsroom.lan, 5 * 3600 * TICKS)
    cut.refresh_from_db()
    assert (cut.state, cut.ends) == (LiveCut.OPEN, None)


def test_a_dropped_in_cannot_be_finished(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 30)
    cut = cutting_live.begin(channel, newsroom.lan, 20 * TICKS)
    cutting_live.drop(cut, newsroom.lan)
    with pytest.raises(IllegalTransition):
        cutting_live.finish(cut, newsroom.lan, 30 * TICKS)


def test_a_cut_whose_segments_are_gone_fails_with_a_sentence(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 30)
    Channel.objects.update(state=Channel.OFF)
    cut = cutting_live.begin(channel, newsroom.lan, 20 * TICKS)
    cutting_live.finish(cut, newsroom.lan, 30 * TICKS)
    channel.segments.filter(number__lt=30).delete()
    run_waiting_jobs()
    cut.refresh_from_db()
    assert (cut.state, cut.trouble_message) == (LiveCut.FAILED, cutting_live.NoLongerThere.message)
    assert not Recording.objects.exists()


def test_a_defect_leaves_no_cut_looking_busy(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 30)
    Channel.objects.update(state=Channel.OFF)
    cut = cutting_live.begin(channel, newsroom.lan, 20 * TICKS)
    cutting_live.finish(cut, newsroom.lan, 30 * TICKS)
    settings.UPLOADS.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(settings.UPLOADS, ignore_errors=True)
    settings.UPLOADS.write_text("no folder")
    try:
        with pytest.raises(OSError, match="exist"):
            cutting_live.make(cut)
    finally:
        settings.UPLOADS.unlink()
    cut.refresh_from_db()
    assert cut.state == LiveCut.FAILED


def _overtaken(cut: LiveCut) -> None:
    """Make a cut; right where the run begins it falls asleep, and another takes over: the observer stands there."""
    claim = cut.claim

    def claim_and_sleep(states: Collection[str]) -> bool:
        mine = claim(states)
        assert LiveCut.objects.get().claim([LiveCut.WANTED])
        return mine

    cut.claim = claim_and_sleep  # type: ignore[method-assign]
    with pytest.raises(Superseded):
        cutting_live.make(cut)
    newest = LiveCut.objects.get()
    assert (newest.state, newest.run, newest.trouble_message) == (LiveCut.WANTED, 2, "")
    assert not Recording.objects.exists()


def test_a_run_that_errs_late_writes_nothing_over_a_newer_one(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 30)
    Channel.objects.update(state=Channel.OFF)
    cut = cutting_live.begin(channel, newsroom.lan, 20 * TICKS)
    cutting_live.finish(cut, newsroom.lan, 30 * TICKS)
    channel.segments.filter(number__lt=30).delete()
    _overtaken(cut)


def test_a_run_that_ends_late_makes_no_recording_beside_that_of_a_newer_one(
    newsroom: Newsroom, channel: Channel, programme: Path
) -> None:
    feed(channel, programme)
    cut = cutting_live.begin(channel, newsroom.lan, 130 * PICTURE)
    cutting_live.finish(cut, newsroom.lan, 277 * PICTURE)
    Channel.objects.update(state=Channel.OFF)
    _overtaken(cut)
