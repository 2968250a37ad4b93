"""May this bot do in this channel what we need? Asked when a channel is connected, and again whenever somebody wants."""

from __future__ import annotations

from dataclasses import dataclass

from clipdesk.connectors.addresses import read_address
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.errors import NotAChannel, NotInChannel, RightMissing

RIGHTS = ("can_post_messages", "can_edit_messages", "can_delete_messages")


@dataclass(frozen=True)
class Channel:
    """A channel as Telegram names it. username is empty where the channel is private."""

    id: int
    title: str
    username: str

    @property
    def pages(self) -> tuple[str, ...]:
        """Every address under which the public finds it; none: it is private."""
        return (f"https://t.me/{self.username}",) if self.username else ()

    def link(self, remote_id: str) -> str:
        """Return the address of a post for the public; empty where there is none."""
        return f"https://t.me/{self.username}/{remote_id}" if self.username and remote_id.isdecimal() else ""

    def remote_id_of(self, link: str) -> str:
        """Return the number of the post that a link copied in Telegram leads to; empty: it leads to no post here."""
        found = read_address(link, "")
        if found is None or found.kind != "telegram":
            return ""
        names = {str(self.id), self.username.lower()} - {""}
        return found.remote_id if found.account in names else ""


def check(bot: Bot, chat: int | str) -> Channel:
    """Return the channel if the bot may post, edit and delete there.

    Raises:
        TokenRefused, NotAChannel, NotInChannel, RightMissing: with what to do.
        ConnectorError: Telegram could not be asked.
    """
    me = bot.call("getMe", {})
    found = bot.call("getChat", {"chat_id": chat})
    if not isinstance(me, dict) or not isinstance(found, dict):
        raise NoAnswer
    if found.get("type") != "channel":
        raise NotAChannel
    place = bot.call("getChatMember", {"chat_id": found["id"], "user_id": me["id"]})
    if not isinstance(place, dict) or place.get("status") != "administrator":
        raise NotInChannel
    if not all(place.get(right) is True for right in RIGHTS):
        raise RightMissing
    return Channel(int(found["id"]), str(found.get("title", "")), str(found.get("username", "")))
