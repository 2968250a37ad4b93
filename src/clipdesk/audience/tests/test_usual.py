"""A post beside what is usual: the same destination, shape, age and definition, and never fewer than twenty others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from clipdesk.audience.figures import outlets_of
from clipdesk.audience.models import Measurement, MetricDefinition, Sample, TermsAccepted
from clipdesk.audience.packing import pack
from clipdesk.audience.tests.conftest import REEL, Told
from clipdesk.audience.tests.test_pages import HOUR, of_clip, page
from clipdesk.audience.usual import Usual
from clipdesk.clips import editing
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.history.models import LedgerEntry
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication

ACCEPTED = "đạt từ"
#: 25 posts: after a day 100, 200 … 2500. By hand (percentiles as numpy's default): median 1300, quartiles 700 and 1900.
COUNTS = [100 * number for number in range(1, 26)]


def earlier(newsroom: Newsroom, counts: Sequence[int], shape: str = "9:16", age: timedelta = 24 * HOUR) -> None:
    """Let so many posts have come before the one that is there, one a day, each with such a count at an age."""
    mine = Publication.objects.select_related("clip__recording").get(remote_id=REEL)
    since = mine.first_live_at
    assert since is not None
    definition = MetricDefinition.objects.get(name="fb_reels_total_plays")
    for number, count in enumerate(counts, start=1):
        clip = editing.new_clip(newsroom.lan, mine.clip.recording)
        began = since - timedelta(days=number)
        post = Publication.objects.create(
            station=mine.station, clip=clip, destination=mine.destination, state=State.FAILED, remote_id=f"r-{number}-{count}",
            package=mine.package, sign_off=mine.sign_off, first_live_at=began,
        )  # fmt: skip
        Measurement.objects.create(publication=post, shape=shape)
        Sample.objects.create(
            publication=post, definition=definition, slot=began + age, taken_at=began + age, value=count
        )
        pack([post.pk])


@pytest.fixture
def day_old(newsroom: Newsroom, reel: Reel) -> Publication:
    """The clip's Reel: a day old, with 2050 plays."""
    MetricDefinition.load()
    publication = Publication.objects.get()
    measured(publication, 24 * HOUR, 2050)
    return publication


def measured(publication: Publication, age: timedelta, count: int) -> None:
    """Let it have had that count at that age, which is its newest."""
    since = publication.first_live_at
    assert since is not None
    definition = MetricDefinition.objects.get(name="fb_reels_total_plays")
    Measurement.objects.get_or_create(publication=publication, defaults={"shape": "9:16"})
    Sample.objects.create(
        publication=publication, definition=definition, slot=since + age, taken_at=since + age, value=count
    )
    pack([publication.pk])


def test_a_post_stands_beside_those_before_it(newsroom: Newsroom, day_old: Publication) -> None:
    earlier(newsroom, COUNTS)
    (outlet,) = outlets_of(Publication.objects.filter(pk=day_old.pk))
    assert outlet.place is not None
    usual, standing = outlet.place.usual, outlet.place.standing
    assert usual is not None
    assert standing is not None
    assert (usual.median, usual.low, usual.high, usual.size) == (1300, 700, 1900, 25)
    assert standing.percentile == 80  # 20 of 25 had less
    assert standing.multiple == pytest.approx(2050 / 1300)
    found = page(newsroom, of_clip_of(day_old))
    assert "Sau 24 giờ: 2.050. Mức thường gặp là 1.300; một nửa trong 25 bài trước đó đạt từ 700 đến 1.900." in found
    assert "gấp 1,6 lần" in found
    assert "Trong 100 bài như vậy, 80 bài đạt thấp hơn." in found
    assert found.count("<polygon") == 1


def of_clip_of(publication: Publication) -> str:
    return f"clips/{publication.clip_id}/audience/"


def test_fewer_than_twenty_say_nothing_and_other_shapes_do_not_count(newsroom: Newsroom, day_old: Publication) -> None:
    earlier(newsroom, COUNTS[:19])
    earlier(newsroom, [7] * 30, shape="16:9")
    found = page(newsroom, of_clip_of(day_old))
    assert "mới có 19 clip so sánh được với clip này, cần có 20" in found
    assert ACCEPTED not in found
    assert "<polygon" not in found


def test_later_posts_and_other_ages_are_left_out(newsroom: Newsroom, day_old: Publication) -> None:
    earlier(newsroom, COUNTS)
    earlier(newsroom, [9] * 30, age=24 * 30 * HOUR)  # measured at a month, and never near a day
    later = Publication.objects.filter(samples__value__lte=600, samples__value__gte=100)  # the last six before it
    Publication.objects.filter(pk__in=[one.pk for one in later]).update(first_live_at=day_old.first_live_at + HOUR)  # type: ignore[operator]
    (outlet,) = outlets_of(Publication.objects.filter(pk=day_old.pk))
    assert outlet.place is not None
    assert outlet.place.standing is None  # 19 are left
    assert "19" in outlet.place.text


def test_a_post_younger_than_the_first_age_is_not_compared(newsroom: Newsroom, reel: Reel) -> None:
    MetricDefinition.load()
    mine = Publication.objects.get()
    measured(mine, HOUR / 2, 10)
    assert Usual([mine]).place_of(mine, Sample.objects.get()) is None


def test_youtube_is_compared_once_its_terms_are_accepted_and_the_history_says_by_whom(
    newsroom: Newsroom, told: Told
) -> None:
    told(HOUR, {"viewCount": 5})
    told(2 * HOUR, {"viewCount": 7})
    assert "điều khoản của nền tảng về chỉ số so sánh chưa được chấp nhận" in page(newsroom, of_clip())
    terms = newsroom.path("audience/terms/youtube/")
    assert newsroom.client(newsroom.lan).post(terms, {"decision": "accept"}).status_code == 403
    operator = newsroom.client(newsroom.oanh)
    for _twice in range(2):
        assert operator.post(terms, {"decision": "accept"}).status_code == 302
    assert "cần có 20" in page(newsroom, of_clip())
    entry = LedgerEntry.objects.get(verb="terms_accepted")
    assert entry.actor_name == newsroom.oanh.person.name
    assert "Derived Metrics" in entry.after["terms"]
    assert operator.post(terms, {"decision": "take_back"}).status_code == 302
    assert "chưa được chấp nhận" in page(newsroom, of_clip())
    assert TermsAccepted.objects.get().state == TermsAccepted.TAKEN_BACK
    assert operator.post(newsroom.path("audience/terms/facebook/"), {"decision": "accept"}).status_code == 404
