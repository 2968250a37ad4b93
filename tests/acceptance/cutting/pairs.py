"""Item 3: what is seen is what is encoded. Random recipes in every shape and look; of each, one frame three ways.

1. The preview's frame equals, byte for byte, the frame that the render's own graph hands to the encoder (through ffv1).
2. The frame decoded from the finished file is within 38 dB of it.
3. Captions, names and logo are in place: where they lie over the picture, the finished frame differs from the preview
   by less than a sixth of what they changed there. Over a card of the look lies nothing at all.

Half of the looks have cards before or after the clip. The frame is any of the film's, every other time one at which a card
comes or goes.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from clipdesk.media.film import film_of
from clipdesk.media.framing.keys import KeyFrame, ShotFraming
from clipdesk.media.framing.tests.hand_keys import by_hand
from clipdesk.media.look import BUILT_IN, Card, Look, find_look, read_look
from clipdesk.media.loudness import Series, measure_energies
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SIZES, CaptionStyle, Cue, Framing, Range, Recipe, Word
from clipdesk.media.render import Order, render
from clipdesk.media.sandbox import FONTS
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests.lossless import decoded, encoder_frame, nth
from tests.acceptance.verdict import SHARED, Verdict

PAIRS = int(os.environ.get("CLIPDESK_PAIRS", "200"))
LEAST_DB = 38.0
_SOURCE = SHARED / "bulletin.mp4"
_IN_PLACE = 1 / 6
_CHANGED = 24  # grey levels by which captions, names and logo change the picture where they lie
_WORDS = (
    "Nước sông Hồng lên thêm hai mươi phân",
    "Bà con bãi giữa\nđưa tài sản lên cao",
    "Ask not what your country can do",
)
_PEOPLE = (
    ("Nguyễn Thị Lan", "Phó chủ tịch UBND tỉnh"),
    ("Ông Tư", ""),
    (
        "Bác sĩ Hoàng Phủ Ngọc Tường Vi Khánh",
        "Giám đốc Trung tâm Phòng chống thiên tai và Tìm kiếm cứu nạn khu vực phía Bắc",
    ),
)
Grey = npt.NDArray[np.int16]


@dataclass(frozen=True)
class _Pair:
    """What is compared: the frame `number` of the film."""

    recipe: Recipe
    shape: str
    look: Look
    number: int

    @property
    def order(self) -> Order:
        """What is rendered."""
        return Order(self.recipe, _SOURCE, _info(), _loudness(), (self.shape,), self.look)

    @property
    def at(self) -> Fraction:
        """When the frame is shown."""
        return self.number / _info().grid

    @property
    def on_a_card(self) -> bool:
        """Whether it is a card that is compared."""
        return bool(film_of(self.recipe, _info().grid, self.look.cards).card_at(self.at))


def check() -> Verdict:
    """Compare all pairs."""
    if not _SOURCE.is_file():
        return Verdict(None, "../shared/media is not here")
    dice, begun = random.Random(1958), time.monotonic()
    equal, cards, decibels, places = 0, 0, [], []
    with tempfile.TemporaryDirectory(prefix="clipdesk-pairs-") as name:
        looks, pictures = _looks(Path(name)), _cards(Path(name))
        for _ in range(PAIRS):
            pair = _random(dice, _info(), looks, pictures)
            with tempfile.TemporaryDirectory(dir=name) as folder:
                same, near, place = _compare(pair, Path(folder))
            equal += same
            cards += pair.on_a_card
            decibels.append(near)
            places.append(place)
    kept = equal == PAIRS and min(decibels) >= LEAST_DB and max(places) <= _IN_PLACE
    figure = f"{equal} of {PAIRS} byte for byte ({cards} on a card); finished files from {min(decibels):.1f} dB on"
    figure += f"; captions, names and logo at worst {max(places):.2f} of themselves away"
    return Verdict(kept, f"{figure}; {(time.monotonic() - begun) / PAIRS:.1f} s a pair")


@cache
def _info() -> SourceInfo:
    return probe(_SOURCE)


@cache
def _loudness() -> Series:
    """Heard once, as the desk does when a recording comes in."""
    return measure_energies(_SOURCE, _info())


def _cards(folder: Path) -> list[Path]:
    """A wide card and an upright one, with what cards have on them: a ground that changes, and letters."""
    found = []
    for name, size in (("wide", (1280, 720)), ("upright", (720, 1280))):
        picture = Image.linear_gradient("L").resize(size).convert("RGB")
        pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONTS / "NotoSans-Bold.ttf", 90)
        pen.text((60, size[1] // 3), "Đài Sông Hồng", font=font, fill=(250, 210, 60))
        found.append(folder / f"{name}.png")
        picture.save(found[-1])
    return found


def _looks(folder: Path) -> list[tuple[str, Look]]:
    """None, those that are built in, and some with a logo."""
    logo = folder / "logo.png"
    Image.new("RGBA", (300, 150), (255, 220, 40, 255)).save(logo)
    values = json.loads((BUILT_IN / "plain.json").read_text())
    own = [
        read_look(
            {**values, "logo": {"file": logo.name, "corner": corner, "width": "1/5", "opacity": "9/10"}},
            {logo.name: logo},
        )
        for corner in ("top-left", "bottom-right")
    ]
    return [
        ("", Look()),
        ("plain", find_look("plain")),
        ("bulletin", find_look("bulletin")),
        *(("plain", one) for one in own),
    ]


def _random(dice: random.Random, info: SourceInfo, looks: list[tuple[str, Look]], pictures: list[Path]) -> _Pair:
    name, look = dice.choice(looks)
    opening, closing = (
        Card(dice.choice(pictures), Fraction(dice.randrange(10, most), 10), dice.choice(("#10233a", "#ffffff")))
        if dice.random() < 0.3
        else None
        for most in (16, 21)
    )
    look = replace(look, opening=opening, closing=closing)
    shape = dice.choice(list(SIZES))
    frames = [dice.randrange(5, 20) for _ in range(dice.choice((1, 1, 2)))]
    starts = [dice.randrange(0, int(info.duration * info.grid) - 30) for _ in frames]
    ranges = tuple(
        Range(start / info.grid, (start + count) / info.grid) for start, count in zip(starts, frames, strict=True)
    )
    cues = tuple(
        Cue(cut.start, cut.end, dice.choice(_WORDS), dice.choice(("", "Lan", "Ông Tư")))
        for cut in sorted(ranges, key=lambda cut: cut.start)
    )
    style = CaptionStyle(
        look=dice.choice(("outline", "box")),
        size=dice.choice(("medium", "large")),
        words=dice.random() < 0.5,
        speakers=dice.random() < 0.5,
    )
    recipe = Recipe("0" * 64, ranges, {shape: _framing(dice, ranges[0], info.grid)}, cues, style, look=name)
    recipe = replace(
        recipe, words=tuple(_spoken(cues)), keep_clear=dice.choice(("", "tiktok", "reels", "shorts", "all"))
    )
    recipe = replace(
        recipe,
        backdrop=dice.choice(("blurred", "plain")),
        lower_thirds=tuple(_named(dice, ranges, info.grid)) if dice.random() < 0.5 else (),
    )
    if dice.random() < 0.5:
        recipe = replace(recipe, title="Sông Xanh vượt báo động 2")
    film = film_of(recipe, info.grid, look.cards)
    ends = [film.before + place for place in (-1, 0, film.own - 1, film.own) if 0 <= film.before + place < film.frames]
    return _Pair(recipe, shape, look, dice.choice(ends) if dice.random() < 0.5 else dice.randrange(film.frames))


def _spoken(cues: tuple[Cue, ...]) -> Iterator[Word]:
    """The words of captions, each with an equal share of the time."""
    for cue in cues:
        texts = cue.text.split()
        each = (cue.end - cue.start) / len(texts)
        for number, text in enumerate(texts):
            yield Word(cue.start + number * each, cue.start + (number + 1) * each, text)


def _named(dice: random.Random, ranges: tuple[Range, ...], grid: Fraction) -> Iterator[LowerThird]:
    """Names that stand there, come or go while the ranges last; no two at once."""
    free = Fraction(0)
    for cut in sorted(ranges, key=lambda cut: cut.start):
        start = max(free, cut.start + dice.randrange(-15, 5) / grid)
        end = cut.end + dice.randrange(-4, 15) / grid
        if end > start:
            yield LowerThird(start, end, *dice.choice(_PEOPLE))
            free = end


def _framing(dice: random.Random, cut: Range, grid: Fraction) -> Framing:
    mode = dice.choice(("crop", "fit", "path", "by hand"))
    x = Fraction(dice.randrange(20, 80), 100)
    if mode in {"crop", "fit"}:
        return Framing("crop" if mode == "crop" else "fit", x)
    keys: tuple[KeyFrame, ...] = (KeyFrame(cut.start, x), KeyFrame(cut.start + 1, Fraction(1, 2)))
    if mode == "by hand":
        frames = sorted(dice.sample(range(-3, round((cut.end - cut.start) * grid) + 3), dice.randrange(1, 6)))
        keys = by_hand([(cut.start + frame / grid, Fraction(dice.randrange(150, 850), 1000)) for frame in frames])
    return Framing("path", shots=(ShotFraming(cut.start, "crop", keys),))


def _compare(pair: _Pair, folder: Path) -> tuple[bool, float, float]:
    """Whether preview and encoder's frame are equal, dB of the finished frame, and how far the overlays are off."""
    recipe, shape = pair.recipe, pair.shape
    given = encoder_frame(pair.order, pair.number, folder)
    seen = preview_raw(recipe, _SOURCE, _info(), shape, pair.at, look=pair.look)
    done = render(pair.order, folder / "done")
    finished = nth(decoded(done.files[shape]), pair.number)
    bare = replace(recipe, captions=(), lower_thirds=(), title="", look="")
    cards = Look(opening=pair.look.opening, closing=pair.look.closing)
    below = preview_raw(bare, _SOURCE, _info(), shape, pair.at, look=cards)
    if pair.on_a_card:
        return seen == given, _decibels(seen, finished), 0.0 if seen == below else 1.0
    return seen == given, _decibels(seen, finished), _off(*(_grey(each, shape) for each in (seen, finished, below)))


def _grey(frame: bytes, shape: str) -> Grey:
    width, height = SIZES[shape]
    return np.frombuffer(frame, np.uint8, width * height).astype(np.int16)


def _decibels(one: bytes, other: bytes) -> float:
    """PSNR over all three planes."""
    apart = np.frombuffer(one, np.uint8).astype(np.float64) - np.frombuffer(other, np.uint8)
    error = float(np.mean(apart**2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def _off(seen: Grey, finished: Grey, bare: Grey) -> float:
    """By how much the finished frame misses what lies over the picture, as a share of what that changes."""
    change = np.abs(seen - bare)
    there = change > _CHANGED
    if not there.any():
        return 1.0  # a caption is always shown
    return float(np.abs(finished - seen)[there].mean() / change[there].mean())
