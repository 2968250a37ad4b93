"""A signed clip is posted by hand: a one-time link, the sealed file and words, the address of the post, once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from clipdesk.accounts.models import Notice, Person
from clipdesk.clips.models import Clip
from clipdesk.config.logs import path_without_tokens
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.contract import NotWhatWasSigned
from clipdesk.destinations.by_hand import end
from clipdesk.destinations.models import Destination
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.publishing import by_hand, runner, sending, sweeping
from clipdesk.publishing.hand_files import file_for
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Attempt, HandLink, HandWord, Hold, Publication
from clipdesk.publishing.package import post_of
from clipdesk.publishing.tests.hands import POST, Phone
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Send = Callable[[Clip], Package]


pytestmark = pytest.mark.usefixtures("english")  # after what a test itself asks for: `as_owner` comes first


@pytest.fixture
def english(newsroom: Newsroom) -> None:
    """Everybody reads English."""
    Person.objects.update(language="en")


@pytest.fixture
def waiting(tiktok: Destination, package: Package, minh_signs: Signs, settled: Settled) -> Publication:
    """A publication that is signed, and waits for somebody's hands."""
    minh_signs(package)
    found = settled(Publication.objects.get())
    assert found.state == "by_hand"
    return found


@pytest.fixture
def phone(newsroom: Newsroom, waiting: Publication) -> Phone:
    """Lan has made a link and opened it, and begun nothing yet."""
    return Phone(waiting, newsroom.lan)


def _told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_the_whole_way(newsroom: Newsroom, waiting: Publication, settled: Settled) -> None:
    assert {"Lan", "Hương", "Minh", "Tuấn"} <= _told("by_hand")
    assert "Bình" not in _told("by_hand")  # of another desk
    desk = newsroom.client(newsroom.lan)
    page = desk.get(newsroom.path(f"publishing/{waiting.pk}/")).content.decode()
    assert "Make a link for a phone" in page
    made = desk.post(newsroom.path(f"publishing/{waiting.pk}/by-hand/")).content.decode()
    assert "data:image/svg+xml;base64," in made
    phone = Phone(waiting, newsroom.lan)
    for _ in range(2):  # messengers open links by themselves: looking begins nothing
        assert phone.client.get(phone.link, {"lang": "en"}).status_code == 200
    assert settled(waiting).state == "by_hand"
    text = phone.begin().content.decode()
    (video,) = [one for one in post_of(Package.objects.get()).files if one.shape == "9:16"]
    assert hashlib.sha256(video.path.read_bytes()).hexdigest() in text
    assert f"/by-hand-files/{phone.secret}/{video.name}" in text
    assert ">Nước sông Hồng lên nhanh</textarea>" in text
    assert not [
        one for one in post_of(Package.objects.get()).files if one.shape != "9:16" and one.shape and one.name in text
    ]
    assert settled(waiting).state == "processing"
    assert "It counts as public now" in phone.say(POST + "?_r=1&is_from_webapp=1").content.decode()
    after = settled(waiting)
    assert (after.state, after.remote_id) == ("live", "7301234567890123456")
    attempt = Attempt.objects.get()
    assert attempt.publish_called_at is not None
    assert (attempt.outcome, Clip.objects.get().state) == ("live", "published")
    said = HandWord.objects.get()
    assert (said.kind, said.by, said.address) == ("posted", newsroom.lan.person, POST)
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"publishing/{waiting.pk}/")).content.decode()
    assert f'href="{POST}"' in page
    clip = desk.get(newsroom.path(f"clips/{after.clip_id}/publications/")).content.decode()
    assert POST.removeprefix("https://") in clip
    assert "Lan" not in _told("by_hand_look")
    assert "Minh" in _told("by_hand_look")


def test_a_link_is_used_once(newsroom: Newsroom, phone: Phone, waiting: Publication) -> None:
    phone.begin()
    for again in (phone.client.post(phone.link + "?lang=en"), phone.client.get(phone.link, {"lang": "en"})):
        assert again.status_code == 410
        assert "This link was used already" in again.content.decode()
        assert "Nước sông Hồng" not in again.content.decode()
    with pytest.raises(by_hand.NotNow):  # somebody has it in hand
        by_hand.make_link(waiting, member=newsroom.huong)
    assert Attempt.objects.count() == 1


def test_a_newer_link_ends_the_one_before(newsroom: Newsroom, phone: Phone, waiting: Publication) -> None:
    newer = Phone(waiting, newsroom.huong)
    assert phone.client.post(phone.link).status_code == 410
    newer.begin()


def test_a_link_lives_for_minutes(newsroom: Newsroom, waiting: Publication, settled: Settled) -> None:
    _, until = by_hand.make_link(waiting, member=newsroom.lan)
    assert timedelta(minutes=14) < until - now() <= timedelta(minutes=15)
    assert waiting.package is not None
    old = {"publication": waiting, "package": waiting.package, "made_by": newsroom.lan.person}
    HandLink.objects.create(**old, token_sha256=digest(b"old"), expires_at=now() - timedelta(seconds=1))
    with pytest.raises(by_hand.LinkDead):
        by_hand.begin("old")
    assert settled(waiting).state == "by_hand"


def test_whose_role_ends_holds_a_dead_link(newsroom: Newsroom, phone: Phone) -> None:
    newsroom.lan.person.memberships.all().delete()
    assert phone.client.post(phone.link).status_code == 410


def test_who_may_make_one(newsroom: Newsroom, waiting: Publication) -> None:
    path = newsroom.path(f"publishing/{waiting.pk}/by-hand/")
    for member, status in ((newsroom.binh, 404), (newsroom.stranger, 404), (newsroom.tuan, 200), (newsroom.lan, 200)):
        assert newsroom.client(member).post(path).status_code == status
    assert HandLink.objects.count() == 2


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Paste the link of the post"),
        ("https://vt.tiktok.com/ZSabc123/", "short link"),
        ("https://www.tiktok.com/@somebody/video/7301234567890123456", "“@somebody”"),
        ("https://www.instagram.com/reel/C1aB-_x/", "not on TikTok"),
        ("https://www.tiktok.com/@songhong", "not the address of a post"),
        ("https://tiktok.com.evil.example/@songhong/video/7301234567890123456", "not on TikTok"),
    ],
)
def test_an_address_that_names_no_post_of_ours(
    phone: Phone, waiting: Publication, settled: Settled, written: str, said: str
) -> None:
    phone.begin()
    answer = phone.say(written)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (settled(waiting).state, HandWord.objects.count()) == ("processing", 0)


def test_no_post_holds_two_clips(
    newsroom: Newsroom, phone: Phone, other_draft: Clip, send: Send, minh_signs: Signs, settled: Settled
) -> None:
    phone.begin()
    phone.say(POST)
    minh_signs(send(other_draft))
    second = settled(Publication.objects.get(clip=other_draft))
    other = Phone(second, newsroom.huong)
    other.begin()
    answer = other.say(POST + "/")
    assert answer.status_code == 422
    assert "the post of another clip" in answer.content.decode()
    assert settled(second).state == "processing"


def test_on_hold_nothing_is_begun_and_no_file_given(newsroom: Newsroom, phone: Phone, waiting: Publication) -> None:
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    answer = phone.client.post(phone.link + "?lang=en")
    assert answer.status_code == 410
    assert "on hold" in answer.content.decode()
    with pytest.raises(by_hand.OnHold):
        by_hand.make_link(waiting, member=newsroom.lan)
    hold.lift(newsroom.huong)
    assert "/by-hand-files/" in phone.begin().content.decode()
    Hold.place(newsroom.huong, "Chờ xác minh")
    text = phone.look().content.decode()
    assert "/by-hand-files/" not in text
    assert ">Nước sông Hồng lên nhanh</textarea>" not in text
    assert "Do not post" in text
    assert "It counts as public now" in phone.say(POST).content.decode()  # what is said of a fact is always taken


def test_a_sign_off_that_is_void_closes_the_link(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    clip = Clip.objects.get()
    sending.take_back(clip, member=newsroom.lan)
    assert phone.client.post(phone.link).status_code == 410
    after = settled(waiting)
    assert (after.state, after.package) == ("prepared", None)
    assert Attempt.objects.filter(publish_called_at__isnull=False).count() == 0


@pytest.mark.usefixtures("as_owner")
def test_a_sign_off_that_expires_closes_link_and_page(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    SignOff.objects.update(valid_until=now() - timedelta(seconds=1))
    text = phone.look().content.decode()
    assert "The sign-off no longer holds" in text
    assert "/by-hand-files/" not in text
    phone.say(decision="not_posted")
    after = settled(waiting)
    assert (after.state, after.shown) == ("failed", None)


@pytest.mark.usefixtures("as_owner")
def test_what_waits_when_the_sign_off_expires_is_cancelled(waiting: Publication, settled: Settled) -> None:
    SignOff.objects.update(valid_until=now() - timedelta(seconds=1))
    sweeping.sweep()
    assert (settled(waiting).state, Clip.objects.get().state) == ("cancelled", "expired")


def test_what_nobody_posts_misses_its_time_and_asks(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled, settings: object
) -> None:
    sweeping.sweep()
    assert settled(waiting).state == "by_hand"
    assert "missed_slot" not in Notice.objects.values_list("kind", flat=True)
    settings.BY_HAND_GRACE_MINUTES = -1  # type: ignore[attr-defined]
    assert phone.client.post(phone.link).status_code == 410  # too late, although nothing has looked yet
    sweeping.sweep()
    assert settled(waiting).state == "missed"
    assert "Tuấn" in _told("missed_slot")
    settings.BY_HAND_GRACE_MINUTES = 30  # type: ignore[attr-defined]
    sending.settle(waiting, Event.SEND_LATE, member=newsroom.tuan)
    assert settled(waiting).state == "by_hand"


def test_who_says_nothing_leaves_it_unknown(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    sweeping.sweep()
    assert settled(waiting).state == "processing"
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    for _ in range(2):
        sweeping.sweep()
        runner.carry_out(Publication.objects.get())
        assert settled(waiting).state == "unknown"
    assert "Tuấn" in _told("publication_unknown")
    assert "/by-hand-files/" not in phone.look().content.decode()
    with pytest.raises(by_hand.NotNow):
        by_hand.make_link(waiting, member=newsroom.lan)
    phone.say(POST)  # late, and still the truth
    assert settled(waiting).state == "live"


def test_unknown_is_settled_at_the_desk_by_the_address(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    sweeping.sweep()
    assert settled(waiting).state == "unknown"
    form = {"decision": "found_live", "link": "https://www.tiktok.com/@other/video/73"}
    path = newsroom.path(f"publishing/{waiting.pk}/settle/")
    newsroom.client(newsroom.tuan).post(path, form)
    assert settled(waiting).state == "unknown"
    newsroom.client(newsroom.tuan).post(path, {**form, "link": POST})
    assert settled(waiting).state == "live"
    assert HandWord.objects.get().by == newsroom.tuan.person


def test_found_absent_it_waits_for_hands_again(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    sweeping.sweep()
    settled(waiting)
    sending.settle(waiting, Event.FOUND_ABSENT, member=newsroom.tuan)
    assert settled(waiting).state == "by_hand"
    Phone(waiting, newsroom.huong).begin()
    assert "tell the desk at once" in phone.look().content.decode()  # another has it in hand now
    assert settled(waiting).state == "processing"


def test_not_posted_it_waits_for_the_next(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    told = Notice.objects.filter(kind="by_hand", person=newsroom.huong.person).count()
    assert "Nothing to do here any more" in phone.say(decision="not_posted").content.decode()
    assert settled(waiting).state == "by_hand"
    assert Notice.objects.filter(kind="by_hand", person=newsroom.huong.person).count() == told + 1
    assert phone.say(decision="not_posted").status_code == 410
    other = Phone(waiting, newsroom.huong)
    other.begin()
    other.say(POST)
    assert settled(waiting).state == "live"
    outcomes = Attempt.objects.order_by("run").values_list("outcome", flat=True)
    assert list(outcomes) == ["given_back", "live"]


def test_not_posted_and_late_by_now_it_asks_before_it_is_posted(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled, settings: Any
) -> None:
    phone.begin()
    told = len(_told("by_hand"))
    settings.BY_HAND_GRACE_MINUTES = -1
    phone.say(decision="not_posted")
    assert Publication.objects.get().state == "missed"  # at once, and nobody is told to post it first
    assert "Tuấn" in _told("missed_slot")
    assert len(_told("by_hand")) == told
    assert settled(waiting).state == "missed"


@pytest.mark.parametrize(("grace", "state"), [(-1, "missed"), (240, "by_hand")])
def test_not_posted_out_of_unknown(
    phone: Phone, waiting: Publication, settled: Settled, settings: Any, grace: int, state: str
) -> None:
    phone.begin()
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    sweeping.sweep()
    assert settled(waiting).state == "unknown"
    settings.BY_HAND_GRACE_MINUTES, settings.SLOT_GRACE_MINUTES = grace, -1  # people's grace counts, not a worker's
    phone.say(decision="not_posted")
    assert settled(waiting).state == state


def test_whoever_lost_the_page_says_it_at_the_desk(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    path = newsroom.path(f"publishing/{waiting.pk}/")
    assert "Say here what became of it" in newsroom.client(newsroom.lan).get(path).content.decode()
    assert "Say here what became of it" not in newsroom.client(newsroom.huong).get(path).content.decode()
    for form in ({"said": "posted", "link": POST}, {"said": "not_posted"}):
        newsroom.client(newsroom.huong).post(path + "look/", form)  # it is in Lan's hands
        assert settled(waiting).state == "processing"
    newsroom.client(newsroom.lan).post(path + "look/", {"said": "posted", "link": "https://vt.tiktok.com/ZS1/"})
    assert settled(waiting).state == "processing"
    newsroom.client(newsroom.lan).post(path + "look/", {"said": "posted", "link": POST})
    assert settled(waiting).state == "live"
    said = LedgerEntry.objects.get(verb="publication_posted_by_hand")
    assert "one-time link" not in said.actor_role  # Lan was signed in


def test_a_page_that_the_desk_went_on_without(
    newsroom: Newsroom, phone: Phone, waiting: Publication, settled: Settled
) -> None:
    phone.begin()
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    sweeping.sweep()
    settled(waiting)
    sending.settle(waiting, Event.FOUND_ABSENT, member=newsroom.tuan)
    settled(waiting)
    other = Phone(waiting, newsroom.huong)
    other.begin()
    assert "tell the desk at once" in phone.look().content.decode()
    other.say(POST)
    assert "tell the desk at once" in phone.look().content.decode()
    assert "It counts as public now" in other.look().content.decode()


def test_an_account_that_was_ended_gives_nothing_more(
    newsroom: Newsroom, phone: Phone, waiting: Publication, tiktok: Destination
) -> None:
    phone.begin()
    end(tiktok, by=newsroom.oanh.actor)
    text = phone.look().content.decode()
    assert "/by-hand-files/" not in text
    assert "Nothing is posted to this account any more" in text


def test_changed_on_disk_it_is_not_handed_out(waiting: Publication, phone: Phone) -> None:
    phone.begin()
    (video,) = [one for one in post_of(Package.objects.get()).files if one.shape == "9:16"]
    assert file_for(phone.secret, video.name).sha256 == video.sha256
    for name in ("../secret", "clip-1x1.mp4", ""):
        with pytest.raises(LookupError):
            file_for(phone.secret, name)
    whole, mode = video.path.read_bytes(), video.path.stat().st_mode
    video.path.chmod(0o600)
    try:
        video.path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(NotWhatWasSigned):
            file_for(phone.secret, video.name)
    finally:
        video.path.write_bytes(whole)
        video.path.chmod(mode)


def test_the_secrets_stand_in_no_log_and_no_ledger(phone: Phone) -> None:
    phone.begin()
    written = "".join(str(row.after) for row in LedgerEntry.objects.all())
    for secret in (phone.secret, phone.link.strip("/").rsplit("/", 1)[1]):
        assert secret not in written
    assert phone.secret not in path_without_tokens(phone.at_work)
    assert path_without_tokens(phone.link) == "/by-hand/…/"


def test_both_languages(phone: Phone) -> None:
    phone.begin()
    answer = phone.client.get(phone.at_work, {"lang": "vi"})
    assert answer["Content-Language"] == "vi"
    assert answer["Cache-Control"] == "no-store"
    assert "Lưu" in answer.content.decode()
    run_waiting_jobs()
