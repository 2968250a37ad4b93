"""What a person chose: ways by group of kinds, and quiet hours with one summary when they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from clipdesk.accounts import bots
from clipdesk.accounts.choosing import GROUPS, WAYS, group_of
from clipdesk.accounts.models import Chat, Notice, ToldHow
from clipdesk.accounts.notices import KINDS, tell
from clipdesk.accounts.tasks import sum_up
from clipdesk.accounts.tests.conftest import text
from clipdesk.accounts.tests.telegram_emulator import TOKEN, Emulator, running
from clipdesk.accounts.tests.test_push import Browser, Service, browser, service
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now

__all__ = ["browser", "service"]  # fixtures
EVERYTHING = {f"told-{way}": list(GROUPS) for way in WAYS}
NO_HOURS = {"told-quiet_from": "", "told-quiet_until": ""}


@pytest.fixture
def telegram(settings: Any, real_newsroom: Newsroom) -> Iterator[Emulator]:
    """Telegram, with the station's bot and Minh's chat."""
    with running() as found:
        settings.TELEGRAM_API = found.origin
        bot = bots.give_bot(real_newsroom.oanh, TOKEN)
        Chat.objects.create(bot=bot, person=real_newsroom.minh.person, remote_id=7, name="@minh")
        yield found


def _hours(newsroom: Newsroom, begins: int, ends: int) -> None:
    """Minh wants quiet from `begins` hours from now to `ends` hours from now, by the station's clock."""
    local = now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    hours = {
        "quiet_from": (local + timedelta(hours=begins)).time(),
        "quiet_until": (local + timedelta(hours=ends)).time(),
    }
    ToldHow.objects.update_or_create(person=newsroom.minh.person, defaults=hours)


def _tell(newsroom: Newsroom, kind: str, cause: str = "package:1") -> Notice:
    tell([newsroom.minh.person], station=newsroom.station, desk=newsroom.news, kind=kind, cause=cause, link="/me/")
    return Notice.objects.get(cause=f"{kind}:{cause}")


def _with_device(newsroom: Newsroom, browser: Browser, service: Service) -> None:
    form = {"name": "Máy", "subscription": browser.subscription()}
    newsroom.client(newsroom.minh).post("/me/devices/", form)
    run_waiting_jobs()
    service.handed.clear()


def test_in_quiet_hours_only_what_is_urgent_rings_in_any_way(
    real_newsroom: Newsroom, telegram: Emulator, browser: Browser, service: Service
) -> None:
    newsroom = real_newsroom
    _with_device(newsroom, browser, service)
    _hours(newsroom, -1, 1)
    _tell(newsroom, "signed")
    urgent = _tell(newsroom, "sign_off_urgent")
    run_waiting_jobs()
    assert [sent.subject for sent in mail.outbox] == ["Đài Sông Hồng · Thời sự: Có clip cần bạn ký duyệt ngay"]
    assert [browser.read(body)["urgent"] for _headers, body in service.handed] == [True]
    assert [str(urgent.pk) in row["text"] for row in telegram.sent] == [True]
    page = text(newsroom.client(newsroom.minh).get(newsroom.path("notices/")))
    assert page.count("(chưa đọc)") == 2  # the page holds nothing back


def test_one_summary_follows_in_each_way(
    real_newsroom: Newsroom, telegram: Emulator, browser: Browser, service: Service
) -> None:
    newsroom = real_newsroom
    _with_device(newsroom, browser, service)
    _hours(newsroom, -1, 1)
    for number in range(3):
        _tell(newsroom, "signed", f"package:{number}")
    read = _tell(newsroom, "sent_back")
    run_waiting_jobs()
    Notice.objects.filter(pk=read.pk).update(read_at=now())
    sum_up(timestamp=0)
    run_waiting_jobs()
    assert (mail.outbox, service.handed, telegram.sent) == ([], [], [])  # they last still
    _hours(newsroom, -2, -1)
    sum_up(timestamp=0)
    sum_up(timestamp=60)
    run_waiting_jobs()
    said, link = "Đài Sông Hồng: Có 3 thông báo trong giờ yên tĩnh của bạn", "/s/song-hong/notices/"
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [(said, [newsroom.minh.person.email])]
    assert mail.outbox[0].body.splitlines()[:2] == [f"{said}.", f"http://localhost:8080{link}"]
    shown = [browser.read(body) for _headers, body in service.handed]
    assert [(row["title"], row["url"], row["urgent"]) for row in shown] == [(said, link, False)]
    assert [row["text"] for row in telegram.sent] == [f"{said}\nhttp://localhost:8080{link}"]


def test_who_read_it_all_meanwhile_hears_nothing(real_newsroom: Newsroom) -> None:
    _hours(real_newsroom, -1, 1)
    _tell(real_newsroom, "signed")
    run_waiting_jobs()
    _hours(real_newsroom, -2, -1)
    Notice.objects.update(read_at=now())
    sum_up(timestamp=0)
    run_waiting_jobs()
    assert mail.outbox == []
    assert not Notice.objects.filter(kept_at__isnull=False).exists()


def test_who_left_meanwhile_hears_nothing(real_newsroom: Newsroom) -> None:
    _hours(real_newsroom, -1, 1)
    _tell(real_newsroom, "signed")
    run_waiting_jobs()
    _hours(real_newsroom, -2, -1)
    real_newsroom.minh.person.memberships.all().delete()
    sum_up(timestamp=0)
    run_waiting_jobs()
    assert mail.outbox == []


def test_a_way_that_is_not_wanted_stays_silent(
    real_newsroom: Newsroom, telegram: Emulator, browser: Browser, service: Service
) -> None:
    newsroom = real_newsroom
    _with_device(newsroom, browser, service)
    client = newsroom.client(newsroom.minh)
    chosen = {"told-mail": ["urgent"], "told-push": ["review"], "told-telegram": ["rota", "urgent"]}
    assert client.post("/me/told/", {**chosen, **NO_HOURS}).status_code == 302
    for kind in ("sign_off_urgent", "signed", "on_rota", "disk_full"):
        _tell(newsroom, kind)
    run_waiting_jobs()
    assert [sent.subject.split(": ")[1] for sent in mail.outbox] == ["Có clip cần bạn ký duyệt ngay"]
    assert [browser.read(body)["title"] for _headers, body in service.handed] == [str(KINDS["signed"])]
    assert [row["text"].splitlines()[0] for row in telegram.sent] == [
        "Có clip cần bạn ký duyệt ngay.",
        f"{KINDS['on_rota']}.",
    ]


def test_a_way_that_was_not_offered_keeps_what_was_chosen(real_newsroom: Newsroom) -> None:
    newsroom = real_newsroom
    ToldHow.objects.create(person=newsroom.minh.person, not_told=["telegram:rota", "mail:rota"])
    client = newsroom.client(newsroom.minh)
    assert 'name="told-telegram"' not in text(client.get("/me/"))
    client.post("/me/told/", {**EVERYTHING, **NO_HOURS})
    assert ToldHow.objects.get().not_told == ["telegram:rota"]


def test_the_page_shows_again_what_was_chosen(real_newsroom: Newsroom) -> None:
    client = real_newsroom.client(real_newsroom.minh)
    form = {"told-mail": ["urgent"], "told-push": [], "told-quiet_from": "22:00", "told-quiet_until": "05:30"}
    client.post("/me/told/", {**form, "told-sounds": "on"})
    shown = client.get("/me/").context["told_form"]
    ticked = [shown[name].value() for name in ("mail", "push", "quiet_from", "sounds")]
    assert ticked[:2] == [["urgent"], []]
    assert (str(ticked[2]), ticked[3]) == ("22:00:00", True)


def test_every_kind_has_a_group_and_those_of_the_issue_have_theirs() -> None:
    assert {group_of(kind) for kind in KINDS} == set(GROUPS)
    expected = {
        "sign_off_urgent": "urgent",
        "nobody_on_duty": "urgent",
        "sign_off_waiting": "review",
        "sent_back": "review",
        "on_rota": "rota",
        "publication_failed": "publishing",
        "missed_slot": "publishing",
        "disk_full": "rest",
    }
    assert {kind: group_of(kind) for kind in expected} == expected


def test_the_page_sounds_only_for_who_switched_it_on(real_newsroom: Newsroom) -> None:
    client, address = real_newsroom.client(real_newsroom.minh), real_newsroom.path("bell/")
    assert client.get(address).json()["sounds"] is False
    client.post("/me/told/", {**EVERYTHING, **NO_HOURS, "told-sounds": "on"})
    assert client.get(address).json()["sounds"] is True


def test_nothing_told_outside_says_what_a_clip_says(
    real_newsroom: Newsroom, telegram: Emulator, browser: Browser, service: Service
) -> None:
    # the promise: whatever kind, a message consists of the kind's sentence, station, desk and the link of the notice
    newsroom = real_newsroom
    _with_device(newsroom, browser, service)
    for kind in KINDS:
        _tell(newsroom, kind, "package:Nước sông Hồng lên nhanh")
    run_waiting_jobs(limit=10 * len(KINDS))
    assert len(telegram.sent) == len(KINDS)
    links = {str(pk): kind for pk, kind in Notice.objects.values_list("pk", "kind")}
    for row in telegram.sent:
        sentence, where, link = row["text"].split("\n")
        kind = links[link.removeprefix("http://localhost:8080/s/song-hong/notices/").rstrip("/")]
        assert (sentence, where) == (f"{KINDS[kind]}.", "Đài Sông Hồng · Thời sự")
    mails = [(sent.subject, sent.body) for sent in mail.outbox]
    pushed = [browser.read(body) for _headers, body in service.handed]
    assert (len(mails), len(pushed)) == (len(KINDS), len(KINDS))
    assert "lên nhanh" not in json.dumps([telegram.sent, mails, pushed], ensure_ascii=False)
