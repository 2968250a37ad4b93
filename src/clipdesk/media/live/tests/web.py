"""A real HTTP server on the loopback whose answers a test chooses, and which counts who asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What is answered under one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Web:
    """`web.at["/x"] = Answer(…)`, or a function that returns one each time."""

    def __init__(self) -> None:
        self.at: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(self.path)
                found = web.at.get(self.path, Answer(status=404))
                answer = found() if callable(found) else found
                body, status = answer.body, answer.status
                if self.headers["Range"] and status == 200:
                    first, last = self.headers["Range"].removeprefix("bytes=").split("-")
                    body, status = body[int(first) : int(last) + 1], 206
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Web]:
    """Serve while the block runs."""
    web = Web()
    thread = threading.Thread(target=web.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.server.shutdown()
        web.server.server_close()
        thread.join()
