"""The practice Telegram as a trainer has it."""

from __future__ import annotations

import secrets

from clipdesk.connectors.practice.platform import (
    DROPPED,
    NO_LEAVE,
    OWN_ERROR,
    TOO_MANY,
    Platform,
    Shown,
    Trouble,
)
from clipdesk.connectors.telegram.practice.emulator import Telegram
from clipdesk.connectors.telegram.practice.server import Handler
from clipdesk.kernel.errors import gettext_noop

_POST = ("sendVideo",)


class PracticeTelegram(Platform):
    """One channel and its bot."""

    kind, name, handler = "telegram", "Telegram", Handler
    keeps = ("posts", "posted", "token")
    troubles = (
        Trouble("dropped", DROPPED, _POST, "reset"),
        Trouble("own_error", OWN_ERROR, _POST, "500"),
        Trouble("too_many", TOO_MANY, _POST, "429"),
        Trouble("no_leave", NO_LEAVE),
    )

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be as on the first day."""
        self.telegram = Telegram()

    @property
    def state(self) -> Telegram:
        """All that Telegram keeps."""
        return self.telegram

    def public(self) -> dict[str, Shown]:
        """Return the posts of the channel."""
        return {str(number): Shown("", post["caption"], post["video"]) for number, post in self.telegram.posts.items()}

    def entries(self) -> list[tuple[str, str]]:
        """Return the bot's token and the channel's name."""
        token, channel = self.telegram.token, f"@{self.telegram.username}"
        return [(gettext_noop("The bot’s token"), token), (gettext_noop("The channel"), channel)]

    def end_permission(self) -> None:
        """Give the bot another token, as @BotFather does."""
        self.telegram.token = f"123456789:practice-{secrets.token_urlsafe(24)}"
