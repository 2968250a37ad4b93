"""The program of the documentation, as a stranger starts it; and the calls of the documentation, as they are sent."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Outcome, Post
from clipdesk.connectors.http import Times
from clipdesk.connectors.receiver.connecting import confirm
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.receiver.errors import SignatureRefused
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.practice.server import REFERENCE, SECRET
from clipdesk.connectors.receiver.tests.schema import definitions, fits
from clipdesk.connectors.secret import Secret

PROGRAM = REFERENCE / "receiver.py"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[str]:
    """Start the program as its first lines say; return where it answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    public = "https://tv.songhong.example/clip/{id}"
    command = [sys.executable, str(PROGRAM), str(tmp_path / "clips"), str(port), public]
    known = {**os.environ, "CLIPDESK_SECRETS": f"{'old' * 12} {SECRET}"}
    program = subprocess.Popen(command, env=known, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        program.terminate()
        program.wait(timeout=60)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it does not start")


def test_it_is_connected_takes_a_clip_corrects_and_withdraws_it(started: str, clip: Callable[..., Post]) -> None:
    line = Line(started, Secret(SECRET), ("127.0.0.1",), Times(step=20, request=60, answer=20))
    assert confirm(line).link("k3J") == "https://tv.songhong.example/clip/k3J"
    receiver, post = Receiver(line, "Đài Sông Hồng"), clip(title="<b>Cầu mới</b>")
    remote = receiver.reserve("", post)
    receiver.send(remote, post, lambda sent: None)
    assert "Cầu mới" not in page(started)
    receiver.publish(remote, post)
    assert "<p>&lt;b&gt;Cầu mới&lt;/b&gt;" in page(started)
    better = clip("b", note="Tên xã đã được sửa.", is_public=True)
    receiver.send(remote, better, lambda sent: None)
    receiver.publish(remote, better)
    assert "Tên xã đã được sửa." in page(started)
    assert receiver.look_up(remote, better) is Outcome.LIVE
    receiver.withdraw(remote)
    assert "Cầu mới" not in page(started)
    with pytest.raises(SignatureRefused):
        Receiver(Line(started, Secret("x" * 43), ("127.0.0.1",)), "x").withdraw(remote)


def page(address: str) -> str:
    """Return what the public would see."""
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def test_it_is_short_and_needs_nothing_but_python() -> None:
    lines = PROGRAM.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    imported = {found[1] for line in lines if (found := re.match(r"(?:import|from) (\w+)", line))}
    assert imported <= sys.stdlib_module_names


def test_what_the_description_shows_is_what_the_schema_says() -> None:
    described = (REFERENCE / "receiver.md").read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.*?)\n```", described, re.DOTALL)
    assert shown is not None
    said = json.loads(shown[1])
    assert set(said) == {"clipdesk", "id", "state", "version", "files"}
    assert fits({**said, "version": "a" * 64}, "answer")
    calls = {one["properties"]["call"]["const"] for one in definitions()["call"]["oneOf"]}
    assert calls == set(re.findall(r"^\| `(\w+)` \| (?:Are|What do|Under|The same)", described, re.MULTILINE))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"clipdesk": 1, "call": "hello", "more": 1}, "call"),
        ({"clipdesk": 2, "call": "hello"}, "call"),
        ({"clipdesk": True, "call": "hello"}, "call"),
        ({"clipdesk": 1, "call": "withdrawn", "id": "../x"}, "call"),
        ({"clipdesk": 1, "call": "state", "id": "k3J", "files": ["x.mp4"]}, "call"),
        ({"clipdesk": 1, "id": "k3J", "state": "perhaps", "version": ""}, "answer"),
        ({"clipdesk": 1, "id": "k3J", "state": "published"}, "answer"),
    ],
)
def test_the_schema_refuses_what_is_none(value: object, name: str) -> None:
    assert not fits(value, name)
