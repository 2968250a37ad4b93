"""No page takes more than 11 MB, whoever sends it and whether the length is said beforehand or not."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest

from clipdesk.config.tests.conftest import Web

SIGN_IN = "/sign-in/"
LARGEST = 11_000_000


def pieces(size: int) -> Iterator[bytes]:
    """A body whose length is not said."""
    for start in range(0, size, 1_000_000):
        yield b"x" * min(1_000_000, size - start)


def test_a_length_that_is_too_large_is_refused_before_a_byte_is_read(web: Web) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as line:
        line.sendall(f"POST {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LARGEST + 1}\r\n\r\n".encode())
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("path", [SIGN_IN, "/no/such/page/"])
def test_a_body_that_grows_too_large_is_refused(web: Web, path: str) -> None:
    answer = httpx.post(web.origin + path, content=pieces(LARGEST + 1), timeout=30)
    assert answer.status_code == 413
    assert "larger than 11 MB" in answer.text
    assert "lớn hơn 11 MB" in answer.text


def test_what_is_just_small_enough_reaches_the_page(web: Web) -> None:
    """It has no CSRF token, so the page refuses it; what counts is that the page was asked."""
    assert httpx.post(web.origin + SIGN_IN, content=pieces(LARGEST), timeout=30).status_code == 403


def test_uploads_have_their_own_limits(web: Web) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Origin": web.origin}
    address = f"{web.origin}/uploads/00000000-0000-0000-0000-000000000000"
    assert httpx.patch(address, content=pieces(LARGEST + 1), headers=headers, timeout=30).status_code == 401
