"""How many new posts a destination still takes, and what waits while it takes none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.quotas import Part, Room
from clipdesk.destinations.models import Account, Destination, Spending
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.publishing import runner, sending, sweeping
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import is_late
from clipdesk.publishing.release import release
from clipdesk.publishing.room import no_room, opens_at, pay, room_at
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]


def posted(place: Destination, *moments: datetime) -> None:
    """Reels that the desk posted there; they may be gone by now and count all the same."""
    holder = f"facebook:{place.account.remote}"
    for moment in moments:
        said = {"publication": new_id(), "package": "0" * 64, "part": "all"}
        Spending.objects.create(holder=holder, quota="reels", amount=1, at=moment, **said)


def only(place: Destination, moment: datetime) -> Room:
    """Return the one quota of a destination."""
    (room,) = room_at(place, moment)
    return room


def passes(hours: int) -> None:
    """Let so many hours pass for all that was spent. For tests `as_owner`."""
    span = timedelta(hours=hours)
    Spending.objects.update(at=F("at") - span, used_up_until=F("used_up_until") - span)


def there(newsroom: Newsroom) -> Destination:
    """The station's one destination."""
    return newsroom.station.destinations.get()


def test_the_reels_of_any_24_hours_are_counted(newsroom: Newsroom, facebook: Facebook, draft: Clip) -> None:
    """Thirty a Page in a rolling 24 h (Reels Publishing API)."""
    moment, place = now(), there(newsroom)
    posted(place, moment - timedelta(hours=24), *(moment - timedelta(hours=hours) for hours in range(1, 24)))
    room = only(place, moment)
    assert (room.quota.amount, room.left, room.quota.hours, room.opens) == (30, 7, 24, moment)
    posted(place, *(moment - timedelta(minutes=minutes) for minutes in range(1, 8)))
    room = only(place, moment)
    assert (room.left, room.opens) == (0, moment + timedelta(hours=1))
    assert only(place, moment + timedelta(hours=3)).left == 3


def test_what_is_no_reel_is_not_counted(newsroom: Newsroom, facebook: Facebook, draft: Clip) -> None:
    """A Page whose videos are wide posts no Reels."""
    Account.objects.update(shape="16:9")
    assert room_at(there(newsroom), now()) == []


def test_where_no_limit_is_known_nothing_is_counted(newsroom: Newsroom) -> None:
    assert room_at(there(newsroom), now()) == []


@pytest.mark.usefixtures("as_owner")
def test_what_is_due_waits_for_room_and_goes_out_by_itself(
    newsroom: Newsroom, facebook: Facebook, reel: Package, minh_signs: Signs, settled: Settled, settings: Any
) -> None:
    settings.NEW_POSTS = {"facebook": 1}
    before = now() - timedelta(hours=23, minutes=30)
    posted(there(newsroom), before)
    minh_signs(reel)
    waits = settled(Publication.objects.get(clip=reel.clip, package=None, first_live_at=None))
    assert (waits.state, waits.rest_until, waits.room_from) == ("prepared", *[before + timedelta(hours=24)] * 2)
    assert facebook.made == 0
    assert Notice.objects.filter(kind="no_room", person=newsroom.lan.person).count() == 1
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{waits.pk}/")).content.decode()
    assert "tạm thời không nhận thêm: đã dùng hết hạn mức" in page
    sweeping.sweep()
    assert settled(waits).state == "prepared"
    Publication.objects.filter(pk=waits.pk).update(rest_until=None)
    passes(24)
    for _ in range(10):
        sweeping.sweep()
        runner.carry_out(Publication.objects.get(pk=waits.pk))
        after = settled(waits)
        Publication.objects.filter(pk=waits.pk).update(rest_until=None)
    assert (after.state, facebook.made) == ("live", 1)


def test_waiting_for_room_is_no_missing_of_its_time(
    newsroom: Newsroom, facebook: Facebook, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(package)
    publication = Publication.objects.get()
    publication.sign_off, publication.slot = SignOff.objects.get(), now() - timedelta(minutes=11)
    assert is_late(publication)
    publication.room_from = now() - timedelta(minutes=1)
    assert not is_late(publication)
    publication.room_from = now() - timedelta(minutes=11)
    assert is_late(publication)


def test_what_is_flagged_while_it_waits_goes_out(
    newsroom: Newsroom, facebook: Facebook, reel: Package, minh_signs: Signs, settled: Settled, settings: Any
) -> None:
    settings.NEW_POSTS = {"facebook": 1}
    posted(there(newsroom), now() - timedelta(hours=1))
    minh_signs(reel)
    waits = settled(Publication.objects.get(first_live_at=None))
    assert waits.state == "prepared"
    editing.mark_breaking(waits.clip, True, member=newsroom.lan)
    assert settled(waits).state not in {"prepared", "missed"}


def test_where_the_sign_off_ends_before_the_page_says_so(
    newsroom: Newsroom, facebook: Facebook, package: Package, minh_signs: Signs, settled: Settled, settings: Any
) -> None:
    settings.NEW_POSTS = {"facebook": 1}
    posted(there(newsroom), now() - timedelta(minutes=1))
    minh_signs(package)
    waits = settled(Publication.objects.get(first_live_at=None))
    assert waits.sign_off is not None
    soon = no_room(waits, waits.sign_off.valid_until - timedelta(minutes=1))
    assert "It goes out by itself" in str(soon)
    assert "The sign-off ends before that" in str(no_room(waits, waits.sign_off.valid_until + timedelta(minutes=1)))


def test_nobody_takes_a_place_that_another_is_about_to_take(
    newsroom: Newsroom, facebook: Facebook, package: Package, minh_signs: Signs, settings: Any
) -> None:
    """What is being sent counts as posted."""
    settings.NEW_POSTS = {"facebook": 1}
    minh_signs(package)
    release(package)
    due = Publication.objects.get()
    with transaction.atomic():
        assert opens_at(due, {"reels": 1}) is None
        pay(due, {"reels": 1}, Part.ALL)
    opens = opens_at(Publication(station=due.station, clip=due.clip, destination=due.destination), {"reels": 1})
    assert opens is not None
    assert timedelta(hours=23, minutes=59) < opens - now() <= timedelta(hours=24)


def test_breaking_news_waits_for_no_room(
    newsroom: Newsroom, facebook: Facebook, package: Package, minh_signs: Signs, settled: Settled, settings: Any
) -> None:
    settings.NEW_POSTS = {"facebook": 1}
    posted(there(newsroom), now() - timedelta(hours=1))
    Clip.objects.update(breaking=True)
    minh_signs(package)
    assert settled(Publication.objects.get(package=None, first_live_at=None)).state != "prepared"


@pytest.mark.parametrize(
    ("language", "left", "warned"),
    [
        ("vi", "còn 0 trên 1 Reel trong 24 giờ", "đã dùng hết hoặc đã lên lịch"),
        ("en", "0 of 1 Reels in 24 hours", "is used up or planned"),
    ],
)
def test_whoever_sends_sees_it_beforehand(
    newsroom: Newsroom, facebook: Facebook, draft: Clip, settings: Any, language: str, left: str, warned: str
) -> None:
    settings.NEW_POSTS = {"facebook": 1}
    posted(there(newsroom), now() - timedelta(hours=1))
    newsroom.lan.person.language = language
    newsroom.lan.person.save()
    client = newsroom.client(newsroom.lan)
    address = newsroom.path(f"clips/{draft.pk}/send/")
    assert left in client.get(address).content.decode()
    said = {"destinations": [str(there(newsroom).pk)], "slot": "", "base": draft.head_number}
    assert warned in client.post(address, said, follow=True).content.decode()


def test_what_is_planned_for_the_same_span_counts(newsroom: Newsroom, facebook: Facebook, draft: Clip) -> None:
    moment, place = now(), there(newsroom)
    posted(place, moment - timedelta(hours=1))
    sending.send_to_review(
        draft, [sending.Plan(place, moment + timedelta(hours=2))], base=draft.head_number, member=newsroom.lan
    )
    assert [only(place, moment + timedelta(hours=hours)).left for hours in (1, 3, 24, 27)] == [29, 28, 29, 30]
