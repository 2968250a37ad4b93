"""A file that is still being written is a channel's source: every picture once, and what cannot be recorded says so."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clipdesk.media.live import join
from clipdesk.media.live.errors import (
    FolderMissing,
    GrowsNoMore,
    LiveError,
    NoFileThere,
    Unreadable,
    WrapsInMp4,
    WrapsInMxf,
)
from clipdesk.media.live.growing import Growing
from clipdesk.media.live.recorder import record
from clipdesk.media.live.sources import GROWING, Source
from clipdesk.media.live.tests.conftest import FRAMES, Remembering
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip

SECONDS = 0.6


def _convert(programme: Path, to: Path, *args: str) -> Path:
    words = ["-v", "error", "-nostdin", "-i", str(programme), "-c", "copy", "-bsf:a", "aac_adtstoasc", *args, str(to)]
    subprocess.run([str(ffmpeg_path()), *words], check=True, timeout=120)
    return to


@pytest.fixture
def fragmented(programme: Path, tmp_path: Path) -> Path:
    return _convert(programme, tmp_path / "fragmented.mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof")


@contextmanager
def _recording(folder: Path, keeper: Remembering) -> Iterator[None]:
    stop = threading.Event()
    source = Source(GROWING, str(folder))
    thread = threading.Thread(target=record, args=(source, keeper.folder, keeper, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def _write(path: Path, data: bytes, steps: int = 40) -> None:
    size = -(-len(data) // steps)
    with path.open("ab") as file:
        for at in range(0, len(data), size):
            file.write(data[at : at + size])
            file.flush()
            time.sleep(0.02)


def _heard(growing: Growing, seconds: float = 30) -> tuple[bytes, LiveError | None, list[bool]]:
    """What is yielded until it ends, why it ended, and which pieces begin something anew."""
    data, joints = b"", []
    until = time.monotonic() + seconds
    try:
        for piece in growing.pieces(threading.Event()):
            assert time.monotonic() < until
            if piece is not None:
                data += piece.data
                joints.append(piece.joint)
    except LiveError as error:
        return data, error, joints
    return data, None, joints


def test_every_picture_of_a_file_that_is_written_meanwhile(
    programme: Path, keeper: Remembering, tmp_path: Path
) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    with _recording(folder, keeper):
        keeper.wait(troubles=1)
        assert isinstance(keeper.troubles[0], NoFileThere)
        _write(folder / "news.ts", programme.read_bytes())
        keeper.wait(segments=7)
        keeper.wait(troubles=2)
        assert isinstance(keeper.troubles[1], GrowsNoMore)
    assert len(keeper.placed) == 8
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == list(range(FRAMES))


def test_it_goes_on_where_it_was_when_the_file_grows_again(programme: Path, tmp_path: Path) -> None:
    data = programme.read_bytes()
    growing = Growing(tmp_path, SECONDS)
    assert isinstance(_heard(growing)[1], NoFileThere)
    path = tmp_path / "a.ts"
    path.write_bytes(data[:100_000])
    first, why, joints = _heard(growing)
    assert isinstance(why, GrowsNoMore)
    assert (first, joints[0], any(joints[1:])) == (data[:100_000], True, False)
    with path.open("ab") as file:
        file.write(data[100_000:])
    second, why, joints = _heard(growing)
    assert (first + second, joints[0]) == (data, True)
    assert isinstance(why, GrowsNoMore)


def test_the_next_file_is_read_from_its_beginning(programme: Path, tmp_path: Path) -> None:
    data = programme.read_bytes()
    growing = Growing(tmp_path, SECONDS)
    assert isinstance(_heard(growing)[1], NoFileThere)
    (tmp_path / "a.ts").write_bytes(data[:50_000])
    thread = threading.Timer(0.3, (tmp_path / "b.ts").write_bytes, [data[:70_000]])
    thread.start()
    first, why, _joints = _heard(growing)
    thread.join()
    assert (first, why) == (data[:50_000], None)  # told at once, without waiting
    second, why, joints = _heard(growing)
    assert (second, joints[0]) == (data[:70_000], True)
    assert isinstance(why, GrowsNoMore)


def test_a_file_that_was_there_before_is_entered_near_its_end(programme: Path, tmp_path: Path) -> None:
    data = programme.read_bytes()
    large = tmp_path / "large"
    large.mkdir()
    count = 6_000_000 // len(data) + 2
    (large / "a.ts").write_bytes(data * count)
    heard, _why, _joints = _heard(Growing(large, SECONDS))
    assert len(heard) <= (4 << 20) + 188
    assert (data * count).endswith(heard)
    assert heard[:1] == b"\x47"


def test_what_cannot_be_recorded_while_it_grows(programme: Path, fragmented: Path, tmp_path: Path) -> None:
    plain = _convert(programme, tmp_path / "plain.mp4")
    mxf = tmp_path / "a.mxf"
    mxf.write_bytes(b"\x06\x0e\x2b\x34\x02\x05\x01\x01" + bytes(9000))
    cases: dict[str, tuple[bytes, type[LiveError]]] = {
        "mp4": (plain.read_bytes(), WrapsInMp4),
        "mov": (fragmented.read_bytes(), WrapsInMp4),
        "mxf": (mxf.read_bytes(), WrapsInMxf),
        "ts": (bytes(range(256)) * 100, Unreadable),
    }
    for name, (content, error) in cases.items():
        folder = tmp_path / f"of-{name}"
        folder.mkdir()
        (folder / f"a.{name}").write_bytes(content)
        heard, why, _joints = _heard(Growing(folder, SECONDS))
        assert heard == b""
        assert type(why) is error, name


def test_nothing_outside_the_folder_is_read(programme: Path, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / "link.ts").symlink_to(programme)
    os.mkfifo(folder / "pipe.ts")
    (folder / "notes.txt").write_bytes(programme.read_bytes())
    (folder / "deep.ts").mkdir()
    assert isinstance(_heard(Growing(folder, SECONDS))[1], NoFileThere)
    assert isinstance(_heard(Growing(tmp_path / "none", SECONDS))[1], FolderMissing)
