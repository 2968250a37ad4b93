"""A desk whose every slot is taken: by the render of a long clip, by uploads to a system that does not answer, by mails to a
server that goes on greeting. None of them gets free while the test looks: it waits until the database says that all are
taken, and races against nothing. The clip that is flagged breaking overtakes all of them, also when the flag is set while it
waits already; without that it would wait behind them for longer than anybody waits here.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clipdesk.media.supply import ffmpeg_path
from tests.acceptance.verdict import ROOT
from tests.desk import PATIENCE, Desk, running_desk

pytestmark = [pytest.mark.slow, pytest.mark.accept, pytest.mark.timeout(1200)]
VERBS = Path(__file__).parent / "verbs.py"
RESULTS = ROOT / "build" / "overtake.json"
UPLOADS, MAILS, RENDERS, SLOTS = 8, 8, 3, 4
LONG_SECONDS = 60
_AT_WORK = "SELECT count(*) AS number FROM procrastinate_jobs WHERE task_name = %s AND status = 'doing'"
_WAITING = """
    SELECT count(*) AS number FROM procrastinate_jobs
    WHERE queue_name = %s AND status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
"""
#: What takes the usual slots, and in which queue.
SENDING, MAILING, RENDERING = (
    ("publishing.send", "publish"),
    ("accounts.mail_notice", "notices"),
    ("clips.render", "render"),
)
_OPEN = "SELECT count(*) AS number FROM review_package WHERE clip_id = ANY(%s::uuid[])"
_RENDERED = "SELECT count(*) AS number FROM clips_render WHERE state = 'done'"


@contextlib.contextmanager
def slow_server(says: bytes) -> Iterator[int]:
    """A port that takes every connection and all that is sent there, says this line every second in which nothing is, and
    never comes to an end; yields its number."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        over = threading.Event()

        def drip(line: socket.socket) -> None:
            line.settimeout(1)
            with line, contextlib.suppress(ConnectionError):
                while not over.is_set():
                    try:
                        if not line.recv(1 << 16):
                            return
                    except TimeoutError:
                        line.sendall(says)

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=drip, args=[listening.accept()[0]], daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1]
        over.set()
        listening.shutdown(socket.SHUT_RDWR)


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
    """A desk with no slot free for uploads and mails, and more of each waiting."""
    greeting = b"220-one moment\r\n"  # a greeting of many lines, of which the last never comes
    with slow_server(b"") as upload, slow_server(greeting) as mail:
        settings = {
            "CLIPDESK_WEBHOOK_HOSTS": "127.0.0.1",
            "CLIPDESK_PUSH_SERVICES": pushes.origin,
            "CLIPDESK_SMTP_HOST": "127.0.0.1",
            "CLIPDESK_SMTP_PORT": str(mail),
            "CLIPDESK_ANSWER_SECONDS": "3600",
            "CLIPDESK_RENDER_JOBS": "1",
        }
        with running_desk(settings=settings) as desk:
            begun = desk.run(VERBS, "begin", str(long_video(tmp_path)), f"http://127.0.0.1:{upload}/clipdesk")
            ready = "SELECT 1 FROM library_recording WHERE id = %s AND state = 'ready'"
            desk.wait(lambda: desk.rows(ready, begun["recording"]), PATIENCE, "the recording")
            clips = desk.run(VERBS, "send_to_slow", str(UPLOADS))["clips"]
            desk.wait(lambda: number(desk, _OPEN, clips) == UPLOADS, PATIENCE, "every clip to be sealed")
            assert len(desk.run(VERBS, "sign_all")["signed"]) == UPLOADS
            desk.run(VERBS, "tell_many", str(MAILS))
            desk.wait(lambda: is_full(desk, SENDING), PATIENCE, "uploads in every slot")
            desk.wait(lambda: is_full(desk, MAILING), PATIENCE, "mails in every slot")
            yield desk


def long_video(folder: Path) -> Path:
    """A minute of moving picture and tone: its render takes far longer than everything that the test does meanwhile."""
    path, seconds = folder / "flood.mp4", f"d={LONG_SECONDS}"
    sources = (
        "-f",
        "lavfi",
        "-i",
        f"testsrc2=s=320x180:r=25:{seconds}",
        "-f",
        "lavfi",
        "-i",
        f"sine=r=48000:{seconds}",
    )
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *sources, *codec, str(path)], check=True)
    return path


def number(desk: Desk, query: str, *values: object) -> int:
    """Return the one number that is asked for."""
    return int(desk.rows(query, *values)[0]["number"])


def is_full(desk: Desk, work: tuple[str, str], slots: int = SLOTS) -> bool:
    """Tell whether this work holds every usual slot of its queue, and something waits there for one."""
    task, queue = work
    return number(desk, _AT_WORK, task) >= slots and number(desk, _WAITING, queue) > 0


def test_the_flag_overtakes_a_full_queue(full_desk: Desk, pushes: PushService) -> None:
    desk = full_desk
    desk.run(VERBS, "phone", f"{pushes.origin}/send/minh")
    rendered = number(desk, _RENDERED)
    sent = desk.run(VERBS, "send_to_site", str(25 * LONG_SECONDS), *(str(25 + one) for one in range(RENDERS)), "20")
    *before, clip = sent["clips"]  # the long one first, the one that breaks last
    desk.wait(lambda: is_full(desk, RENDERING, 1), PATIENCE, "a render in the only slot, and others behind it")
    assert number(desk, _OPEN, [clip]) == 0
    began = time.monotonic()
    desk.run(VERBS, "flag", clip)

    desk.wait(lambda: number(desk, _OPEN, [clip]), PATIENCE, "the seal of the flagged clip")
    sealed = time.monotonic() - began
    left = len(before) - (number(desk, _RENDERED) - rendered - 1)
    assert left > 0, "everything that was sent before it was rendered before it"
    assert number(desk, _OPEN, before) == 0, "what was sent before it was sealed before it"
    assert is_full(desk, SENDING)

    desk.wait(lambda: "high" in pushes.urgencies, PATIENCE, "the urgent notice")
    assert is_full(desk, MAILING)

    signing = time.monotonic()
    desk.run(VERBS, "sign_one", clip)
    live = "SELECT 1 FROM publishing_publication WHERE clip_id = %s AND state = 'live'"
    desk.wait(lambda: desk.rows(live, clip), PATIENCE, "the flagged clip to be live")
    assert is_full(desk, SENDING)
    measured = {"renders_left": left, "seconds_to_seal": sealed, "seconds_to_live": time.monotonic() - signing}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({name: round(value, 1) for name, value in measured.items()}))
