"""The panels beside a presenter: one simple picture and a few large words each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from clipdesk.config.practice import palette
from clipdesk.config.practice.paint import Paint, mix

WIDE, HIGH = 720, 500


@dataclass(frozen=True)
class Panel:
    """What stands on a panel."""

    sky: tuple[str, str]
    head: str
    foot: str
    paint: Callable[[Paint], None]


def paint_panel(hand: Paint, panel: Panel) -> None:
    """Draw the panel with its left upper corner at the hand's (0, 0)."""
    hand.rounded((-14, -14, WIDE + 14, HIGH + 14), 30, "#08202f")
    hand.rounded((-6, -6, WIDE + 6, HIGH + 6), 24, palette.CREAM)
    hand.rounded((0, 0, WIDE, HIGH), 20, panel.sky)
    panel.paint(hand)
    hand.rounded((0, HIGH - 120, WIDE, HIGH), 20, palette.NIGHT)
    hand.rect((0, HIGH - 120, WIDE, HIGH - 90), palette.NIGHT)
    hand.rect((0, HIGH - 126, WIDE, HIGH - 120), palette.AMBER)
    hand.text((34, HIGH - 62), panel.head, 46, palette.WHITE, bold=True)
    hand.text((34, HIGH - 22), panel.foot, 28, palette.MIST)


def _flood(hand: Paint) -> None:
    hand.rect((470, 60, 530, 374), palette.CREAM)
    for step in range(11):
        y = 76 + step * 28
        hand.rect((470, y, 530 if step % 2 == 0 else 500, y + 12), palette.CORAL if step < 5 else palette.DEEP)
    hand.polygon([(90, 214), (210, 120), (330, 214)], palette.BRICK)
    hand.rect((116, 210, 304, 374), palette.CREAM)
    hand.rect((140, 240, 190, 296), palette.RIVER)
    hand.rect((226, 240, 280, 374), mix(palette.BRICK, palette.INK, 0.3))
    for row, colour in enumerate((palette.SHALLOW, palette.RIVER, palette.PETROL)):
        top = 262 + row * 36
        crest = [(x, top + 11 * sin(x / 44 + row * 1.7)) for x in range(0, WIDE + 1, 8)]
        hand.polygon([*crest, (WIDE, HIGH - 124), (0, HIGH - 124)], colour)
    hand.polygon([(620, 60), (660, 112), (636, 112), (636, 196), (604, 196), (604, 112), (580, 112)], palette.CORAL)


def _bridge(hand: Paint) -> None:
    for x, colour, high in (
        (20, palette.CORAL, 120),
        (104, palette.SAND, 150),
        (546, palette.AMBER, 140),
        (630, palette.MIST, 110),
    ):
        hand.rect((x, 260 - high + 20, x + 74, 290), colour)
        hand.rect((x + 14, 280 - high + 20, x + 60, 300 - high + 30), palette.PETROL)
    hand.rect((0, 280, WIDE, HIGH - 124), (palette.SHALLOW, palette.RIVER))
    arch = [(x, 268 - 150 * sin(pi * (x - 60) / 600)) for x in range(60, 661, 12)]
    for x in range(120, 640, 48):
        hand.line([(x, 268 - 150 * sin(pi * (x - 60) / 600)), (x, 262)], palette.WHITE, 4)
    hand.line(arch, palette.WHITE, 14)
    hand.rounded((30, 258, 690, 282), 8, palette.CREAM)
    for x in (150, 560):
        hand.polygon(
            [(x - 22, 282), (x + 22, 282), (x + 14, 374), (x - 14, 374)], mix(palette.CREAM, palette.SLATE, 0.3)
        )
    for index in range(9):
        x = 30 + index * 77
        hand.rounded((x, 316 + index % 3 * 18, x + 44, 320 + index % 3 * 18), 2, palette.WHITE, 0.7)


def _vaccine(hand: Paint) -> None:
    hand.rounded((60, 110, 400, 374), 10, palette.CREAM)
    hand.polygon([(36, 120), (230, 36), (424, 120)], palette.LEAF)
    hand.rounded((186, 134, 274, 222), 16, palette.WHITE)
    hand.rect((220, 146, 240, 210), palette.LEAF)
    hand.rect((198, 168, 262, 188), palette.LEAF)
    hand.rect((194, 262, 266, 374), palette.PETROL)
    for x in (92, 316):
        hand.rounded((x, 262, x + 56, 320), 6, palette.SHALLOW)
    hand.rect((0, 360, WIDE, HIGH - 124), palette.FOREST)
    _syringe(hand.moved(566, 196, 1.0))


def _syringe(hand: Paint) -> None:
    turn = -0.72

    def at(x: float, y: float) -> tuple[float, float]:
        return x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)

    def slab(left: float, top: float, right: float, bottom: float, colour: str) -> None:
        hand.polygon([at(left, top), at(right, top), at(right, bottom), at(left, bottom)], colour)

    slab(-96, -30, 64, 30, palette.WHITE)
    slab(-40, -22, 56, 22, palette.SHALLOW)
    slab(-150, -7, -40, 7, palette.SLATE)
    slab(-160, -30, -148, 30, palette.SLATE)
    slab(-104, -42, -94, 42, palette.SLATE)
    slab(64, -10, 84, 10, palette.AMBER)
    slab(84, -2.5, 150, 2.5, palette.SLATE)
    for x in (-20, 4, 28):
        slab(x, -22, x + 4, -4, palette.PETROL)


PANELS = {
    "flood": Panel(("#7fb4c4", "#cfe6e4"), "Lũ trên sông Xanh", "Trạm Bến Sen · 18:00", _flood),
    "bridge": Panel(("#9fd8e0", "#fdf0d2"), "New footbridge", "Ben Sen market · 200 m", _bridge),
    "vaccine": Panel(
        ("#a5dcd7", "#fdf3da"), "Saturday 8:00–16:00", "Hoa Mai health centre · under six · free", _vaccine
    ),
}
