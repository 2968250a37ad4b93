"""What stands on an account and is no publication of the desk's: listed, measured, and asked about once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import CHIEF
from clipdesk.audience import elsewhere, measuring_elsewhere
from clipdesk.audience.models import FoundPost, FoundSample, Listing, MetricDefinition
from clipdesk.audience.packing import Curves
from clipdesk.audience.tests.conftest import VIDEO
from clipdesk.audience.tests.test_pages import page
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube
from clipdesk.destinations.models import Account
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

DAY = timedelta(days=1)


def stands(youtube: YouTube, name: str, since: datetime, **counts: str) -> Film:
    """Let a video stand on the channel that somebody uploaded there by hand."""
    snippet = {"title": f"Tự đăng {name}", "publishedAt": since.strftime("%Y-%m-%dT%H:%M:%SZ")}
    sides = {"embedWidth": "405", "embedHeight": "720"}
    resource = {"id": name, "snippet": snippet, "player": sides, "status": {"privacyStatus": "public"}}
    youtube.films[name] = Film(resource, b"", counts=counts)
    return youtube.films[name]


def looked_again() -> dict[str, str]:
    """Let the next hour come; return what is known, by its name."""
    Listing.objects.update(next_at=now())
    elsewhere.go_round()
    run_waiting_jobs()
    return dict(FoundPost.objects.values_list("remote_id", "state"))


def told_people() -> list[str]:
    return sorted(Notice.objects.filter(kind="unsigned_post").values_list("person__name", flat=True))


@pytest.fixture
def connected(film: Film, youtube: YouTube) -> YouTube:
    """The channel, on which the desk published one clip, and somebody else two before it was connected."""
    film.resource["snippet"] = {"title": "Nước sông Hồng lên nhanh", "publishedAt": f"{now():%Y-%m-%dT%H:%M:%SZ}"}
    stands(youtube, "old-0000001", now() - 30 * DAY, viewCount="900")
    stands(youtube, "old-0000002", now() - 170 * DAY, viewCount="20000")
    stands(youtube, "old-0000003", now() - 181 * DAY, viewCount="1")
    return youtube


def test_the_last_180_days_are_listed_without_a_question(newsroom: Newsroom, connected: YouTube) -> None:
    assert looked_again() == {"old-0000001": "elsewhere", "old-0000002": "elsewhere"}
    assert told_people() == []
    row = FoundPost.objects.get(remote_id="old-0000001")
    assert (row.title, row.shape, row.station) == ("Tự đăng old-0000001", "9:16", newsroom.station)
    found = page(newsroom, "audience/elsewhere/")
    assert "Tự đăng old-0000001" in found
    assert "Nước sông Hồng lên nhanh" not in found


def test_what_comes_afterwards_unexplained_is_asked_about_once(newsroom: Newsroom, connected: YouTube) -> None:
    looked_again()
    stands(connected, "new-0000001", now() + timedelta(minutes=1))
    for _twice in range(2):
        assert looked_again()["new-0000001"] == "unsigned"
    chiefs = sorted(person.name for person in people_who_may(CHIEF, newsroom.station))
    assert newsroom.minh.person.name in chiefs
    assert told_people() == chiefs  # once, however often it is found
    entry = LedgerEntry.objects.get(verb="unsigned_post_found")
    assert entry.after["address"] == "https://www.youtube.com/watch?v=new-0000001"
    assert Notice.objects.get(kind="unsigned_post", person=newsroom.minh.person).link == newsroom.path(
        "audience/elsewhere/"
    )
    assert "Tự đăng new-0000001" in page(newsroom, "audience/elsewhere/")


def test_every_publication_explains_itself_under_any_of_its_names(connected: YouTube) -> None:
    looked_again()
    for name in (VIDEO, "old-film-01"):
        stands(connected, name, now() + timedelta(minutes=1))
    Publication.objects.update(remote_id=f"old-film-01+{VIDEO}.0123456789abcdef", shown=None)
    assert set(looked_again()) == {"old-0000001", "old-0000002"}


def test_an_editor_in_chief_answers_and_nobody_else(newsroom: Newsroom, connected: YouTube) -> None:
    looked_again()
    stands(connected, "new-0000001", now() + timedelta(minutes=1), viewCount="7")
    looked_again()
    post = FoundPost.objects.get(remote_id="new-0000001")
    path = newsroom.path(f"audience/elsewhere/{post.pk}/")
    assert newsroom.client(newsroom.lan).post(path, {"answer": "ours", "posted_by": "Lan"}).status_code == 403
    chief = newsroom.client(newsroom.minh)
    assert chief.post(path, {"answer": "ours", "posted_by": "  "}).status_code == 422
    assert chief.post(path, {"answer": "ours", "posted_by": "Chị Hoa, ca đêm"}).status_code == 302
    assert chief.post(path, {"answer": "ours", "posted_by": "Hoa"}).status_code == 409
    entry = LedgerEntry.objects.get(verb="found_post_ours")
    assert (entry.actor_name, entry.after["posted_by"]) == (newsroom.minh.person.name, "Chị Hoa, ca đêm")
    assert "Chị Hoa, ca đêm" in page(newsroom, "audience/elsewhere/")
    assert newsroom.client(newsroom.stranger).post(path, {"answer": "ours", "posted_by": "x"}).status_code in {403, 404}


def test_what_is_not_ours_is_not_measured(newsroom: Newsroom, connected: YouTube) -> None:
    looked_again()
    stands(connected, "new-0000001", now() - timedelta(minutes=1), viewCount="7")
    Listing.objects.update(began_at=now() - timedelta(hours=1))
    looked_again()
    post = FoundPost.objects.get(remote_id="new-0000001")
    elsewhere.say_ours(post, "Hoa", member=newsroom.minh)
    measured()
    assert FoundSample.objects.filter(post=post).count() == 1
    elsewhere.say_not_ours(post, member=newsroom.minh)
    assert FoundPost.objects.get(pk=post.pk).next_at is None
    assert connected.public()["new-0000001"]  # the desk touches nothing at the platform


def measured() -> None:
    """Let everything that is due be read."""
    measuring_elsewhere.go_round()
    run_waiting_jobs()


def test_what_was_posted_elsewhere_is_measured_by_the_same_slots(connected: YouTube) -> None:
    looked_again()
    measured()
    found = FoundSample.objects.order_by("value").values_list("post__remote_id", "value", "definition__version")
    assert list(found) == [("old-0000001", 900, 2), ("old-0000002", 20000, 2)]
    FoundPost.objects.update(next_at=now())
    measured()
    assert FoundSample.objects.count() == 2  # the same slot
    post = FoundPost.objects.get(remote_id="old-0000001")
    assert post.next_at == post.public_since + 35 * DAY  # from 30 days on weekly, counted from its own beginning
    del connected.films["old-0000001"]
    for _twice in range(2):
        FoundPost.objects.update(next_at=now())
        measured()
    assert FoundPost.objects.get(remote_id="old-0000001").next_at is None


def test_its_figures_count_among_what_is_usual(connected: YouTube) -> None:
    looked_again()
    MetricDefinition.load()
    definition = MetricDefinition.objects.get(name="viewCount", version=2)
    post = FoundPost.objects.get(remote_id="old-0000001")
    for hours, value in ((20, 1000), (28, 1400)):
        at = post.public_since + timedelta(hours=hours)
        FoundSample.objects.create(post=post, definition=definition, slot=at, taken_at=at, value=value)
    found = Curves([post.pk], definition).at(DAY)
    assert found[post.pk].count == pytest.approx(1183.2, abs=0.1)  # check 13 of the facts


def test_a_disconnected_account_says_so(newsroom: Newsroom, connected: YouTube) -> None:
    Account.objects.update(sealed=None)
    assert looked_again() == {}
    assert "disconnected" in Listing.objects.get().trouble_message
    assert Listing.objects.get().next_at > now() + timedelta(minutes=59)


def test_of_a_found_post_nothing_is_kept_that_tells_of_people() -> None:
    names = {field.name for model in (FoundPost, FoundSample, Listing) for field in model._meta.get_fields()}
    assert names == {
        *("id", "station", "destination", "remote_id", "address", "title", "shape", "public_since", "found_at"),
        *("state", "posted_by", "next_at", "absent", "samples", "post", "definition", "slot", "taken_at", "value"),
        *("began_at", "looked_at", "trouble_message", "trouble_params"),
    }
