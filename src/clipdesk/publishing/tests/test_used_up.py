"""A platform says that its quota is used up: the publication waits, and goes out once, after the reset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.quotas import Part
from clipdesk.connectors.telegram.practice.emulator import Telegram
from clipdesk.connectors.youtube.practice.emulator import YouTube
from clipdesk.connectors.youtube.quota import next_day
from clipdesk.connectors.zalo.practice.emulator import Zalo
from clipdesk.destinations.models import Destination, OAuthClient, Spending
from clipdesk.destinations.quotas import holder_of, quotas_of, rooms_of
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.publishing import runner, sweeping
from clipdesk.publishing.models import Publication
from clipdesk.publishing.room import opens_at, pay
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]


def passes(span: timedelta) -> None:
    """Let time pass for all that was spent and what waits. For tests `as_owner`."""
    Spending.objects.update(at=F("at") - span, used_up_until=F("used_up_until") - span)
    Publication.objects.update(rest_until=F("rest_until") - span, room_from=F("room_from") - span)


def out(settled: Settled) -> Publication:
    """Let it run, without waiting for pauses, until it rests in no passing state."""
    after = settled(Publication.objects.get())
    for _ in range(10):
        if after.state not in {"sending", "unknown", "processing"}:
            break
        Publication.objects.update(rest_until=None)
        sweeping.sweep()
        runner.carry_out(Publication.objects.get())
        after = settled(Publication.objects.get())
    return after


def net(quota: str) -> int:
    """Return how much of a quota was spent, by what is written down."""
    return sum(Spending.objects.filter(quota=quota).values_list("amount", flat=True))


@pytest.mark.usefixtures("as_owner")
def test_todays_uploads_are_used_up_and_it_goes_out_once_after_midnight(
    newsroom: Newsroom, youtube: YouTube, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    youtube.uploads_left = 0
    minh_signs(package)
    waits = settled(Publication.objects.get())
    reset = next_day(now())
    assert (waits.state, waits.rest_until, waits.room_from) == ("prepared", reset, reset)
    assert (youtube.films, net("uploads")) == ({}, 0)
    assert Notice.objects.filter(kind="no_room", person=newsroom.lan.person).count() == 1
    assert not Notice.objects.filter(kind="publication_failed").exists()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{waits.pk}/")).content.decode()
    assert "tạm thời không nhận thêm" in page
    assert "còn 0 trên 100 lượt tải lên mỗi ngày" in page
    Publication.objects.update(rest_until=None)
    sweeping.sweep()  # nobody asks before that moment, whatever rings
    assert (settled(waits).state, youtube.films) == ("prepared", {})
    youtube.uploads_left = 100
    passes(timedelta(days=1))
    sweeping.sweep()
    after = out(settled)
    assert (after.state, len(youtube.public()), youtube.uploads_left) == ("live", 1, 99)
    assert (after.trouble_message, net("uploads")) == ("", 1)


def test_what_is_written_down_is_what_youtube_counts(
    newsroom: Newsroom, youtube: YouTube, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(package)
    assert out(settled).state == "live"
    assert (net("uploads"), 100 - youtube.uploads_left) == (1, 1)
    assert abs(10_000 - youtube.units - net("units")) <= 10  # how often it asks whether YouTube is done differs


@pytest.mark.usefixtures("as_owner")
def test_the_units_end_before_it_is_public(
    newsroom: Newsroom, youtube: YouTube, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(package)
    settled(Publication.objects.get())
    youtube.units = 3
    waits = out(settled)
    assert (waits.state, youtube.public(), len(youtube.films)) == ("prepared", {}, 1)
    youtube.units = 10_000
    passes(timedelta(days=1))
    sweeping.sweep()
    assert (out(settled).state, len(youtube.films)) == ("live", 1)


def test_a_project_is_shared_by_all_that_is_connected_through_it(newsroom: Newsroom, youtube: YouTube) -> None:
    place, client = newsroom.station.destinations.get(), OAuthClient.objects.get()
    uploads = next(one for one in quotas_of(place) if one.name == "uploads")
    OAuthClient.objects.filter(pk=client.pk).update(client_id="81273645-abc.apps.googleusercontent.com")
    one = holder_of(place, uploads)
    OAuthClient.objects.filter(pk=client.pk).update(client_id="81273645-xyz.apps.googleusercontent.com")
    assert holder_of(place, uploads) == one
    OAuthClient.objects.filter(pk=client.pk).update(client_id="99-xyz.apps.googleusercontent.com")
    assert holder_of(place, uploads) != one


@pytest.mark.usefixtures("as_owner")
def test_zalo_is_asked_again_after_an_hour(
    newsroom: Newsroom, zalo: Zalo, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    zalo.quota, zalo.converting = 0, 0
    minh_signs(package)
    waits = out(settled)
    assert waits.state == "prepared"
    assert waits.rest_until is not None
    assert timedelta(minutes=58) < waits.rest_until - now() <= timedelta(hours=1)
    zalo.quota = 1
    passes(timedelta(hours=1))
    sweeping.sweep()
    assert (out(settled).state, len(zalo.public())) == ("live", 1)


@pytest.mark.usefixtures("as_owner")
def test_reels_that_others_have_used_up_are_waited_for(
    newsroom: Newsroom, facebook: Facebook, reel: Package, minh_signs: Signs, settled: Settled
) -> None:
    facebook.reels_before = [now() - timedelta(hours=20, minutes=one) for one in range(30)]
    minh_signs(reel)
    waits = out(settled)
    assert (waits.state, facebook.public()) == ("prepared", {})
    assert waits.room_from is not None
    assert abs(waits.room_from - now() - timedelta(hours=3, minutes=31)) < timedelta(minutes=2)
    assert rooms_of(waits.destination)[0].left == 0
    facebook.reels_before = []
    passes(timedelta(hours=4))
    sweeping.sweep()
    assert (out(settled).state, len(facebook.public()), net("reels")) == ("live", 1, 1)


def test_who_was_due_first_takes_the_last_of_it_and_breaking_goes_before(
    newsroom: Newsroom, facebook: Facebook, package: Package, minh_signs: Signs, settled: Settled, settings: Any
) -> None:
    settings.NEW_POSTS = {"facebook": 1}
    minh_signs(package)
    late = Publication.objects.get()
    sign_off = SignOff.objects.get()
    first = _waits_too(late, sign_off, now() - timedelta(hours=2))
    late.sign_off, late.slot = sign_off, now() - timedelta(hours=1)
    late.room_from = now()
    late.save()
    with transaction.atomic():
        opens = opens_at(late, {"reels": 1})
        assert opens is not None
        assert opens > now() + timedelta(hours=23)
        assert opens_at(first, {"reels": 1}) is None
    Publication.objects.filter(pk=first.pk).update(slot=now())  # now it is the later one
    with transaction.atomic():
        assert opens_at(late, {"reels": 1}) is None
    editing.mark_breaking(late.clip, True, member=newsroom.lan)
    late.refresh_from_db()
    with transaction.atomic():
        pay(first, {"reels": 1}, Part.ALL)
        assert opens_at(late, {"reels": 1}) is None


def test_two_at_once_never_both_take_the_last_of_it(
    newsroom: Newsroom, facebook: Facebook, package: Package, minh_signs: Signs
) -> None:
    """Whoever looks keeps all others out until what they take is written down."""
    minh_signs(package)
    publication = Publication.objects.get()
    where = connection.settings_dict
    said = {"host": where["HOST"], "port": where["PORT"], "dbname": where["NAME"]}
    with psycopg.connect(**said, user=where["USER"], password=where["PASSWORD"]) as other:
        lock = f"quota:facebook:{publication.destination.account.remote}"
        other.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [lock])
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            _look_impatiently(publication)
        other.rollback()
    with transaction.atomic():
        assert opens_at(publication, {"reels": 1}) is None


def test_a_corrected_film_is_a_new_reel_and_corrected_words_are_none(
    newsroom: Newsroom, facebook: Facebook, reel: Package, minh_signs: Signs, settled: Settled, correct: Correct
) -> None:
    minh_signs(reel)
    live = out(settled)
    assert (live.state, net("reels")) == ("live", 1)
    minh_signs(correct(live, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    assert (out(settled).state, net("reels")) == ("corrected", facebook.made)


def test_telegram_takes_no_more_of_a_chat_and_over_all_than_it_says(
    newsroom: Newsroom, telegram: Telegram, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(package)
    publication = Publication.objects.get()
    place, begun = publication.destination, now()
    for ago in range(2, 22):  # twenty in the last minute
        _posted(place, "minute", begun - timedelta(seconds=ago))
    waits = settled(publication)
    assert (waits.state, telegram.posts) == ("prepared", {})
    assert waits.rest_until is not None
    assert timedelta(seconds=37) < waits.rest_until - begun <= timedelta(seconds=39)
    assert not Notice.objects.filter(kind="no_room").exists()
    for quota in ("burst", "all"):
        one = next(one for one in quotas_of(place) if one.name == quota)
        for _ in range(one.amount):
            _posted(place, quota, now())
        opens = opens_at(publication, {quota: 1})
        assert opens is not None
        assert opens - now() <= timedelta(seconds=one.seconds)


@pytest.mark.parametrize(
    ("language", "uploads", "units", "again"),
    [
        ("en", "99 of 100 uploads a day", "9,600 of 10,000 units a day", "free again:"),
        ("vi", "còn 99 trên 100 lượt tải lên mỗi ngày", "còn 9.600 trên 10.000 đơn vị mỗi ngày", "lại có chỗ:"),
    ],
)
def test_the_pages_say_what_is_left_and_when_more_comes(
    newsroom: Newsroom, youtube: YouTube, draft: Clip, language: str, uploads: str, units: str, again: str
) -> None:
    newsroom.lan.person.language = language
    newsroom.lan.person.save()
    place, client = newsroom.station.destinations.get(), newsroom.client(newsroom.lan)
    _posted(place, "uploads", now())
    _posted(place, "units", now(), 400)
    addresses = [newsroom.path("destinations/"), newsroom.path(f"clips/{draft.pk}/send/")]
    for address in addresses:
        page = " ".join(client.get(address).content.decode().split())
        assert uploads in page
        assert units in page
        assert again not in page
    _posted(place, "uploads", now(), 99)
    for address in addresses:
        assert again in client.get(address).content.decode()


def _look_impatiently(publication: Publication) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
    opens_at(publication, {"reels": 1})


def _posted(place: Destination, name: str, moment: datetime, amount: int = 1) -> None:
    quota = next(one for one in quotas_of(place) if one.name == name)
    said = {"publication": new_id(), "package": "0" * 64, "part": "all"}
    Spending.objects.create(holder=holder_of(place, quota), quota=name, amount=amount, at=moment, **said)


def _waits_too(like: Publication, sign_off: SignOff, slot: datetime) -> Publication:
    """Return another publication for the same place that waits for room since it was due."""
    clip = Clip.objects.get(pk=like.clip_id)
    clip.pk, clip._state.adding = new_id(), True
    clip.save()
    row = Publication(station=like.station, clip=clip, destination=like.destination, sign_off=sign_off, slot=slot)
    row.room_from = now()
    row.save()
    return row
