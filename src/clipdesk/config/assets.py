"""What the web process needs on disk, and a web process for as long as somebody needs one."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path


def collect_static() -> None:
    """Bring static files together under their hashed names."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings"}
    words = [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(words, env=env, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def web_process(data: Path) -> Iterator[str]:
    """Run a web process on a free port; give its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "clipdesk", "web", "--port", str(port)]
    with (data / "web.log").open("ab") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        try:
            wait_for_web(port)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def wait_for_web(port: int, seconds: float = 60) -> bool:
    """Wait until the web process answers at all; tell whether it did."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
    return False
