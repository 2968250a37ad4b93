"""A whole desk records what a real sender sends over UDP; its recorder is killed and goes on; what is cut meanwhile is exact."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clipdesk.media.live.tests.conftest import FRAMES, programme
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import bulletin, make
from tests.desk import PATIENCE, Desk, running_desk

__all__ = ["bulletin", "make", "programme"]

pytestmark = pytest.mark.slow
VERBS = Path(__file__).with_name("verbs.py")
PICTURE = 3600


class OnAir:
    """A desk, a channel, and a sender that sends the programme again and again in real time."""

    def __init__(self, desk: Desk, programme: Path) -> None:
        self.desk = desk
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        told = desk.run(VERBS, "begin", "ts_udp", f"udp://127.0.0.1:{port}")
        self.folder = Path(told["folder"])
        # of a transport stream ffmpeg drops the first picture at each turn; of an MP4 it does not
        whole = desk.data / "programme.mp4"
        copy = ("-i", str(programme), "-c", "copy", "-bsf:a", "aac_adtstoasc", str(whole))
        subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", *copy], check=True, timeout=PATIENCE)
        self.address = f"udp://127.0.0.1:{port}?pkt_size=1316"
        self.programme = ("-stream_loop", "-1", "-i", str(whole), "-c", "copy")
        self.send(*self.programme)

    def send(self, *what: str) -> None:
        """Begin to send something in real time."""
        words = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-re", *what, "-f", "mpegts", self.address]
        self.sender = subprocess.Popen(words)

    def send_instead(self, *what: str) -> None:
        """Send something else from now on."""
        self.sender.kill()
        self.sender.wait()
        self.send(*what)

    def segments(self) -> list[dict[str, Any]]:
        """The rows, in order."""
        return self.desk.rows("SELECT * FROM library_segment ORDER BY number")

    def wait(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many of them."""
        self.desk.wait(lambda: len(self.segments()) >= count, PATIENCE, f"{count} segments")
        return self.segments()

    def numbers(self, segment: dict[str, Any]) -> list[int]:
        """The numbers burnt into a segment's pictures."""
        return strip.numbers(self.folder / f"{segment['number']:010d}.ts", scale=1 / 3)


@pytest.fixture(scope="module")
def air(programme: Path) -> Iterator[OnAir]:
    with running_desk() as desk:
        on_air = OnAir(desk, programme)
        try:
            yield on_air
        finally:
            on_air.sender.kill()
            on_air.sender.wait()


def test_what_lies_between_in_now_and_out_now(air: OnAir) -> None:
    air.wait(3)
    cut = air.desk.run(VERBS, "mark_in")["cut"]
    time.sleep(5)
    air.desk.run(VERBS, "mark_out", cut)

    def is_made() -> dict[str, Any] | None:
        found = air.desk.run(VERBS, "made", cut)
        assert found["state"] != "failed", found
        return found if found.get("recording") in ("ready", "failed") else None

    made = air.desk.wait(is_made, PATIENCE, "the recording")
    assert made is not None
    assert made["recording"] == "ready"
    assert made["end"] - made["start"] > 5
    numbers = strip.numbers(Path(made["original"]), scale=1 / 3)
    assert len(numbers) >= made["end"] * 25
    assert all(after == (before + 1) % FRAMES for before, after in pairwise(numbers))


def test_a_killed_recorder_goes_on_and_the_gap_is_what_is_missing(air: OnAir) -> None:
    before = air.wait(4)[-1]
    killed = time.monotonic()
    os.kill(air.desk.pid("recorder"), signal.SIGKILL)
    air.wait(before["number"] + 2)
    outage = time.monotonic() - killed
    rows = air.segments()
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    first = next(row for row in rows if row["epoch"] == before["epoch"] + 1)
    last = rows[first["number"] - 2]
    assert first["begins"] == last["ends"] + first["gap"]
    assert 0 < first["gap"] < (outage + 2) * 90_000
    missing = (air.numbers(first)[0] - air.numbers(last)[-1] - 1) % FRAMES
    assert (
        first["gap"] // PICTURE % FRAMES == missing
    )  # the sender's turns are some milliseconds longer than its pictures


def test_silence_is_told_and_its_end_seen(air: OnAir) -> None:
    count = len(air.wait(2))
    air.sender.send_signal(signal.SIGSTOP)
    told = "SELECT count(*) AS number FROM accounts_notice WHERE kind = 'channel_silent'"
    air.desk.wait(lambda: air.desk.rows(told)[0]["number"], PATIENCE, "the alarm")
    trouble = "SELECT trouble_message FROM library_channel"
    air.desk.wait(lambda: air.desk.rows(trouble)[0]["trouble_message"], PATIENCE, "the trouble to be said")
    air.sender.send_signal(signal.SIGCONT)
    air.wait(count + 2)
    air.desk.wait(lambda: not air.desk.rows(trouble)[0]["trouble_message"], PATIENCE, "the trouble to be over")


def test_black_is_told_and_ends_by_itself(air: OnAir) -> None:
    """Black for as long as it takes, with sound; then the programme again."""
    raised = "SELECT kind, state FROM library_channelalarm WHERE kind = 'black'"
    black = ("-f", "lavfi", "-i", "color=black:s=640x360:r=25", "-f", "lavfi", "-i", "sine=f=440:r=48000")
    air.send_instead(*black, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac")
    air.desk.wait(lambda: air.desk.rows(raised), PATIENCE, "the alarm")
    told = "SELECT count(*) AS number FROM accounts_notice WHERE kind = 'channel_alarm' AND read_at IS NULL"
    assert air.desk.rows(told)[0]["number"] > 0
    air.send_instead(*air.programme)
    air.desk.wait(lambda: air.desk.rows(raised) == [{"kind": "black", "state": "ended"}], PATIENCE, "its end")
    assert air.desk.rows(told)[0]["number"] == 0
