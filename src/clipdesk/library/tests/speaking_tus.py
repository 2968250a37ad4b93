"""tus 1.0 as a browser speaks it: for the tests of uploads."""

from __future__ import annotations

import base64
import socket

import httpx

from clipdesk.accounts.models import Person
from clipdesk.library.tests.conftest import Web

OCTETS = {"Content-Type": "application/offset+octet-stream"}


def metadata(web: Web, name: str) -> str:
    words = {"filename": name, "station": web.station.slug, "desk": str(web.desk.pk)}
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())


def open_upload(web: Web, browser: httpx.Client, length: int, name: str = "Bản tin 18h.mp4") -> str:
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(web, name)}
    answer = browser.post("/uploads/", headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Upload-Offset"] == "0"
    return answer.headers["Location"]


def patch(browser: httpx.Client, url: str, offset: int, body: bytes, **more: str) -> httpx.Response:
    return browser.patch(url, content=body, headers={**OCTETS, "Upload-Offset": str(offset), **more})


def offset_of(browser: httpx.Client, url: str) -> int:
    answer = browser.head(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def half_request(web: Web, person: Person, url: str, offset: int, body: bytes, announced: int) -> socket.socket:
    """Begin a PATCH of `announced` bytes, send `body`, and leave the connection open."""
    lines = [f"PATCH {url} HTTP/1.1", f"Host: localhost:{web.port}", f"Content-Length: {announced}"]
    lines += [f"{name}: {value}" for name, value in {**web.headers(person), **OCTETS, "Upload-Offset": offset}.items()]
    connection = socket.create_connection(("127.0.0.1", web.port), 5)
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
    return connection
