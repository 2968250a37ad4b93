"""`clipdesk practice platforms`: started as a trainer starts it, it tells where it is and which settings go with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from clipdesk.config.practice.platforms import serve


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    port = free_port()
    words = [sys.executable, "-m", "clipdesk", "practice", "platforms", "--port", str(port)]
    env = {**os.environ, "CLIPDESK_DATA": str(tmp_path)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env) as program:
        assert program.stdout is not None
        told = ""
        while "CLIPDESK_WEBHOOK_HOSTS" not in told:
            line = program.stdout.readline()
            assert line, told
            told += line
        address = f"http://127.0.0.1:{port}"
        assert set(re.findall(r"CLIPDESK_(\w+)_API=(\S+)", told)) == {
            (kind.upper(), f"{address}/{kind}") for kind in ("youtube", "facebook", "telegram", "zalo")
        }
        for kind in ("", "youtube/", "facebook/", "telegram/", "zalo/", "receiver/"):
            with urllib.request.urlopen(f"{address}/{kind}") as answer:
                assert "THỰC HÀNH" in answer.read().decode()
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 130
    assert (tmp_path / "practice-platforms" / "youtube" / "state.json").is_file()


def test_it_says_why_it_cannot_be_served(tmp_path: Path) -> None:
    port = free_port()
    running = serve(tmp_path / "one", port, "http://localhost:8080")
    try:
        with pytest.raises(RuntimeError, match=f"port {port} .* Address already in use"):
            serve(tmp_path / "two", port, "http://localhost:8080")
        with pytest.raises(RuntimeError, match="already"):
            serve(tmp_path / "one", free_port(), "http://localhost:8080")
    finally:
        running.stop()
    (tmp_path / "one" / "zalo" / "state.json").write_text(
        '{"platform": {"part": "Unknown", "of": {}}}', encoding="utf-8"
    )
    with pytest.raises(RuntimeError, match="begin anew"):
        serve(tmp_path / "one", port, "http://localhost:8080")
