"""Raw streams reach this process whole, through the walls, and a reader that fails ends the run."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clipdesk.media import errors, sandbox
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import run
from clipdesk.media.taps import in_blocks

_LIMITS = Limits(cpu=60, memory=2 * GIB, file_size=MIB, wall=60)
_FRAME = 160 * 90 * 3
_PICTURES = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=4")
_SOUND = ("-f", "lavfi", "-i", "sine=f=440:r=48000:d=4")
_TO_FRAMES = ("-map", "0:v", "-pix_fmt", "bgr24", "-f", "rawvideo", "tap:frames")
_TO_SOUND = ("-map", "1:a", "-ac", "2", "-f", "f32le", "tap:sound")


@pytest.fixture(params=["behind bubblewrap", "without it"])
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without it":
        monkeypatch.setattr(sandbox, "sandbox_available", lambda: False)
    elif not sandbox.sandbox_available():
        pytest.skip("bubblewrap cannot create namespaces here")


@pytest.mark.usefixtures("walls")
def test_two_streams_arrive_whole(tmp_path: Path) -> None:
    """4 s at 25 fps are 100 frames; 4 s at 48 kHz are 192,000 samples of two floats."""
    frames: list[bytes] = []
    sound = bytearray()
    args = [*_PICTURES, *_SOUND, *_TO_FRAMES, *_TO_SOUND, "-map", "1:a", "out/a.wav"]
    before = _open_descriptors()
    taps = {"frames": in_blocks(_FRAME, frames.append), "sound": sound.extend}
    done = run(args, limits=_LIMITS, inputs=[], output_dir=tmp_path, taps=taps)
    assert [path.name for path in done.files] == ["a.wav"]
    assert [len(frame) for frame in frames] == [_FRAME] * 100
    assert len(set(frames)) == 100
    assert len(sound) == 192_000 * 8
    assert _open_descriptors() == before


@pytest.mark.usefixtures("walls")
def test_the_same_bytes_as_in_a_file(tmp_path: Path) -> None:
    heard = bytearray()
    args = [*_PICTURES, *_TO_FRAMES, "-map", "0:v", "-pix_fmt", "bgr24", "-f", "rawvideo", "out/frames.raw"]
    run(args, limits=Limits(60, 2 * GIB, 64 * MIB), inputs=[], output_dir=tmp_path, taps={"frames": heard.extend})
    assert bytes(heard) == (tmp_path / "frames.raw").read_bytes()


@pytest.mark.usefixtures("walls")
def test_a_slow_reader_loses_nothing(tmp_path: Path) -> None:
    heard: list[int] = []

    def slow(block: bytes) -> None:
        time.sleep(0.01)
        heard.append(len(block))

    run([*_PICTURES, *_TO_FRAMES], limits=_LIMITS, inputs=[], output_dir=tmp_path, taps={"frames": slow})
    assert sum(heard) == 100 * _FRAME


@pytest.mark.usefixtures("walls")
def test_what_a_reader_raises_ends_the_run(tmp_path: Path) -> None:
    def fail(block: bytes) -> None:
        raise ZeroDivisionError(len(block))

    endless = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25", *_TO_FRAMES, "-map", "0:v", "out/a.mp4"]
    before, began = _open_descriptors(), time.monotonic()
    with pytest.raises(ZeroDivisionError):
        run(endless, limits=_LIMITS, inputs=[], output_dir=tmp_path, taps={"frames": fail})
    assert time.monotonic() - began < 10
    assert list(tmp_path.iterdir()) == []
    assert _open_descriptors() == before


def test_what_a_reader_raises_on_the_last_block_is_not_lost(tmp_path: Path) -> None:
    """The process may end well before its reader does."""

    def fail_late(block: bytes) -> None:
        time.sleep(0.5)
        raise ZeroDivisionError(len(block))

    one = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=0.04", *_TO_FRAMES]
    with pytest.raises(ZeroDivisionError):
        run(one, limits=_LIMITS, inputs=[], output_dir=tmp_path, taps={"frames": fail_late})


def test_cancel_ends_the_readers_too(tmp_path: Path) -> None:
    heard: list[bytes] = []
    endless = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25", *_TO_FRAMES, "-map", "0:v", "out/a.mp4"]
    before = _open_descriptors()
    with pytest.raises(errors.Cancelled):
        run(
            endless, limits=_LIMITS, inputs=[], output_dir=tmp_path,
            should_stop=lambda: bool(heard), taps={"frames": heard.append},
        )  # fmt: skip
    count = len(heard)
    time.sleep(0.3)
    assert len(heard) == count
    assert _open_descriptors() == before


@pytest.mark.parametrize("step", [1, 3, 4, 7, 100])
def test_blocks_have_their_size_however_the_bytes_arrive(step: int) -> None:
    whole = bytes(range(43))
    blocks: list[bytes] = []
    feed: Callable[[bytes], None] = in_blocks(4, blocks.append)
    for start in range(0, len(whole), step):
        feed(whole[start : start + step])
    assert blocks == [whole[start : start + 4] for start in range(0, 40, 4)]


def _open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))
