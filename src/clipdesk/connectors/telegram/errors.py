"""What Telegram's refusals mean, as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, Gone, Refused, UsedUp
from clipdesk.connectors.http import NoAnswer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop


class TokenRefused(AccountTrouble):
    """401, or 404 for the whole address: the token is not, or no longer, a bot's."""

    message = gettext_noop(
        "Telegram does not accept the bot's token. An operator gets a new one from @BotFather and enters it under "
        "Destinations."
    )


class NotInChannel(AccountTrouble):
    """The bot is not in the channel, or the channel is not there."""

    message = gettext_noop(
        "Telegram does not let the bot into the channel. Make the bot an administrator of the channel, then try again."
    )


class NotAChannel(AccountTrouble):
    """A group, or somebody's own chat, was named."""

    message = gettext_noop("This is not a Telegram channel. Clips go to channels that the station owns, nowhere else.")


class RightMissing(AccountTrouble):
    """The bot is in the channel and may not do this."""

    message = gettext_noop(
        "The bot lacks a right in the Telegram channel. Allow it to post, edit and delete messages, then try again."
    )


class PostGone(Gone):
    """The post to be changed is not in the channel."""

    message = gettext_noop("The post is no longer in the Telegram channel: somebody has deleted it there.")


class NotEditable(Refused):
    """Telegram no longer lets the bot change the post."""

    message = gettext_noop(
        "Telegram does not let the bot change this post; it stands as it was. Change or delete it in the Telegram app."
    )


class TooOld(Refused):
    """Telegram no longer lets the bot delete the post."""

    message = gettext_noop(
        "Telegram no longer lets the bot delete this post. Its text now says that it was withdrawn, but the video is "
        "still up: delete the post in the Telegram app."
    )


class TooLarge(Refused):
    """The file is larger than the Bot API takes."""

    message = gettext_noop("Telegram takes files of at most {limit} MB; this one has {size} MB. Make the clip shorter.")


class CaptionTooLong(Refused):
    """Title, description and note together are longer than a caption may be."""

    message = gettext_noop(
        "Telegram takes at most {limit} characters of title, description and note together; these are {count}. "
        "Shorten the description."
    )


class NoVideo(Refused):
    """The package holds no video that Telegram takes."""

    message = gettext_noop("The signed clip holds no MP4 video for Telegram.")


class PostUnknown(Refused):
    """A post is up of which only a person knows where."""

    message = gettext_noop(
        "Clipdesk does not know which post in the Telegram channel this is, because Telegram's answer was lost. Change "
        "or delete it in the Telegram app."
    )


class TooFast(UsedUp):
    """Too many requests in a short time."""

    message = gettext_noop("The destination did not take the clip now. It is tried again by itself.")
    quota = "burst"


class NotModified(ConnectorError):
    """The post already is what was asked for."""

    message = gettext_noop("The post already is as it should be.")


#: What Telegram says, in part and in small letters, and what it means; the first that fits counts.
SAYINGS: tuple[tuple[str, type[ConnectorError]], ...] = (
    ("message is not modified", NotModified),
    ("message to edit not found", PostGone),
    ("message to delete not found", PostGone),
    ("message can't be deleted", TooOld),
    ("message can't be edited", NotEditable),
    ("chat not found", NotInChannel),
    ("bot is not a member", NotInChannel),
    ("bot was kicked", NotInChannel),
    ("member list is inaccessible", NotInChannel),  # it asks about itself and is no administrator
    ("need administrator rights", RightMissing),
    ("not enough rights", RightMissing),
    ("have no rights", RightMissing),
    ("have no write access", RightMissing),
    ("chat_write_forbidden", RightMissing),
    ("chat_admin_required", RightMissing),
)


def error_of(status: int, said: dict[str, Any]) -> ConnectorError:
    """Return what an answer that is not `ok` means."""
    named = said.get("error_code")
    code = named if isinstance(named, int) else status
    words = str(said.get("description", ""))
    if code == 429:
        return TooFast(until=now() + timedelta(seconds=_wait(said)))
    if code in {401, 404}:
        return TokenRefused()
    if not 400 <= code < 500:
        return NoAnswer()  # it may have been done all the same
    for part, meaning in SAYINGS:
        if part in words.lower():
            return meaning()
    return NotInChannel() if code == 403 else Refused(reason=words or str(code))


def _wait(said: dict[str, Any]) -> int:
    """Return the seconds that Telegram asks to wait."""
    asked = said.get("parameters") or {}
    seconds = asked.get("retry_after") if isinstance(asked, dict) else None
    return seconds if isinstance(seconds, int) and seconds > 0 else 1
