"""Posts beside each other: at one age, on one destination, by one definition; never fewer than twenty; never a cause."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from clipdesk.audience.channels import channels_of
from clipdesk.audience.models import MetricDefinition, PackedCurve
from clipdesk.audience.tests.test_pages import page
from clipdesk.audience.tests.test_usual import COUNTS, earlier
from clipdesk.audience.working import compared
from clipdesk.clips.models import ClipPlan
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.planning import lines

WIDE = [count / 10 for count in COUNTS]


@pytest.fixture
def posts(newsroom: Newsroom, reel: Reel) -> None:
    """25 upright Reels, after a day with 100, 200 … 2500 plays, and 25 wide ones with a tenth of that."""
    MetricDefinition.load()
    earlier(newsroom, COUNTS)
    earlier(newsroom, [round(count) + 1 for count in WIDE], shape="16:9")


def test_groups_stand_beside_each_other_with_their_intervals(newsroom: Newsroom, posts: None) -> None:
    found = compared(newsroom.lan, "shape", 24, 28)
    upright, wide = (cells[0] for _group, cells in found.rows)
    assert upright is not None
    assert wide is not None
    assert upright.usual is not None
    assert (upright.usual.median, upright.size) == (1300, 25)
    assert upright.usual.interval is not None
    assert (upright.usual.interval.low, upright.usual.interval.high) == (800, 1800)  # the 8th and the 18th of 25
    assert upright.against is not None
    wins = sum((a > b) + (a == b) / 2 for a in COUNTS for b in [round(count) + 1 for count in WIDE])
    assert upright.against.higher == pytest.approx(wins / 625)
    assert (upright.found, wide.found) == (True, True)
    shown = page(newsroom, "audience/works/")
    assert "1.300 (từ 800 đến 1.800; 25 bài)" in shown
    assert "nhiều hơn các nhóm khác" in shown
    assert "Chỉ là quan sát." in shown


def test_few_posts_say_nothing(newsroom: Newsroom, posts: None) -> None:
    PackedCurve.objects.filter(shape="16:9", counts__4__lt=70).delete()
    shown = page(newsroom, "audience/works/")
    assert "19 bài: chưa đủ dữ liệu" in shown
    assert "nhiều hơn" not in shown.partition("<table>")[2].partition("</table>")[0]


def test_by_hour_day_length_and_line(newsroom: Newsroom, posts: None) -> None:
    line = lines.make(newsroom.huong, "Tin địa phương", "")
    for clip in PackedCurve.objects.filter(shape="9:16").values_list("publication__clip", flat=True):
        ClipPlan.objects.update_or_create(clip_id=clip, defaults={"line": line})
    names = {
        by: [(group.name, cells[0] and cells[0].size) for group, cells in compared(newsroom.lan, by, 24, 28).rows]
        for by in ("length", "line", "weekday")
    }
    assert names["length"] == [("0 đến 15 giây", 50)]
    assert names["line"] == [("Tin địa phương", 25), ("Không thuộc tuyến nào", 25)]
    assert len(names["weekday"]) == 7
    hour = compared(newsroom.lan, "hour", 24, 28).rows
    assert sum(cells[0].size for _group, cells in hour if cells[0]) == 50
    assert page(newsroom, "audience/works/?by=line&age=24").count("Tin địa phương") == 1


def test_earlier_definitions_are_left_out_and_said(newsroom: Newsroom, posts: None) -> None:
    other = MetricDefinition.objects.get(name="blue_reels_play_count")
    one = PackedCurve.objects.filter(shape="16:9").first()
    assert one is not None
    PackedCurve.objects.filter(pk=one.pk).update(definition=other)
    assert "1 bài được đếm theo định nghĩa cũ" in page(newsroom, "audience/works/")


def test_youtube_waits_for_its_terms(newsroom: Newsroom, posts: None) -> None:
    Destination.objects.filter(kind="facebook").update(kind="youtube")
    for rest in ("audience/works/", "audience/channels/"):
        assert "YouTube không được so sánh" in page(newsroom, rest)
    assert channels_of(newsroom.lan)[0] == []


def test_other_desks_and_stations_see_none_of_it(newsroom: Newsroom, posts: None) -> None:
    assert compared(newsroom.binh, "shape", 24, 28).rows == []
    assert compared(newsroom.stranger, "shape", 24, 28).rows == []


def test_the_table_says_of_how_many_and_by_which_definition(newsroom: Newsroom, posts: None) -> None:
    answer = newsroom.client(newsroom.lan).get(newsroom.path("audience/works/?as=csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][1:5] == ["facebook", "fb_reels_total_plays", "1", "24"]
    assert rows[1][6:10] == ["25", "1300.0", "800.0", "1800.0"]


def test_what_is_usual_now_and_in_the_weeks_before(newsroom: Newsroom, posts: None) -> None:
    assert "1.300 (25 bài)" in page(newsroom, "audience/channels/")
    PackedCurve.objects.filter(shape="16:9").update(public_since=now() - timedelta(days=30), shape="9:16")
    shown = page(newsroom, "audience/channels/")
    assert "1.300 (25 bài); bốn tuần trước đó là 131" in shown
