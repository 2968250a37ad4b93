"""What stops a post to a Telegram channel at the last moment, and what becomes of one that nobody knows about."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.contract import NotTaken
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.errors import TokenRefused
from clipdesk.connectors.telegram.practice.emulator import Telegram
from clipdesk.destinations import connecting
from clipdesk.destinations.models import Account, Destination, own_site
from clipdesk.history.models import CLIPDESK
from clipdesk.jobs.fence import Superseded
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import reconnecting, runner, sending, sweeping
from clipdesk.publishing.found import asks_for_link
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

NEW_TOKEN = "123456789:emulated-token-CANARY-renewed-0987654321"
LINK = "https://t.me/songhong/101"
Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]


@pytest.fixture
def calling(telegram: Telegram, package: Package, minh_signs: Signs) -> Publication:
    """A run that is about to make the one call: its files are on their way."""
    minh_signs(package)
    Publication.objects.update(package=package, sign_off=package.sign_offs.get())
    publication = Publication.objects.get()
    publication.claim([publication.state])
    publication.write(remote_id=publication.destination.connector().reserve("", post_of(package)))
    Attempt.objects.create(publication=publication, run=publication.run, package_sha256=package.sha256)
    for state in ("sending", "processing"):
        Publication.objects.update(state=state)
    publication.refresh_from_db()
    return publication


@pytest.fixture
def unknown(
    telegram: Telegram,
    newsroom: Newsroom,
    draft: Clip,
    send: Callable[[Clip], Package],
    minh_signs: Signs,
    settled: Settled,
) -> Publication:
    """A clip is live on the own site; of the channel nobody knows."""
    send(draft)
    lan = newsroom.client(newsroom.lan)
    lan.post(newsroom.path(f"clips/{draft.pk}/take-back/"))
    own_site(newsroom.station, by=CLIPDESK)
    draft.refresh_from_db()
    places = [place.pk for place in newsroom.station.destinations.all()]
    form: dict[str, Any] = {"base": draft.head_number, "destinations": places, "slot": ""}
    assert lan.post(newsroom.path(f"clips/{draft.pk}/send/"), form).status_code == 302
    run_waiting_jobs()
    telegram.faults.add("sendVideo", "reset")
    minh_signs(Package.objects.get(state=Package.OPEN))
    publication = settled(Publication.objects.get(destination__kind="telegram", state__in=["prepared", "sending"]))
    assert publication.state == "unknown"
    assert Publication.objects.get(destination__kind="site").state == "live"
    return publication


def test_a_hold_stops_what_is_on_its_way(
    newsroom: Newsroom, telegram: Telegram, calling: Publication, settled: Settled
) -> None:
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    runner._publish(calling)
    assert (telegram.asked, Publication.objects.get().state) == ([], "sending")
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    assert (settled(calling).state, telegram.posted) == ("sending", 0)
    hold.lift(newsroom.huong)
    sweeping.sweep()
    assert (settled(calling).state, telegram.posted) == ("live", 1)


def test_a_run_that_was_paused_and_replaced_posts_nothing(telegram: Telegram, calling: Publication) -> None:
    assert Publication.objects.get().claim(["processing"])  # another run found it
    with pytest.raises(Superseded):
        runner._publish(calling)
    assert telegram.asked == []


def test_what_was_found_absent_an_hour_late_is_sent(
    newsroom: Newsroom, telegram: Telegram, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    telegram.faults.add("sendVideo", "reset")
    minh_signs(package)
    publication = settled(Publication.objects.get())
    assert publication.state == "unknown"
    Publication.objects.update(slot=now() - timedelta(hours=1))
    sending.settle(publication, Event.FOUND_ABSENT, member=newsroom.tuan)
    assert (settled(publication).state, telegram.posted) == ("live", 2)


def ask_for_withdrawal(newsroom: Newsroom, publication: Publication) -> Package:
    """Ask as Tuấn, on the page; it says what nobody knows."""
    client, path = newsroom.client(newsroom.tuan), newsroom.path(f"clips/{publication.clip_id}/withdraw/")
    page = client.get(path).content.decode()
    assert "Sông Hồng TV (@songhong)" in page
    assert "Chưa ai biết công chúng có thấy clip ở đây không." in page
    client.post(path, {"reason": "Hình của người khác."})
    return Package.objects.get(kind=Package.WITHDRAWAL, state=Package.OPEN)


def test_what_turns_out_to_be_up_after_a_withdrawal_is_taken_down(
    newsroom: Newsroom, telegram: Telegram, unknown: Publication, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(ask_for_withdrawal(newsroom, unknown))
    after = settled(unknown)
    assert (after.state, after.clip.state) == ("unknown", "withdrawn")
    sending.settle(after, Event.FOUND_LIVE, member=newsroom.tuan, link=LINK)
    after = settled(unknown)
    assert (after.state, after.shown, telegram.posts) == ("withdrawn", None, {})
    assert after.taken_down_at


def test_what_turns_out_to_be_absent_after_a_withdrawal_is_over(
    newsroom: Newsroom, telegram: Telegram, unknown: Publication, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(ask_for_withdrawal(newsroom, unknown))
    sending.settle(settled(unknown), Event.FOUND_ABSENT, member=newsroom.tuan)
    assert (settled(unknown).state, telegram.posted) == ("cancelled", 1)


def test_a_token_that_was_replaced_meanwhile_is_not_blamed(
    newsroom: Newsroom, telegram: Telegram, calling: Publication, settled: Settled
) -> None:
    assert calling.destination.account.sealed is not None  # as this run has read it
    telegram.token = NEW_TOKEN
    connecting.renew_token(Destination.objects.get(account__isnull=False), Secret(NEW_TOKEN), by=newsroom.oanh.actor)
    runner._publish(calling)
    after = Publication.objects.get()
    assert (after.state, after.trouble_message) == ("sending", "")
    assert Account.objects.get().trouble_message == ""
    assert type(reconnecting.noted(calling, TokenRefused())) is NotTaken
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    assert (settled(calling).state, telegram.posted) == ("live", 1)


def test_a_destination_that_asks_for_time_is_left_alone_so_long(
    newsroom: Newsroom, telegram: Telegram, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(package)
    after = settled(Publication.objects.get())
    telegram.faults.add("deleteMessage", "429 4000")
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(after)
    assert after.taken_down_at is None
    assert after.rest_until is not None
    assert after.rest_until > now() + timedelta(seconds=3900)


def test_a_key_that_cannot_be_read_keeps_no_clip_from_being_sealed(
    settings: Any, newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    def closed() -> str:
        raise PermissionError(13, "Permission denied")

    settings.TOKEN_SECRET = closed
    assert send(draft).state == Package.OPEN
    assert "secrets/account-tokens" in Publication.objects.get().trouble_message
    connecting.check_all()
    assert "secrets/account-tokens" in Account.objects.get().trouble_message


def page_of(newsroom: Newsroom, publication: Publication) -> str:
    """Return the publication's page as Lan reads it."""
    path = newsroom.path(f"publishing/{publication.pk}/")
    return str(newsroom.client(newsroom.lan).get(path).content.decode())


def test_what_failed_for_the_account_says_that_it_goes_on_by_itself(
    newsroom: Newsroom, telegram: Telegram, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    telegram.token = NEW_TOKEN
    minh_signs(package)
    publication = settled(Publication.objects.get())
    page = page_of(newsroom, publication)
    assert "clip tự được đăng nếu lúc đó chưa quá trễ" in page
    assert "hệ thống không tự thử lại" not in page


def test_a_correction_of_what_somebody_deleted_does_not_say_that_the_public_sees_it(
    newsroom: Newsroom,
    telegram: Telegram,
    package: Package,
    correct: Callable[[Publication, str], Package],
    minh_signs: Signs,
    settled: Settled,
) -> None:
    minh_signs(package)
    publication = settled(Publication.objects.get())
    telegram.posts.clear()
    minh_signs(correct(publication, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    assert settled(publication).state == "failed"
    page = page_of(newsroom, publication)
    assert "không còn bài để đính chính" in page
    assert "Công chúng vẫn thấy bản cũ" not in page


def test_the_page_says_what_is_on_its_way(newsroom: Newsroom, calling: Publication) -> None:
    assert "Khi tệp còn đang gửi, tạm dừng việc đăng vẫn chặn được" in page_of(newsroom, calling)


def test_only_its_number_says_which_post_it_is(telegram: Telegram, package: Package) -> None:
    publication = Publication.objects.get()
    for remote_id, asks in (("", True), ("new-x", True), ("101", False)):
        publication.remote_id = remote_id
        assert asks_for_link(publication) is asks


def test_no_link_is_cut_off_while_it_is_typed(newsroom: Newsroom, unknown: Publication) -> None:
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"publishing/{unknown.pk}/")).content.decode()
    field = re.search(r'<input[^>]* name="link"[^>]*>', page)
    assert field
    assert 'maxlength="2000"' in field[0]


def test_what_was_foreseen_ends_with_the_package_or_the_trouble(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Callable[[Clip], Package], settled: Settled
) -> None:
    Account.objects.update(shape="2:1")  # no clip is rendered in it
    send(draft)
    assert Publication.objects.get().trouble_message
    newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/take-back/"))
    assert Publication.objects.get().trouble_message == ""
    sealed = Account.objects.get().sealed
    Account.objects.update(shape="9:16", sealed=None)
    send(draft)
    publication = Publication.objects.get()
    assert "disconnected" in publication.trouble_message
    Account.objects.update(sealed=sealed)
    reconnecting.go_on(publication.destination)
    assert settled(publication).trouble_message == ""


def test_what_failed_is_looked_at_again_with_the_next_package(
    newsroom: Newsroom, telegram: Telegram, draft: Clip, send: Callable[[Clip], Package], minh_signs: Signs
) -> None:
    telegram.rights["can_post_messages"] = False
    minh_signs(send(draft))
    run_waiting_jobs()
    publication = Publication.objects.get()
    assert publication.state == "failed"
    newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/take-back/"))
    Account.objects.update(shape="2:1")
    send(draft)
    assert "holds no MP4 video" in Publication.objects.get(pk=publication.pk).trouble_message
