"""A station's bot: an operator gives its token, takes it away, and is told when Telegram no longer takes it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Bot
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import OPERATE
from clipdesk.accounts.sealing import OtherKey, seal, unseal
from clipdesk.accounts.telegram import Elsewhere, Telegram, TokenDead
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class PracticeTellsNobodyOutside(ClipdeskError):
    """Somebody at a practice station wants it to call other people's machines."""

    message = gettext_noop("A practice station has no bot and no webhook: everybody operates it, so it calls nobody.")


class UnknownToken(ClipdeskError):
    """Telegram knows no bot with this token."""

    message = gettext_noop("Telegram knows no bot with this token. Copy it whole from @BotFather. Nothing was changed.")


class BusyBot(ClipdeskError):
    """Another program asks for the bot's messages, so people could not link their chats."""

    message = gettext_noop(
        "Another program asks for this bot's messages already. Make a bot for this station alone. Nothing was changed."
    )


class TelegramAway(ClipdeskError):
    """Telegram was not reached."""

    message = gettext_noop("Telegram was not reached. Is the desk's machine online? Nothing was changed; try again.")


class OtherStationsBot(ClipdeskError):
    """One bot for two stations."""

    message = gettext_noop("This bot speaks for another station already. Make one for each. Nothing was changed.")


def telegram_of(bot: Bot) -> Telegram:
    """Return the way to a bot.

    Raises:
        TokenDead: the token cannot be read here.
    """
    try:
        return Telegram(settings.TELEGRAM_API, unseal(bot.sealed_token))
    except OtherKey as error:
        raise TokenDead from error


def give_bot(member: Member, token: str) -> Bot:
    """Let a bot speak for the member's station from now on. Chats linked with the same bot stay; with another, they end.

    Raises:
        PracticeTellsNobodyOutside, UnknownToken, BusyBot, TelegramAway, OtherStationsBot: nothing was written.
    """
    if member.station.is_practice:
        raise PracticeTellsNobodyOutside
    telegram = Telegram(settings.TELEGRAM_API, token.strip())
    try:
        me = telegram.me()
        telegram.updates(0, most=1)  # would people's "Start" reach us?
    except TokenDead as error:
        raise UnknownToken from error
    except Elsewhere as error:
        raise BusyBot from error
    except OSError as error:
        raise TelegramAway from error
    with transaction.atomic():
        if Bot.objects.filter(remote_id=me.remote_id).exclude(station=member.station).exists():
            raise OtherStationsBot
        Bot.objects.filter(station=member.station).exclude(remote_id=me.remote_id).delete()
        given = {"sealed_token": seal(telegram.token), "name": me.name, "died_at": None}
        bot, _made = Bot.objects.update_or_create(station=member.station, remote_id=me.remote_id, defaults=given)
        record(bot, "bot_given", by=member.actor, after={"name": bot.name})
    return bot


def remove_bot(member: Member, bot: Bot) -> None:
    """Forget a bot, its token, and the chats linked with it."""
    with transaction.atomic():
        record(bot, "bot_removed", by=member.actor, before={"name": bot.name})
        bot.delete()


def note_death(bot: Bot) -> None:
    """Note that Telegram no longer takes a bot's token, once, and tell the operators."""
    with transaction.atomic():
        died_at = now()
        same = Bot.objects.filter(pk=bot.pk, sealed_token=bot.sealed_token, died_at=None)  # not one given meanwhile
        if not same.update(died_at=died_at):
            return
        record(bot, "bot_died", by=CLIPDESK, before={"name": bot.name})
        link = reverse("accounts:outside", kwargs={"station": bot.station.slug})
        cause = f"{bot.pk}:{died_at.isoformat()}"
        operators = people_who_may(OPERATE, bot.station)
        tell(operators, station=bot.station, desk=None, kind="bot_died", cause=cause, link=link)
