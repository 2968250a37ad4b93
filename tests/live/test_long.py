"""Item 2 of live: a day of one channel, sent sixty times as fast as it is; its clock begins forty seconds before the 33 bits of
MPEG-TS are full.

The window is kept by gigabytes here: hours of the day cannot be sent faster. `CLIPDESK_LIVE_HOURS` sets how much is sent.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
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

pytestmark = [pytest.mark.slow, pytest.mark.accept, pytest.mark.timeout(5400)]
VERBS = Path(__file__).with_name("verbs.py")
HOURS = float(os.environ.get("CLIPDESK_LIVE_HOURS", "0.3"))
RATE = 60
BEFORE_WRAP = 40
WRAP = 1 << 33
GIGABYTE = 1_000_000_000
#: The window is kept every thirty seconds; meanwhile half an hour of the channel comes.
BETWEEN_TIDYING = 90


def _sender(programme: Path, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    whole = folder / "programme.mp4"
    copy = ("-i", str(programme), "-c", "copy", "-bsf:a", "aac_adtstoasc", str(whole))
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", *copy], check=True, timeout=PATIENCE)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{found.getsockname()[1]}/tv.ts"
    begins = WRAP / 90_000 - BEFORE_WRAP
    words = ["-readrate", str(RATE), "-stream_loop", "-1", "-i", str(whole), "-c", "copy", "-t", str(HOURS * 3600)]
    words += ["-output_ts_offset", f"{begins:.3f}", "-muxdelay", "0.2", "-f", "mpegts", "-listen", "1", address]
    return subprocess.Popen([str(ffmpeg_path()), "-v", "error", "-nostdin", *words]), address


def _resident(desk: Desk) -> int:
    """Bytes of memory of the recorder and all that it started."""
    pids, total = [desk.pid("recorder")], 0
    while pids:
        pid = pids.pop()
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            children = Path(f"/proc/{pid}/task").glob("*/children")
            pids += [int(child) for path in children for child in path.read_text().split()]
        except OSError:  # it ended
            continue
    return total


def test_a_day(programme: Path, tmp_path: Path, record_property: Any) -> None:
    sender, address = _sender(programme, tmp_path)
    try:
        with running_desk(settings={"CLIPDESK_LIVE_HOSTS": "127.0.0.1"}) as desk:
            _watch(desk, sender, address, record_property)
    finally:
        sender.kill()
        sender.wait()


def _watch(desk: Desk, sender: subprocess.Popen[bytes], address: str, record_property: Any) -> None:
    told = desk.run(VERBS, "begin_unwatched", "ts_http", address)
    folder = Path(told["folder"])
    memory, most = [], 0
    until = time.monotonic() + HOURS * 3600 / RATE * 2 + PATIENCE
    while sender.poll() is None:
        assert time.monotonic() < until, desk.last_words()
        time.sleep(2)
        memory.append(_resident(desk))
        most = max(most, _bytes_in(folder))
    newest = "SELECT number FROM library_segment ORDER BY number DESC LIMIT 1"
    desk.wait(lambda: desk.rows(newest), PATIENCE, "a segment")
    time.sleep(BETWEEN_TIDYING)  # what was sent last is written, and the window kept once more
    rows = desk.rows("SELECT * FROM library_segment ORDER BY number")
    sent = rows[-1]["ends"] / 90_000
    assert sent > HOURS * 3600 - 30
    assert {row["epoch"] for row in rows} == {1}  # the wrap is no break, and nothing else was
    assert all(one["ends"] == other["begins"] for one, other in pairwise(rows))
    first_pts = desk.rows("SELECT max(first_pts) AS pts FROM library_segment")[0]["pts"]
    assert first_pts > WRAP
    kept = sum(row["size"] for row in rows)
    assert kept <= GIGABYTE
    assert _bytes_in(folder) <= kept * 1.02 + 10_000_000
    a_minute = kept / max(1.0, (rows[-1]["ends"] - rows[0]["begins"]) / 90_000) * 60
    assert most <= GIGABYTE + a_minute * BETWEEN_TIDYING * RATE / 60
    grown = _grown(memory)
    assert grown <= 1.25, [one >> 20 for one in memory]
    numbers = [n for row in rows[-20:] for n in strip.numbers(folder / f"{row['number']:010d}.ts", scale=1 / 3)]
    missed = sum((after - before) % FRAMES != 1 for before, after in pairwise(numbers))
    assert missed == 0
    figure = (
        f"{sent / 3600:.1f} h sent, {rows[0]['number'] - 1} segments thrown away, {kept / 1e6:.0f} MB kept, at most "
    )
    figure += (
        f"{most / 1e6:.0f} MB on disk, memory × {grown:.2f}, clock wrapped, {missed} of {len(numbers)} pictures missed"
    )
    record_property("figure", figure)


def _grown(memory: list[int]) -> float:
    """How much larger the memory is in the last quarter than in the second: in the first everything is loaded."""
    quarter = max(1, len(memory) // 4)
    before, after = sorted(memory[quarter : 2 * quarter] or memory), sorted(memory[-quarter:])
    return after[len(after) // 2] / before[len(before) // 2]


def _bytes_in(folder: Path) -> int:
    total = 0
    for file in folder.glob("*"):
        try:
            total += file.stat().st_size
        except FileNotFoundError:  # thrown away at this moment
            continue
    return total
