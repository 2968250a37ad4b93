"""Cutting a connection."""

from __future__ import annotations

import socket
import ssl

import pytest

from clipdesk.kernel.line import Line
from clipdesk.kernel.targets import Target


def test_what_is_cut_before_there_is_a_socket_stays_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(Target("http", "a.example", listener.getsockname()[1], "127.0.0.1", "/"), 5)
        line.cut()
        with pytest.raises(TimeoutError):
            line.connect()
        line.close()


def test_what_is_cut_stays_encrypted() -> None:
    ours, theirs = socket.socketpair()
    line = Line(Target("https", "a.example", 443, "127.0.0.1", "/"), 5)
    with theirs:
        sealed = ssl.create_default_context().wrap_socket(
            ours, server_hostname="a.example", do_handshake_on_connect=False
        )
        line.sock = sealed
        line.cut()
        assert sealed._sslobj is not None  # type: ignore[attr-defined]
        assert theirs.recv(1) == b""
    line.close()
