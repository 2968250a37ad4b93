"""The preview is the render: one frame asked for alone is, byte for byte, the frame that the encoder is given."""

import random
from dataclasses import replace
from fractions import Fraction as F
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipdesk.media import captions
from clipdesk.media.framing.keys import KeyFrame, ShotFraming
from clipdesk.media.preview import preview_frame, preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SHAPES, CaptionStyle, Cue, Framing, Range, Recipe
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.lossless import encoder_frames

_CROP = {shape: Framing("crop", F(2, 5)) for shape in SHAPES}
_FIT = {shape: Framing("fit", F(2, 5)) for shape in SHAPES}
_PATH = {
    "9:16": Framing(
        "path",
        shots=(
            ShotFraming(F(4), "crop", (KeyFrame(F(4), F(1, 3)), KeyFrame(F(21, 5), F(3, 5)))),
            ShotFraming(F(106, 25), "fit", (KeyFrame(F(4), F(1, 3)),)),
            ShotFraming(F(46, 5), "crop", (KeyFrame(F(9), F(1, 2)), KeyFrame(F(10), F(2, 3), dx=F(1, 9)))),
        ),
    )
}
_CUTS = (Range(F(4), F(22, 5)), Range(F(9), F(47, 5)))


@pytest.mark.parametrize(
    ("kind", "shape", "framing", "look"),
    [
        ("bulletin", "9:16", _CROP, "outline"),
        pytest.param("bulletin_ts", "16:9", _CROP, "box", marks=pytest.mark.slow),
        pytest.param("bulletin", "1:1", _FIT, "box", marks=pytest.mark.slow),
        ("bulletin", "4:5", _CROP, "box"),
        ("bulletin", "9:16", _PATH, "outline"),
        ("bulletin", "9:16", _FIT, "plain"),
        ("interlaced", "9:16", _CROP, "outline"),
        ("tone", "1:1", _CROP, "outline"),
    ],
)
def test_byte_for_byte(
    kind: str, shape: str, framing: dict[str, Framing], look: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    source: Path = request.getfixturevalue(kind)
    info = probe(source)
    ranges = _CUTS if info.duration > 10 else (Range(F(1, 5), F(3, 5)),)
    cues = (Cue(F(0), F(5), "Hội đồng thành phố vừa thông qua"), Cue(F(5), F(20), "Công trình khởi công"))
    style = CaptionStyle(look="box" if look == "box" else "outline")
    recipe = Recipe("0" * 64, ranges, framing, cues, style, backdrop="plain" if look == "plain" else "blurred")
    frames = encoder_frames(recipe, source, info, shape, tmp_path)
    assert len(frames) == sum((cut.end - cut.start) * 25 for cut in ranges)
    for number in (3, len(frames) // 2, len(frames) - 1):  # within a cut, the first after a join, the last
        assert preview_raw(recipe, source, info, shape, F(number, 25)) == frames[number], number


def test_a_whole_picture_on_black(bulletin: Path, bulletin_info: SourceInfo) -> None:
    """16:9 in a square: 606 rows of picture in the middle, black above and below in every plane."""
    blurred = Recipe("0" * 64, (Range(F(4), F(5)),), _FIT)
    plain = replace(blurred, backdrop="plain")
    raw, other = (
        np.frombuffer(preview_raw(recipe, bulletin, bulletin_info, "1:1", F(1, 2)), np.uint8)
        for recipe in (plain, blurred)
    )
    luma, chroma = raw[: 1080 * 1080].reshape(1080, 1080), raw[1080 * 1080 :].reshape(2, 540, 540)
    assert set(luma[:236].flat) == set(luma[-236:].flat) == {16}
    assert set(chroma[:, :118].flat) == set(chroma[:, -118:].flat) == {128}
    seen = other[: 1080 * 1080].reshape(1080, 1080)
    assert np.array_equal(luma[240:840], seen[240:840])  # the picture itself is the same
    assert luma[240:840].std() > 10
    assert not np.array_equal(luma[:236], seen[:236])


def _exact_on_ts(count: int, source: Path, info: SourceInfo) -> None:
    dice = random.Random(11)
    for _ in range(count):
        frame = dice.randrange(0, 3000)
        recipe = Recipe("0" * 64, (Range(F(frame, 25), F(frame + 3, 25)),))
        raw = preview_raw(recipe, source, info, "16:9", F(0))
        assert strip.number(strip.luma(raw, 1920, 1080)) == frame


def test_any_frame_of_a_transport_stream(bulletin_ts: Path, ts_info: SourceInfo) -> None:
    _exact_on_ts(3, bulletin_ts, ts_info)


@pytest.mark.slow
def test_thirty_frames_of_a_transport_stream(bulletin_ts: Path, ts_info: SourceInfo) -> None:
    _exact_on_ts(30, bulletin_ts, ts_info)


def test_png_in_the_wanted_width(bulletin: Path, bulletin_info: SourceInfo, shared_media: Path) -> None:
    cues = tuple(captions.read((shared_media / "bulletin.srt").read_bytes(), "a.srt"))
    recipe = Recipe("0" * 64, _CUTS, _CROP, cues)
    image = Image.open(BytesIO(preview_frame(recipe, bulletin, bulletin_info, "9:16", F(1, 2), 360)))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (360, 640))


def test_colours_of_the_png(make: Make) -> None:
    source = "color=c=0xc83232:s=1280x720:r=25:d=1,format=gbrp,scale=out_color_matrix=bt709,format=yuv420p"
    path = make("red.mp4", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-qp", "1", "-colorspace", "bt709")
    image = Image.open(BytesIO(preview_frame(Recipe("0" * 64, (Range(F(0), F(1)),)), path, probe(path), "1:1", F(0))))
    assert image.getpixel((500, 500)) == pytest.approx((200, 50, 50), abs=4)


def test_beyond_the_end_shows_the_last_frame(bulletin: Path, bulletin_info: SourceInfo) -> None:
    recipe = Recipe("0" * 64, _CUTS)
    raw = preview_raw(recipe, bulletin, bulletin_info, "16:9", F(100))
    assert strip.number(strip.luma(raw, 1920, 1080)) == 234
