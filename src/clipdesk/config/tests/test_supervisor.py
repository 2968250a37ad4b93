"""A real desk under its supervisor: whatever ends comes back, a second one is refused, and it stops without leftovers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clipdesk.config.apart import without_desk

pytestmark = pytest.mark.slow
PATIENCE = 120


@dataclass
class Running:
    data: Path
    port: int
    process: subprocess.Popen[str]

    def pid(self, name: str) -> int:
        return int((self.data / "run" / f"{name}.pid").read_text())

    def health(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=40) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def until(question: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.3)
    return False


def serve(data: Path, port: int) -> subprocess.Popen[str]:
    env = {
        **without_desk(os.environ),
        "CLIPDESK_DATA": str(data),
        "CLIPDESK_PORT": str(port),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [sys.executable, "-m", "clipdesk", "serve", "--no-practice"]
    return subprocess.Popen(
        words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("desk") / ("a-long-name" * 12) / "data"
    data.parent.mkdir()
    assert len(str(data)) > 120
    running = Running(data, port, serve(data, port))
    try:
        assert until(lambda: running.health() == 200), running.process.poll()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


@pytest.mark.parametrize("name", ["web", "worker-media", "worker-desk", "signer", "postgres"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended by itself"])
def test_what_ends_comes_back(desk: Running, name: str, number: int) -> None:
    before = desk.pid(name)
    os.kill(before, number)
    assert until(lambda: desk.pid(name) != before)
    assert until(lambda: desk.health() == 200)
    assert desk.process.poll() is None


def test_a_database_that_dies_again_and_again_does_not_end_the_desk(desk: Running) -> None:
    for _ in range(3):
        before = desk.pid("postgres")
        os.kill(before, signal.SIGKILL)
        assert until(lambda before=before: desk.pid("postgres") != before)  # type: ignore[misc]
    assert until(lambda: desk.health() == 200)
    assert desk.process.poll() is None


@pytest.mark.usefixtures("without_bubblewrap")
def test_the_supervisor_s_own_lines_are_structured(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = serve(tmp_path / "data", port)
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if "The desk is open" in line:
            break
    process.send_signal(signal.SIGTERM)
    said += process.communicate(timeout=PATIENCE)[0].splitlines()
    (written,) = [json.loads(line) for line in said if line.startswith("{")]
    assert (written["logger"], written["action"]) == ("clipdesk.supervisor", "sandbox")
    assert any(line.strip() == written["message"] for line in said)  # for whoever started it


def test_a_second_desk_on_the_same_folder_is_refused(desk: Running) -> None:
    second = serve(desk.data, desk.port + 1)
    said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert f"A desk is already running on {desk.data}" in said
    assert desk.health() == 200


def test_a_taken_port_is_said(desk: Running, tmp_path: Path) -> None:
    second = serve(tmp_path / "data", desk.port)
    said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert f"Port {desk.port} is taken by another program. Set CLIPDESK_PORT" in said
    assert not (tmp_path / "data" / "database").exists()


def test_it_stops_without_leftovers(desk: Running) -> None:
    """The last test: the desk is closed afterwards."""
    children = [desk.pid(name) for name in ("web", "worker-media", "worker-desk", "signer", "postgres")]
    desk.process.send_signal(signal.SIGTERM)
    said, _ = desk.process.communicate(timeout=PATIENCE)
    assert desk.process.returncode == 0
    assert "The desk is closed." in said
    assert "Traceback" not in said
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert not list((desk.data / "run").glob("*.pid"))
