"""What is played is what would be rendered, only smaller; and it is heard while it is made."""

from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipdesk.media.errors import Cancelled, RangeBeyondEnd
from clipdesk.media.look import Look, find_look
from clipdesk.media.loudness import measure
from clipdesk.media.play import SHORT_SIDE, play
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Cue, Framing, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.media_made import brightness, planes, sound, tone_level

_CUTS = (Range(F(20), F(23)), Range(F(60), F(61)))
_CUES = (Cue(F(20), F(61), "Hội đồng thành phố vừa thông qua"),)


def _played(order: Order, shape: str, folder: Path) -> Path:
    path = folder / "played.mp4"
    blocks: list[bytes] = []
    play(order, shape, blocks.append)
    path.write_bytes(b"".join(blocks))
    return path


@pytest.mark.parametrize(
    ("kind", "shape", "look"),
    [
        ("bulletin", "9:16", "bulletin"),
        pytest.param("bulletin_ts", "1:1", "", marks=pytest.mark.slow),
        pytest.param("interlaced", "16:9", "plain", marks=pytest.mark.slow),
    ],
)
def test_the_same_pictures_and_sound(
    kind: str, shape: str, look: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    source: Path = request.getfixturevalue(kind)
    info = probe(source)
    cuts = _CUTS if info.duration > 61 else (Range(F(1, 5), info.duration - F(1, 5)),)
    framing = {shape: Framing("crop", F(1, 3)) if kind == "bulletin" else Framing("fit")}
    recipe = Recipe("0" * 64, cuts, framing, _CUES, look=look, title="Cầu mới")
    order = Order(recipe, source, info, shapes=(shape,), look=find_look(look) if look else Look())
    done = render(order, tmp_path / "render")
    played = _played(order, shape, tmp_path)
    assert len(brightness(played)) == done.frames
    for number in (0, done.frames // 2, done.frames - 1):
        small, whole = planes(played, number)[0], Image.fromarray(planes(done.files[shape], number)[0])
        assert min(small.shape) == SHORT_SIDE
        same = np.asarray(whole.resize(small.shape[::-1], Image.Resampling.BILINEAR)).astype(int)
        assert np.abs(same - small).mean() < 4, number
    heard, wanted = sound(played)[0], sound(done.files[shape])[0]
    length = min(len(heard), len(wanted))
    assert abs(len(heard) - len(wanted)) < 48000 * 0.05
    if kind == "bulletin":
        assert np.corrcoef(heard[:length], wanted[:length])[0, 1] > 0.98
        assert measure(played).integrated == pytest.approx(-14, abs=1)


def test_sound_alone_is_played_with_its_wave(tone: Path, tmp_path: Path) -> None:
    info = probe(tone)
    recipe = Recipe("0" * 64, (Range(F(0), info.duration),))
    played = _played(Order(recipe, tone, info), "9:16", tmp_path)
    assert planes(played)[0].shape == (640, 360)
    left = sound(played)[0]
    levels = {second: tone_level(left, 330, (second + 0.3, second + 0.7)) for second in range(6)}
    assert min(levels.values()) > 0.15, levels  # a sine of 1/8, brought to -14 LUFS
    assert tone_level(left, 1000) < levels[0] / 100


def test_pictures_alone_get_silence(make: Make, tmp_path: Path) -> None:
    mute = make("mute.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=2", "-c:v", "libx264")
    played = _played(Order(Recipe("0" * 64, (Range(F(0), F(2)),)), mute, probe(mute)), "16:9", tmp_path)
    assert len(brightness(played)) == 50
    assert np.abs(sound(played)).max() == 0


def test_it_is_heard_while_it_is_made_and_ends_when_nobody_listens(bulletin: Path) -> None:
    order = Order(Recipe("0" * 64, (Range(F(5), F(65)),)), bulletin, probe(bulletin))
    heard = bytearray()

    def listen(block: bytes) -> None:
        heard.extend(block)
        if heard.count(b"moof") > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        play(order, "16:9", listen)
    assert heard[4:8] == b"ftyp"
    assert heard.count(b"moof") < 20  # of 120 fragments


def test_a_range_beyond_the_end_is_refused_before_anything_is_heard(tone: Path) -> None:
    heard: list[bytes] = []
    order = Order(Recipe("0" * 64, (Range(F(0), F(500)),)), tone, probe(tone))
    with pytest.raises(RangeBeyondEnd):
        play(order, "9:16", heard.append)
    assert not heard
