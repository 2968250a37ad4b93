"""What the web process needs on disk, and waiting for it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator


@contextlib.contextmanager
def collecting_static() -> Iterator[None]:
    """Bring static files together under their hashed names while something else is done.

    Raises:
        RuntimeError: it did not work; the message holds the last lines.
    """
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings"}
    words = [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"]
    with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        yield
        said = process.communicate()[1]
    if process.returncode:
        raise RuntimeError(f"The pages' files could not be put together: {said.strip()[-800:]}")


def wait_for_web(port: int, host: str = "127.0.0.1", seconds: float = 60) -> bool:
    """Wait until the web process listens; tell whether it did."""
    until = time.monotonic() + seconds
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  looked up, not listened on
    while time.monotonic() < until:
        try:
            with socket.create_connection((place, port), timeout=5):
                return True
        except OSError:
            time.sleep(0.1)
    return False
