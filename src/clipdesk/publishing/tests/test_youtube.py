"""A signed clip goes to a YouTube channel: private first, once, whatever breaks; corrected and withdrawn there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube.practice.emulator import CHANNEL, YouTube
from clipdesk.destinations import connecting
from clipdesk.destinations.models import Account
from clipdesk.destinations.models.account import Shown
from clipdesk.publishing import runner, sweeping
from clipdesk.publishing.found import asks_for_link
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]


@pytest.fixture
def waiting(youtube: YouTube, package: Package, minh_signs: Signs) -> Publication:
    """A publication that is signed and on its way to the channel; nothing has been sent yet."""
    assert youtube.asked == []
    minh_signs(package)
    return Publication.objects.get()


def again(publication: Publication, settled: Settled) -> Publication:
    """Let everything run that could send it once more."""
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    runner.carry_out(Publication.objects.get())
    return settled(publication)


def out(publication: Publication, settled: Settled) -> Publication:
    """Let it run until it rests in no passing state."""
    after = settled(publication)
    for _ in range(10):
        if after.state not in {"sending", "unknown", "processing"}:
            return after
        after = again(publication, settled)
    return after


def video() -> bytes:
    """Return the bytes that were signed for the channel."""
    package = Package.objects.latest("made_at")
    return next(one.path.read_bytes() for one in post_of(package).files if one.shape == "9:16")


def test_goes_out_once_is_corrected_and_withdrawn(
    newsroom: Newsroom, youtube: YouTube, waiting: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    assert (after.state, youtube.public()) == ("sending", {})  # uploaded, and nobody sees it
    assert [film.data for film in youtube.films.values()] == [video()]
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "còn đang xử lý video" in page
    assert "Nơi đăng đang xử lý" in page
    assert "Bị ngắt giữa chừng" not in page
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("live", "vid-0000001")
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "https://www.youtube.com/watch?v=vid-0000001" in page
    assert again(waiting, settled).state == "live"
    languages = {one["snippet"]["language"] for one in youtube.films["vid-0000001"].captions.values()}
    assert languages == {"vi"}
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("corrected", "vid-0000001")
    there = youtube.films["vid-0000001"].resource["snippet"]
    assert there["title"] == "Nước sông Hồng lên nhanh tại Tứ Liên"
    assert there["description"].endswith("Tên xã đã được sửa.")
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert after.state == "withdrawn"
    assert after.taken_down_at
    assert youtube.films == {}
    assert (youtube.made, youtube.most, youtube.invalid) == (1, 1, [])


@pytest.mark.parametrize("fault", ["reset", "500"])
def test_a_lost_answer_is_looked_up_and_nobody_is_asked(
    youtube: YouTube, waiting: Publication, settled: Settled, fault: str
) -> None:
    youtube.faults.add("videos.update", fault)
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("live", "vid-0000001")
    assert youtube.made == 1
    assert not Notice.objects.filter(kind="publication_unknown").exists()


def test_to_ask_whether_it_is_ready_is_no_try(youtube: YouTube, waiting: Publication, settled: Settled) -> None:
    youtube.processing = 14
    after = settled(waiting)
    for _ in range(9):
        after = again(waiting, settled)
    assert after.state == "live"
    assert Attempt.objects.filter(outcome="NotReady").count() > runner.TRIES
    assert youtube.made == 1


def test_what_is_never_ready_asks_a_person(youtube: YouTube, waiting: Publication, settled: Settled) -> None:
    youtube.processing = 1000
    settled(waiting)
    asked = Attempt.objects.latest("run")
    Attempt.objects.bulk_create(
        Attempt(publication=waiting, run=-number, package_sha256=asked.package_sha256, outcome=asked.outcome)
        for number in range(1, runner.WAITS)
    )
    after = again(waiting, settled)
    assert after.state == "failed"
    assert "preparing it for very long" in after.trouble_message
    assert youtube.public() == {}


def test_a_hold_that_comes_while_it_is_prepared_keeps_it_private(
    newsroom: Newsroom, youtube: YouTube, waiting: Publication, settled: Settled
) -> None:
    settled(waiting)
    hold = Hold.place(newsroom.minh, "Chờ xác minh", desk=newsroom.news)
    assert again(waiting, settled).state == "sending"
    assert youtube.seen == []
    hold.lift(newsroom.minh)
    assert out(waiting, settled).state == "live"


def test_what_youtube_rejects_is_told_in_a_sentence(youtube: YouTube, waiting: Publication, settled: Settled) -> None:
    youtube.fate = {"uploadStatus": "rejected", "rejectionReason": "copyright"}
    after = out(waiting, settled)
    assert (after.state, youtube.seen) == ("failed", [])
    assert "claims rights" in after.trouble_message
    assert after.trouble_params == {"reason": "copyright"}


def test_a_dead_permission_stops_the_channel_and_goes_on_once_it_is_given_again(
    youtube: YouTube, waiting: Publication, settled: Settled
) -> None:
    settled(waiting)
    youtube.access.clear()
    youtube.refresh.clear()
    after = out(waiting, settled)
    assert (after.state, youtube.seen) == ("failed", [])
    account = Account.objects.get()
    assert "no longer accepts" in account.trouble_message
    assert Notice.objects.filter(kind="account_in_trouble").exists()
    youtube.refresh["emulated-refresh-CANARY-2"] = CHANNEL
    place = account.destination
    Account.objects.update(fresh=None, fresh_until=None)
    connecting.keep(place, Shown("@songhong"), Secret("emulated-refresh-CANARY-2"))
    after = out(waiting, settled)
    assert (after.state, youtube.made) == ("live", 1)


def test_only_its_address_says_which_video_it_is(youtube: YouTube, package: Package) -> None:
    publication = Publication.objects.get()
    for remote_id in ("", "new-0123456789abcdef-https://up.example/1", "vid-0000001.0123456789abcdef"):
        publication.remote_id = remote_id
        assert asks_for_link(publication)
