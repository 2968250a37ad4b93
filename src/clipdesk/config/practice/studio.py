"""The news studio: a screen with the river town on it, the desk, one or two presenters, and a panel beside them."""

from __future__ import annotations

from functools import cache
from math import sin

from PIL import Image

from clipdesk.config.practice import palette
from clipdesk.config.practice.frame import HEIGHT, RATE, WIDTH, Frame, Sprite
from clipdesk.config.practice.paint import Box, Paint, Point, glow, mix
from clipdesk.config.practice.panels import HIGH, PANELS, WIDE, paint_panel
from clipdesk.config.practice.presenter import AN_HA, MAI_LAM, Head, Look, paint_body, paint_hands

WINDOW: Box = (120, 96, 1800, 690)
DESK = 800


class Studio:
    """One framing of the studio. `speaker` of `draw` is the language being spoken, or "" in a pause."""

    def __init__(self, cast: tuple[tuple[Look, str, Point, float], ...], panel: str = "") -> None:
        self.heads = [(_head(look, scale), language, at) for look, language, at, scale in cast]
        cover = Paint(WIDTH, HEIGHT)
        for look, _, at, scale in cast:
            paint_body(cover.moved(*at, scale), look)
        _paint_desk(cover)
        for look, _, at, scale in cast:
            paint_hands(cover.moved(at[0], DESK - 470 * scale + 14, scale), look)
        picture = _wall().copy()
        for _, _, at, _ in cast:
            glow(picture, (at[0], at[1] + 120), 620, "#7fd3da", 0.2)
        if panel:
            picture.paste(*_panel(panel))
        self.ground = Frame(_over(picture, cover.done()))
        self.sky: Box = (WINDOW[0] + 12, WINDOW[1] + 4, 990 if panel else WINDOW[2] - 12, 212)
        self.clouds = (_cloud(1.0), _cloud(0.7), _cloud(0.85))

    def draw(self, frame: Frame, number: int, mouth: int, speaker: str) -> None:
        """Draw film frame `number`; only the heads and the clouds on the screen move."""
        frame.copy_from(self.ground)
        for index, cloud in enumerate(self.clouds):
            span = WIDTH + 300
            x = (index * 730 + number / RATE * (26 - index * 5)) % span - 260
            frame.put(cloud, x, 112 + index * 16, self.sky)
        for head, language, at in self.heads:
            active = language == speaker
            head.put(frame, at, number, mouth if active else 0, 1.0 if active else 0.15)


def both() -> Studio:
    """The two presenters side by side."""
    return Studio(((MAI_LAM, "vi", (620, 400), 0.92), (AN_HA, "en", (1300, 390), 0.92)))


def single(language: str, panel: str) -> Studio:
    """One presenter with a panel."""
    look = MAI_LAM if language == "vi" else AN_HA
    return Studio(((look, language, (560, 392), 1.12),), panel)


def _over(below: Image.Image, above: Image.Image) -> Image.Image:
    return Image.alpha_composite(below.convert("RGBA"), above).convert("RGB")


def _cloud(scale: float) -> Sprite:
    paint = Paint(round(240 * scale), round(80 * scale))
    hand = paint.moved(0, 0, scale)
    for x, y, r in ((60, 52, 26), (100, 38, 34), (146, 44, 30), (184, 56, 22)):
        hand.ellipse((x, y), r, r * 0.72, "#9fd3d6")
    hand.rounded((44, 50, 200, 71), 10, "#9fd3d6")
    return Sprite(paint.done())


@cache
def _head(look: Look, scale: float) -> Head:
    return Head(look, scale)


def _panel(name: str) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    paint = Paint(WIDE + 32, HIGH + 32)
    paint_panel(paint.moved(16, 16), PANELS[name])
    image = paint.done()
    return image, (994, 154), image


@cache
def _wall() -> Image.Image:
    paint = Paint(WIDTH, HEIGHT, palette.NIGHT)
    paint.rect((0, 0, WIDTH, HEIGHT), ("#0c2f45", "#0a2334"))
    for x in range(0, WIDTH + 1, 120):
        paint.rect((x - 1, 0, x + 1, HEIGHT), "#0f3a53")
    paint.rounded((104, 80, 1816, 706), 30, "#08202f")
    _paint_view(paint)
    for x in (40, 1862):
        paint.rounded((x, 60, x + 18, 760), 9, (palette.SHALLOW, palette.PETROL))
    return paint.done()


def _paint_view(paint: Paint) -> None:
    """The big screen: evening over the river town."""
    left, top, right, bottom = WINDOW
    paint.rounded(WINDOW, 20, ("#16657d", "#8fd0c9"))
    paint.ellipse((1460, 330), 74, 74, "#ffe2a6")
    paint.ellipse((1460, 330), 112, 112, "#ffe2a6", 0.22)
    ranges = (("#4fa5a7", 470, 52, 0.0), ("#2f8791", 520, 44, 2.1), ("#1d6b7b", 566, 30, 4.0))
    for colour, base, swing, phase in ranges:
        ridge = [
            (x, base - swing * (sin(x / 190 + phase) + 0.6 * sin(x / 83 + phase * 2)))
            for x in range(int(left), int(right) + 1, 12)
        ]
        paint.polygon([(left, 640), *ridge, (right, 640)], colour)
    for index in range(34):
        x = left + 10 + index * 49
        high = 24 + (index * 37) % 58
        paint.rect((x, 628 - high, x + 40, 640), "#14566a")
        for step in range(high // 22):
            paint.rect((x + 8, 634 - high + step * 20, x + 15, 642 - high + step * 20), "#ffd98a")
            paint.rect((x + 24, 634 - high + step * 20, x + 31, 642 - high + step * 20), "#ffd98a", 0.75)
    paint.rect((left, 628, right, bottom - 21), ("#2592a4", "#17728a"))
    paint.rect((left, bottom - 22, right, bottom - 20), "#17728a")
    paint.rounded((left, bottom - 42, right, bottom), 20, "#17728a")
    for index in range(26):
        x, y = left + 40 + (index * 211) % 1560, 642 + (index * 17) % 40
        paint.rounded((x, y, x + 60 + index % 3 * 20, y + 3), 1.5, "#7fd0d2", 0.6)


def _paint_desk(paint: Paint) -> None:
    paint.blob(
        [(-80, 1130), (-80, 838), (300, 806), (960, 796), (1620, 806), (2000, 838), (2000, 1130)],
        (palette.CREAM, "#dcc9a0"),
    )
    paint.blob(
        [(-80, 1190), (-80, 880), (300, 848), (960, 838), (1620, 848), (2000, 880), (2000, 1190)],
        ("#15647c", "#0b3247"),
    )
    edge = [(x, 862 - 22 * (1 - ((x - 960) / 960) ** 2)) for x in range(0, WIDTH + 1, 40)]
    paint.line(edge, palette.SHALLOW, 4)
    for row, (colour, alpha) in enumerate(((palette.SHALLOW, 0.5), (palette.RIVER, 0.7), (palette.PETROL, 0.9))):
        crest = [(x, 952 + row * 38 + 16 * sin(x / 128 + row * 1.3)) for x in range(-20, WIDTH + 21, 12)]
        paint.polygon([*crest, (WIDTH, 1080), (0, 1080)], mix(colour, "#0b3247", 0.35), alpha)
