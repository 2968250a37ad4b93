"""Small people and vehicles for the street: every figure is a short ring of sprites, feet or wheels at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from PIL import Image

from clipdesk.config.practice import palette
from clipdesk.config.practice.frame import Sprite
from clipdesk.config.practice.paint import Paint, mix

STEPS = 12
SKIN = "#e8b98f"


@dataclass(frozen=True)
class Figure:
    """A ring of sprites and how far it moves during one turn of the ring, in pixels."""

    ring: tuple[Sprite, ...]
    stride: float

    def at(self, travelled: float) -> Sprite:
        """Return the sprite after `travelled` pixels, so that feet and wheels do not slide."""
        return self.ring[int(abs(travelled) / self.stride * len(self.ring)) % len(self.ring)]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.ring[0].height


def _ring(width: int, height: int, stride: float, left: bool, paint_step: Callable[[Paint, float], None]) -> Figure:
    sprites = []
    for step in range(STEPS):
        paint = Paint(width, height)
        paint_step(paint, step / STEPS * 2 * pi)
        image = paint.done()
        sprites.append(Sprite(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if left else image))
    return Figure(tuple(sprites), stride)


def walker(scale: float, top: str, legs: str, *, hat: bool = False, bag: str = "", left: bool = False) -> Figure:
    """Somebody walking."""

    def step(paint: Paint, turn: float) -> None:
        hand = paint.moved(50 * scale, 8 * scale, scale)
        lift = abs(sin(turn)) * -2
        for side, shade in ((-1, 0.25), (1, 0.0)):
            swing = sin(turn + (0 if side > 0 else pi)) * 26
            knee = (swing * 0.5 + 5, 112)
            hand.line([(0, 84 + lift), knee, (swing, 138)], mix(legs, palette.INK, shade), 13)
            hand.line([(swing - 2, 141), (swing + 11, 141)], palette.INK, 7)
        if bag:
            hand.rounded((-30, 38 + lift, -4, 80 + lift), 8, bag)
        hand.rounded((-17, 30 + lift, 17, 90 + lift), 14, top)
        arm = sin(turn + pi) * 20
        hand.line([(1, 40 + lift), (arm * 0.5, 62 + lift), (arm + 5, 80 + lift)], mix(top, palette.INK, 0.22), 10)
        hand.ellipse((arm + 6, 83 + lift), 5, 5, SKIN)
        _paint_small_head(hand, 0, 12 + lift, hat)

    return _ring(round(100 * scale), round(154 * scale), 104 * scale, left, step)


def _paint_small_head(hand: Paint, x: float, y: float, hat: bool) -> None:
    hand.rect((x - 5, y + 8, x + 5, y + 22), SKIN)
    hand.ellipse((x, y), 14, 16, SKIN)
    if hat:
        hand.polygon([(x - 30, y - 2), (x, y - 24), (x + 30, y - 2)], palette.SAND)
        hand.polygon([(x - 30, y - 2), (x + 30, y - 2), (x, y + 3)], mix(palette.SAND, palette.BRICK, 0.25))
        return
    hand.blob(
        [(x - 15, y + 4), (x - 16, y - 10), (x, y - 20), (x + 14, y - 12), (x + 10, y - 6), (x - 6, y - 6)], "#2a2024"
    )


def cyclist(scale: float, top: str, frame: str, *, hat: bool = False, left: bool = False) -> Figure:
    """Somebody on a bicycle."""

    def step(paint: Paint, turn: float) -> None:
        hand = paint.moved(100 * scale, 12 * scale, scale)
        for x in (-54, 54):
            _paint_wheel(hand, x, 132, 36, turn)
        hand.line([(-54, 132), (-8, 132), (38, 82), (-26, 84), (-8, 132)], frame, 6)
        hand.line([(54, 132), (36, 66), (52, 62)], frame, 6)
        for side, shade in ((pi, 0.3), (0.0, 0.0)):
            foot = (-8 + 15 * cos(turn + side), 132 + 15 * sin(turn + side))
            knee = ((foot[0] - 26) / 2 + 24, (foot[1] + 76) / 2 - 6)
            hand.line([(-28, 78), knee, foot], mix(palette.DEEP, palette.INK, shade), 12)
        hand.line([(-28, 76), (-16, 48), (4, 32)], top, 28)
        hand.line([(4, 36), (24, 58), (48, 62)], mix(top, palette.INK, 0.2), 9)
        _paint_small_head(hand, 14, 4 if hat else 2, hat)

    return _ring(round(200 * scale), round(182 * scale), 2 * pi * 36 * scale, left, step)


def _paint_wheel(hand: Paint, x: float, y: float, radius: float, turn: float) -> None:
    rim = [(x + radius * cos(a / 18 * pi), y + radius * sin(a / 18 * pi)) for a in range(37)]
    hand.line(rim, palette.INK, 5)
    for spoke in range(3):
        a = turn + spoke * pi / 3
        hand.line(
            [(x - radius * cos(a), y - radius * sin(a)), (x + radius * cos(a), y + radius * sin(a))], palette.SLATE, 1.6
        )


def scooter(scale: float, body: str, top: str, *, left: bool = False) -> Figure:
    """Somebody on a scooter, with a helmet and a box behind."""

    def step(paint: Paint, turn: float) -> None:
        hand = paint.moved(120 * scale, 12 * scale, scale)
        for x in (-62, 66):
            hand.ellipse((x, 146), 26, 26, palette.INK)
            hand.ellipse((x, 146), 12, 12, palette.MIST)
            hand.line([(x, 146), (x + 20 * cos(turn), 146 + 20 * sin(turn))], palette.SLATE, 3)
        hand.blob(
            [
                (-96, 116),
                (-70, 92),
                (-14, 96),
                (2, 132),
                (40, 132),
                (44, 84),
                (58, 78),
                (70, 128),
                (40, 152),
                (-40, 150),
            ],
            body,
        )
        hand.line([(52, 84), (44, 58), (32, 60)], palette.INK, 6)
        hand.rounded((-100, 48, -44, 92), 8, palette.AMBER)
        hand.line([(-26, 92), (18, 104), (14, 138)], palette.DEEP, 17)
        hand.line([(-26, 88), (-18, 48)], top, 32)
        hand.line([(-14, 50), (8, 74), (36, 62)], mix(top, palette.INK, 0.2), 11)
        _paint_small_head(hand, -12, 12, False)
        hand.blob([(-30, 10), (-28, -8), (-12, -14), (4, -6), (6, 6), (-8, 4)], palette.CORAL)

    return _ring(round(240 * scale), round(186 * scale), 2 * pi * 26 * scale, left, step)


def bus(scale: float, left: bool = False) -> Figure:
    """A town bus."""

    def step(paint: Paint, turn: float) -> None:
        hand = paint.moved(0, 0, scale)
        hand.rounded((4, 6, 516, 190), 24, (palette.LEAF, palette.FOREST))
        hand.rect((4, 118, 516, 134), palette.CREAM)
        for index in range(5):
            hand.rounded((26 + index * 82, 34, 94 + index * 82, 100), 8, "#c9ecec")
            hand.ellipse((60 + index * 82, 78), 12, 14, (SKIN, "#7a5b48")[index % 2])
            hand.rect(
                (42 + index * 82, 88, 78 + index * 82, 100), (palette.CORAL, palette.RIVER, palette.AMBER)[index % 3]
            )
        hand.rounded((438, 30, 508, 150), 8, "#d9f3f2")
        hand.rounded((498, 152, 520, 170), 5, palette.AMBER)
        for x in (116, 404):
            hand.ellipse((x, 192), 34, 34, palette.INK)
            hand.ellipse((x, 192), 15, 15, palette.MIST)
            hand.line([(x, 192), (x + 24 * cos(turn), 192 + 24 * sin(turn))], palette.SLATE, 4)

    return _ring(round(524 * scale), round(228 * scale), 2 * pi * 34 * scale, left, step)
