"""The index holds every key frame that ffmpeg finds, and tells which ones are closed."""

import subprocess
from collections.abc import Callable
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media.errors import NoPicture, UnreadableMedia
from clipdesk.media.probe import probe
from clipdesk.media.seeking import extend_index, index_recording, read_index, write_index
from clipdesk.media.seeking.tests.conftest import FRAMES, TURNS, Film
from clipdesk.media.supply import ffmpeg_path


def _key_times(path: Path) -> list[F]:
    """When the key frames are shown, as ffmpeg's own decoder finds them; from the first."""
    read = ["-v", "error", "-skip_frame", "nokey", "-copyts", "-i", str(path), "-map", "0:v"]
    command = [
        str(ffmpeg_path()),
        *read,
        "-fps_mode",
        "passthrough",
        "-enc_time_base",
        "1:90000",
        "-f",
        "framecrc",
        "-",
    ]
    rows = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    base = next(F(row.split()[2]) for row in rows if row.startswith("#tb 0:"))
    times = [int(row.split(",")[2]) * base for row in rows if not row.startswith("#")]
    return [time - times[0] for time in times]


@pytest.mark.parametrize(
    "name", ["mp4", "ts", "ts, open groups", "mov, open groups", "mkv, open groups", "mxf", "phone"]
)
def test_every_key_frame(film: Film, name: str) -> None:
    found = film(name)
    index = found.index
    times = [frame.pts * index.time_base - found.info.start for frame in index.frames]
    expected = _key_times(found.source.path)
    assert len(times) == len(expected) > TURNS
    assert all(abs(mine - theirs) < F(1, 10000) for mine, theirs in zip(times, expected, strict=True))
    ends = [frame.pts + frame.duration for frame in index.frames]
    assert ends[:-1] == [frame.pts for frame in index.frames[1:]]
    assert abs(ends[-1] * index.time_base - found.info.start - found.info.duration) <= 2 / found.info.grid


def test_closed_and_open_groups(film: Film) -> None:
    """x264 was told to begin every turn with an IDR picture, and every 48 pictures after it with an open group."""
    assert all(frame.closed for frame in film("ts").index.frames)
    opened = film("ts, open groups").index
    starts = [number * FRAMES for number in range(TURNS)]
    places = [(frame.pts - opened.frames[0].pts) // 3600 for frame in opened.frames]
    assert [place for place, frame in zip(places, opened.frames, strict=True) if frame.closed] == starts
    assert places == [turn + at for turn in starts for at in range(0, FRAMES, 48)]
    assert all(frame.parameters for frame in opened.frames)
    assert [frame.parameters for frame in film("ts out of mp4").index.frames] == [
        frame.closed for frame in opened.frames
    ]


def test_gradual_refresh_settles_later(film: Film) -> None:
    frames = film("ts, gradual refresh").index.frames
    assert frames[0].settle == 0
    assert 0 < frames[1].settle < 50


def test_an_hour_costs_some_kilobytes(film: Film) -> None:
    index = film("ts").index
    assert len(index.to_bytes()) <= 32 + 24 * (FRAMES * TURNS // 30)


def _grow(source: Path, target: Path) -> Callable[[float], None]:
    data = source.read_bytes()

    def up_to(share: float) -> None:
        target.write_bytes(data[: int(share * len(data))])

    return up_to


def test_index_of_a_growing_transport_stream(film: Film, tmp_path: Path) -> None:
    whole = film("ts")
    live = tmp_path / "live.ts"
    grow = _grow(whole.source.path, live)
    grow(0.3)
    first = write_index(live, probe(live), tmp_path)
    for share in (0.5, 0.5001, 0.9, 1):
        grow(share)
        grown = extend_index(live, whole.info, tmp_path)
        assert grown.to_bytes() == (tmp_path / "keyframes.bin").read_bytes()
    assert 1 < len(first.frames) < len(grown.frames)
    assert list(grown.frames) == list(whole.index.frames)
    assert extend_index(live, whole.info, tmp_path).to_bytes() == grown.to_bytes()


def test_stored_beside_the_analysis(film: Film, tmp_path: Path) -> None:
    found = film("mp4")
    assert read_index(tmp_path) is None
    written = write_index(found.source.path, found.info, tmp_path / "analysis")
    found_again = read_index(tmp_path / "analysis")
    assert found_again is not None
    assert found_again.to_bytes() == written.to_bytes()
    assert [path.name for path in (tmp_path / "analysis").iterdir()] == ["keyframes.bin"]


def test_sound_alone_has_none(tone: Path) -> None:
    with pytest.raises(NoPicture, match="sound alone"):
        index_recording(tone, probe(tone))


def test_a_file_that_went_bad(film: Film, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(5000))
    with pytest.raises(UnreadableMedia):
        index_recording(bad, film("mp4").info)
