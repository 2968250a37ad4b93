"""Flat shapes with smooth edges: everything is drawn three times too large and reduced once.

Coordinates are pixels of the finished picture (floats), x to the right, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

import clipdesk.media

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Fill = str | tuple[str, str]  # one colour, or top and bottom of a vertical gradient

OVERSAMPLE = 3
FONTS = Path(clipdesk.media.__path__[0]) / "fonts"


@cache
def font(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return Noto Sans, as shipped with `media`, at `size` pixels."""
    name = f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def rgb(colour: str) -> Colour:
    """Return the three 8-bit channels of `#rrggbb`."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mix(first: str, second: str, share: float) -> str:
    """Return the colour `share` (0..1) of the way from `first` to `second`."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 12) -> list[Point]:
    """Return a Catmull-Rom curve through `points`, as a polygon of many short sides."""
    count = len(points)
    found: list[Point] = []
    for index in range(count if closed else count - 1):
        around = [index - 1, index, index + 1, index + 2]
        four = [points[i % count] if closed else points[min(max(i, 0), count - 1)] for i in around]
        for step in range(steps):
            t = step / steps
            weights = (
                (-t + 2 * t**2 - t**3) / 2,
                (2 - 5 * t**2 + 3 * t**3) / 2,
                (t + 4 * t**2 - 3 * t**3) / 2,
                (t**3 - t**2) / 2,
            )
            found.append(
                (
                    sum(w * p[0] for w, p in zip(weights, four, strict=True)),
                    sum(w * p[1] for w, p in zip(weights, four, strict=True)),
                )
            )
    return found if closed else [*found, points[-1]]


class Paint:
    """A picture being painted. `moved()` gives a second hand with its own origin and scale on the same picture."""

    def __init__(self, width: int, height: int, ground: str | None = None) -> None:
        size = (width * OVERSAMPLE, height * OVERSAMPLE)
        self.image = Image.new("RGB", size, ground) if ground else Image.new("RGBA", size, (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self.image)
        self.unit = float(OVERSAMPLE)
        self.left = 0.0
        self.top = 0.0

    def moved(self, x: float, y: float, scale: float = 1.0) -> Paint:
        """Return a hand whose (0, 0) is this one's (x, y) and whose unit is `scale` of this one's."""
        hand = Paint.__new__(Paint)
        hand.image, hand.draw = self.image, self.draw
        hand.unit = self.unit * scale
        hand.left, hand.top = self.left + x * self.unit, self.top + y * self.unit
        return hand

    def done(self) -> Image.Image:
        """Return the finished picture in its own size."""
        return self.image.reduce(OVERSAMPLE)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(self.left + x * self.unit, self.top + y * self.unit) for x, y in points]

    def polygon(self, points: Sequence[Point], fill: Fill, alpha: float = 1.0) -> None:
        """Fill a polygon, see-through when `alpha` is below 1."""
        corners = self._at(points)
        if isinstance(fill, str) and alpha >= 1:
            self.draw.polygon(corners, fill=fill)
            return
        box = _bounds(corners, self.image.size)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in corners], fill=255)
        self._pour(mask, box, fill, alpha)

    def _pour(self, mask: Image.Image, box: tuple[int, int, int, int], fill: Fill, alpha: float) -> None:
        colours = (fill, fill) if isinstance(fill, str) else fill
        layer = _gradient(mask.size, *colours)
        if alpha >= 1:
            self.image.paste(layer, box[:2], mask)
            return
        faded = mask.point([round(level * alpha) for level in range(256)])
        if self.image.mode == "RGB":
            self.image.paste(layer, box[:2], faded)
            return
        layer.putalpha(faded)
        self.image.alpha_composite(layer, box[:2])

    def blob(self, points: Sequence[Point], fill: Fill, alpha: float = 1.0) -> None:
        """Fill a soft closed curve through `points`."""
        self.polygon(smooth(points), fill, alpha)

    def rect(self, box: Box, fill: Fill, alpha: float = 1.0) -> None:
        """Fill a rectangle (left, top, right, bottom)."""
        left, top, right, bottom = box
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill, alpha)

    def rounded(self, box: Box, radius: float, fill: Fill, alpha: float = 1.0) -> None:
        """Fill a rectangle with round corners."""
        left, top, right, bottom = box
        points: list[Point] = []
        for x, y, start in (
            (right - radius, top + radius, -90),
            (right - radius, bottom - radius, 0),
            (left + radius, bottom - radius, 90),
            (left + radius, top + radius, 180),
        ):
            turns = np.radians(np.linspace(start, start + 90, 13))
            points += [(x + radius * float(np.cos(a)), y + radius * float(np.sin(a))) for a in turns]
        self.polygon(points, fill, alpha)

    def ellipse(self, centre: Point, rx: float, ry: float, fill: Fill, alpha: float = 1.0) -> None:
        """Fill an ellipse."""
        turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        self.polygon(
            [(centre[0] + rx * float(np.cos(a)), centre[1] + ry * float(np.sin(a))) for a in turns], fill, alpha
        )

    def line(self, points: Sequence[Point], fill: str, width: float, curved: bool = False) -> None:
        """Draw a line with round joints and ends."""
        corners = self._at(smooth(points, closed=False) if curved else points)
        thick = max(1, round(width * self.unit))
        self.draw.line(corners, fill=fill, width=thick, joint="curve")
        for x, y in (corners[0], corners[-1]):
            half = thick / 2
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def text(self, at: Point, words: str, size: float, fill: str, *, bold: bool = False, anchor: str = "ls") -> None:
        """Write `words`; `anchor` as in Pillow ("ls" = left end of the base line)."""
        x, y = self._at([at])[0]
        self.draw.text((x, y), words, font=font(size * self.unit, bold), fill=fill, anchor=anchor)


def text_width(words: str, size: float, bold: bool = False) -> float:
    """Return the width of `words` in pixels."""
    return float(font(size, bold).getlength(words))


def glow(image: Image.Image, centre: Point, radius: float, colour: str, strength: float) -> None:
    """Brighten a finished RGB picture in place with a soft round light."""
    width, height = image.size
    ys = (np.arange(height, dtype=np.float32)[:, None] - centre[1]) / radius
    xs = (np.arange(width, dtype=np.float32)[None, :] - centre[0]) / radius
    level = np.clip(1 - np.sqrt(xs**2 + ys**2), 0, 1) ** 2 * (255 * strength)
    image.paste(Image.new("RGB", image.size, colour), (0, 0), Image.fromarray(level.astype(np.uint8)))


def _bounds(corners: Sequence[Point], size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top = max(0, int(min(xs))), max(0, int(min(ys)))
    right, bottom = min(size[0], int(max(xs)) + 2), min(size[1], int(max(ys)) + 2)
    return (left, top, right, bottom) if right > left and bottom > top else None


def _gradient(size: tuple[int, int], top: str, bottom: str) -> Image.Image:
    if top == bottom:
        return Image.new("RGB", size, top)
    share = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    column = np.array(rgb(top), np.float32) * (1 - share) + np.array(rgb(bottom), np.float32) * share
    strip = Image.fromarray(np.round(column).astype(np.uint8)[:, None, :])
    return strip.resize(size, Image.Resampling.NEAREST)
