"""What stands after a clip: the same card in preview, film and what is played, in every shape, and silence under it."""

import json
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clipdesk.media.errors import LookUnreadable
from clipdesk.media.geometry import shape_size
from clipdesk.media.look import BUILT_IN, Card, Look, find_look, read_look
from clipdesk.media.play import play
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Cue, Range, Recipe, Target
from clipdesk.media.render import Order, render
from clipdesk.media.sandbox import FONTS
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests.lossless import encoder_frames
from clipdesk.media.tests.media_made import brightness, sound

_GROUND = (16, 35, 58)
_PAPER = (240, 240, 240)
_RECIPE = Recipe("0" * 64, (Range(F(4), F(22, 5)), Range(F(12), F(63, 5))), captions=(Cue(F(0), F(20), "Tin tối"),))


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wide card with a Vietnamese name on it."""
    picture = Image.new("RGB", (1280, 720), _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((90, 250), "Đài Sông Hồng", font=ImageFont.truetype(FONTS / "NotoSans-Bold.ttf", 130), fill=_GROUND)
    pen.text(
        (90, 430),
        "Số 1, phố Tràng Tiền, Hà Nội",
        font=ImageFont.truetype(FONTS / "NotoSans-Bold.ttf", 60),
        fill=_GROUND,
    )
    path = tmp_path_factory.mktemp("card") / "closing.png"
    picture.save(path)
    return path


def _look(card: Path, seconds: F = F(1)) -> Look:
    return Look(closing=Card(card, seconds, "#10233a"))


@pytest.mark.parametrize("shape", ["9:16", "1:1", "16:9"])
def test_byte_for_byte(shape: str, card: Path, bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    look = replace(find_look("bulletin"), closing=Card(card, F(1), "#10233a"))
    frames = encoder_frames(_RECIPE, bulletin, bulletin_info, shape, tmp_path, look)
    assert len(frames) == 25 + 25
    bare = encoder_frames(_RECIPE, bulletin, bulletin_info, shape, tmp_path, find_look("bulletin"))
    assert frames[:25] == bare  # the clip itself is as it was
    assert len(set(frames[25:])) == 1
    for number in (0, 24, 25, 49):
        assert preview_raw(_RECIPE, bulletin, bulletin_info, shape, F(number, 25), look=look) == frames[number], number


def test_whole_in_every_shape_on_its_ground(card: Path, bulletin: Path, bulletin_info: SourceInfo) -> None:
    for shape in ("9:16", "1:1", "16:9"):
        width, height = shape_size(shape, bulletin_info)
        raw = np.frombuffer(preview_raw(_RECIPE, bulletin, bulletin_info, shape, F(3, 2), look=_look(card)), np.uint8)
        luma = raw[: width * height].reshape(height, width)
        paper = 16 + 219 * 240 / 255
        tall = round(width * 9 / 16)
        top = (height - tall) // 2
        assert abs(int(luma[top + tall // 12, width // 50]) - paper) <= 1
        assert luma[top : top + tall].min() < 60  # the name is written there
        if top:
            ground = 16 + 219 / 255 * (0.2126 * 16 + 0.7152 * 35 + 0.0722 * 58)
            assert np.abs(luma[: top - 2].astype(int) - ground).max() <= 1
            assert np.abs(luma[top + tall + 2 :].astype(int) - ground).max() <= 1


def test_the_film_is_longer_and_silent_at_its_end(card: Path, bulletin: Path, tmp_path: Path) -> None:
    info = probe(bulletin)
    recipe = Recipe("0" * 64, (Range(F(20), F(25)),))
    done = render(Order(recipe, bulletin, info, shapes=("1:1",), look=_look(card, F(2))), tmp_path / "carded")
    bare = render(Order(recipe, bulletin, info, shapes=("1:1",)), tmp_path / "bare")
    assert (bare.frames, done.frames) == (125, 175)
    assert len(brightness(done.files["1:1"])) == 175
    assert done.thumbnail.read_bytes() == bare.thumbnail.read_bytes()
    assert done.captions.read_bytes() == bare.captions.read_bytes()
    assert done.loudness is not None
    assert abs(done.loudness.integrated - -14) < 0.4
    heard = sound(done.files["1:1"])
    assert abs(heard.shape[-1] - 7 * 48000) < 4096
    after = heard[..., 5 * 48000 + 4096 : 7 * 48000 - 4096]
    assert np.abs(after).max() < 0.001
    assert np.abs(heard[..., 4 * 48000 : 5 * 48000]).max() > 0.01
    with av.open(str(done.files["1:1"])) as film:
        assert film.streams.video[0].average_rate == 25


@pytest.mark.parametrize("rate", [F(30000, 1001), F(50)])
def test_at_another_rate(rate: F, card: Path, bulletin: Path, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, target=Target(rate))
    done = render(Order(recipe, bulletin, probe(bulletin), shapes=("1:1",), look=_look(card)), tmp_path)
    assert done.frames == round(rate) + int(rate)
    with av.open(str(done.files["1:1"])) as film:
        base = film.streams.video[0].time_base
        assert base is not None
        stamps = [frame.pts * base for frame in film.decode(video=0) if frame.pts is not None]
    assert len(stamps) == done.frames
    assert max(abs(stamp - number / rate) for number, stamp in enumerate(stamps)) < F(1, 1000)


def test_sound_alone_and_a_recording_without_sound(card: Path, tone: Path, make: Any, tmp_path: Path) -> None:
    recipe = Recipe("0" * 64, (Range(F(1, 5), F(3, 5)),))
    heard = render(Order(recipe, tone, probe(tone), shapes=("1:1",), look=_look(card)), tmp_path / "tone")
    assert len(brightness(heard.files["1:1"])) == heard.frames == 35
    mute = make("mute-card.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1", "-c:v", "libx264")
    seen = render(Order(recipe, mute, probe(mute), shapes=("1:1",), look=_look(card)), tmp_path / "mute")
    assert len(brightness(seen.files["1:1"])) == seen.frames == 35
    assert abs(sound(seen.files["1:1"]).shape[-1] - 48000 * 7 // 5) < 4096


def test_it_is_played_too(card: Path, bulletin: Path, tmp_path: Path) -> None:
    order = Order(_RECIPE, bulletin, probe(bulletin), look=_look(card))
    blocks: list[bytes] = []
    play(order, "9:16", blocks.append)
    path = tmp_path / "played.mp4"
    path.write_bytes(b"".join(blocks))
    assert len(brightness(path)) == 50
    assert abs(sound(path).shape[-1] - 2 * 48000) < 48000 * 0.05


def test_a_look_s_file_names_it(card: Path, tmp_path: Path) -> None:
    data = json.loads((BUILT_IN / "plain.json").read_text()) | {"version": 3}
    closing = {"file": "closing.png", "seconds": "3/1", "ground": "#10233a"}
    found = read_look(data | {"closing": closing}, {"closing.png": card})
    assert found.closing == Card(card, F(3), "#10233a")
    assert found.sha256 != read_look(data, {}).sha256
    other = tmp_path / "other.png"
    Image.new("RGB", (400, 400), _PAPER).save(other)
    assert read_look(data | {"closing": closing}, {"closing.png": other}).sha256 != found.sha256
    for wrong in ({"seconds": "11/1"}, {"seconds": "1/2"}, {"ground": "red"}, {"file": "gone.png"}):
        with pytest.raises(LookUnreadable, match="look.closing"):
            read_look(data | {"closing": closing | wrong}, {"closing.png": card})
