"""The picture shown at a time is the picture that was shown at that time, in every container."""

import random
import struct
from fractions import Fraction as F
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from clipdesk.media.errors import NoPicture, UnreadableMedia
from clipdesk.media.probe import probe
from clipdesk.media.seeking import FrameReader, extend_index, frame_at, index_recording, write_index
from clipdesk.media.seeking.tests.conftest import Film
from clipdesk.media.seeking.tests.sources import FORMS
from clipdesk.media.seeking.tests.sources import make as make_file
from clipdesk.media.tests.conftest import Make


@pytest.mark.parametrize("name", FORMS)
def test_twenty_random_times(film: Film, name: str) -> None:
    found = film(name)
    dice = random.Random(name)
    with FrameReader(found.source.path, found.info, found.index) as reader:
        for _ in range(20):
            at = F(dice.randrange(int(1000 * found.info.duration)), 1000)
            picture = reader.at(at)
            assert found.source.read(picture.rgb, picture.width, picture.height) == found.source.shown_at(at), at
            assert picture.begins <= at + F(1, 2000)


def test_before_the_beginning_and_beyond_the_end(film: Film) -> None:
    found = film("ts, open groups")
    with FrameReader(found.source.path, found.info, found.index) as reader:
        first, last = reader.at(F(-1)), reader.at(F(10000))
    assert found.source.read(first.rgb, first.width, first.height) == found.source.counter(0)
    assert found.source.read(last.rgb, last.width, last.height) == found.source.counters[-1]


def test_a_single_picture_as_a_file(film: Film) -> None:
    found = film("mp4")
    picture = frame_at(found.source.path, found.info, found.index, F(4), width=320)
    for data, form in ((picture.to_png(), "PNG"), (picture.to_jpeg(), "JPEG")):
        image = Image.open(BytesIO(data))
        assert (image.format, image.mode, image.size) == (form, "RGB", (320, 180))


def test_clock_that_wraps(film: Film, tmp_path: Path) -> None:
    """The 33-bit clock of a transport stream begins again after 26.5 hours, here after 30 seconds of the recording."""
    found = film("ts")
    path = tmp_path / "wraps.ts"
    make_file(path, "-i", str(found.source.path), "-c", "copy", "-output_ts_offset", f"{2**33 / 90000 - 30:.3f}")
    info = probe(path)
    assert info.duration == found.info.duration
    with FrameReader(path, info, index_recording(path, info)) as reader:
        for at in (F(1), F(28), F(32), F(55)):
            picture = reader.at(at)
            assert found.source.read(picture.rgb, picture.width, picture.height) == found.source.shown_at(at), at


def test_a_recording_that_grows_while_it_is_shown(film: Film, tmp_path: Path) -> None:
    found = film("ts")
    data, live = found.source.path.read_bytes(), tmp_path / "live.ts"
    live.write_bytes(data[: len(data) // 3])
    info = probe(live)
    with FrameReader(live, info, write_index(live, info, tmp_path)) as reader:
        reader.at(F(10000))
        with live.open("ab") as out:
            out.write(data[len(data) // 3 :])
        picture = reader.at(F(45), extend_index(live, info, tmp_path))
    assert found.source.read(picture.rgb, picture.width, picture.height) == found.source.shown_at(F(45))


def test_upright_and_in_square_pixels(make: Make, tmp_path: Path) -> None:
    """A phone held upright; then anamorphic pictures, red above and blue below."""
    path = tmp_path / "turned.mov"
    source = "color=red:s=320x90:d=1,pad=320:180:0:0:blue"
    lying = make("red.mov", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p").read_bytes()
    whole = 1 << 16
    upright = struct.pack(">9i", whole, 0, 0, 0, whole, 0, 0, 0, 1 << 30)
    turned = struct.pack(">9i", 0, whole, 0, -whole, 0, 0, 180 * whole, 0, 1 << 30)
    header = lying.index(b"tkhd")
    path.write_bytes(lying[:header] + lying[header:].replace(upright, turned, 1))
    info = probe(path)
    picture = frame_at(path, info, index_recording(path, info), F(0))
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    assert image.size == (180, 320)
    assert image.getpixel((170, 160)) == pytest.approx((254, 0, 0), abs=6)  # clockwise: what was above is on the right
    assert image.getpixel((10, 160)) == pytest.approx((0, 0, 254), abs=6)
    wide = make("wide.mp4", "-f", "lavfi", "-i", "testsrc=s=720x576:d=1,setsar=64/45", "-c:v", "libx264")
    info = probe(wide)
    picture = frame_at(wide, info, index_recording(wide, info), F(0))
    assert (picture.width, picture.height) == (1024, 576)


def test_many_questions_and_a_process_that_died(film: Film) -> None:
    found = film("mp4")
    with FrameReader(found.source.path, found.info, found.index, width=64) as reader:
        before = reader.at(F(3))
        assert reader._talk is not None
        reader._talk.process.kill()
        with pytest.raises(Exception, match="memory"):  # all that is seen from outside: somebody killed it
            reader.at(F(3))
        assert reader.at(F(3)) == before


def test_sound_alone_and_bad_files(film: Film, tone: Path, tmp_path: Path) -> None:
    found = film("ts")
    with pytest.raises(NoPicture):
        frame_at(tone, probe(tone), found.index, F(0))
    bad = tmp_path / "bad.ts"
    bad.write_bytes(bytes(100_000))
    with pytest.raises(UnreadableMedia):
        frame_at(bad, found.info, found.index, F(0))
