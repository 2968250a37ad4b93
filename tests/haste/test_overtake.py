"""A desk whose every slot is taken: renders, uploads to a system that does not answer, mails to a server that says nothing.
The clip that is flagged breaking overtakes all of them, also when the flag is set while it waits already.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.acceptance.verdict import ROOT
from tests.crash.walking import small_video
from tests.desk import PATIENCE, Desk, running_desk

pytestmark = [pytest.mark.slow, pytest.mark.accept, pytest.mark.timeout(1200)]
VERBS = Path(__file__).parent / "verbs.py"
RESULTS = ROOT / "build" / "overtake.json"
UPLOADS, RENDERS, SLOTS = 24, 8, 4
_AT_WORK = "SELECT count(*) AS number FROM procrastinate_jobs WHERE task_name = %s AND status = %s"
_OPEN = "SELECT count(*) AS number FROM review_package WHERE clip_id = ANY(%s::uuid[])"


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes every connection and never says a word; yields its number."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        kept: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    kept.append(listening.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        for line in kept:
            line.close()


class PushService(ThreadingHTTPServer):
    """Takes what is pushed, and keeps how urgent each was."""

    def __init__(self) -> None:
        self.urgencies: list[str] = []
        super().__init__(("127.0.0.1", 0), _Taking)

    @property
    def origin(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class _Taking(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        """Take one message."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.urgencies.append(self.headers["Urgency"])
        self.send_response(201)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def pushes() -> Iterator[PushService]:
    """A push service on this machine."""
    found = PushService()
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def full_desk(pushes: PushService, tmp_path: Path) -> Iterator[Desk]:
    """A desk with no slot free for uploads, mails and renders, and more of each waiting."""
    with silent_server() as upload, silent_server() as mail:
        settings = {
            "CLIPDESK_WEBHOOK_HOSTS": "127.0.0.1",
            "CLIPDESK_PUSH_SERVICES": pushes.origin,
            "CLIPDESK_SMTP_HOST": "127.0.0.1",
            "CLIPDESK_SMTP_PORT": str(mail),
        }
        with running_desk(settings=settings) as desk:
            video = small_video(tmp_path, "flood")
            begun = desk.run(VERBS, "begin", str(video), f"http://127.0.0.1:{upload}/clipdesk")
            ready = "SELECT 1 FROM library_recording WHERE id = %s AND state = 'ready'"
            desk.wait(lambda: desk.rows(ready, begun["recording"]), PATIENCE, "the recording")
            clips = desk.run(VERBS, "send_to_slow", str(UPLOADS))["clips"]
            desk.wait(lambda: number(desk, _OPEN, clips) == UPLOADS, PATIENCE, "every clip to be sealed")
            assert len(desk.run(VERBS, "sign_all")["signed"]) == UPLOADS
            desk.wait(lambda: is_full(desk, "publishing.send"), PATIENCE, "uploads in every slot")
            desk.wait(lambda: is_full(desk, "accounts.mail_notice"), PATIENCE, "mails in every slot")
            yield desk


def number(desk: Desk, query: str, *values: object) -> int:
    """Return the one number that is asked for."""
    return int(desk.rows(query, *values)[0]["number"])


def is_full(desk: Desk, task: str) -> bool:
    """Tell whether this work holds every usual slot, and more of it waits."""
    return number(desk, _AT_WORK, task, "doing") >= SLOTS and number(desk, _AT_WORK, task, "todo") > 0


def test_the_flag_overtakes_a_full_queue(full_desk: Desk, pushes: PushService) -> None:
    desk = full_desk
    before = desk.run(VERBS, "send_to_site", "25", str(RENDERS))["clips"]
    [clip] = desk.run(VERBS, "send_to_site", "20", "1")["clips"]  # the last of the queue
    desk.run(VERBS, "phone", f"{pushes.origin}/send/minh")
    assert number(desk, _OPEN, [clip]) == 0
    began = time.monotonic()
    desk.run(VERBS, "flag", clip)

    desk.wait(lambda: number(desk, _OPEN, [clip]), PATIENCE, "the seal of the flagged clip")
    sealed = time.monotonic() - began
    left = RENDERS - number(desk, _OPEN, before)
    assert left > 0, "everything that was sent before it was sealed before it"
    assert is_full(desk, "publishing.send")

    desk.wait(lambda: "high" in pushes.urgencies, PATIENCE, "the urgent notice")
    assert is_full(desk, "accounts.mail_notice")

    signing = time.monotonic()
    desk.run(VERBS, "sign_one", clip)
    live = "SELECT 1 FROM publishing_publication WHERE clip_id = %s AND state = 'live'"
    desk.wait(lambda: desk.rows(live, clip), PATIENCE, "the flagged clip to be live")
    assert is_full(desk, "publishing.send")
    measured = {"renders_left": left, "seconds_to_seal": sealed, "seconds_to_live": time.monotonic() - signing}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({name: round(value, 1) for name, value in measured.items()}))
