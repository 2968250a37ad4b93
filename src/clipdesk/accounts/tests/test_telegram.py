"""Notices by a station's Telegram bot: against an emulator that holds every request to Telegram's own description."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts import bots
from clipdesk.accounts.models import Bot, Chat, ChatLink, Notice
from clipdesk.accounts.notices import tell
from clipdesk.accounts.tasks import listen, message_notice
from clipdesk.accounts.telegram import TooFast
from clipdesk.accounts.tests.conftest import signed_in, text, with_key
from clipdesk.accounts.tests.telegram_emulator import TOKEN, Emulator, running
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now

PAGE = "station/outside/"


@pytest.fixture
def telegram(settings: Any) -> Iterator[Emulator]:
    """Telegram as the desk reaches it."""
    with running() as found:
        settings.TELEGRAM_API = found.origin
        yield found


@pytest.fixture
def bot(real_newsroom: Newsroom, telegram: Emulator) -> Bot:
    """The station's bot."""
    return bots.give_bot(real_newsroom.oanh, TOKEN)


def _link(newsroom: Newsroom, member: Any, bot: Bot) -> str:
    """Ask for a link on the person's page and return its token."""
    page = text(newsroom.client(member).post(f"/me/telegram/{bot.pk}/link/"))
    found = re.search(r'href="https://t\.me/song_hong_bot\?start=([A-Za-z0-9_-]{1,64})"', page)
    assert found
    return found[1]


def _linked(newsroom: Newsroom, telegram: Emulator, bot: Bot) -> Chat:
    """Minh links their chat, and is greeted."""
    telegram.write(f"/start {_link(newsroom, newsroom.minh, bot)}")
    listen(timestamp=0)
    run_waiting_jobs()
    telegram.sent.clear()
    return Chat.objects.get()


def _tell(newsroom: Newsroom, kind: str = "sign_off_waiting", cause: str = "package:1") -> Notice:
    tell([newsroom.minh.person], station=newsroom.station, desk=newsroom.news, kind=kind, cause=cause, link="/me/")
    return Notice.objects.get(cause=f"{kind}:{cause}")


def test_an_operator_gives_the_token_and_nobody_sees_it_again(
    real_newsroom: Newsroom, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in(with_key(real_newsroom.oanh.person))
    page = client.post(real_newsroom.path(f"{PAGE}bot/"), {"token": f" {TOKEN}\n"}, follow=True)
    assert page.status_code == 200
    assert "@song_hong_bot" in text(page)
    bot = Bot.objects.get()
    secret = TOKEN.split(":")[1]
    rows = json.dumps(list(LedgerEntry.objects.values("verb", "before", "after")))
    assert "bot_given" in rows
    for place in (text(page), rows, caplog.text, bot.sealed_token, str(vars(bot)), repr(bots.telegram_of(bot))):
        assert secret not in place
    assert bots.telegram_of(bot).token == TOKEN


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, "Unauthorized"), "Telegram knows no bot"),
        ((404, "Not Found"), "Telegram knows no bot"),
        ((502, "Bad Gateway"), "Telegram was not reached"),
        ((409, "Conflict: can't use getUpdates method while webhook is active"), "Another program"),
    ],
)
def test_a_token_that_is_no_use_is_refused(
    real_newsroom: Newsroom, telegram: Emulator, answer: tuple[int, str], words: str
) -> None:
    client = signed_in(with_key(real_newsroom.oanh.person))
    telegram.answers.append((*answer, {}))
    page = client.post(real_newsroom.path(f"{PAGE}bot/"), {"token": TOKEN})
    assert page.status_code == 422
    assert words in text(page)
    assert not Bot.objects.exists()


def test_what_is_no_token_never_reaches_telegram(real_newsroom: Newsroom, telegram: Emulator) -> None:
    for token in ("abc", "1:x/../getMe", f"{TOKEN}/x", "12345:đđđđđđđđđđđđđđđđđđđđđđđđđđ"):
        with pytest.raises(bots.UnknownToken):
            bots.give_bot(real_newsroom.oanh, token)
    assert telegram.calls == []


def test_one_bot_speaks_for_one_station_and_a_practice_station_has_none(
    real_newsroom: Newsroom, telegram: Emulator, bot: Bot
) -> None:
    with pytest.raises(bots.OtherStationsBot):
        bots.give_bot(real_newsroom.stranger, TOKEN)
    real_newsroom.oanh.station.is_practice = True
    with pytest.raises(bots.PracticeTellsNobodyOutside):
        bots.give_bot(real_newsroom.oanh, TOKEN)
    assert Bot.objects.get().station == real_newsroom.station


def test_a_new_token_of_the_same_bot_keeps_the_chats_another_bot_does_not(
    real_newsroom: Newsroom, telegram: Emulator, bot: Bot
) -> None:
    _linked(real_newsroom, telegram, bot)
    telegram.token = TOKEN.replace("123456", "654321")
    bots.give_bot(real_newsroom.oanh, telegram.token)
    assert Chat.objects.count() == 1
    telegram.token = TOKEN.replace("7016452931", "7016452932")
    telegram.bot = {**telegram.bot, "id": 7016452932}
    bots.give_bot(real_newsroom.oanh, telegram.token)
    assert (Bot.objects.count(), Chat.objects.count()) == (1, 0)


def test_a_person_links_their_chat_and_is_greeted(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    newsroom = real_newsroom
    client = newsroom.client(newsroom.minh)
    assert "Chưa liên kết" in text(client.get("/me/"))
    token = _link(newsroom, newsroom.minh, bot)
    row = ChatLink.objects.get()
    assert token not in str(vars(row))
    assert timedelta(minutes=14) < row.expires_at - now() <= timedelta(minutes=15)
    assert client.get("/me/telegram/").status_code == 204
    telegram.write("xin chào")
    telegram.write(f"/start {token}")
    listen(timestamp=0)
    run_waiting_jobs()
    assert [(row["chat_id"], "Đài Sông Hồng" in row["text"]) for row in telegram.sent] == [(515001, True)]
    part = client.get("/me/telegram/")
    assert part.status_code == 200
    assert "@minh_sh" in text(part)
    assert "every 3s" not in text(part)


def test_a_link_works_once(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    newsroom = real_newsroom
    token = _link(newsroom, newsroom.minh, bot)
    telegram.write(f"/start {token}")
    telegram.write(f"/start {token}", chat=666, name="somebody")
    listen(timestamp=0)
    assert [chat.remote_id for chat in Chat.objects.all()] == [515001]


@pytest.mark.parametrize("why", ["too old", "replaced", "a group", "has left", "made up"])
def test_what_links_nothing(real_newsroom: Newsroom, telegram: Emulator, bot: Bot, why: str) -> None:
    newsroom = real_newsroom
    token, kind = _link(newsroom, newsroom.minh, bot), "private"
    _link(newsroom, newsroom.ha, bot)  # the bot is asked all the same
    if why == "too old":
        ChatLink.objects.filter(person=newsroom.minh.person).update(expires_at=now())
    elif why == "replaced":
        _link(newsroom, newsroom.minh, bot)
    elif why == "a group":
        kind = "supergroup"
    elif why == "has left":
        newsroom.minh.person.memberships.all().delete()
    else:
        token = "x" * 43
    telegram.write(f"/start {token}", kind=kind)
    listen(timestamp=0)
    assert "getUpdates" in telegram.calls[2:]
    assert not Chat.objects.exists()


def test_telegram_is_asked_only_while_a_link_waits(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    telegram.calls.clear()
    listen(timestamp=0)
    assert telegram.calls == []
    telegram.write("một")
    token = _link(real_newsroom, real_newsroom.minh, bot)
    listen(timestamp=0)
    assert telegram.updates == []  # taken note of, and not asked for again
    telegram.answers.append((502, "Bad Gateway", {}))
    listen(timestamp=0)  # a bad moment is no end
    telegram.write(f"/start {token}")
    listen(timestamp=0)
    telegram.calls.clear()
    listen(timestamp=0)
    assert telegram.calls == []
    assert Chat.objects.exists()


def test_a_chat_belongs_to_whoever_linked_it_last(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    newsroom = real_newsroom
    _linked(newsroom, telegram, bot)
    telegram.write(f"/start {_link(newsroom, newsroom.ha, bot)}")
    listen(timestamp=0)
    assert [chat.person.name for chat in Chat.objects.all()] == ["Hà"]


def test_a_message_says_kind_desk_and_link_and_nothing_else(
    real_newsroom: Newsroom, telegram: Emulator, bot: Bot
) -> None:
    _linked(real_newsroom, telegram, bot)
    notice = _tell(real_newsroom)
    run_waiting_jobs()
    (sent,) = telegram.sent
    assert sent == {
        "chat_id": 515001,
        "text": "Có clip chờ bạn ký duyệt.\nĐài Sông Hồng · Thời sự\n"
        f"http://localhost:8080/s/song-hong/notices/{notice.pk}/",
        "link_preview_options": {"is_disabled": True},
    }


def test_a_job_that_runs_again_sends_nothing_twice(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    _linked(real_newsroom, telegram, bot)
    notice = _tell(real_newsroom)
    run_waiting_jobs()
    message_notice(notice_id=str(notice.pk))
    assert len(telegram.sent) == 1


def test_what_was_read_or_told_to_somebody_who_left_is_not_sent(
    real_newsroom: Newsroom, telegram: Emulator, bot: Bot
) -> None:
    _linked(real_newsroom, telegram, bot)
    _tell(real_newsroom)
    Notice.objects.update(read_at=now())
    run_waiting_jobs()
    _tell(real_newsroom, cause="package:2")
    real_newsroom.minh.person.memberships.all().delete()
    run_waiting_jobs()
    assert telegram.sent == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
def test_a_chat_that_takes_nothing_more_is_unlinked_and_the_page_says_so(
    real_newsroom: Newsroom, telegram: Emulator, bot: Bot, status: int, said: str
) -> None:
    _linked(real_newsroom, telegram, bot)
    telegram.answers.append((status, said, {}))
    notice = _tell(real_newsroom)
    run_waiting_jobs()
    assert not Chat.objects.exists()
    assert Notice.objects.filter(kind="chat_unlinked", person=real_newsroom.minh.person).count() == 1
    notice.refresh_from_db()
    assert notice.messaged_at is None


def test_telegram_says_how_long_to_wait_and_is_obeyed(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    _linked(real_newsroom, telegram, bot)
    notice = _tell(real_newsroom)
    telegram.answers.append((429, "Too Many Requests: retry after 37", {"retry_after": 37}))
    with pytest.raises(TooFast) as failure:
        message_notice(notice_id=str(notice.pk))
    job = ProcrastinateJob.objects.get(task_name="accounts.message_notice", status="todo").procrastinate_job
    again = message_notice.get_retry_exception(exception=failure.value, job=job)
    assert again is not None
    assert again.retry_decision.retry_at is not None
    assert 35 <= (again.retry_decision.retry_at - now()).total_seconds() <= 37
    message_notice(notice_id=str(notice.pk))
    assert len(telegram.sent) == 1


def test_a_telegram_that_is_away_loses_nothing(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    _linked(real_newsroom, telegram, bot)
    notice = _tell(real_newsroom)
    telegram.answers.append((502, "Bad Gateway", {}))
    with pytest.raises(OSError, match="502") as failure:
        message_notice(notice_id=str(notice.pk))
    assert TOKEN.split(":")[1] not in str(failure.getrepr(style="long"))
    job = ProcrastinateJob.objects.get(task_name="accounts.message_notice", status="todo").procrastinate_job
    assert message_notice.get_retry_exception(exception=failure.value, job=job) is not None
    message_notice(notice_id=str(notice.pk))
    assert len(telegram.sent) == 1


def test_a_dead_token_is_told_to_operators_once(real_newsroom: Newsroom, telegram: Emulator, bot: Bot) -> None:
    _linked(real_newsroom, telegram, bot)
    telegram.token = "revoked"
    first, second = _tell(real_newsroom), _tell(real_newsroom, cause="package:2")
    run_waiting_jobs()
    told = Notice.objects.filter(kind="bot_died")
    assert [notice.person.name for notice in told] == ["Oanh"]
    assert told.get().link == real_newsroom.path(PAGE)
    assert telegram.calls.count("sendMessage") == 2  # the greeting, and the one that was refused
    assert Chat.objects.exists()  # with a new token all goes on
    assert {first.messaged_at, second.messaged_at} == {None}
    page = signed_in(with_key(real_newsroom.oanh.person)).get(real_newsroom.path(PAGE))
    assert "/token." in text(page)
    telegram.token = TOKEN.replace("123456", "654321")
    bots.give_bot(real_newsroom.oanh, telegram.token)
    _tell(real_newsroom, cause="package:3")
    run_waiting_jobs()
    assert len(telegram.sent) == 1


def test_a_person_tries_and_unlinks_their_own_chat_and_nobody_elses(
    real_newsroom: Newsroom, telegram: Emulator, bot: Bot
) -> None:
    newsroom = real_newsroom
    chat = _linked(newsroom, telegram, bot)
    other, own = newsroom.client(newsroom.ha), newsroom.client(newsroom.minh)
    for way in ("try", "remove"):
        assert other.post(f"/me/telegram/{chat.pk}/{way}/").status_code == 302
    assert newsroom.client(newsroom.stranger).post(f"/me/telegram/{bot.pk}/link/").status_code == 302
    run_waiting_jobs()
    assert (telegram.sent, Chat.objects.count(), ChatLink.objects.count()) == ([], 1, 0)
    own.post(f"/me/telegram/{chat.pk}/try/")
    run_waiting_jobs()
    assert len(telegram.sent) == 1
    own.post(f"/me/telegram/{chat.pk}/remove/")
    _tell(newsroom)
    run_waiting_jobs()
    assert len(telegram.sent) == 1
    assert not Chat.objects.exists()
