"""A review copy: small enough for a slow connection, and every picture of the clip at its time."""

from __future__ import annotations

from fractions import Fraction as F
from pathlib import Path

import av
import pytest
from PIL import Image

from clipdesk.media.errors import UnreadableMedia
from clipdesk.media.review_copy import make_review_copy
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.media_made import brightness, sound, tone_level

_SECONDS = 4
_SLOW_CONNECTION = 400_000  # bits per second in all: the issue's own figure


@pytest.fixture(scope="module")
def restless(make: Make) -> Path:
    """Upright, moving everywhere, and noisy: what an encoder likes least. The sound is a tone of 440 Hz."""
    noisy = f"testsrc2=s=1080x1920:r=25:d={_SECONDS},noise=alls=40:allf=t"
    source = ("-f", "lavfi", "-i", noisy, "-f", "lavfi", "-i", f"sine=f=440:r=48000:d={_SECONDS}")
    codec = ("-ac", "2", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p", "-c:a", "aac")
    return make("restless.mp4", *source, *codec)


@pytest.fixture(scope="module")
def thumbnail(make: Make) -> Path:
    return make("thumbnail.jpg", "-f", "lavfi", "-i", "testsrc2=s=1920x1080", "-frames:v", "1", "-q:v", "2")


@pytest.mark.slow
def test_it_fits_a_slow_connection_and_keeps_every_picture(restless: Path, thumbnail: Path, tmp_path: Path) -> None:
    made = make_review_copy(restless, thumbnail, F(_SECONDS), tmp_path)
    assert made.video.stat().st_size * 8 / _SECONDS <= _SLOW_CONNECTION
    with av.open(str(restless)) as whole, av.open(str(made.video)) as copy:
        assert [frame.time for frame in copy.decode(video=0)] == pytest.approx(
            [frame.time for frame in whole.decode(video=0)], abs=1 / 1000
        )
        assert float(copy.duration or 0) / av.time_base == pytest.approx(_SECONDS, abs=1 / 25)
        picture = copy.streams.video[0].codec_context
        assert (picture.name, picture.profile, picture.width, picture.height) == ("h264", "Main", 360, 640)
        assert copy.streams.audio[0].codec_context.name == "aac"
    assert made.video.read_bytes().index(b"moov") < made.video.read_bytes().index(b"mdat")
    assert made.poster is not None
    assert Image.open(made.poster).size == (426, 240)
    assert made.poster.stat().st_size < 30_000


def test_it_shows_and_sounds_like_the_clip(make: Make, tmp_path: Path) -> None:
    """A clip that turns from black to white at 1 s, with a tone in its second half alone."""
    picture = "color=black:s=640x360:r=25:d=1[a];color=white:s=640x360:r=25:d=1[b];[a][b]concat"
    heard = "aevalsrc='if(gte(t,1),0.5,0)*sin(2*PI*440*t)':s=48000:d=2"
    source = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", heard)
    clip = make("halves.mp4", *source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2")
    made = make_review_copy(clip, None, F(2), tmp_path)
    assert made.poster is None
    light = brightness(made.video)
    assert [time for time, luma in light if luma > 126][0] == pytest.approx(1, abs=1 / 1000)
    assert light[0][1] == pytest.approx(16, abs=4)
    assert light[-1][1] == pytest.approx(235, abs=4)
    samples = sound(made.video)[0]
    assert tone_level(samples, 440, (1.2, 1.8)) == pytest.approx(tone_level(sound(clip)[0], 440, (1.2, 1.8)), rel=0.1)
    assert tone_level(samples, 440, (0.2, 0.8)) < 0.01


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"no video at all" * 100)
    with pytest.raises(UnreadableMedia):
        make_review_copy(tmp_path / "clip.mp4", None, F(2), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
