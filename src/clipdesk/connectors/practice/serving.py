"""An emulated platform answers on 127.0.0.1, in a thread of its own, until it is ended."""

from __future__ import annotations

import html
import json
import os
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from clipdesk.connectors.practice.words import ALLOW, ASKS, NOT_AS_WANTED, POLICY, Words, language_of, page


class Serving(ThreadingHTTPServer):
    """Answers from the moment it is made. `handler` reads one request; port 0: any that is free."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()
        self.thread.join()


class Saying(BaseHTTPRequestHandler):
    """How an emulated platform answers one request: in JSON, with a page, or not at all."""

    protocol_version = "HTTP/1.1"

    def say(self, status: int, said: Any, headers: dict[str, str]) -> None:
        """Answer in JSON; bytes are sent as they are, and nothing where there is nothing to say."""
        data = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def show(self, status: int, title: str, told: str) -> None:
        """Answer with a page; `told` is HTML."""
        data = page(language_of(self.headers), title, told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def ask_leave(self, account: str, back: str, refused: str) -> None:
        """Show who gives permission for which account; "Allow" leads back. back: empty where the desk asked wrongly."""
        words = Words(language_of(self.headers))
        if not back:
            told = f"<p>{html.escape(refused)}</p><p>{html.escape(words(NOT_AS_WANTED))}</p>"
            return self.show(400, "Error", told)
        allow = f'<p><a id="allow" href="{html.escape(back)}" class="button">{html.escape(words(ALLOW))}</a></p>'
        return self.show(200, account, f"<p>{html.escape(words(ASKS))}</p>{allow}")

    def reset(self) -> None:
        """Drop the line with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
        self.wfile = open(os.devnull, "wb")  # noqa: SIM115  what the base class flushes

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
