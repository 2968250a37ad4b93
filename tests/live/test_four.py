"""Item 1 of live: HLS, SRT, RTMP and Icecast from real servers, recorded at once by one desk, with cuts put in; clips are made
meanwhile and read back picture by picture.

`CLIPDESK_LIVE_MINUTES` sets how long; a clip is cut of each source with pictures every minute or so.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from clipdesk.library.rtmp import new_key
from clipdesk.media.live.tests.conftest import FRAMES, programme
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import bulletin, make
from tests.desk import PATIENCE, Desk, running_desk
from tests.live.servers import Senders, free_port, icecast, relay_ports, relaying, sending

__all__ = ["bulletin", "make", "programme"]

pytestmark = [pytest.mark.slow, pytest.mark.accept, pytest.mark.timeout(5400)]
VERBS = Path(__file__).with_name("verbs.py")
MINUTES = float(os.environ.get("CLIPDESK_LIVE_MINUTES", "1"))
PASSPHRASE = "dung-mat-khau-nay"
PICTURES = ("HLS", "SRT", "RTMP")
CUT_EVERY, LEAST_OUTAGE, MOST_OUTAGE = 60.0, 5.0, 30.0


@dataclass
class Air:
    """The desk and what sends to it. outages: (source, seconds that it was gone)."""

    desk: Desk
    senders: Senders
    words: dict[str, tuple[str, ...]]
    now: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    outages: list[tuple[str, float]] = field(default_factory=list)

    def begin(self, name: str) -> None:
        """Begin to send."""
        self.now[name] = self.senders.send(*self.words[name])

    def interrupt(self, name: str, seconds: float) -> None:
        """Kill a sender, and send again after a while."""
        self.now[name].kill()
        self.now[name].wait()
        time.sleep(seconds)
        self.begin(name)
        self.outages.append((name, seconds))

    def segments(self, name: str) -> list[dict[str, Any]]:
        """The segments of a channel, in order."""
        query = "SELECT s.* FROM library_segment s JOIN library_channel c ON c.id = s.channel_id WHERE c.name = %s"
        return self.desk.rows(f"{query} ORDER BY number", name)


@pytest.fixture(scope="module")
def air(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Air]:
    folder = tmp_path_factory.mktemp("four")
    whole = folder / "programme.mp4"
    copy = ("-i", str(programme), "-c", "copy", "-bsf:a", "aac_adtstoasc", str(whole))
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", *copy], check=True, timeout=PATIENCE)
    relay, key, srt = relay_ports(), new_key(), free_port(socket.SOCK_DGRAM)
    with ExitStack() as stack:
        told = {**relay.settings, "CLIPDESK_LIVE_HOSTS": "127.0.0.1"}
        desk = stack.enter_context(running_desk(settings=told))
        stack.enter_context(relaying(relay, desk.port, folder / "rtmp"))
        mount = stack.enter_context(icecast(folder / "icecast"))
        hls, port = folder / "hls", free_port()
        hls.mkdir()
        web = subprocess.Popen(
            ["python3", "-m", "http.server", str(port), "-b", "127.0.0.1", "-d", str(hls)], stderr=-3
        )
        stack.callback(web.kill)
        stream = ("-stream_loop", "-1", "-i", str(whole))
        flags = ("-hls_time", "2", "-hls_list_size", "10", "-hls_flags", "append_list+omit_endlist+temp_file")
        words = {
            "HLS": (*stream, "-c", "copy", "-f", "hls", *flags, str(hls / "tv.m3u8")),
            "SRT": (
                *stream,
                "-c",
                "copy",
                "-f",
                "mpegts",
                f"srt://127.0.0.1:{srt}?passphrase={PASSPHRASE}&pkt_size=1316",
            ),
            "RTMP": (*stream, "-c", "copy", "-f", "flv", relay.address(key)),
            "Icecast": (*stream, "-vn", "-c:a", "copy", "-f", "adts", "-content_type", "audio/aac", mount("source")),
        }
        found = Air(desk, stack.enter_context(sending()), words)
        desk.run(VERBS, "begin_unwatched", "srt", f"srt://127.0.0.1:{srt}?passphrase={PASSPHRASE}")
        desk.change("UPDATE library_channel SET name = 'SRT', name_sort = 'srt'")
        desk.run(VERBS, "another", "HLS", "hls", f"http://127.0.0.1:{port}/tv.m3u8")
        desk.run(VERBS, "another", "RTMP", "rtmp", key)  # before it is there, its key is wrong
        desk.run(VERBS, "another", "Icecast", "radio", mount("listener"))
        for name in words:
            found.begin(name)
        for name in words:
            desk.wait(partial(_has_begun, found, name), PATIENCE, f"segments of {name}")
        yield found


def test_four_sources_with_cuts_put_in(air: Air, record_property: Any) -> None:
    rng = random.Random(7)
    began, made, resumed = time.monotonic(), [], []
    turn = 0
    while time.monotonic() - began < MINUTES * 60 or not air.outages:
        for name in PICTURES:
            made.append(air.desk.run(VERBS, "cut_last", name, str(rng.randint(6, 10)))["cut"])
        name = (*PICTURES, "Icecast")[turn % 4]
        turn += 1
        before = air.segments(name)[-1]["number"]
        air.interrupt(name, rng.uniform(LEAST_OUTAGE, MOST_OUTAGE if MINUTES > 5 else LEAST_OUTAGE + 2))
        back = time.monotonic()
        air.desk.wait(partial(_begun_anew, air, name, before), PATIENCE, f"{name} to go on")
        resumed.append(time.monotonic() - back)
        time.sleep(max(0.0, min(CUT_EVERY, began + turn * CUT_EVERY - time.monotonic())) if MINUTES > 5 else 0.0)
    exact = [_is_exact(air.desk, cut) for cut in made]
    unplayable = sum(not _plays(air, name, one) for name in air.words for one in air.segments(name)[-400:])
    too_long = _gaps_too_long(air)
    figure = f"{len(made)} clips, {sum(exact)} exact; {len(air.outages)} cuts put in, sources go on after at most "
    figure += (
        f"{max(resumed):.1f} s; {too_long} gaps longer than the outage + 2 s; {unplayable} segments that do not play"
    )
    record_property("figure", figure)
    assert all(exact)
    assert unplayable == 0
    assert too_long == 0


def _has_begun(air: Air, name: str) -> bool:
    """Whether there are segments."""
    return len(air.segments(name)) >= 2


def _begun_anew(air: Air, name: str, before: int) -> bool:
    """Whether there is a segment behind a gap."""
    return any(one["number"] > before and one["gap"] for one in air.segments(name))


def _gaps_too_long(air: Air) -> int:
    """How many gaps are longer than the outage that made them, in the order in which they came."""
    count = 0
    for name in air.words:
        gaps = [one["gap"] / 90_000 for one in air.segments(name) if one["gap"] > 90_000]
        outages = [seconds for source, seconds in air.outages if source == name]
        assert len(gaps) >= len(outages), (name, gaps, outages)
        count += (
            sum(gap > outage + 2 for gap, outage in zip(gaps[-len(outages) :], outages, strict=True)) if outages else 0
        )
    return count


def _is_exact(desk: Desk, cut: str) -> bool:
    """Whether a cut became a recording whose numbers count on, but where the programme begins again or a gap lies."""

    def is_made() -> dict[str, Any] | None:
        found = desk.run(VERBS, "made", cut)
        assert found["state"] != "failed", found
        return found if found.get("recording") in ("ready", "failed") else None

    made = desk.wait(is_made, PATIENCE, "the recording")
    assert made is not None
    numbers = strip.numbers(Path(made["original"]), scale=1 / 3)
    steps = [(after - before) % FRAMES for before, after in pairwise(numbers)]
    return made["recording"] == "ready" and len(numbers) >= (made["end"] - made["start"]) * 25 - 1 and set(steps) <= {1}


def _plays(air: Air, name: str, segment: dict[str, Any]) -> bool:
    """Whether a segment can be decoded to its end, and holds what its row says."""
    file = air.desk.data / "live" / str(segment["channel_id"]) / "segments" / f"{segment['number']:010d}.ts"
    try:
        with av.open(str(file)) as container:
            pictures = sum(1 for _ in container.decode(video=0)) if segment["pictures"] else 0
        return pictures >= int(segment["pictures"]) - 1
    except (av.error.FFmpegError, OSError):
        return False
