"""Serves an emulated Facebook on 127.0.0.1, and goes wrong where it is told to."""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from clipdesk.connectors.facebook.practice.emulator import Answer, Description, Facebook, no
from clipdesk.connectors.practice.serving import Saying, Serving

_NODE = re.compile(r"/v\d+\.\d+/(?P<node>[\w-]+)/?(?P<edge>\w*)")


class Server(Serving):
    """One emulated Facebook, held to a description of it where there is one."""

    def __init__(self, described: Description | None = None) -> None:
        super().__init__(Handler)
        self.facebook = Facebook(described)


class Handler(Saying):
    """Reads one request, and goes wrong where it is told to."""

    server: Server

    def do_GET(self) -> None:
        """Answer one request."""
        self._serve()

    def do_POST(self) -> None:
        """Answer one request."""
        self._serve()

    def do_DELETE(self) -> None:
        """Answer one request."""
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path.endswith("/dialog/oauth"):
            return self._consent(query)
        if parts.path.startswith("/video-upload/"):
            return self._stream(parts.path.rsplit("/", 1)[-1])
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:  # broken off by the sender: no request at all
            self.close_connection = True
            return None
        fields, files = _form(body, self.headers.get("Content-Type", ""))
        return self._act(parts.path, {**query, **fields}, files)

    def _act(self, path: str, said: dict[str, str], files: dict[str, tuple[str, bytes]]) -> None:
        facebook, name = self.server.facebook, self._name(path, said)
        fault = facebook.faults.next(name)
        if fault == "reset before the end":
            return self.reset()
        instead = _instead(fault)
        if instead is not None:
            return self.say(*instead)
        answer = self._answer(path, said, files)
        facebook.note()
        return self._end(fault, answer)

    def _end(self, fault: str, answer: Answer) -> None:
        if fault == "reset":
            return self.reset()
        if fault == "silence":
            time.sleep(3)
            return self.reset()
        if fault == "500":
            return self.say(*no(500, 2, "An unexpected error has occurred. Please retry your request later."))
        return self.say(*answer)

    def _name(self, path: str, said: dict[str, str]) -> str:
        found = _NODE.fullmatch(path)
        if found is None:
            return ""
        fixed = {"oauth": "token", "debug_token": "debug_token", "me": "accounts"}
        return fixed.get(found["node"]) or self.server.facebook.name(self.command, found["node"], found["edge"], said)

    def _answer(self, path: str, said: dict[str, str], files: dict[str, tuple[str, bytes]]) -> Answer:
        facebook, found = self.server.facebook, _NODE.fullmatch(path)
        if found is None:
            return no(404, 2500, "Unknown path components")
        token = said.get("access_token") or self.headers.get("Authorization", "").partition(" ")[2]
        if found["node"] == "oauth":
            return facebook.token(said)
        if found["node"] == "debug_token":
            return facebook.debug(token, said.get("input_token", ""))
        if found["node"] == "me":
            return facebook.accounts(token)
        return facebook.answer(self.command, (found["node"], found["edge"]), token, said, files)

    def _stream(self, video: str) -> None:
        """Take a Reel's bytes as they come; what has arrived stays, whatever happens to the line."""
        facebook = self.server.facebook
        film, fault = facebook.films.get(video), facebook.faults.next("upload")
        begin, size, left = (int(self.headers.get(name, "0")) for name in ("offset", "file_size", "Content-Length"))
        if instead := _instead(fault):
            self.rfile.read(left)
            return self.say(*instead)
        if self.headers.get("Authorization", "").removeprefix("OAuth ") not in facebook.tokens or film is None:
            self.rfile.read(left)
            return self.say(*no(400, 190, "Invalid OAuth access token."))
        facebook.asked.append(("upload", {"offset": str(begin)}))
        if begin != len(film.data):
            self.rfile.read(left)
            return self.say(412, _trouble("OffsetInvalidError", "Request starting offset is invalid", True), {})
        film.size = size
        keep = left // 2 if fault == "reset before the end" else left
        while keep and (chunk := self.rfile.read(min(keep, 65536))):
            film.data += chunk
            keep -= len(chunk)
        if fault == "reset before the end":
            return self.reset()
        if not film.is_whole:  # broken off by the sender
            self.close_connection = True
            return None
        return self._end(fault, (200, {"success": True}, {}))

    def _consent(self, query: dict[str, str]) -> None:
        """Show who gives permission for what; "Continue" leads back."""
        facebook = self.server.facebook
        back = facebook.consent(query)
        self.ask_leave(", ".join(facebook.pages[page] for page in facebook.chosen), back, "URL Blocked")


def _instead(fault: str) -> Answer | None:
    """Return what is said in place of doing it."""
    if fault == "429":
        usage = {"900": [{"type": "pages", "estimated_time_to_regain_access": 2}]}
        said = no(403, 4, "Application request limit reached")
        return (*said[:2], {"X-Business-Use-Case-Usage": json.dumps(usage)})
    if fault == "503":
        return no(503, 2, "Service temporarily unavailable")
    if fault.startswith("refuse "):
        code, subcode = (*map(int, fault.split()[1:]), 0)[:2]
        return no(400, code, f"Refused: {code}.", subcode)
    if fault.startswith("upload "):
        return 400, _trouble(fault.split()[1], "Request processing failed", False), {}
    return None


def _trouble(kind: str, words: str, retriable: bool) -> dict[str, Any]:
    return {"debug_info": {"retriable": retriable, "type": kind, "message": words}}


def _form(body: bytes, kind: str) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """Return the fields and files of a body."""
    if not kind.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    mark = re.search(r'boundary="?([^";]+)', kind)
    assert mark is not None
    fields, files = dict[str, str](), dict[str, tuple[str, bytes]]()
    for part in body.split(b"--" + mark[1].encode())[1:-1]:
        head, _, inside = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        inside = inside.removesuffix(b"\r\n")
        name, file = (re.search(rf'\b{one}="([^"]*)"'.encode(), head) for one in ("name", "filename"))
        assert name is not None
        if file:
            files[name[1].decode()] = (file[1].decode(), inside)
        else:
            fields[name[1].decode()] = inside.decode()
    return fields, files
