"""Serves an emulated Telegram on 127.0.0.1, and goes wrong where it is told to."""

from __future__ import annotations

import json
import time
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from clipdesk.connectors.practice.serving import Saying, Serving
from clipdesk.connectors.telegram.practice.emulator import Description, Telegram, no


class Server(Serving):
    """One emulated Telegram, held to a description of it where there is one."""

    def __init__(self, described: Description | None = None) -> None:
        super().__init__(Handler)
        self.telegram = Telegram(described)


class Handler(Saying):
    """Reads one request, and goes wrong where it is told to."""

    server: Server

    def do_POST(self) -> None:
        """Answer one call."""
        token, method = self.path.removeprefix("/bot").split("/", 1)
        fault = self.server.telegram.faults.next(method)
        length = int(self.headers["Content-Length"])
        if fault == "reset before the end":
            self.rfile.read(min(length // 2, 65536))
            return self.reset()
        body = self.rfile.read(length)
        if len(body) < length:  # broken off by the sender: no request at all
            self.close_connection = True
            return None
        if token != self.server.telegram.token:
            return self.say(*no(401, "Unauthorized"), {})
        if fault.startswith("429"):
            wait = int(fault.removeprefix("429") or 7)
            return self.say(*no(429, f"Too Many Requests: retry after {wait}", parameters={"retry_after": wait}), {})
        if fault == "refuse":
            return self.say(*no(400, "Bad Request: wrong file identifier/HTTP URL specified"), {})
        if fault == "not editable":
            return self.say(*no(400, "Bad Request: message can't be edited"), {})
        answer = self.server.telegram.answer(method, self._fields(body))
        if fault == "reset":
            return self.reset()
        if fault == "silence":
            time.sleep(3)
            return self.reset()
        if fault == "500":
            return self.say(*no(500, "Internal Server Error"), {})
        if fault == "drip":
            return self._drip()
        return self.say(*answer, {})

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

    def _drip(self) -> None:
        """Answer one byte at a time, for longer than anybody should wait."""
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.1)
        except OSError:
            pass
        self.close_connection = True


def _meant(name: str, text: str) -> Any:
    """Return what a form's field means."""
    return text if name in {"caption", "cover"} or text.startswith("@") else json.loads(text)
