"""Telegram's Bot API on this machine: takes what the API's machine description allows, and answers as it says.

The description is no part of the repository (see `../shared/specs`); where it is missing, the tests skip. A request that
it does not allow is answered as Telegram would, 400, and stands in `Emulator.faults`, with which `running()` fails at its end.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

DESCRIPTION = Path(__file__).parents[5] / "shared" / "specs" / "telegram-bot-api.json"
TOKEN = "7016452931:AAF-d0ngB0t_cua_dai_song_hong_123456"
BOT = {"id": 7016452931, "is_bot": True, "first_name": "Đài Sông Hồng", "username": "song_hong_bot"}
_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
}


@dataclass
class Emulator:
    """One bot as Telegram keeps it. `answers`: (status, description, parameters) that the next calls get instead."""

    description: Mapping[str, Any]
    origin: str = ""
    token: str = TOKEN
    bot: Mapping[str, Any] = field(default_factory=lambda: dict(BOT))
    answers: deque[tuple[int, str, dict[str, int]]] = field(default_factory=deque)
    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _last: int = 0

    def write(self, text: str, *, chat: int = 515001, kind: str = "private", name: str = "minh_sh") -> None:
        """Somebody writes to the bot."""
        self._last += 1
        sender = {"id": chat, "is_bot": False, "first_name": "Minh", "username": name}
        message = {"message_id": self._last, "date": 1764200000, "chat": {"id": chat, "type": kind}, "from": sender}
        self.updates.append({"update_id": 900 + self._last, "message": {**message, "text": text}})

    def answer(self, token: str, method: str, given: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return status and body of one call."""
        self.calls.append(method)
        if token != self.token:
            return _error(401, "Unauthorized")
        found = self.description["methods"].get(method)
        if found is None:
            self.faults.append(f"there is no method {method}")
            return _error(404, "Not Found")
        if faults := self._faults(found.get("fields", []), given, method):
            self.faults += faults
            return _error(400, f"Bad Request: {faults[0]}")
        if self.answers:
            status, said, parameters = self.answers.popleft()
            return _error(status, said, parameters)
        result = getattr(self, f"_{method}")(given)
        assert self._fits(found["returns"], result, method) == [], "the emulator says what Telegram never says"
        return 200, {"ok": True, "result": result}

    def _getMe(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.bot

    def _getUpdates(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        offset, kinds = given.get("offset", 0), given.get("allowed_updates") or ["message"]
        self.updates = [row for row in self.updates if row["update_id"] >= offset]
        return [row for row in self.updates if set(row) & set(kinds)][: given.get("limit", 100)]

    def _sendMessage(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self.sent.append(dict(given))
        chat = {"id": given["chat_id"], "type": "private"}
        return {"message_id": len(self.sent), "date": 1764200000, "chat": chat, "text": given["text"]}

    def _faults(self, fields: list[dict[str, Any]], given: Mapping[str, Any], where: str) -> list[str]:
        """Say where names, types or what is required differ from the description."""
        known = {row["name"]: row for row in fields}
        faults = [f"{where} knows no {name}" for name in given if name not in known]
        faults += [f"{where} needs {name}" for name, row in known.items() if row["required"] and name not in given]
        for name, value in given.items():
            if name in known:
                faults += self._fits(known[name]["types"], value, f"{where}.{name}")
        return faults

    def _fits(self, kinds: list[str], value: Any, where: str) -> list[str]:
        """Say why a value has none of the types."""
        found: list[list[str]] = [self._fits_one(kind, value, where) for kind in kinds]
        return [] if [] in found else found[0]

    def _fits_one(self, kind: str, value: Any, where: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where} is no list"]
            inner = kind.removeprefix("Array of ")
            return [fault for row in value for fault in self._fits_one(inner, row, where)]
        if kind in _PLAIN:
            fits = isinstance(value, _PLAIN[kind]) and (kind == "Boolean") == isinstance(value, bool)
            return [] if fits else [f"{where} is no {kind}"]
        if not isinstance(value, Mapping):
            return [f"{where} is no {kind}"]
        return self._faults(self.description["types"][kind].get("fields", []), value, where)


def _error(status: int, said: str, parameters: Mapping[str, int] | None = None) -> tuple[int, dict[str, Any]]:
    body = {"ok": False, "error_code": status, "description": said}
    return status, {**body, "parameters": dict(parameters)} if parameters else body


@contextmanager
def running() -> Iterator[Emulator]:
    """An emulator at its own address; leaving fails when a request was none that Telegram knows."""
    if not DESCRIPTION.exists():
        pytest.skip("the machine description of the Bot API is not here")
    emulator = Emulator(json.loads(DESCRIPTION.read_text(encoding="utf-8")))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            _empty, bot, method = self.path.split("/")
            status, body = emulator.answer(bot.removeprefix("bot"), method, given)
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    emulator.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield emulator
    finally:
        server.shutdown()
        server.server_close()
    assert emulator.faults == []
