"""The market street and the new footbridge: people on foot and on bicycles above, scooters and a bus below."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin

from clipdesk.config.practice import palette
from clipdesk.config.practice.frame import HEIGHT, WIDTH, Frame, Sprite
from clipdesk.config.practice.paint import Box, Paint, Point, mix
from clipdesk.config.practice.people import Figure, bus, cyclist, scooter, walker

DECK = 560
WATER: Box = (0, 600, WIDTH, 800)


@dataclass(frozen=True)
class Mover:
    """A figure on its way: where it is at the cut, pixels a second (negative: to the left), and where its feet are."""

    figure: Figure
    start: float
    speed: float
    ground: float

    def put(self, frame: Frame, seconds: float) -> None:
        """Lay the figure where it is `seconds` after the cut."""
        travelled = self.speed * seconds
        span = WIDTH + 1100
        x = (self.start + travelled + 550) % span - 550
        frame.put(self.figure.at(travelled), x, self.ground - self.figure.height)


class Street:
    """The scene; `draw` gets the seconds since the cut."""

    def __init__(self) -> None:
        paint = Paint(WIDTH, HEIGHT, palette.MIST)
        _paint_far(paint)
        _paint_bridge(paint)
        _paint_near(paint)
        self.ground = Frame(paint.done())
        self.clouds = [_cloud(1.2), _cloud(0.8)]
        self.boat = _boat()
        self.glint = _glint()
        self.rail = _rail()
        self.on_bridge = _crossing()
        self.on_road = _traffic()

    def draw(self, frame: Frame, seconds: float) -> None:
        """Draw the picture `seconds` after the cut."""
        frame.copy_from(self.ground)
        for index, cloud in enumerate(self.clouds):
            frame.put(cloud, (180 + index * 860 + seconds * (16 - index * 6)) % (WIDTH + 300) - 260, 70 + index * 44)
        for index in range(16):
            x = (index * 397 + seconds * (24 + index % 3 * 8)) % (WIDTH + 120) - 100
            frame.put(self.glint, x, 636 + (index * 53) % 142, WATER)
        frame.put(self.boat, 420 + seconds * 46, 668 + 3 * sin(seconds * 2.1))
        for mover in self.on_bridge:
            mover.put(frame, seconds)
        frame.put(self.rail, 0, DECK - 44)
        for mover in self.on_road:
            mover.put(frame, seconds)


def _crossing() -> tuple[Mover, ...]:
    pupils = [
        walker(0.72, palette.WHITE, palette.DEEP, bag=colour) for colour in (palette.CORAL, palette.AMBER, palette.LEAF)
    ]
    return (
        Mover(walker(0.86, palette.LEAF, palette.DEEP, hat=True, left=True), 1330, -62, DECK),
        Mover(cyclist(0.84, palette.CORAL, palette.PETROL), -120, 168, DECK),
        Mover(pupils[0], 470, 74, DECK),
        Mover(pupils[1], 552, 74, DECK),
        Mover(pupils[2], 300, 82, DECK),
        Mover(cyclist(0.84, palette.RIVER, palette.BRICK, hat=True, left=True), 1700, -150, DECK),
        Mover(walker(0.88, palette.AMBER, palette.SLATE), 900, 56, DECK),
        Mover(walker(0.84, palette.RIVER, palette.INK, left=True), 1010, -66, DECK),
    )


def _traffic() -> tuple[Mover, ...]:
    return (
        Mover(bus(1.0, left=True), 1500, -190, 968),
        Mover(scooter(0.86, palette.RIVER, palette.CREAM, left=True), 900, -270, 1000),
        Mover(scooter(0.9, palette.CORAL, palette.PETROL), 300, 250, 1052),
        Mover(cyclist(0.92, palette.LEAF, palette.BRICK, hat=True), 980, 140, 1050),
        Mover(scooter(0.88, palette.LEAF, palette.AMBER, left=True), 2500, -250, 1004),
    )


def _paint_far(paint: Paint) -> None:
    paint.rect((0, 0, WIDTH, 600), ("#7fcbe0", "#fdf0d2"))
    paint.ellipse((1520, 190), 82, 82, "#ffdf94")
    paint.ellipse((1520, 190), 124, 124, "#ffdf94", 0.3)
    for colour, base, swing, phase in (("#a9d6cf", 440, 60, 0.2), ("#7dbfae", 486, 44, 2.0), ("#5aa68a", 528, 26, 4.4)):
        ridge = [
            (x, base - swing * (sin(x / 240 + phase) + 0.4 * sin(x / 97 + phase))) for x in range(0, WIDTH + 1, 12)
        ]
        paint.polygon([(0, 640), *ridge, (WIDTH, 640)], colour)
    colours = (palette.CORAL, palette.SAND, palette.SHALLOW, palette.AMBER, palette.CREAM, "#e59a86", palette.MIST)
    for side, count in ((0, 5), (1560, 5)):
        for index in range(count):
            _paint_house(
                paint.moved(side + index * 76 - 8, 596), colours[(index * 3 + side) % 7], 120 + (index * 53 + side) % 90
            )
    _paint_school(paint.moved(1180, 600))
    for x in (410, 470, 540, 1090, 1130, 1500):
        paint.rect((x - 4, 540, x + 4, 604), "#6d5138")
        paint.ellipse((x, 528), 34, 40, palette.FOREST)
        paint.ellipse((x - 8, 520), 20, 24, palette.LEAF)
    paint.rect((0, 596, WIDTH, 612), palette.FOREST)
    paint.rect((0, 608, WIDTH, 812), ("#6cc4cc", palette.RIVER))


def _paint_house(hand: Paint, colour: str, high: float) -> None:
    """A narrow town house with a shop below."""
    hand.rect((0, -high, 70, 0), colour)
    hand.rect((-3, -high - 8, 73, -high + 2), mix(colour, palette.BRICK, 0.4))
    for row in range(int(high - 50) // 44):
        for x in (10, 40):
            hand.rounded((x, -high + 14 + row * 44, x + 20, -high + 42 + row * 44), 4, palette.PETROL)
        hand.rect((4, -high + 46 + row * 44, 66, -high + 50 + row * 44), palette.WHITE)
    hand.rect((8, -36, 62, 0), mix(colour, palette.INK, 0.55))
    for stripe in range(6):
        hand.rect((2 + stripe * 11, -48, 13 + stripe * 11, -34), palette.WHITE if stripe % 2 else palette.CORAL)


def _paint_school(hand: Paint) -> None:
    hand.rect((0, -96, 270, 0), "#ffe9b8")
    hand.polygon([(-16, -94), (22, -136), (248, -136), (286, -94)], palette.BRICK)
    for row in (0, 1):
        for index in range(6):
            if (row, index) != (1, 3):
                hand.rounded((14 + index * 43, -84 + row * 46, 40 + index * 43, -56 + row * 46), 4, palette.RIVER)
    hand.rect((140, -40, 172, 0), palette.PETROL)
    hand.ellipse((135, -112), 13, 13, palette.WHITE)
    hand.line([(135, -120), (135, -112), (142, -108)], palette.INK, 2.5)


def _arch(x: float) -> float:
    return DECK - 310 * sin(pi * (x - 330) / 1260)


def _paint_bridge(paint: Paint) -> None:
    for x in (330, 1590):
        paint.polygon([(x - 46, DECK), (x + 46, DECK), (x + 34, 800), (x - 34, 800)], ("#e8ebe4", "#a9bcbc"))
    for x in range(393, 1590, 63):
        paint.line([(x, _arch(x)), (x, DECK)], "#f3f5f0", 3)
    back: list[Point] = [(x, _arch(x)) for x in range(330, 1591, 12)]
    paint.line(back, "#dfe7e3", 26)
    paint.line([(x, y - 5) for x, y in back], palette.WHITE, 14)
    paint.rect((0, DECK - 2, WIDTH, DECK + 30), ("#f7f4ea", "#c4ccc6"))
    paint.rect((0, DECK + 30, WIDTH, DECK + 38), "#93a9aa")
    paint.rect((0, DECK + 4, WIDTH, DECK + 10), palette.CORAL)


def _paint_near(paint: Paint) -> None:
    paint.rect((0, 796, WIDTH, 838), ("#8ac08a", palette.LEAF))
    paint.rect((0, 834, WIDTH, 884), "#ead9b4")
    paint.rect((0, 884, WIDTH, 892), "#c9b286")
    paint.rect((0, 892, WIDTH, HEIGHT), ("#55656f", "#3f4e58"))
    for x in range(30, WIDTH, 150):
        paint.rect((x, 984, x + 80, 990), "#d8dfdc")
    for index, x in enumerate((60, 320, 1340, 1610)):
        _paint_stall(paint.moved(x, 872), (palette.CORAL, palette.AMBER, palette.RIVER, palette.LEAF)[index], index)
    for x in (640, 960, 1270):
        paint.rect((x - 4, 660, x + 4, 866), palette.PINE)
        paint.line([(x, 664), (x + 22, 652), (x + 44, 660)], palette.PINE, 6, curved=True)
        paint.ellipse((x + 46, 668), 13, 10, palette.AMBER)


def _paint_stall(hand: Paint, colour: str, kind: int) -> None:
    for x in (8, 202):
        hand.rect((x, -140, x + 8, 0), "#6d5138")
    hand.rect((4, -58, 214, 0), "#9b744c")
    hand.rect((4, -66, 214, -56), "#b98d5e")
    for index in range(7):
        x, shade = (
            26 + index * 27,
            (palette.CORAL, palette.AMBER, palette.LEAF, "#d94f45", palette.SAND)[(index + kind) % 5],
        )
        hand.ellipse((x, -74), 13, 12, shade)
        hand.ellipse((x + 12, -90), 10, 9, mix(shade, palette.WHITE, 0.2))
    for stripe in range(8):
        left = -8 + stripe * 29.5
        fill = palette.WHITE if stripe % 2 else colour
        hand.polygon([(left + 8, -186), (left + 30, -186), (left + 29.5, -140), (left, -140)], fill)
        hand.ellipse((left + 14.75, -140), 14.75, 12, fill)


def _cloud(scale: float) -> Sprite:
    paint = Paint(round(260 * scale), round(90 * scale))
    hand = paint.moved(0, 0, scale)
    for x, y, r in ((62, 58, 30), (108, 40, 40), (160, 46, 36), (204, 62, 26)):
        hand.ellipse((x, y), r, r * 0.78, "#f4fbf8")
    hand.rounded((40, 58, 226, 84), 12, "#f4fbf8")
    return Sprite(paint.done())


def _glint() -> Sprite:
    paint = Paint(100, 6)
    paint.rounded((0, 0, 100, 5), 2.5, palette.WHITE, 0.4)
    return Sprite(paint.done())


def _boat() -> Sprite:
    paint = Paint(300, 112)
    paint.ellipse((226, 30), 13, 15, "#e8b98f")
    paint.polygon([(196, 26), (226, 4), (256, 26)], palette.SAND)
    paint.line([(226, 80), (226, 52)], palette.BRICK, 26)
    paint.line([(232, 56), (262, 72), (286, 104)], "#6d5138", 5)
    for x, colour in ((70, palette.AMBER), (98, palette.LEAF), (126, palette.CORAL), (154, palette.AMBER)):
        paint.ellipse((x, 74), 17, 15, colour)
    paint.blob([(2, 70), (150, 88), (298, 66), (262, 106), (150, 111), (40, 106)], "#7d4a36")
    return Sprite(paint.done())


def _rail() -> Sprite:
    """The near railing, in front of those who cross."""
    paint = Paint(WIDTH, 48)
    for x in range(12, WIDTH, 42):
        paint.rect((x, 4, x + 4, 46), "#eef2ec")
    for y in (2, 22):
        paint.rect((0, y, WIDTH, y + 5), palette.WHITE)
    return Sprite(paint.done())
