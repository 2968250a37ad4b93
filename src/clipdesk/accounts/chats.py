"""Being told by Telegram: a person links their own chat with the station's bot; then notices go there: kind, desk and
link, never a clip's content."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.bots import note_death, telegram_of
from clipdesk.accounts.choosing import TELEGRAM, keep_back, wants
from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Bot, Chat, ChatLink, Notice, Person, Station
from clipdesk.accounts.notices import KINDS, tell
from clipdesk.accounts.summing_up import summary, way_of_summary
from clipdesk.accounts.telegram import Blocked, Elsewhere, TokenDead, Update
from clipdesk.jobs.announce import defer
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now

log = logging.getLogger("clipdesk.accounts")

LINK_MINUTES = 15
_MOST_ROUNDS = 10  # of a hundred messages each: whatever else strangers write to the bot


def make_link(person: Person, bot: Bot) -> str:
    """Return an address that opens Telegram and, after one touch, makes that chat the person's own: once, for 15 minutes.
    An earlier one that was not used works no longer."""
    token = secrets.token_urlsafe(32)
    made = {"token_hash": digest(token.encode()), "expires_at": now() + timedelta(minutes=LINK_MINUTES)}
    ChatLink.objects.update_or_create(bot=bot, person=person, defaults=made)
    return f"https://t.me/{bot.name}?start={token}"


def is_waiting(person: Person) -> bool:
    """Tell whether the person has a link that was not used yet."""
    return ChatLink.objects.filter(person=person, expires_at__gt=now(), bot__died_at=None).exists()


def listen() -> None:
    """Look for people who used their links.

    The desk asks Telegram; Telegram does not call the desk (`setWebhook`): most desks stand in a newsroom's own network
    and have no address that Telegram could reach. And it asks only while a link waits: nothing else that people write
    to the bot is of use here, so nothing else is read.
    """
    for bot in Bot.objects.filter(died_at=None, links__expires_at__gt=now()).distinct():
        try:
            _listen_to(bot)
        except TokenDead:
            note_death(bot)
        except (Elsewhere, OSError) as error:
            # the next round comes in seconds, and the page says that the link still waits
            log.warning("telegram not asked: %s", error or type(error).__name__, extra={"action": "telegram_not_asked"})


def greet(chat: Chat) -> None:
    """Show in a chat that it works.

    Raises:
        OSError: Telegram did not take it; the job tries again.
    """
    with translation.override(chat.person.language or chat.bot.station.language):
        said = _("This chat shows your notices of {station}.").format(station=chat.bot.station.name)
    _send(chat, said)


def message(notice: Notice) -> None:
    """Send a notice to the person's chat once; who has read it, left, or chose otherwise is sent nothing.

    Only an answer that was lost on its way makes a second message possible: Telegram cannot be asked whether it sent one.

    Raises:
        OSError: Telegram did not take it; the job tries again.
    """
    chat = _chat_of(notice.person, notice.station)
    if chat is None or notice.messaged_at or notice.read_at or not wants(notice, TELEGRAM) or keep_back(notice):
        return
    way = reverse("accounts:notice", kwargs={"station": notice.station.slug, "notice_id": notice.pk})
    with translation.override(notice.person.language or notice.station.language):
        said = "\n".join((f"{KINDS[notice.kind]}.", notice.where, settings.ORIGIN + way))
    if _send(chat, said):
        Notice.objects.filter(pk=notice.pk).update(messaged_at=now())


def message_summary(person: Person, station: Station, count: int) -> None:
    """Say how many notices the person's quiet hours kept back.

    Raises:
        OSError: Telegram did not take it; the job tries again.
    """
    if chat := _chat_of(person, station):
        with translation.override(person.language or station.language):
            _send(chat, f"{summary(station, count)}\n{settings.ORIGIN}{way_of_summary(station)}")


def _chat_of(person: Person, station: Station) -> Chat | None:
    if member_of(person, station) is None:
        return None
    rows = Chat.objects.select_related("bot__station", "person")
    return rows.filter(person=person, bot__station=station, bot__died_at=None).first()


def _send(chat: Chat, text: str) -> bool:
    """Send a text and tell whether Telegram took it; a chat that takes none any more is unlinked, and the person told."""
    try:
        telegram_of(chat.bot).send(chat.remote_id, text)
    except Blocked:
        with transaction.atomic():
            chat_id = chat.pk
            if chat.delete()[0]:
                station, link = chat.bot.station, reverse("accounts:me")
                cause = str(chat_id)
                tell([chat.person], station=station, desk=None, kind="chat_unlinked", cause=cause, link=link)
        return False
    except TokenDead:
        note_death(chat.bot)
        return False
    return True


def _listen_to(bot: Bot) -> None:
    telegram = telegram_of(bot)
    for _round in range(_MOST_ROUNDS):
        updates = telegram.updates(bot.next_update)
        if not updates:
            return
        for update in updates:
            _take(bot, update)


def _take(bot: Bot, update: Update) -> None:
    """Link the chat in which somebody pressed "Start" behind their link; whatever else was written there is passed over."""
    word, _space, token = update.text.partition(" ")
    with transaction.atomic():
        bot.next_update = update.number + 1
        bot.save(update_fields=["next_update"])
        if update.chat is None or word != "/start":
            return
        hashed = digest(token.strip().encode())
        waiting = ChatLink.objects.select_for_update(of=("self",)).select_related("person")
        link = waiting.filter(bot=bot, token_hash=hashed, expires_at__gt=now()).first()
        if link is None:
            return
        link.delete()
        if member_of(link.person, bot.station) is None:
            return
        Chat.objects.filter(bot=bot, remote_id=update.chat).exclude(person=link.person).delete()
        linked = {"remote_id": update.chat, "name": update.name[:80], "made_at": now()}
        chat, _made = Chat.objects.update_or_create(bot=bot, person=link.person, defaults=linked)
        defer("accounts.greet_chat", chat_id=chat.pk)
