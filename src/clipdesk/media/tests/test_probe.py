"""A recording is described in exact numbers, wherever they stand in the file."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.media.probe import probe
from clipdesk.media.rates import working_rate
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests.conftest import Make


def test_mp4(bulletin_info: SourceInfo, truth: dict[str, Any]) -> None:
    video = bulletin_info.video
    assert video is not None
    assert (video.frames, video.frame_rate) == (truth["frames"], Fraction(25))
    assert [video.width, video.height] == truth["size"]
    assert (video.field_order, video.rotation, video.matrix) == ("progressive", 0, 1)
    assert bulletin_info.duration == Fraction(truth["frames"], 25)
    assert bulletin_info.start == 0
    assert bulletin_info.audio is not None
    assert (bulletin_info.audio.codec, bulletin_info.audio.channels) == ("aac", 2)


def test_transport_stream_has_the_same_frames_and_its_own_start(ts_info: SourceInfo, bulletin_info: SourceInfo) -> None:
    assert ts_info.video is not None
    assert ts_info.container == "mpegts"
    assert ts_info.start > 1
    assert (ts_info.duration, ts_info.video.frames) == (bulletin_info.duration, 3003)


def test_interlaced_by_what_the_pictures_say(interlaced: Path) -> None:
    video = probe(interlaced).video
    assert video is not None
    assert (video.field_order, video.interlaced, video.frame_rate, video.frames) == ("tff", True, Fraction(25), 75)


def test_a_flag_alone_does_not_make_it_interlaced(make: Make) -> None:
    """Progressive pictures in a stream flagged interlaced, as real air does it."""
    options = ("-c:v", "mpeg2video", "-b:v", "8M", "-flags", "+ildct+ilme")
    moving = "testsrc=s=720x576:r=25:d=3,scroll=h=0.01,setfield=tff"
    path = make("flagged.ts", "-f", "lavfi", "-i", moving, *options)
    video = probe(path).video
    assert video is not None
    assert not video.interlaced


def test_rotation_rational_rate_and_timecode(make: Make, tmp_path: Path) -> None:
    """A phone held upright: the pictures lie on their side, and the track's matrix says a quarter turn clockwise."""
    source = ("-f", "lavfi", "-i", "testsrc=s=320x180:r=30000/1001:d=2", "-c:v", "libx264")
    lying = make("lying.mov", *source, "-timecode", "10:00:00:00").read_bytes()
    whole = 1 << 16
    upright = struct.pack(">9i", whole, 0, 0, 0, whole, 0, 0, 0, 1 << 30)
    turned = struct.pack(">9i", 0, whole, 0, -whole, 0, 0, 180 * whole, 0, 1 << 30)
    header = lying.index(b"tkhd")
    path = tmp_path / "turned.mov"
    path.write_bytes(lying[:header] + lying[header:].replace(upright, turned, 1))
    info = probe(path)
    assert info.video is not None
    assert info.video.frame_rate == Fraction(30000, 1001)
    assert info.video.frames == 60
    assert info.video.rotation == 90
    assert info.video.display_size == (180, 320)
    assert info.timecode == "10:00:00:00"


def test_anamorphic_pixels(make: Make) -> None:
    path = make("wide.mp4", "-f", "lavfi", "-i", "testsrc=s=720x576:r=25:d=1,setsar=64/45", "-c:v", "libx264")
    video = probe(path).video
    assert video is not None
    assert video.sample_aspect == Fraction(64, 45)
    assert video.display_size == (1024, 576)


def test_sound_alone(tone: Path) -> None:
    info = probe(tone)
    assert info.video is None
    assert info.audio is not None
    assert (info.duration, info.audio.sample_rate, info.audio.channels) == (Fraction(6), 48000, 1)
    assert info.grid == 25


def test_json_keeps_everything(bulletin_info: SourceInfo, ts_info: SourceInfo) -> None:
    for info in (bulletin_info, ts_info):
        assert SourceInfo.from_json(info.to_json()) == info


@pytest.mark.parametrize(
    ("average", "nominal", "step", "expected"),
    [
        ("25", "25", "1/25", ("25", False)),
        ("50", "50", "1/25", ("25", False)),  # two fields stored apart
        ("2997/100", "30000/1001", "1001/30000", ("30000/1001", False)),
        ("120", "120", "1/120", ("60", False)),
        ("25/2", "25/2", "2/25", ("25/2", False)),
    ],
)
def test_working_rate(average: str, nominal: str, step: str, expected: tuple[str, bool]) -> None:
    steps = [Fraction(step)] * 50
    found = working_rate(average=Fraction(average), nominal=Fraction(nominal), steps=steps)
    assert found == (Fraction(expected[0]), expected[1])


def test_variable_rate_goes_to_the_nearest_constant_one() -> None:
    steps = [Fraction(1, 30), Fraction(2, 30), Fraction(1, 30)] * 20
    assert working_rate(average=Fraction(244, 10), nominal=Fraction(30), steps=steps) == (Fraction(24), True)
