"""Serves an emulated YouTube on 127.0.0.1, and goes wrong where it is told to."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlsplit

from clipdesk.connectors.practice.serving import Saying, Serving
from clipdesk.connectors.youtube.practice.emulator import Answer, Description, YouTube, no


class Server(Serving):
    """One emulated YouTube, held to a description of it where there is one."""

    def __init__(self, described: Description | None = None) -> None:
        super().__init__(Handler)
        self.youtube = YouTube(described, base=self.url)


class Handler(Saying):
    """Reads one request, and goes wrong where it is told to."""

    server: Server

    def do_GET(self) -> None:
        """Answer one request."""
        self._serve()

    def do_POST(self) -> None:
        """Answer one request."""
        self._serve()

    def do_PUT(self) -> None:
        """Answer one request."""
        self._serve()

    def do_DELETE(self) -> None:
        """Answer one request."""
        self._serve()

    def _serve(self) -> None:
        youtube, parts = self.server.youtube, urlsplit(self.path)
        path = parts.path.removeprefix("/resumable")
        query: dict[str, str] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query[name] = f"{query[name]},{value}" if name in query else value  # Google takes either form
        if parts.path == "/o/oauth2/v2/auth":
            return self._consent(query)
        fault = youtube.faults.next(self._name(path, query))
        length = int(self.headers.get("Content-Length", "0"))
        if fault == "reset before the end":
            self.rfile.read(min(length // 2, 65536))
            return self.reset()
        body = self.rfile.read(length)
        if len(body) < length:  # broken off by the sender: no request at all
            self.close_connection = True
            return None
        instead = self._instead(fault)
        if instead is not None:
            return self.say(*instead)
        answer = self._answer(path, query, body)
        if fault == "reset":
            return self.reset()
        if fault == "silence":
            time.sleep(3)
            return self.reset()
        if fault == "500":
            return self.say(500, {"error": {"code": 500, "message": "Internal error"}}, {})
        return self.say(*answer)

    def _name(self, path: str, query: dict[str, str]) -> str:
        """Return by which name faults are asked for."""
        if path in ("/token", "/revoke"):
            return path[1:]
        if "upload_id" in query:
            return "ask" if "*" in self.headers.get("Content-Range", "*") else "piece"
        return self.server.youtube.name(self.command, path)

    @staticmethod
    def _instead(fault: str) -> Answer | None:
        """Return what is said in place of doing it."""
        if fault == "429":
            return (*no(429, "rateLimitExceeded", "Too Many Requests")[:2], {"Retry-After": "7"})
        if fault == "503":
            return 503, None, {}
        if fault.startswith("refuse "):
            status, reason = fault.split()[1:]
            return no(int(status), reason, f"Refused: {reason}.")
        return None

    def _answer(self, path: str, query: dict[str, str], body: bytes) -> Answer:
        youtube = self.server.youtube
        form = dict(parse_qsl(body.decode())) if path in ("/token", "/revoke") else {}
        if path == "/token":
            return youtube.token(form)
        if path == "/revoke":
            youtube.refresh.pop(form.get("token", ""), None)
            return 200, {}, {}
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in youtube.access:
            return no(401, "authError", "Invalid Credentials")
        return youtube.answer(
            self.command, path, query, body, {name.title(): value for name, value in self.headers.items()}
        )

    def _consent(self, query: dict[str, str]) -> None:
        """Show who gives permission to whom; "Allow" leads back."""
        youtube = self.server.youtube
        back = youtube.consent(query)
        self.ask_leave(youtube.channels.get(youtube.chosen, "?"), back, "400: redirect_uri_mismatch")
