"""Two real senders over UDP: the backup is recorded while the main one is silent, and no longer than that."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clipdesk.media.live import Source, record
from clipdesk.media.live.errors import NothingComes
from clipdesk.media.live.tests.conftest import Remembering
from clipdesk.media.live.tests.web import Answer, serving
from clipdesk.media.live.turns import Turns
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests.conftest import Make

STEADY = 4.0


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Sender:
    """An encoder that sends a file again and again, in real time."""

    def __init__(self, path: Path) -> None:
        self._path, self.port = path, _free_port()
        self.source = Source("ts_udp", f"udp://127.0.0.1:{self.port}")
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        into = f"udp://127.0.0.1:{self.port}?pkt_size=1316"
        send = ("-re", "-stream_loop", "-1", "-i", str(self._path), "-c", "copy", "-f", "mpegts", into)
        self._process = subprocess.Popen([str(ffmpeg_path()), "-v", "error", "-nostdin", *send])

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def senders(make: Make) -> Iterator[tuple[Sender, Sender]]:
    coded = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac")
    sound = ("-f", "lavfi", "-i", "sine=d=10")
    main = make("main.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:d=10", *sound, *coded)
    backup = make("backup.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x90:d=10", *sound, *coded)
    both = Sender(main), Sender(backup)
    yield both
    for sender in both:
        sender.end()


@contextmanager
def _recording(keeper: Remembering, main: Source, backup: Source) -> Iterator[None]:
    stop = threading.Event()
    args = (main, keeper.folder, keeper, stop, backup, STEADY)
    thread = threading.Thread(target=record, args=args)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def _wait_for_width(keeper: Remembering, width: int) -> None:
    with keeper.changed:
        done = keeper.changed.wait_for(lambda: any(track.get("width") == width for track in keeper.tracks), timeout=120)
    assert done, keeper.tracks
    keeper.wait(segments=len(keeper.placed) + 2)


def test_there_and_back_again(senders: tuple[Sender, Sender], keeper: Remembering) -> None:
    main, backup = senders
    for sender in senders:
        sender.begin()
    with _recording(keeper, main.source, backup.source):
        _wait_for_width(keeper, 320)
        broke = time.time()
        main.end()
        _wait_for_width(keeper, 160)
        resumed = time.time()
        main.begin()
        _wait_for_width(keeper, 320)
    assert [on_backup for _, on_backup in keeper.turns] == [False, True, False]
    first = {number for number, on_backup in keeper.turns}
    for before, after in zip(keeper.placed, keeper.placed[1:], strict=False):
        assert after.found.number == before.found.number + 1
        assert after.begins == before.ends + after.gap
        assert (after.epoch > before.epoch) == (after.found.number in first)
    gaps = [one.gap / 90_000 for one in keeper.placed if one.found.number in first][1:]
    assert 2 < gaps[0] < resumed - broke  # what was missing between the two, which the main one's silence began
    assert 0 < gaps[1] < 4  # back again nothing but the wait for a key frame is missing
    assert isinstance(keeper.troubles[0], NothingComes)


def test_a_backup_that_breaks_too_is_tried_again_and_the_main_source_needs_no_patience_then(
    senders: tuple[Sender, Sender], keeper: Remembering
) -> None:
    main, backup = senders
    with _recording(keeper, main.source, backup.source):
        keeper.wait(troubles=2)  # both are silent
        backup.begin()
        _wait_for_width(keeper, 160)
        backup.end()
        main.begin()
        _wait_for_width(keeper, 320)
    assert [on_backup for _, on_backup in keeper.turns] == [True, False]


def test_a_refused_main_source_changes_over_at_once(senders: tuple[Sender, Sender], keeper: Remembering) -> None:
    _main, backup = senders
    backup.begin()
    with serving() as web:
        web.at["/gone"] = Answer(status=404)
        with _recording(keeper, Source("hls", web.url("/gone"), ("127.0.0.1",)), backup.source):
            keeper.wait(segments=2)
    assert [on_backup for _, on_backup in keeper.turns] == [True]


def test_one_that_breaks_again_soon_must_be_steady_for_longer(tmp_path: Path) -> None:
    dead = Source("ts_udp", f"udp://127.0.0.1:{_free_port()}")
    other = Source("ts_udp", f"udp://127.0.0.1:{_free_port()}")
    turns = Turns(dead, other, tmp_path / "position", steady=30)
    needed = []
    for _ in range(7):
        assert turns.broke()
        needed.append(turns._needed)
        assert not turns.broke()  # the main one is silent: the backup is tried again
        assert turns._probe is not None
        turns._probe.wait()
        turns._to_main()
    turns.end()
    assert needed == [30, 60, 120, 240, 480, 600, 600]


def test_without_a_backup_there_are_no_turns(tmp_path: Path) -> None:
    turns = Turns(Source("ts_udp", "udp://127.0.0.1:5000"), None, tmp_path / "position")
    assert not turns.broke()
    assert not turns.on_backup
