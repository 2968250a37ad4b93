"""A stand-in for Telegram's Bot API: one bot, one channel, held to the description of the API, with faults on demand."""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from clipdesk.connectors.tests.faults import Faults
from clipdesk.connectors.tests.serving import Serving

TOKEN = "123456789:emulated-token-CANARY-1234567890abcdef"
CHANNEL = -1001234567890
DESCRIPTION = Path(os.environ.get("CLIPDESK_SHARED", "../shared")) / "specs" / "telegram-bot-api.json"
_PYTHON = {"Integer": int, "String": str, "Boolean": bool, "InputFile": bytes}


@dataclass
class Telegram:
    """The channel's state, and every complete request that came."""

    methods: dict[str, Any]
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
        self.asked.append((method, fields))
        wrong = self._wrong(method, fields)
        if wrong:
            self.invalid += wrong
            return _no(400, f"Bad Request: {wrong[0]}")
        return getattr(self, f"_{method}")(fields)  # type: ignore[no-any-return]

    def _wrong(self, method: str, fields: dict[str, Any]) -> list[str]:
        """Return how a request differs from the description."""
        described = {one["name"]: one for one in self.methods[method].get("fields", [])}
        wrong = [f"{method}.{name} is unknown" for name in fields if name not in described and name not in _ATTACHED]
        wrong += [
            f"{method}.{name} is missing" for name, one in described.items() if one["required"] and name not in fields
        ]
        for name, value in fields.items():
            kinds = [_PYTHON[kind] for kind in described.get(name, {}).get("types", []) if kind in _PYTHON]
            if kinds and not isinstance(value, tuple(kinds)):
                wrong.append(f"{method}.{name} is {type(value).__name__}")
        return wrong

    def _getMe(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _yes({"id": 123456789, "is_bot": True, "first_name": "Sông Hồng"})

    def _getChat(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if fields["chat_id"] not in {CHANNEL, f"@{self.username}"}:
            return _no(400, "Bad Request: chat not found")
        return _yes({"id": CHANNEL, "type": self.chat_type, "title": self.title, "username": self.username})

    def _getChatMember(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _yes({"status": "administrator", "user": {"id": fields["user_id"]}, **self.rights})

    def _sendVideo(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self.rights["can_post_messages"]:
            return _no(400, "Bad Request: need administrator rights in the channel chat")
        if _length(fields.get("caption", "")) > 1024:
            return _no(400, "Bad Request: message caption is too long")
        if "cover" in fields and not isinstance(fields.get(fields["cover"].removeprefix("attach://")), bytes):
            return _no(400, "Bad Request: wrong file identifier/HTTP URL specified")
        self.posted += 1
        number = 100 + self.posted
        self.posts[number] = {"caption": fields.get("caption", ""), "video": fields["video"], "fields": fields}
        return _yes(self._message(number))

    def _editMessageMedia(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if fields["message_id"] not in self.posts:
            return _no(400, "Bad Request: message to edit not found")
        media = fields["media"]
        known = {one["name"] for one in self.methods["InputMediaVideo"]["fields"]}
        self.invalid += [f"InputMediaVideo.{name} is unknown" for name in media if name not in known]
        video = fields[media["media"].removeprefix("attach://")]
        self.posts[fields["message_id"]] = {"caption": media.get("caption", ""), "video": video, "fields": media}
        return _yes(self._message(fields["message_id"]))

    def _editMessageCaption(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        post = self.posts.get(fields["message_id"])
        if post is None:
            return _no(400, "Bad Request: message to edit not found")
        if post["caption"] == fields["caption"]:
            return _no(400, "Bad Request: message is not modified: specified new message content is the same")
        post["caption"] = fields["caption"]
        return _yes(self._message(fields["message_id"]))

    def _deleteMessage(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.too_old and fields["message_id"] in self.posts:
            return _no(400, "Bad Request: message can't be deleted")
        if self.posts.pop(fields["message_id"], None) is None:
            return _no(400, "Bad Request: message to delete not found")
        return _yes(True)

    def _message(self, number: int) -> dict[str, Any]:
        return {"message_id": number, "date": int(time.time()), "chat": {"id": CHANNEL, "type": "channel"}}


_ATTACHED = {"video", "picture"}


class Server(Serving):
    """Serves one emulated Telegram."""

    def __init__(self) -> None:
        described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
        self.telegram = Telegram({**described["methods"], "InputMediaVideo": described["types"]["InputMediaVideo"]})
        super().__init__(_Handler)


class _Handler(BaseHTTPRequestHandler):
    """Reads one request, and goes wrong where it is told to."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer one call."""
        token, method = self.path.removeprefix("/bot").split("/", 1)
        fault = self.server.telegram.faults.next(method)
        length = int(self.headers["Content-Length"])
        if fault == "reset before the end":
            self.rfile.read(min(length // 2, 65536))
            return self._reset()
        body = self.rfile.read(length)
        if len(body) < length:  # broken off by the sender: no request at all
            self.close_connection = True
            return None
        if token != self.server.telegram.token:
            return self._say(*_no(401, "Unauthorized"))
        if fault.startswith("429"):
            wait = int(fault.removeprefix("429") or 7)
            return self._say(*_no(429, f"Too Many Requests: retry after {wait}", parameters={"retry_after": wait}))
        if fault == "refuse":
            return self._say(*_no(400, "Bad Request: wrong file identifier/HTTP URL specified"))
        if fault == "not editable":
            return self._say(*_no(400, "Bad Request: message can't be edited"))
        answer = self.server.telegram.answer(method, self._fields(body))
        if fault == "reset":
            return self._reset()
        if fault == "silence":
            time.sleep(3)
            return self._reset()
        if fault == "500":
            return self._say(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
        if fault == "drip":
            return self._drip()
        return self._say(*answer)

    def _fields(self, body: bytes) -> dict[str, Any]:
        """Return the fields of a request, as JSON or as a form; in a form numbers and switches are text."""
        kind = self.headers["Content-Type"]
        if kind == "application/json":
            return dict(json.loads(body))
        parsed = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        fields: dict[str, Any] = {}
        for part in parsed.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            fields[name] = data if part.get_filename() else _meant(name, data.decode())
        return fields

    def _say(self, status: int, said: dict[str, Any]) -> None:
        data = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _drip(self) -> None:
        """Answer one byte at a time, for longer than anybody should wait."""
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.1)
        except OSError:
            pass
        self.close_connection = True

    def _reset(self) -> None:
        """Drop the line with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
        self.wfile = open(os.devnull, "wb")  # noqa: SIM115  what the base class flushes

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _meant(name: str, text: str) -> Any:
    """Return what a form's field means."""
    return text if name in {"caption", "cover"} or text.startswith("@") else json.loads(text)


def _length(text: str) -> int:
    """Return a text's length as Telegram counts it: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _yes(result: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": result}


def _no(code: int, description: str, **more: Any) -> tuple[int, dict[str, Any]]:
    return code, {"ok": False, "error_code": code, "description": description, **more}
