"""What stands before a clip: the same card in preview, film and what is played; everything after it moves on by as much."""

import json
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from clipdesk.media.captions import read, to_vtt
from clipdesk.media.errors import LookUnreadable
from clipdesk.media.film import Cards, film_cues, film_of
from clipdesk.media.look import BUILT_IN, Card, Look, find_look, read_look
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.play import play
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import CaptionStyle, Cue, Range, Recipe, Target, Word
from clipdesk.media.render import Order, render
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.lossless import encoder_frames
from clipdesk.media.tests.media_made import brightness, sound

_SPOKEN = Cue(F(4), F(22, 5), "Tin tối", "Lan")
_RECIPE = Recipe("0" * 64, (Range(F(4), F(22, 5)), Range(F(12), F(63, 5))), captions=(_SPOKEN,))
_FULL = replace(
    _RECIPE,
    caption_style=CaptionStyle(words=True, speakers=True),
    words=(Word(F(4), F(21, 5), "Tin"), Word(F(21, 5), F(22, 5), "tối")),
    lower_thirds=(LowerThird(F(12), F(63, 5), "Nguyễn Thị Lan", "Phóng viên"),),
    title="Sông Xanh vượt báo động 2",
)


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An opening card and a closing one that cannot be taken for each other."""
    folder = tmp_path_factory.mktemp("cards")
    for name, colour in (("opening", (200, 30, 30)), ("closing", (30, 30, 200))):
        picture = Image.new("RGB", (800, 600), colour)
        ImageDraw.Draw(picture).rectangle((100, 100, 300, 200), fill=(250, 250, 250))
        picture.save(folder / f"{name}.png")
    return folder / "opening.png", folder / "closing.png"


def _look(cards: tuple[Path, Path], *, opening: F = F(1), closing: F = F(0), name: str = "") -> Look:
    return replace(
        find_look(name) if name else Look(),
        opening=Card(cards[0], opening, "#10233a"),
        closing=Card(cards[1], closing, "#3a1023") if closing else None,
    )


@pytest.mark.parametrize("shape", ["9:16", "1:1", "16:9"])
def test_byte_for_byte(
    shape: str, cards: tuple[Path, Path], bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path
) -> None:
    look = _look(cards, opening=F(6, 5), closing=F(1), name="bulletin")
    frames = encoder_frames(_FULL, bulletin, bulletin_info, shape, tmp_path, look)
    assert len(frames) == 30 + 25 + 25
    bare = encoder_frames(_FULL, bulletin, bulletin_info, shape, tmp_path, find_look("bulletin"))
    assert frames[30:55] == bare  # captions, names and the words being spoken have moved on with their pictures
    assert (len(set(frames[:30])), len(set(frames[55:]))) == (1, 1)
    assert frames[0] != frames[-1]
    for number in (0, 29, 30, 39, 40, 54, 55, 79):
        assert preview_raw(_FULL, bulletin, bulletin_info, shape, F(number, 25), look=look) == frames[number], number


def test_an_opening_card_alone(
    cards: tuple[Path, Path], bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path
) -> None:
    frames = encoder_frames(_RECIPE, bulletin, bulletin_info, "1:1", tmp_path, _look(cards))
    assert len(frames) == 25 + 25
    for number, at in ((24, F(24, 25)), (25, F(1)), (49, F(49, 25)), (49, F(9))):
        assert preview_raw(_RECIPE, bulletin, bulletin_info, "1:1", at, look=_look(cards)) == frames[number], at


def test_the_film_begins_later_and_in_silence(cards: tuple[Path, Path], bulletin: Path, tmp_path: Path) -> None:
    info = probe(bulletin)
    recipe = Recipe("0" * 64, (Range(F(20), F(25)),), captions=(Cue(F(21), F(23), "Tin tối"),), thumbnail=F(22))
    done = render(Order(recipe, bulletin, info, shapes=("1:1",), look=_look(cards, opening=F(2))), tmp_path / "carded")
    bare = render(Order(recipe, bulletin, info, shapes=("1:1",)), tmp_path / "bare")
    assert (bare.frames, done.frames) == (125, 175)
    assert len(brightness(done.files["1:1"])) == 175
    assert done.thumbnail.read_bytes() == bare.thumbnail.read_bytes()
    ((had,), (has,)) = (read(one.captions.read_bytes(), "captions.vtt") for one in (bare, done))
    assert (had.start, had.end) == (F(1), F(3))
    assert (has.start, has.end) == (F(3), F(5))
    assert done.loudness is not None
    assert bare.loudness is not None
    assert (
        abs(done.loudness.integrated - bare.loudness.integrated) < 0.2
    )  # of the clip: seconds of silence would lower it by 1.5
    heard, alone = sound(done.files["1:1"]), sound(bare.files["1:1"])
    assert abs(heard.shape[-1] - 7 * 48000) < 4096
    assert np.abs(heard[..., : 2 * 48000 - 2048]).max() < 0.001
    one, other = (
        np.asarray(part, float).ravel() for part in (heard[..., 3 * 48000 : 4 * 48000], alone[..., 48000:96000])
    )
    assert np.corrcoef(one, other)[0, 1] > 0.98  # the very sound, to the sample


@pytest.mark.parametrize("rate", [F(30000, 1001), F(50)])
def test_at_another_rate(rate: F, cards: tuple[Path, Path], bulletin: Path, tmp_path: Path) -> None:
    recipe, info = replace(_RECIPE, target=Target(rate)), probe(bulletin)
    look = _look(cards, opening=F(3, 2), closing=F(1))
    done = render(Order(recipe, bulletin, info, shapes=("1:1",), look=look), tmp_path)
    before = int(F(3, 2) * rate)
    assert done.frames == before + round(rate) + int(rate) == len(brightness(done.files["1:1"]))
    film = film_of(recipe, info.grid, look.cards)
    assert (film.before, film.frames) == (before, done.frames)
    (cue,) = read(done.captions.read_bytes(), "captions.vtt")
    assert abs(cue.start - before / rate) < F(1, 1000)


def test_sound_alone_and_a_recording_without_sound(
    cards: tuple[Path, Path], tone: Path, make: Make, tmp_path: Path
) -> None:
    recipe = Recipe("0" * 64, (Range(F(1, 5), F(3, 5)),))
    heard = render(Order(recipe, tone, probe(tone), shapes=("1:1",), look=_look(cards)), tmp_path / "tone")
    assert len(brightness(heard.files["1:1"])) == heard.frames == 35
    mute = make("mute-opening.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1", "-c:v", "libx264")
    seen = render(Order(recipe, mute, probe(mute), shapes=("1:1",), look=_look(cards, closing=F(1))), tmp_path / "mute")
    assert len(brightness(seen.files["1:1"])) == seen.frames == 60
    assert abs(sound(seen.files["1:1"]).shape[-1] - 48000 * 12 // 5) < 4096


def test_it_is_played_too(cards: tuple[Path, Path], bulletin: Path, tmp_path: Path) -> None:
    order = Order(_RECIPE, bulletin, probe(bulletin), look=_look(cards, closing=F(1)))
    blocks: list[bytes] = []
    play(order, "9:16", blocks.append)
    path = tmp_path / "played.mp4"
    path.write_bytes(b"".join(blocks))
    assert len(brightness(path)) == 75
    assert np.abs(sound(path)[..., : 48000 - 2048]).max() < 0.001


def test_one_count_of_lead() -> None:
    cut = Recipe("0" * 64, (Range(F(4), F(5)),), captions=(Cue(F(4), F(9, 2), "Một"),))
    for grid, target, frames in ((F(25), None, 37), (F(30000, 1001), None, 44), (F(25), F(60), 90), (F(50), F(25), 37)):
        recipe = replace(cut, target=Target(target))
        film = film_of(recipe, grid, Cards(F(3, 2), F(2)))
        assert film.before == frames
        assert film.lead == frames / (target or grid)
        (cue,) = film_cues(recipe, grid, Cards(F(3, 2), F(2)))
        assert cue.start == film.lead
        assert abs(cue.end - film.lead - F(1, 2)) < 1 / grid  # the cut goes by whole frames
    plain = film_of(cut, F(25))
    assert (plain.before, plain.after, plain.frames, plain.lead) == (0, 0, 25, F(0))
    assert to_vtt(film_cues(cut, F(25))) == to_vtt([Cue(F(0), F(1, 2), "Một")])


def test_a_look_s_file_names_it(cards: tuple[Path, Path]) -> None:
    data = json.loads((BUILT_IN / "plain.json").read_text()) | {"version": 4}
    opening = {"file": "opening.png", "seconds": "3/1", "ground": "#10233a"}
    found = read_look(data | {"opening": opening}, {"opening.png": cards[0]})
    assert found.opening == Card(cards[0], F(3), "#10233a")
    assert found.cards == Cards(F(3), F(0))
    assert found.sha256 != read_look(data, {}).sha256
    assert read_look(data | {"opening": opening}, {"opening.png": cards[1]}).sha256 != found.sha256
    for wrong in ({"seconds": "4/1"}, {"seconds": "1/2"}, {"ground": "red"}, {"file": "gone.png"}):
        with pytest.raises(LookUnreadable, match="look.opening"):
            read_look(data | {"opening": opening | wrong}, {"opening.png": cards[0]})
    with pytest.raises(
        LookUnreadable, match="opening"
    ):  # a desk of before would not draw it, and must not say that it did
        read_look(data | {"version": 3, "opening": opening}, {"opening.png": cards[0]})
