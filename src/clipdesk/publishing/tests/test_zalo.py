"""A signed clip goes to a Zalo Official Account: hidden first, once, whatever is lost; corrected in place, withdrawn there."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.addresses import read_address
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.zalo.handle import Handle
from clipdesk.connectors.zalo.practice.emulator import OA, Zalo
from clipdesk.destinations import connecting
from clipdesk.destinations.models import Account
from clipdesk.destinations.models.account import Shown
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import runner, sending, sweeping
from clipdesk.publishing.found import asks_for_link
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff
from clipdesk.site.told import posts_at

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]
ARTICLE = f"{1:020x}"
LINK = f"https://rd.zapps.vn/video?id={ARTICLE}&pageId={OA}"


@pytest.fixture
def waiting(zalo: Zalo, package: Package, minh_signs: Signs) -> Publication:
    """A publication that is signed and on its way to the account; nothing has been sent yet."""
    assert zalo.asked == []
    minh_signs(package)
    return Publication.objects.get()


def again(publication: Publication, settled: Settled) -> Publication:
    """Let everything run that could send it once more."""
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    runner.carry_out(Publication.objects.get())
    return settled(publication)


def swept(publication: Publication, settled: Settled, rounds: int) -> Publication:
    """Let the sweep ring and what it sets in motion run, some rounds."""
    after = settled(publication)
    for _ in range(rounds):
        Publication.objects.update(rest_until=None)
        sweeping.sweep()
        after = settled(publication)
    return after


def out(publication: Publication, settled: Settled, rounds: int = 12) -> Publication:
    """Let it run until it rests in no passing state."""
    after = settled(publication)
    for _ in range(rounds):
        if after.state not in {"sending", "unknown", "processing"}:
            return after
        after = again(publication, settled)
    return after


def test_goes_out_once_is_corrected_and_withdrawn(
    newsroom: Newsroom, zalo: Zalo, waiting: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    after = settled(waiting)
    assert (after.state, Handle.read(after.remote_id).token) == ("sending", next(iter(zalo.films)))
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("live", ARTICLE)
    signed = next(one.path for one in post_of(Package.objects.get()).files if one.shape == "9:16")
    assert zalo.data_of(ARTICLE) == signed.read_bytes()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{after.pk}/")).content.decode()
    assert LINK.replace("&", "&amp;") in page
    assert again(waiting, settled).state == "live"
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    after = out(waiting, settled)
    assert (after.state, after.remote_id) == ("corrected", ARTICLE)
    there = zalo.articles[ARTICLE]
    assert there["title"] == "Nước sông Hồng lên nhanh tại Tứ Liên"
    assert there["description"].endswith("Tên xã đã được sửa.")
    address = read_address(LINK, "")
    assert address is not None
    assert len(posts_at(address, newsroom.station)) == 1
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    after = settled(waiting)
    assert after.state == "withdrawn"
    assert after.taken_down_at
    assert zalo.articles == {}
    assert (zalo.made, len(zalo.films), zalo.seen, zalo.invalid) == (1, 1, [ARTICLE], [])


@pytest.mark.parametrize("call", ["prepare", "film", "create", "verify", "update", "detail"])
@pytest.mark.parametrize("fault", ["reset", "reset before the end", "500"])
def test_a_lost_answer_is_looked_up_and_nobody_is_asked(
    zalo: Zalo, waiting: Publication, settled: Settled, call: str, fault: str
) -> None:
    zalo.faults.add(call, fault)
    after = out(waiting, settled)
    assert after.state == "live"
    assert list(zalo.public()) == zalo.seen == [after.remote_id]
    assert not Notice.objects.filter(kind="publication_unknown").exists()


def test_what_zalo_prepares_for_long_is_no_failure(zalo: Zalo, waiting: Publication, settled: Settled) -> None:
    zalo.converting = zalo.processing = runner.TRIES + 1
    after = out(waiting, settled, rounds=24)
    assert (after.state, len(zalo.films), zalo.made) == ("live", 1, 1)
    assert Attempt.objects.filter(outcome="NotReady").count() > 2 * runner.TRIES


def test_what_zalo_shows_late_is_waited_for_and_never_sent_again(
    newsroom: Newsroom, zalo: Zalo, waiting: Publication, settled: Settled
) -> None:
    zalo.changing = 12
    after = settled(waiting)
    for _ in range(8):
        if after.state == "unknown":
            break
        after = again(waiting, settled)
    states = list[str]()
    while after.state != "live" and len(states) < 20:
        states.append(after.state)
        assert Handle.read(after.remote_id).change in zalo.changes
        after = again(waiting, settled)
    assert set(states) == {"unknown"}
    assert (after.state, after.remote_id, zalo.seen) == ("live", ARTICLE, [ARTICLE])
    assert [name for name, _said in zalo.asked].count("update") == 1
    assert not Notice.objects.filter(kind="publication_unknown").exists()


def test_what_is_planned_lies_ready_and_only_the_call_that_shows_it_is_left(
    newsroom: Newsroom, zalo: Zalo, draft: Clip, minh_signs: Signs, settled: Settled
) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(seconds=25))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    publication = Publication.objects.get()
    after = swept(publication, settled, 6)
    assert after.slot is not None
    assert after.slot > now(), "too slow to tell"
    assert (after.state, zalo.public(), zalo.made) == ("prepared", {}, 1)
    assert Handle.read(after.remote_id).article == ARTICLE
    before = len(zalo.asked)
    time.sleep(max(0, (after.slot - now()).total_seconds()))
    sweeping.sweep()
    after = out(publication, settled)
    assert (after.state, zalo.seen) == ("live", [ARTICLE])
    assert [name for name, _said in zalo.asked[before:]].count("update") == 1
    assert "prepare" not in {name for name, _said in zalo.asked[before:]}


@pytest.mark.parametrize("rounds", [0, 1, 3, 6])
def test_what_is_cancelled_is_taken_away_unseen(
    newsroom: Newsroom, zalo: Zalo, draft: Clip, minh_signs: Signs, settled: Settled, rounds: int
) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(minutes=5))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    publication = swept(Publication.objects.get(), settled, rounds)
    sending.settle(publication, Event.CANCEL, member=newsroom.tuan)
    after = swept(publication, settled, 3)
    assert (after.state, after.remote_id, zalo.articles, zalo.seen) == ("cancelled", "", {}, [])


def test_a_hold_keeps_it_unseen(newsroom: Newsroom, zalo: Zalo, waiting: Publication, settled: Settled) -> None:
    settled(waiting)
    hold = Hold.place(newsroom.minh, "Chờ xác minh", desk=newsroom.news)
    assert again(waiting, settled).state == "sending"
    assert zalo.seen == []
    hold.lift(newsroom.minh)
    assert out(waiting, settled).state == "live"


def test_a_dead_permission_stops_the_account_and_goes_on_once_it_is_given_again(
    zalo: Zalo, waiting: Publication, settled: Settled
) -> None:
    zalo.access.clear()
    zalo.refresh.clear()
    after = out(waiting, settled)
    assert (after.state, zalo.seen) == ("failed", [])
    account = Account.objects.get()
    assert "no longer accepts" in account.trouble_message
    assert Notice.objects.filter(kind="account_in_trouble").exists()
    zalo.refresh["emulated-zalo-refresh-CANARY-2"] = OA
    Account.objects.update(fresh=None, fresh_until=None)
    connecting.keep(account.destination, Shown("", "Sông Hồng TV"), Secret("emulated-zalo-refresh-CANARY-2"))
    after = out(waiting, settled)
    assert (after.state, zalo.made) == ("live", 1)


def test_what_zalo_cannot_convert_is_told_and_sent_anew_on_a_persons_word(
    newsroom: Newsroom, zalo: Zalo, waiting: Publication, settled: Settled
) -> None:
    zalo.fate = 4
    after = out(waiting, settled)
    assert (after.state, zalo.seen) == ("failed", [])
    assert after.trouble_params == {"reason": "The fate of it"}
    assert Handle.read(after.remote_id).token == ""
    zalo.fate = 1
    sending.settle(after, Event.RETRY, member=newsroom.tuan)
    assert out(waiting, settled).state == "live"
    assert len(zalo.films) == 2


def test_only_its_link_says_which_article_it_is(zalo: Zalo, package: Package) -> None:
    publication = Publication.objects.get()
    for remote_id in ("", "new-aB3dE5gH7jk.0123456789abcdef", f"{ARTICLE}.vid-1.0123456789abcdef"):
        publication.remote_id = remote_id
        assert asks_for_link(publication)
    assert publication.destination.account.remote_id_of(LINK) == ARTICLE
