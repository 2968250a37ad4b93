"""What next: hours that posts stand above in, with reasons; nothing where there is little or no difference; onto the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from clipdesk.audience.learning.outlook import BACK, outlook_of
from clipdesk.audience.models import Decision, Finding, MetricDefinition, TermsAccepted
from clipdesk.audience.tests.test_pages import page
from clipdesk.clips import editing
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now
from clipdesk.library.models import Recording
from clipdesk.planning.models import Idea
from clipdesk.publishing.models import Publication


@pytest.fixture
def place(newsroom: Newsroom) -> Newsroom:
    """The station's one destination counts like a Facebook Page."""
    MetricDefinition.load()
    newsroom.station.destinations.update(kind="facebook", name="Sông Hồng")
    return newsroom


def stood(
    newsroom: Newsroom, recording: Recording, hour: int, percentiles: Sequence[float], *, counts: bool = True
) -> None:
    """Let posts have come out at an hour, which stood so."""
    definition = MetricDefinition.objects.get(name="fb_reels_total_plays")
    destination = newsroom.station.destinations.get()
    for number, percentile in enumerate(percentiles):
        clip = editing.new_clip(newsroom.lan, recording)
        began = now() - timedelta(days=10 + number)
        post = Publication.objects.create(
            station=newsroom.station, clip=clip, destination=destination, remote_id=f"{clip.pk}", first_live_at=began
        )
        decision = Decision.objects.create(
            station=newsroom.station,
            desk=clip.desk,
            clip=clip,
            public_at=began,
            state=Decision.DRAFTED,
            drafted="usual",
        )
        Finding.objects.create(
            publication=post, decision=decision, destination=destination, shape="9:16", hour=hour, public_at=began,
            definition=definition, age=timedelta(days=7), value=1000, low=500, median=900, high=1500, size=50,
            percentile=percentile, multiple=1.1, counts=counts,
        )  # fmt: skip


HIGH = [70, 80, 90, 60, 75, 85, 95, 65, 70, 80, 55, 90]  # mean 76.25
EVEN = [10, 90, 20, 80, 30, 70, 40, 60, 50, 50, 45, 55]  # mean 50


def test_an_hour_that_stands_above_is_proposed_with_its_reason(place: Newsroom, recording: Recording) -> None:
    """By hand: s of the twelve is 12.6356, t(11; .975) 2.200985, so 76.25 ± 8.028."""
    stood(place, recording, 19, HIGH)
    stood(place, recording, 7, EVEN)
    found = outlook_of(place.lan)
    (slot,) = found.proposals
    assert (slot.hours, slot.size, slot.shape, found.tested, found.posts) == ("18:00–21:00", 12, "9:16", 2, 24)
    assert slot.standing is not None
    assert (slot.standing.low, slot.standing.mean, slot.standing.high) == pytest.approx((68.22, 76.25, 84.28), abs=0.01)
    assert [one.hours for one in found.others] == ["06:00–09:00"]
    shown = page(place, "audience/next/")
    assert "12 bài ở đó trung bình đạt cao hơn 76 trên 100 bài trước chúng (khoảng tin cậy 95%: 68 đến 84" in shown
    assert "chưa chứng minh" in shown
    assert 'role="img"' in shown


def test_hours_that_stand_below_are_named_but_not_proposed(place: Newsroom, recording: Recording) -> None:
    stood(place, recording, 3, [100 - one for one in HIGH])
    found = outlook_of(place.lan)
    assert found.proposals == []
    assert [one.hours for one in found.less] == ["03:00–06:00"]


def test_few_posts_and_repeated_stories_say_nothing(place: Newsroom, recording: Recording) -> None:
    stood(place, recording, 19, HIGH[:9])
    stood(place, recording, 19, HIGH, counts=False)
    found = outlook_of(place.lan)
    assert (found.proposals, found.tested) == ([], 0)
    assert "mới có 9 bài, cần có 10" in found.others[0].note
    assert "Chưa đủ dữ liệu" in page(place, "audience/next/")


def test_what_is_found_among_many_has_to_be_surer(place: Newsroom, recording: Recording) -> None:
    """p of the one slot is about .03: alone a finding, of eight none."""
    weak = [72, 48, 80, 40, 75, 45, 90, 55, 60, 66, 38, 71]  # mean 61.7, s 16.7
    stood(place, recording, 19, weak)
    assert len(outlook_of(place.lan).proposals) == 1
    for hour in (0, 3, 6, 9, 12, 15, 21):
        stood(place, recording, hour, EVEN)
    found = outlook_of(place.lan)
    assert (found.proposals, found.tested) == ([], 8)


def test_old_posts_other_desks_and_platforms_without_terms_do_not_count(place: Newsroom, recording: Recording) -> None:
    stood(place, recording, 19, HIGH)
    assert outlook_of(place.binh).posts == 0
    assert outlook_of(place.minh).posts == 12
    place.station.destinations.update(kind="youtube")
    assert outlook_of(place.lan).posts == 0
    TermsAccepted.objects.create(station=place.station, platform="youtube")
    assert outlook_of(place.lan).posts == 12
    assert outlook_of(place.lan).since <= now() - BACK


def test_a_press_puts_it_on_the_board_once_with_its_evidence(place: Newsroom, recording: Recording) -> None:
    stood(place, recording, 19, HIGH)
    (slot,) = outlook_of(place.lan).proposals
    client, way = place.client(place.lan), place.path("audience/next/propose/")
    for _twice in range(2):
        assert client.post(way, {"slot": slot.key, "desk": str(place.news.pk)}).status_code == 302
    idea = Idea.objects.get()
    assert (idea.desk, idea.source, idea.made_by) == (place.news, "audience", place.lan.person)
    assert "18:00–21:00" in idea.words
    assert "khoảng tin cậy 95%: 68 đến 84" in idea.evidence
    assert idea.link.startswith(place.path("audience/next/"))
    assert client.get(idea.link.partition("#")[0]).status_code == 200
    assert LedgerEntry.objects.filter(verb="idea_proposed").count() == 1


def test_only_what_is_proposed_goes_there_and_only_to_desks_one_sees(place: Newsroom, recording: Recording) -> None:
    stood(place, recording, 19, HIGH)
    stood(place, recording, 7, EVEN)
    (slot,), (other,) = outlook_of(place.lan).proposals, outlook_of(place.lan).others
    client, way = place.client(place.lan), place.path("audience/next/propose/")
    for form in (
        {"slot": other.key, "desk": str(place.news.pk)},
        {"slot": slot.key, "desk": str(place.sport.pk)},
        {"slot": "x", "desk": "x"},
        {},
    ):
        assert client.post(way, form).status_code == 302
    assert not Idea.objects.exists()
