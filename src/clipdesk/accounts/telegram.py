"""The three calls of Telegram's Bot API that notices need. https://core.telegram.org/bots/api"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clipdesk.connectors import http
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot, Said
from clipdesk.connectors.telegram.errors import TokenRefused

_LATER = 60  # seconds, where Telegram asks for patience and does not say how much


class TokenDead(Exception):
    """Telegram does not know the token, or no more."""


class Blocked(Exception):
    """The person has blocked the bot, deleted the chat, or closed their account."""


class Elsewhere(Exception):
    """Another program asks for this bot's messages."""


class Refused(Exception):
    """Telegram does not understand us: a defect."""


class Away(OSError):
    """Telegram did not take it now; trying again may help."""


class TooFast(Away):
    """Telegram takes nothing more of this bot for some seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Telegram asks for {seconds} s of patience")
        self.seconds = seconds


@dataclass(frozen=True)
class Me:
    """A bot as Telegram knows it; name without the @."""

    remote_id: int
    name: str


@dataclass(frozen=True)
class Update:
    """Something the bot was sent. `chat` is None unless it is a text in a private chat."""

    number: int
    chat: int | None
    name: str
    text: str


@dataclass(frozen=True)
class Telegram:
    """One bot at one address of the Bot API."""

    address: str
    token: str = field(repr=False)

    def me(self) -> Me:
        """Say who the bot is.

        Raises:
            TokenDead, Away: as their sentences say.
        """
        said = self._call("getMe", {})
        return Me(int(said["id"]), str(said["username"]))

    def updates(self, first: int, *, most: int = 100) -> list[Update]:
        """Return what the bot was sent and has not been asked for yet, from number `first` on; what lies before it is
        forgotten there. Waits for nothing.

        Raises:
            TokenDead, Elsewhere, Away: as their sentences say.
        """
        asked = {"offset": first, "limit": most, "timeout": 0, "allowed_updates": ["message"]}
        return [_update(row) for row in self._call("getUpdates", asked)]

    def send(self, chat: int, text: str) -> None:
        """Send a text. Its links are not fetched for a preview: they open for signed-in people only.

        Raises:
            TokenDead, Blocked, TooFast, Away: as their sentences say.
        """
        self._call("sendMessage", {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}})

    def _call(self, method: str, parameters: Mapping[str, object]) -> Any:
        try:
            return _result(Bot(Secret(self.token), self.address, http.SHORT).ask(method, parameters))
        except TokenRefused as error:  # it has not the form of one
            raise TokenDead from error
        except (http.NotReached, http.NoAnswer) as error:
            raise Away(error.code) from error


def _result(said: Said) -> Any:
    """Return what a call resulted in, or raise what its error means."""
    if said.is_ok:
        return said.answer["result"]
    status, reason = said.status, str(said.answer.get("description", ""))[:200]
    if status in {401, 404}:  # 404: no bot has such a token
        raise TokenDead
    if status == 403 or (status == 400 and "chat not found" in reason):
        raise Blocked
    if status == 409:
        raise Elsewhere
    if status == 429:
        raise TooFast(int((said.answer.get("parameters") or {}).get("retry_after", _LATER)))
    if status == 400:
        raise Refused(reason)
    raise Away(f"Telegram answered {status}")


def _update(row: Mapping[str, Any]) -> Update:
    message = row.get("message") or {}
    chat, sender = message.get("chat") or {}, message.get("from") or {}
    name = f"@{sender['username']}" if sender.get("username") else str(sender.get("first_name", ""))
    private = chat.get("type") == "private" and isinstance(message.get("text"), str)
    return Update(int(row["update_id"]), int(chat["id"]) if private else None, name, message.get("text") or "")
