"""A signed clip goes to a Telegram channel: once, whatever breaks; corrected and withdrawn there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.tests.emulator import CHANNEL, DESCRIPTION, TOKEN, Server, Telegram
from clipdesk.destinations.models import Account
from clipdesk.destinations.vault import seal
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import runner, sweeping
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]


@pytest.fixture
def telegram(settings: Any, newsroom: Newsroom) -> Iterator[Telegram]:
    """The station's one destination is an emulated channel."""
    if not DESCRIPTION.is_file():
        pytest.skip("the description of the Bot API is not here")
    server = Server()
    settings.TELEGRAM_API = server.url
    newsroom.station.destinations.update(kind="telegram", name="Sông Hồng TV (@songhong)")
    place = newsroom.station.destinations.get()
    sealed = seal(Secret(TOKEN), place.pk)
    Account.objects.create(destination=place, remote=str(CHANNEL), username="songhong", sealed=sealed)
    try:
        yield server.telegram
    finally:
        server.stop()


@pytest.fixture
def waiting(telegram: Telegram, package: Package, minh_signs: Signs) -> Publication:
    """A publication that is signed and on its way to the channel; nothing has been sent yet."""
    assert telegram.asked == []
    minh_signs(package)
    return Publication.objects.get()


def again(publication: Publication, settled: Settled) -> Publication:
    """Let everything run that could send it once more."""
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    runner.carry_out(Publication.objects.get())
    return settled(publication)


def test_goes_out_once_is_corrected_and_withdrawn(
    newsroom: Newsroom,
    telegram: Telegram,
    waiting: Publication,
    correct: Callable[[Publication, str], Package],
    minh_signs: Signs,
    settled: Settled,
) -> None:
    after = settled(waiting)
    assert (after.state, after.remote_id) == ("live", "101")
    assert telegram.posts[101]["fields"]["width"] > 0
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "https://t.me/songhong/101" in page
    assert again(waiting, settled).state == "live"
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    after = settled(waiting)
    assert (after.state, after.remote_id) == ("corrected", "101")
    assert telegram.posts[101]["caption"].startswith("Nước sông Hồng lên nhanh tại Tứ Liên")
    assert "Tên xã đã được sửa." in telegram.posts[101]["caption"]
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert after.state == "withdrawn"
    assert after.taken_down_at
    assert telegram.posts == {}
    assert telegram.posted == 1
    assert telegram.invalid == []


@pytest.mark.parametrize("fault", ["reset", "500"])
def test_a_lost_answer_asks_a_person_and_is_never_sent_again(
    telegram: Telegram, waiting: Publication, settled: Settled, fault: str
) -> None:
    telegram.faults.add("sendVideo", fault)
    assert settled(waiting).state == "unknown"
    for _ in range(3):
        assert again(waiting, settled).state == "unknown"
    assert telegram.posted == 1


def test_what_was_certainly_not_posted_goes_out_by_itself_later(
    telegram: Telegram, waiting: Publication, settled: Settled
) -> None:
    telegram.faults.add("sendVideo", "429")
    after = settled(waiting)
    assert (after.state, telegram.posted) == ("sending", 0)
    assert after.rest_until is not None
    after = again(waiting, settled)
    assert (after.state, after.remote_id, telegram.posted) == ("live", "101", 1)
    assert Attempt.objects.count() == 2


def test_a_refusal_is_told_in_a_sentence(telegram: Telegram, waiting: Publication, settled: Settled) -> None:
    telegram.rights["can_post_messages"] = False
    after = settled(waiting)
    assert (after.state, telegram.posted) == ("failed", 0)
    assert "lacks a right" in after.trouble_message


def test_a_flipped_byte_posts_nothing(telegram: Telegram, waiting: Publication, settled: Settled) -> None:
    video = next(one for one in post_of(Package.objects.get()).files if one.media_type == "video/mp4").path
    whole = video.read_bytes()
    mode = video.stat().st_mode
    video.chmod(0o600)
    try:
        video.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        after = settled(waiting)
    finally:
        video.write_bytes(whole)
        video.chmod(mode)
    assert (after.state, telegram.posted) == ("failed", 0)
    assert "Not what was signed" in after.trouble_message


def test_held_nothing_leaves(newsroom: Newsroom, telegram: Telegram, package: Package, minh_signs: Signs) -> None:
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    minh_signs(package)
    run_waiting_jobs()
    assert telegram.asked == []
    hold.lift(newsroom.huong)
    run_waiting_jobs()
    sweeping.sweep()
    run_waiting_jobs()
    assert telegram.posted == 1


def test_a_disconnected_channel_takes_nothing(telegram: Telegram, waiting: Publication, settled: Settled) -> None:
    Account.objects.update(sealed=None)
    after = settled(waiting)
    assert (after.state, telegram.asked) == ("failed", [])
    assert "disconnected" in after.trouble_message
