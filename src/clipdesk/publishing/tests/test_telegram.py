"""A signed clip goes to a Telegram channel: once, whatever breaks; corrected and withdrawn there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.practice.emulator import Telegram
from clipdesk.destinations import connecting
from clipdesk.destinations.models import Account, Spending
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import runner, sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

NEW_TOKEN = "123456789:emulated-token-CANARY-renewed-0987654321"
Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]


@pytest.fixture
def waiting(telegram: Telegram, package: Package, minh_signs: Signs) -> Publication:
    """A publication that is signed and on its way to the channel; nothing has been sent yet."""
    assert telegram.asked == []
    minh_signs(package)
    return Publication.objects.get()


def video(shape: str) -> bytes:
    """Return the bytes that were signed in a shape."""
    return next(one.path.read_bytes() for one in post_of(Package.objects.latest("made_at")).files if one.shape == shape)


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
    correct: Correct,
    minh_signs: Signs,
    settled: Settled,
) -> None:
    after = settled(waiting)
    assert (after.state, after.remote_id) == ("live", "101")
    assert telegram.posts[101]["fields"]["width"] > 0
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "https://t.me/songhong/101" in page
    assert again(waiting, settled).state == "live"
    assert telegram.posts[101]["video"] == video("9:16")
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


def test_a_run_that_fails_late_says_nothing_of_what_another_took_down(
    newsroom: Newsroom, telegram: Telegram, waiting: Publication, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    asleep = Publication.objects.get()
    asleep.taken_down_at = None  # as it was when the run began that now wakes up
    Account.objects.update(sealed=None)
    runner.take_down(asleep)
    newest = Publication.objects.get()
    assert (newest.taken_down_at, newest.trouble_message) == (after.taken_down_at, "")
    assert not Notice.objects.filter(kind="take_down_failed").exists()


@pytest.mark.parametrize("fault", ["reset", "500"])
def test_a_lost_answer_asks_a_person_and_is_never_sent_again(
    telegram: Telegram, waiting: Publication, settled: Settled, fault: str
) -> None:
    telegram.faults.add("sendVideo", fault)
    assert settled(waiting).state == "unknown"
    for _ in range(3):
        assert again(waiting, settled).state == "unknown"
    assert telegram.posted == 1


@pytest.mark.usefixtures("as_owner")
def test_what_was_certainly_not_posted_goes_out_by_itself_later(
    telegram: Telegram, waiting: Publication, settled: Settled
) -> None:
    telegram.faults.add("sendVideo", "429")
    after = settled(waiting)
    asked = len(telegram.asked)
    assert (after.state, telegram.posted) == ("prepared", 0)
    assert after.rest_until is not None
    assert timedelta(seconds=4) < after.rest_until - now() <= timedelta(seconds=7)  # what Telegram itself has said
    assert again(waiting, settled).state == "prepared"  # nothing is asked before that, whatever rings
    assert len(telegram.asked) == asked
    Spending.objects.update(used_up_until=now())
    after = again(waiting, settled)
    assert (after.state, after.remote_id, telegram.posted) == ("live", "101", 1)
    assert Attempt.objects.count() == 2


def test_a_refusal_is_told_in_a_sentence(telegram: Telegram, waiting: Publication, settled: Settled) -> None:
    telegram.rights["can_post_messages"] = False
    after = settled(waiting)
    assert (after.state, telegram.posted) == ("failed", 0)
    assert "lacks a right" in after.trouble_message


def test_a_flipped_byte_posts_nothing(telegram: Telegram, waiting: Publication, settled: Settled) -> None:
    path = next(one for one in post_of(Package.objects.get()).files if one.shape == "9:16").path
    whole = path.read_bytes()
    mode = path.stat().st_mode
    path.chmod(0o600)
    try:
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        after = settled(waiting)
    finally:
        path.write_bytes(whole)
        path.chmod(mode)
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


def test_a_correction_of_words_changes_the_words_alone(
    telegram: Telegram, waiting: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    telegram.faults.add("editMessageCaption", "reset")  # the answer is lost: a change may be made again
    assert settled(waiting).state in {"unknown", "sending"}
    after = again(waiting, settled)
    after = after if after.state == "corrected" else again(waiting, settled)
    assert (after.state, after.remote_id) == ("corrected", "101")
    assert {method for method, _ in telegram.asked} == {"sendVideo", "editMessageCaption"}
    assert telegram.posted == 1


def test_the_shape_that_was_sealed_goes_out_whatever_is_chosen_later(
    telegram: Telegram, draft: Clip, send: Callable[[Clip], Package], minh_signs: Signs, settled: Settled
) -> None:
    Account.objects.update(shape="1:1")
    package = send(draft)
    Account.objects.update(shape="16:9")
    minh_signs(package)
    settled(Publication.objects.get())
    assert package.content["posts"][0]["shape"] == "1:1"
    assert telegram.posts[101]["video"] == video("1:1")


def test_the_signer_reads_the_shape(newsroom: Newsroom, telegram: Telegram, package: Package) -> None:
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{package.pk}/")).content.decode()
    assert "Sông Hồng TV (@songhong) · Dọc ·" in page


def test_a_dead_token_tells_the_operators_and_what_waited_goes_on_with_a_new_one(
    newsroom: Newsroom, telegram: Telegram, waiting: Publication, settled: Settled
) -> None:
    telegram.token = NEW_TOKEN  # revoked, as after /revoke
    after = settled(waiting)
    assert (after.state, telegram.posted) == ("failed", 0)
    assert "does not accept the bot's token" in after.trouble_message
    assert Notice.objects.filter(kind="account_in_trouble", person=newsroom.oanh.person).count() == 1
    connecting.renew_token(after.destination, Secret(NEW_TOKEN), by=newsroom.oanh.actor)
    after = settled(waiting)
    assert (after.state, after.remote_id, telegram.posted) == ("live", "101", 1)
    assert Account.objects.get().trouble_message == ""


def test_what_is_late_when_the_account_works_again_asks_a_person(
    newsroom: Newsroom, telegram: Telegram, waiting: Publication, settled: Settled
) -> None:
    telegram.token = NEW_TOKEN
    assert settled(waiting).state == "failed"
    Publication.objects.update(slot=now() - timedelta(hours=1))
    connecting.renew_token(waiting.destination, Secret(NEW_TOKEN), by=newsroom.oanh.actor)
    assert (settled(waiting).state, telegram.posted) == ("failed", 0)
    sending.settle(Publication.objects.get(), Event.RETRY, member=newsroom.tuan)
    assert settled(waiting).state == "live"


def test_what_telegram_no_longer_lets_us_delete_is_never_called_gone(
    newsroom: Newsroom, telegram: Telegram, waiting: Publication, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    Publication.objects.update(first_live_at=now() - timedelta(hours=49))
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"clips/{after.clip_id}/withdraw/")).content.decode()
    assert "quá 48 giờ" in page
    telegram.too_old = True
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert (after.state, after.taken_down_at) == ("withdrawn", None)
    assert telegram.posts[101]["caption"] == "Đài đã gỡ video này."
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "hãy xóa bài trong ứng dụng Telegram" in page
    assert "nơi đăng chưa xác nhận bài đã bị gỡ" in page
    asked = len(telegram.asked)
    sweeping.sweep()
    assert settled(waiting).taken_down_at is None
    assert len(telegram.asked) == asked  # it rests: Telegram is not asked every twenty seconds
    del telegram.posts[101]  # somebody deletes it in the app
    after = again(waiting, settled)
    assert after.taken_down_at
    assert after.trouble_message == ""
