"""What people want beside what they watch: both sides in the aggregate, each destination by itself, and a card at a press."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from clipdesk.accounts.models import Person
from clipdesk.audience.models import Measurement, MetricDefinition, Sample
from clipdesk.audience.packing import pack
from clipdesk.clips import editing
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.planning import lines
from clipdesk.planning.models import ContentLine, Idea, Made
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.surveys import counting, making
from clipdesk.surveys.crossing import cross, evidence_of, keep_pairs
from clipdesk.surveys.models import Survey
from clipdesk.surveys.tests.conftest import many, opened

WEEK = timedelta(days=7)
NEWS: dict[str, Any] = {"hears": "yes", "kinds": ["news"], "good": "4", "age": "old"}
MUSIC: dict[str, Any] = {"hears": "yes", "kinds": ["music"], "good": "4", "age": "old"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said in these tests is said in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def line(newsroom: Newsroom) -> ContentLine:
    return lines.make(newsroom.huong, "Tin nhanh", "")


@pytest.fixture
def closed(newsroom: Newsroom, published: Publication) -> Survey:
    """75 want news, 25 music; the station has one Facebook Page."""
    newsroom.station.destinations.update(kind="facebook", name="Trang Sông Hồng")
    Made.objects.all().delete()
    MetricDefinition.load()
    survey = opened(newsroom)
    many(survey, [(75, NEWS), (25, MUSIC)])
    making.close(survey, by=newsroom.huong.actor)
    run_waiting_jobs()
    survey.refresh_from_db()
    return survey


def posted(newsroom: Newsroom, survey: Survey, counts: Sequence[int], line: ContentLine | None, days: int = 20) -> None:
    """So many posts came out before it closed, each with such a count a week later."""
    like = Publication.objects.select_related("clip__recording").earliest("made_at")
    definition = MetricDefinition.objects.get(name="fb_reels_total_plays")
    assert survey.closed_at is not None
    for place, count in enumerate(counts):
        clip = editing.new_clip(newsroom.lan, like.clip.recording)
        began = survey.closed_at - timedelta(days=days, minutes=place)
        post = Publication.objects.create(
            station=like.station, clip=clip, destination=like.destination, state=State.UNKNOWN, remote_id=f"{clip.pk}",
            package=like.package, sign_off=like.sign_off, first_live_at=began,
        )  # fmt: skip
        Publication.objects.filter(pk=post.pk).update(state=State.LIVE, shown=like.package)
        Made.objects.create(
            station=like.station, publication=post.pk, clip=clip.pk, destination=like.destination, shape="9:16", line=line,
            at=began,
        )  # fmt: skip
        Measurement.objects.create(publication=post, shape="9:16")
        Sample.objects.create(
            publication=post, definition=definition, slot=began + WEEK, taken_at=began + WEEK, value=count
        )
        pack([post.pk])


def crossed(newsroom: Newsroom, survey: Survey) -> list[Any]:
    release = counting.last_release(survey)
    assert release is not None
    return cross(survey, release, newsroom.huong, "en")


def test_both_sides_by_hand(newsroom: Newsroom, closed: Survey, line: ContentLine) -> None:
    """Of the line 100 … 500: median 300; with five others of 1000: of all the median is (500 + 1000)/2 = 750."""
    posted(newsroom, closed, [100, 200, 300, 400, 500], line)
    posted(newsroom, closed, [1000] * 5, None)
    posted(newsroom, closed, [9] * 9, line, days=95)  # too long ago
    keep_pairs(closed, {("kinds", "news"): f"line:{line.pk}", ("kinds", "music"): "shape:9:16"}, member=newsroom.huong)
    first, second = crossed(newsroom, closed)
    assert (first.label, first.share, first.base, first.clips) == ("News", pytest.approx(75), 100, 5)
    (watched,) = first.watched
    assert (watched.posts, watched.counted, watched.median, watched.of_all) == (5, 5, 300, 750)
    assert (second.label, second.share, second.clips) == ("Music", pytest.approx(25), 10)
    assert second.watched[0].median == second.watched[0].of_all == 750


def test_few_posts_and_hidden_answers_tell_nothing(newsroom: Newsroom, closed: Survey, line: ContentLine) -> None:
    posted(newsroom, closed, [100, 200, 300, 400], line)
    keep_pairs(closed, {("kinds", "news"): f"line:{line.pk}", ("age", "young"): "length:30"}, member=newsroom.huong)
    news, young = crossed(newsroom, closed)
    assert (news.watched[0].median, news.watched[0].counted) == (None, 4)
    assert "Fewer than 5" in news.watched[0].note
    assert (young.share, young.clips) == (0, 4)  # nobody was young; all four films are short


def test_only_what_is_known_stands_for_a_choice(newsroom: Newsroom, closed: Survey) -> None:
    said = {("kinds", "news"): "line:other", ("kinds", "gone"): "shape:9:16", ("good", "1"): "shape:9:16"}
    keep_pairs(closed, said, member=newsroom.huong)
    assert closed.crossing == []


def test_a_card_at_a_press_and_once(newsroom: Newsroom, closed: Survey, line: ContentLine) -> None:
    posted(newsroom, closed, [100, 200, 300, 400, 500], line)
    Person.objects.filter(pk=newsroom.huong.person.pk).update(language="en")
    client, path = newsroom.client(newsroom.huong), newsroom.path(f"surveys/{closed.pk}/crossing/")
    assert client.post(path, {"of/kinds/news": f"line:{line.pk}", "of/kinds/music": ""}).status_code == 302
    page = client.get(path).content.decode()
    assert "75.0%" in page
    assert "Put it on the ideas board" in page
    assert not Idea.objects.exists()
    for _ in range(2):
        pressed = client.post(f"{path}board/", {"choice": "kinds-news", "desk": str(newsroom.news.pk)})
        assert pressed.status_code == 302
    idea = Idea.objects.get()
    assert (idea.words, idea.source, idea.made_by) == ("Wanted: News", "surveys", newsroom.huong.person)
    assert idea.link == f"{path}#kinds-news"
    for part in (
        "75.0% of 100 answers say “News”",
        "modelled precision",
        "Content line: Tin nhanh: 5 clips",
        "median 300",
    ):
        assert part in idea.evidence
    assert "Put it on the ideas board" not in client.get(path).content.decode()
    client.post(f"{path}board/", {"choice": "kinds-x", "desk": str(newsroom.news.pk)})
    assert Idea.objects.count() == 1


def test_nothing_of_single_people_goes_over(newsroom: Newsroom, closed: Survey, line: ContentLine) -> None:
    posted(newsroom, closed, [100, 200, 300, 400, 500], line)
    keep_pairs(closed, {("kinds", "news"): f"line:{line.pk}"}, member=newsroom.huong)
    making.delete_answers(closed, now().date())
    (one,) = crossed(newsroom, closed)  # figures alone are needed: the answers are gone
    assert one.share == pytest.approx(75)
    assert "100" in evidence_of(closed, one)
