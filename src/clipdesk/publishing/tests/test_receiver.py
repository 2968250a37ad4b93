"""A signed clip goes to another system: once, whatever breaks; what was lost is settled by asking, not by people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.receiver.practice.server import PUBLIC, SECRET
from clipdesk.connectors.receiver.tests.server import Server
from clipdesk.connectors.secret import Secret
from clipdesk.destinations import connecting
from clipdesk.destinations.models import Account
from clipdesk.destinations.models.account import receiver_name
from clipdesk.destinations.vault import seal
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import runner, sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]


@pytest.fixture
def server(settings: Any, newsroom: Newsroom, tmp_path: Path) -> Iterator[Server]:
    """The station's one destination is a practice receiver."""
    running = Server(tmp_path / "receiver")
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    newsroom.station.destinations.update(kind="receiver", name="CMS")
    place = newsroom.station.destinations.get()
    sealed, address = seal(Secret(SECRET), place.pk), seal(Secret(running.url), place.pk)
    named = {"remote": receiver_name(running.url), "sealed_address": address}
    Account.objects.create(destination=place, kind="receiver", username=PUBLIC, sealed=sealed, **named)
    yield running
    running.stop()
    assert running.invalid == []


@pytest.fixture
def waiting(server: Server, package: Package, minh_signs: Signs) -> Publication:
    """A publication that is signed and on its way; nothing has been sent yet."""
    assert server.asked == []
    minh_signs(package)
    return Publication.objects.get()


def again(publication: Publication, settled: Settled) -> Publication:
    """Let everything run that could send it once more."""
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    runner.carry_out(Publication.objects.get())
    return settled(publication)


def published(server: Server) -> int:
    """Return how many calls made a first version public."""
    return server.asked.count("published")


def test_goes_out_once_is_corrected_and_withdrawn(
    newsroom: Newsroom, server: Server, waiting: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    assert after.state == "live"
    assert after.package is not None
    post = server.posts[after.remote_id]
    assert (post["state"], post["version"]) == ("published", after.package.sha256)
    roles = [one["role"] for one in post["said"]["files"]]
    assert roles[:2] == ["video", "captions"] or roles[:2] == ["video", "picture"]
    for one in post["said"]["files"]:
        sealed = next(file for file in post_of(after.package).files if file.sha256 == one["sha256"])
        assert (server.store.files / one["name"]).read_bytes() == sealed.path.read_bytes()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert f"https://tv.songhong.example/clip/{after.remote_id}" in page
    assert again(waiting, settled).state == "live"
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    after = settled(waiting)
    assert after.state == "corrected"
    said = server.posts[after.remote_id]["said"]
    assert (said["call"], said["title"]) == ("corrected", "Nước sông Hồng lên nhanh tại Tứ Liên")
    assert said["note"] == "Tên xã đã được sửa."
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert after.state == "withdrawn"
    assert after.taken_down_at
    assert [one["state"] for one in server.posts.values()] == ["withdrawn"]
    assert published(server) == 1


@pytest.mark.parametrize("fault", ["reset", "500", "page"])
def test_a_lost_answer_is_looked_up_and_nobody_is_asked(
    server: Server, waiting: Publication, settled: Settled, fault: str
) -> None:
    server.faults.add("published", fault)
    assert settled(waiting).state == "live"
    assert published(server) == 1
    assert not Notice.objects.filter(kind="publication_unknown").exists()


def test_a_call_that_did_not_arrive_is_found_absent_and_made_again(
    server: Server, waiting: Publication, settled: Settled
) -> None:
    server.faults.add("published", "408")
    after = settled(waiting)
    assert (after.state, server.posts) == ("sending", {})
    after = again(waiting, settled)
    assert (after.state, len(server.posts), published(server)) == ("live", 1, 2)
    assert server.asked.count("PUT") == len(server.files)  # no file twice


def test_while_it_cannot_be_asked_nothing_is_sent_again_and_after_minutes_a_person_is_told(
    server: Server, waiting: Publication, settled: Settled
) -> None:
    server.faults.add("published", "reset")
    server.faults.add("state", "", *["500"] * 40)
    assert settled(waiting).state == "unknown"
    for _ in range(3):
        assert again(waiting, settled).state == "unknown"
    assert not Notice.objects.filter(kind="publication_unknown").exists()
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=3))
    assert again(waiting, settled).state == "unknown"
    assert published(server) == 1
    assert Notice.objects.filter(kind="publication_unknown").exists()
    server.faults.waiting.clear()
    assert again(waiting, settled).state == "live"
    assert published(server) == 1


def test_a_person_who_looked_needs_no_link(
    newsroom: Newsroom, server: Server, waiting: Publication, settled: Settled
) -> None:
    server.faults.add("published", "reset")
    server.faults.add("state", "", *["500"] * 40)
    unknown = settled(waiting)
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"publishing/{unknown.pk}/")).content.decode()
    assert 'name="link"' not in page
    sending.settle(unknown, Event.FOUND_LIVE, member=newsroom.tuan, link="")
    after = settled(unknown)
    assert (after.state, after.remote_id) == ("live", unknown.remote_id)
    assert published(server) == 1


def test_what_is_not_shown_yet_is_not_called_live_and_disturbs_nobody(
    newsroom: Newsroom, server: Server, waiting: Publication, settled: Settled
) -> None:
    server.faults.add("published", '{"state": "accepted"}')
    server.faults.add("state", "", *['{"state": "accepted"}'] * 4)
    after = settled(waiting)
    assert after.state == "unknown"
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "chưa cho xem" in page
    assert not Notice.objects.filter(kind="publication_unknown").exists()
    Attempt.objects.update(publish_called_at=now().replace(year=2020))
    runner.carry_out(Publication.objects.get())
    assert Notice.objects.filter(kind="publication_unknown").exists()  # by now somebody should look
    server.faults.waiting.clear()
    assert again(waiting, settled).state == "live"
    assert published(server) == 1


def test_held_nothing_leaves(newsroom: Newsroom, server: Server, package: Package, minh_signs: Signs) -> None:
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    minh_signs(package)
    run_waiting_jobs()
    assert server.asked == []
    hold.lift(newsroom.huong)
    run_waiting_jobs()
    sweeping.sweep()
    run_waiting_jobs()
    assert published(server) == 1


def test_a_refusal_is_told_in_its_own_words(server: Server, waiting: Publication, settled: Settled) -> None:
    server.faults.add("published", "422")
    after = settled(waiting)
    assert (after.state, server.posts) == ("failed", {})
    assert after.trouble_params == {"reason": "Kho đã đầy. Xin chờ."}


def test_what_failed_for_a_wrong_secret_goes_out_once_it_is_right(
    server: Server, waiting: Publication, settled: Settled
) -> None:
    server.secrets = ["another"]
    after = settled(waiting)
    assert (after.state, server.posts) == ("failed", {})
    assert Notice.objects.filter(kind="account_in_trouble").exists()
    server.secrets = [SECRET]
    assert connecting.check_again(after.destination) is None
    assert settled(waiting).state == "live"
    assert published(server) == 1


def test_a_withdrawal_is_told_again_until_it_is_confirmed(
    newsroom: Newsroom, server: Server, waiting: Publication, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    server.faults.add("withdrawn", '{"state": "published"}', "reset")
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert (after.state, after.taken_down_at) == ("withdrawn", None)
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert "có thể vẫn còn" in page or "vẫn hiện" in page
    for _ in range(2):
        Publication.objects.update(rest_until=None)
        sweeping.sweep()
        after = settled(waiting)
    assert after.taken_down_at
    assert [one["state"] for one in server.posts.values()] == ["withdrawn"]
