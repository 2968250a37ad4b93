"""A stand-in for Telegram's Bot API: one bot, one channel, with faults on demand. It emulates the calls that the desk makes;
tests hold every request against the description of the API."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from clipdesk.connectors.practice.faults import Faults

TOKEN = "123456789:emulated-token-CANARY-1234567890abcdef"  # noqa: S105  everybody may know it
CHANNEL = -1001234567890
#: Which methods there are here; of all others Telegram knows, this one knows nothing.
METHODS = (
    "getMe",
    "getChat",
    "getChatMember",
    "sendVideo",
    "editMessageMedia",
    "editMessageCaption",
    "deleteMessage",
)


class Description(Protocol):
    """The description of the Bot API, against which requests are held."""

    def wrong_request(self, method: str, fields: dict[str, Any]) -> list[str]:
        """Return how a request differs from it."""

    def wrong_media(self, media: dict[str, Any]) -> list[str]:
        """Return what a video that takes another's place has that none has."""


@dataclass
class Telegram:
    """The channel's state, and every complete request that came."""

    described: Description | None = None
    faults: Faults = field(default_factory=Faults)
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    rights: dict[str, bool] = field(
        default_factory=lambda: {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}
    )
    token: str = TOKEN
    chat_type: str = "channel"
    username: str = "songhong"
    title: str = "Sông Hồng TV"
    posted: int = 0
    too_old: bool = False

    def answer(self, method: str, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Check a request against the description, carry it out, and return what Telegram would say."""
        if method not in METHODS:
            self.invalid.append(f"{method} is unknown")
            return no(404, "Not Found: method not found")
        self.asked.append((method, fields))
        wrong = self.described.wrong_request(method, fields) if self.described else []
        if wrong:
            self.invalid += wrong
            return no(400, f"Bad Request: {wrong[0]}")
        return getattr(self, f"_{method}")(fields)  # type: ignore[no-any-return]

    def _getMe(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _yes({"id": 123456789, "is_bot": True, "first_name": "Sông Hồng"})

    def _getChat(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if fields["chat_id"] not in {CHANNEL, f"@{self.username}"}:
            return no(400, "Bad Request: chat not found")
        return _yes({"id": CHANNEL, "type": self.chat_type, "title": self.title, "username": self.username})

    def _getChatMember(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _yes({"status": "administrator", "user": {"id": fields["user_id"]}, **self.rights})

    def _sendVideo(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self.rights["can_post_messages"]:
            return no(400, "Bad Request: need administrator rights in the channel chat")
        if _length(fields.get("caption", "")) > 1024:
            return no(400, "Bad Request: message caption is too long")
        if "cover" in fields and not isinstance(fields.get(fields["cover"].removeprefix("attach://")), bytes):
            return no(400, "Bad Request: wrong file identifier/HTTP URL specified")
        self.posted += 1
        number = 100 + self.posted
        self.posts[number] = {"caption": fields.get("caption", ""), "video": fields["video"], "fields": fields}
        return _yes(self._message(number))

    def _editMessageMedia(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if fields["message_id"] not in self.posts:
            return no(400, "Bad Request: message to edit not found")
        media = fields["media"]
        self.invalid += self.described.wrong_media(media) if self.described else []
        video = fields[media["media"].removeprefix("attach://")]
        self.posts[fields["message_id"]] = {"caption": media.get("caption", ""), "video": video, "fields": media}
        return _yes(self._message(fields["message_id"]))

    def _editMessageCaption(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        post = self.posts.get(fields["message_id"])
        if post is None:
            return no(400, "Bad Request: message to edit not found")
        if post["caption"] == fields["caption"]:
            return no(400, "Bad Request: message is not modified: specified new message content is the same")
        post["caption"] = fields["caption"]
        return _yes(self._message(fields["message_id"]))

    def _deleteMessage(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.too_old and fields["message_id"] in self.posts:
            return no(400, "Bad Request: message can't be deleted")
        if self.posts.pop(fields["message_id"], None) is None:
            return no(400, "Bad Request: message to delete not found")
        return _yes(True)

    def _message(self, number: int) -> dict[str, Any]:
        return {"message_id": number, "date": int(time.time()), "chat": {"id": CHANNEL, "type": "channel"}}


def _length(text: str) -> int:
    """Return a text's length as Telegram counts it: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _yes(result: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": result}


def no(code: int, description: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """Return a refusal as Telegram writes it."""
    return code, {"ok": False, "error_code": code, "description": description, **more}
