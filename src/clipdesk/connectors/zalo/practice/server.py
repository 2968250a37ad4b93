"""Serves an emulated Zalo on 127.0.0.1, and goes wrong where it is told to."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import parse_qsl, urlsplit

from clipdesk.connectors.practice.serving import Saying, Serving
from clipdesk.connectors.zalo.practice.emulator import METHODS, Answer, Zalo, no

#: What machines before Zalo say.
_NO_JSON = b"<html>"


class Server(Serving):
    """One emulated Zalo."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.zalo = Zalo()


class Handler(Saying):
    """Reads one request, and goes wrong where it is told to."""

    server: Server

    def do_GET(self) -> None:
        """Answer one request."""
        self._serve()

    def do_POST(self) -> None:
        """Answer one request."""
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path == "/v4/oa/permission":
            return self._consent(query)
        path = parts.path.removeprefix("/v2.0/")
        verb, name = METHODS.get(path, ("POST", "token"))
        fault = self.server.zalo.faults.next(name)
        length = int(self.headers.get("Content-Length", "0"))
        if fault == "reset before the end":
            self.rfile.read(min(length // 2, 65536))
            return self.reset()
        body = self.rfile.read(length)
        if len(body) < length:  # broken off by the sender: no request at all
            self.close_connection = True
            return None
        instead = _instead(fault)
        if instead is not None:
            return self.say(*instead)
        if self.command != verb:
            return self.say(404, _NO_JSON, {})
        return self._end(fault, self._answer(path, query, body))

    def _answer(self, path: str, query: dict[str, str], body: bytes) -> Answer:
        zalo, kind = self.server.zalo, self.headers.get("Content-Type", "")
        headers = {name.lower(): value for name, value in self.headers.items()}
        if path == "/v4/oa/access_token":
            return zalo.token(dict(parse_qsl(body.decode())), headers.get("secret_key", ""))
        if kind.startswith("multipart/form-data"):
            return zalo.answer(path, query, _file_in(body, kind), headers)
        said = json.loads(body) if body else {}
        return zalo.answer(path, {**query, **said}, b"", headers)

    def _end(self, fault: str, answer: Answer) -> None:
        if fault == "reset":
            return self.reset()
        if fault == "silence":
            time.sleep(3)
            return self.reset()
        if fault == "slow":
            time.sleep(11)
        if fault == "500":
            return self.say(500, _NO_JSON, {})
        return self.say(*answer)

    def _consent(self, query: dict[str, str]) -> None:
        """Show who gives permission for what; "Allow" leads back."""
        zalo = self.server.zalo
        self.ask_leave(zalo.accounts[zalo.chosen], zalo.consent(query), "-14003")


def _instead(fault: str) -> Answer | None:
    """Return what is said in place of doing it."""
    if fault == "429":
        return 429, _NO_JSON, {"Retry-After": "7"}
    if fault == "503":
        return 503, _NO_JSON, {}
    if fault.startswith("refuse "):
        code = int(fault.split()[1])
        return 200, no(code, f"Refused: {code}."), {}
    return None


def _file_in(body: bytes, kind: str) -> bytes:
    """Return the one file of a form."""
    mark = re.search(r'boundary="?([^";]+)', kind)
    assert mark is not None
    part = body.split(b"--" + mark[1].encode())[1]
    head, _, inside = part.partition(b"\r\n\r\n")
    assert re.search(rb'\bname="file"; filename="[^"]+"', head)
    return inside.removesuffix(b"\r\n")
