"""A web process of its own, for what only real HTTP shows, and a machine that lacks something."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clipdesk.config.assets import collecting_static


@dataclass(frozen=True)
class Web:
    """A web process on the test database, and where its log lies."""

    port: int
    log: Path

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"


@pytest.fixture(scope="session")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One for all tests of this room."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with collecting_static():
        pass
    log = tmp_path_factory.mktemp("web") / "log"
    words = [sys.executable, "-m", "clipdesk", "web", "--port", str(port)]
    env = {**os.environ, "CLIPDESK_PORT": str(port)}
    with log.open("ab") as out, subprocess.Popen(words, env=env, stdout=out, stderr=out) as process:
        try:
            until = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < until, "the web process does not answer"
                    time.sleep(0.1)
            yield Web(port, log)
        finally:
            process.terminate()


@pytest.fixture
def without_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A PATH on which everything lies but bwrap, as on a bare machine."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # as root the database's own account has to pass through
        for place in reversed(os.environ["PATH"].split(":")):
            for program in Path(place).glob("*"):
                link = Path(folder) / program.name
                if program.name != "bwrap":
                    link.unlink(missing_ok=True)
                    link.symlink_to(program)
        monkeypatch.setenv("PATH", folder)
        yield
