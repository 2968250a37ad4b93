"""A signed clip goes to a Facebook Page: unseen first, once, whatever breaks; corrected and withdrawn there."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import TOKEN, Facebook
from clipdesk.connectors.secret import Secret
from clipdesk.destinations import connecting
from clipdesk.destinations.models import Account
from clipdesk.destinations.models.account import Shown
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import runner, sending, sweeping
from clipdesk.publishing.found import asks_for_link
from clipdesk.publishing.models import Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]
VIDEO = "777000000000001"


@pytest.fixture
def waiting(facebook: Facebook, package: Package, minh_signs: Signs) -> Publication:
    """A publication that is signed and on its way to the Page; nothing has been sent yet."""
    assert facebook.asked == []
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


def test_goes_out_once_is_corrected_and_withdrawn(
    newsroom: Newsroom, facebook: Facebook, waiting: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("live", VIDEO)
    signed = next(one.path for one in post_of(Package.objects.get()).files if one.shape == "9:16")
    assert bytes(facebook.films[VIDEO].data) == signed.read_bytes()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert f"https://www.facebook.com/watch/?v={VIDEO}" in page
    assert again(waiting, settled).state == "live"
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("corrected", VIDEO)
    there = facebook.films[VIDEO].said
    assert there["title"] == "Nước sông Hồng lên nhanh tại Tứ Liên"
    assert there["description"].startswith("Nước sông Hồng lên nhanh tại Tứ Liên\n\n")
    assert there["description"].endswith("Tên xã đã được sửa.")
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert after.state == "withdrawn"
    assert after.taken_down_at
    assert facebook.films == {}
    assert (facebook.made, len(facebook.seen), facebook.invalid) == (1, 1, [])


@pytest.mark.parametrize("fault", ["reset", "reset before the end", "500"])
def test_a_lost_answer_is_looked_up_and_nobody_is_asked(
    facebook: Facebook, waiting: Publication, settled: Settled, fault: str
) -> None:
    facebook.faults.add("video_reels.finish", fault)
    facebook.faults.add("videos.finish", fault)
    facebook.faults.add("video.update", fault)
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("live", VIDEO)
    assert (facebook.made, len(facebook.seen)) == (1, 1)
    assert not Notice.objects.filter(kind="publication_unknown").exists()


def test_what_facebook_has_taken_and_still_prepares_is_no_loss(
    newsroom: Newsroom, facebook: Facebook, waiting: Publication, settled: Settled
) -> None:
    facebook.processing = 4
    after = out(waiting, settled)
    assert (after.state, facebook.made) == ("live", 1)
    assert not Notice.objects.filter(kind="publication_unknown").exists()


def test_what_is_planned_lies_ready_and_only_the_call_that_publishes_is_left(
    newsroom: Newsroom, facebook: Facebook, draft: Clip, minh_signs: Signs, settled: Settled
) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(seconds=20))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    publication = Publication.objects.get()
    for _ in range(3):
        Publication.objects.update(rest_until=None)
        sweeping.sweep()
        after = settled(publication)
    assert after.slot is not None
    assert after.slot > now(), "too slow to tell"
    assert (after.state, facebook.public(), facebook.made) == ("prepared", {}, 1)
    before = len(facebook.asked)
    time.sleep(max(0, (after.slot - now()).total_seconds()))
    sweeping.sweep()
    after = out(publication, settled)
    assert (after.state, len(facebook.seen)) == ("live", 1)
    calls = [name for name, _said in facebook.asked[before:]]
    assert set(calls) <= {"video.get", "video_reels.finish", "video.update"}
    assert calls.count("video_reels.finish") + calls.count("video.update") == 1


def test_a_hold_that_comes_while_it_is_prepared_keeps_it_unseen(
    newsroom: Newsroom, facebook: Facebook, waiting: Publication, settled: Settled
) -> None:
    facebook.faults.add("video_reels.start", "429")
    facebook.faults.add("videos.start", "429")
    settled(waiting)
    hold = Hold.place(newsroom.minh, "Chờ xác minh", desk=newsroom.news)
    assert again(waiting, settled).state == "sending"
    assert facebook.seen == []
    hold.lift(newsroom.minh)
    assert out(waiting, settled).state == "live"


def test_a_dead_permission_stops_the_page_and_goes_on_once_it_is_given_again(
    facebook: Facebook, waiting: Publication, settled: Settled
) -> None:
    tokens = dict(facebook.tokens)
    facebook.tokens.clear()
    after = out(waiting, settled)
    assert (after.state, facebook.seen) == ("failed", [])
    account = Account.objects.get()
    assert "no longer accepts" in account.trouble_message
    assert Notice.objects.filter(kind="account_in_trouble").exists()
    facebook.tokens.update(tokens)
    connecting.keep(account.destination, Shown("songhong"), Secret(TOKEN))
    after = out(waiting, settled)
    assert (after.state, facebook.made) == ("live", 1)


def test_what_facebook_rejects_is_told_in_a_sentence(
    facebook: Facebook, waiting: Publication, settled: Settled
) -> None:
    facebook.fate = "Video format not supported"
    after = out(waiting, settled)
    assert (after.state, facebook.seen) == ("failed", [])
    assert after.trouble_params == {"reason": "Video format not supported"}


def test_only_its_address_says_which_video_it_is(facebook: Facebook, package: Package) -> None:
    publication = Publication.objects.get()
    for remote_id, asks in (("", True), (f"{VIDEO}.0123456789abcdef", True), (VIDEO, False)):
        publication.remote_id = remote_id
        assert asks_for_link(publication) is asks
