"""Nothing that measurement keeps or hands out tells of one viewer; comments are counted, and neither they nor who wrote one
is ever asked for."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.apps import apps
from django.db import connection

from clipdesk.accounts.models import Person
from clipdesk.audience import collecting, elsewhere, measuring_elsewhere
from clipdesk.audience.models import FoundPost, FoundSample, Listing, Measurement, PackedCurve, Sample, SiteCount
from clipdesk.audience.tests.conftest import Told
from clipdesk.audience.tests.test_pages import of_clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now

#: What counts: posts, moments and numbers. None of it names anybody.
_COUNTED = (Sample, SiteCount, FoundSample, PackedCurve, Measurement, Listing)
_KINDS = {"BigAutoField", "BigIntegerField", "FloatField", "ArrayField", "BooleanField", "DateTimeField", "ForeignKey"}


def everything_runs() -> None:
    """Let accounts be listed, and everything be measured."""
    collecting.go_round()
    elsewhere.go_round()
    run_waiting_jobs()
    measuring_elsewhere.go_round()
    run_waiting_jobs()


def test_tables_that_count_hold_posts_moments_and_numbers() -> None:
    for model in _COUNTED:
        for field in model._meta.get_fields():
            if field.is_relation:
                assert field.related_model is not Person, field
            elif field.get_internal_type() not in _KINDS:
                assert field.name in {"step", "shape", "trouble_message", "trouble_params"}, field


def test_a_viewer_is_no_thing_in_this_room() -> None:
    told = ("viewer", "visitor", "comment", "author", "ip", "agent", "cookie", "session", "device", "fingerprint")
    for model in apps.get_app_config("audience").get_models():
        for field in model._meta.get_fields():
            assert not set(field.name.split("_")) & set(told), (model, field.name)


def test_youtube_is_asked_for_numbers_and_for_the_channel_s_own_posts_alone(film: Film, youtube: YouTube) -> None:
    film.counts = {"viewCount": "1200", "commentCount": "3"}
    film.resource["snippet"] = {
        "title": "Tự đăng",
        "publishedAt": (now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    youtube.films["another-01"] = Film(
        {**film.resource, "id": "another-01", "status": {"privacyStatus": "public"}}, b"", counts={"viewCount": "5"}
    )
    everything_runs()
    asked = {name for name, _said in youtube.asked}
    assert asked == {"videos.batchGetStats", "channels.list", "playlistItems.list", "videos.list"}
    parts = {part for _name, said in youtube.asked for part in str(said.get("part", "")).split(",")}
    assert parts == {"statistics", "contentDetails", "snippet", "status", "player"}
    assert FoundPost.objects.count() == 1
    assert Sample.objects.get(definition__name="commentCount").value == 3


def test_facebook_is_asked_for_numbers_and_for_the_page_s_own_posts_alone(reel: Reel, facebook: Facebook) -> None:
    reel.counts = {"fb_reels_total_plays": 40}
    everything_runs()
    assert {name for name, _said in facebook.asked} == {"video_insights.list", "videos.list", "video_reels.list"}
    fields = {field for _name, said in facebook.asked for field in said.get("fields", "").split(",") if field}
    assert not fields & {"from", "comments", "likes", "reactions", "sharedposts", "to", "tags"}
    assert facebook.invalid == []


def test_an_answer_that_brings_people_along_leaves_nothing_of_them(film: Film, youtube: YouTube) -> None:
    film.resource |= {"snippet": {"title": "Clip", "publishedAt": "2026-11-01T00:00:00Z", "channelTitle": "Kênh"}}
    film.counts = {"viewCount": "1", "WRITER-CANARY": "1"}
    youtube.described = None  # it would not let such an answer through
    everything_runs()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("audience_"):
                cursor.execute(f"select count(*) from {table} as t where t::text like '%%WRITER-CANARY%%'")
                assert cursor.fetchone() == (0,), table


def test_exports_name_posts_and_numbers(newsroom: Newsroom, told: Told) -> None:
    told(timedelta(hours=1), {"viewCount": 7})
    answer = newsroom.client(newsroom.lan).get(newsroom.path(of_clip("figures.csv")))
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(head) == len(row) == 12
    assert row[5] == "7"
