"""The river gauge at Ben Sen: rising water at a bridge pier, and the numbers of the last twelve hours beside it."""

from __future__ import annotations

from math import sin
from random import Random

from clipdesk.config.practice import palette
from clipdesk.config.practice.digits import Digits
from clipdesk.config.practice.frame import HEIGHT, WIDTH, Frame, Sprite
from clipdesk.config.practice.paint import Box, Paint, mix

FIRST, LAST, FORECAST = 3.42, 4.18, 4.55  # metres at 06:00, at 18:00 and expected at 22:00
ALARMS = ((3.0, palette.AMBER), (4.0, "#f08a3c"), (5.0, palette.CORAL))
RISE = 4.6  # seconds of film in which the twelve hours pass
PER_METRE = 120
EDGE = 1190  # where the numbers begin
RIVER: Box = (0, 0, EDGE, HEIGHT)
GRAPH: Box = (1262, 560, 1850, 860)


def level_at(seconds: float) -> float:
    """Return the water level in metres shown `seconds` after the cut to this scene."""
    share = min(max(seconds - 0.4, 0) / RISE, 1)
    return FIRST + (LAST - FIRST) * _curve(share)


def _curve(share: float) -> float:
    return share * share * (3 - 2 * share) * 0.75 + share * 0.25


def _y(level: float) -> float:
    return 1010 - level * PER_METRE


class Gauge:
    """The scene; `draw` gets the seconds since the cut."""

    def __init__(self, warn_after: float) -> None:
        self.warn_after = warn_after
        ground = Paint(WIDTH, HEIGHT, "#6d97a8")
        _paint_bank(ground)
        _paint_pier(ground.moved(0, 100))
        _paint_board(ground)
        self.ground = Frame(ground.done())
        self.waves = [_wave(colour, index) for index, colour in enumerate(("#4fa9b8", "#2b8fa4"))]
        self.water = _water()
        self.glint = _glint()
        self.boat = _boat()
        chance = Random(18)  # noqa: S311 (the same picture every time is the point)
        self.drops = [(chance.uniform(0, EDGE), chance.random(), chance.uniform(0.8, 1.1)) for _ in range(70)]
        self.glints = [(chance.uniform(0, EDGE), index / 14, chance.uniform(0.5, 1.0)) for index in range(14)]
        self.rain = _drop()
        self.line, self.dot = _graph_line(), _dot()
        self.large = Digits("0123456789,m ", 150, palette.WHITE)
        self.small = Digits("0123456789,:m ", 56, palette.CREAM)
        self.chips = [_chip(f"TRÊN BÁO ĐỘNG {step}", colour) for step, (_, colour) in enumerate(ALARMS[:2], 1)]
        self.forecast = _forecast()

    def draw(self, frame: Frame, seconds: float) -> None:
        """Draw the picture `seconds` after the cut."""
        frame.copy_from(self.ground)
        level = level_at(seconds)
        self._river(frame, _y(level), seconds)
        self._numbers(frame, level, seconds)

    def _river(self, frame: Frame, top: float, seconds: float) -> None:
        frame.put(self.waves[0], -160 + 70 * sin(seconds * 0.8), top - 20, RIVER)
        frame.put(self.boat, 560 + 10 * sin(seconds * 0.7), top - 98 + 5 * sin(seconds * 1.9), RIVER)
        frame.put(self.water, 0, HEIGHT - self.water.height, (0, round(top + 34), EDGE, HEIGHT))
        frame.put(self.waves[1], -(seconds * 60) % 320 - 320, top, RIVER)
        for x, y, speed in self.glints:
            frame.put(self.glint, (x + seconds * 70 * speed) % (EDGE + 160) - 120, top + 60 + y * 460, RIVER)
        for x, y, speed in self.drops:
            fall = (y * 1130 + seconds * 1300 * speed) % 1130
            frame.put(self.rain, (x - fall * 0.16) % EDGE, fall - 40, RIVER)

    def _numbers(self, frame: Frame, level: float, seconds: float) -> None:
        share = min(max(seconds - 0.4, 0) / RISE, 1)
        self.large.put(frame, f"{level:.2f} m".replace(".", ","), 1262, 210)
        frame.put(self.chips[1 if level > ALARMS[1][0] else 0], 1262, 412)
        minutes = 360 + round(share * 144) * 5
        self.small.put(frame, f"{minutes // 60:02d}:{minutes % 60:02d}", 1700, 412)
        left, _, right, _ = GRAPH
        now = left + (right - left) * 0.75 * share
        frame.put(self.line, left - 10, GRAPH[1] - 20, (0, 0, round(now), HEIGHT))
        frame.put(self.dot, now - 14, _graph_y(level) - 14)
        if seconds > self.warn_after:
            late = min((seconds - self.warn_after) / 1.6, 1)
            frame.put(self.forecast, 1262, 890, (0, 0, round(1262 + 620 * min(late * 3, 1)), HEIGHT))
            if late > 0.3:
                expected = LAST + (FORECAST - LAST) * late
                self.small.put(frame, f"{expected:.2f} m".replace(".", ","), 1660, 903)


def _graph_y(level: float) -> float:
    return GRAPH[3] - (level - 2.5) / 3 * (GRAPH[3] - GRAPH[1])


def _graph_line() -> Sprite:
    left, top, right, bottom = GRAPH
    paint = Paint(round(right - left) + 40, round(bottom - top) + 40)
    points = [
        (10 + (right - left) * 0.75 * step / 60, 20 + _graph_y(FIRST + (LAST - FIRST) * _curve(step / 60)) - top)
        for step in range(61)
    ]
    paint.polygon([*points, (points[-1][0], bottom - top + 20), (10, bottom - top + 20)], palette.SHALLOW, 0.25)
    paint.line(points, palette.SHALLOW, 7)
    return Sprite(paint.done())


def _paint_board(paint: Paint) -> None:
    paint.rect((EDGE, 0, WIDTH, HEIGHT), ("#0f3a52", palette.NIGHT))
    paint.rect((EDGE, 0, EDGE + 8, HEIGHT), palette.AMBER)
    paint.text((1262, 156), "Mực nước sông Xanh", 50, palette.WHITE, bold=True)
    paint.text((1262, 204), "Trạm thủy văn Bến Sen", 32, palette.MIST)
    left, top, right, bottom = GRAPH
    paint.rounded((left - 24, top - 40, right + 24, bottom + 16), 16, "#0b2c41")
    for step, (level, colour) in enumerate(ALARMS, 1):
        y = _graph_y(level)
        for x in range(int(left), int(right), 18):
            paint.rect((x, y - 1.5, x + 10, y + 1.5), colour)
        paint.text((left, y - 9), f"Báo động {step} · {level:.2f} m".replace(".", ","), 22, colour)
    for hour in (6, 10, 14, 18, 22):
        mark = left + (right - left) * (hour - 6) / 16
        paint.rect((mark - 1, bottom - 8, mark + 1, bottom), palette.SLATE)
    for hour, anchor in ((6, "ls"), (10, "ms"), (14, "ms"), (18, "ms"), (22, "rs")):
        mark = left + (right - left) * (hour - 6) / 16
        paint.text((mark, bottom - 14), f"{hour:02d}:00", 20, palette.MIST, anchor=anchor)


def _paint_bank(paint: Paint) -> None:
    paint.rect((0, 0, EDGE, 640), ("#587f93", "#bcd3d2"))
    for x, y, r in ((80, 120, 90), (210, 90, 120), (380, 130, 100), (1010, 110, 110), (1130, 80, 120), (640, 70, 90)):
        paint.ellipse((x, y), r * 1.7, r * 0.52, "#486d80", 0.5)
    hand = paint.moved(0, 100)
    for colour, base, swing, phase in (("#84aeb0", 372, 44, 0.4), ("#5e9694", 412, 30, 2.2)):
        ridge = [(x, base - swing * sin(x / 210 + phase)) for x in range(0, EDGE + 1, 14)]
        hand.polygon([(0, 640), *ridge, (EDGE, 640)], colour)
    hand.polygon([(0, 452), (300, 440), (640, 450), (EDGE, 436), (EDGE, 660), (0, 660)], palette.FOREST)
    for x, high in ((32, 130), (474, 150), (540, 110), (1080, 140), (1150, 110)):
        _paint_palm(hand.moved(x, 452), high)
    _paint_house(hand.moved(120, 400), palette.BRICK, palette.CREAM)
    _paint_house(hand.moved(330, 412, 0.8), palette.PETROL, palette.SAND)
    hand.rect((0, 560, EDGE, HEIGHT), "#2b8fa4")


def _paint_palm(hand: Paint, high: float) -> None:
    hand.line([(0, 0), (8, -high * 0.6), (2, -high)], "#6d5138", 9, curved=True)
    for dx, dy in ((-58, -14), (-44, -42), (0, -54), (46, -42), (60, -12), (-34, 18), (38, 20)):
        hand.blob(
            [(2, -high), (dx * 0.5, -high + dy - 8), (dx, -high + dy + 14), (dx * 0.5, -high + dy * 0.6 + 8)],
            palette.PINE,
        )


def _paint_house(hand: Paint, roof: str, wall: str) -> None:
    for x in (10, 80, 150):
        hand.rect((x, 40, x + 10, 170), "#6d5138")
    hand.rect((-4, 34, 176, 48), "#7d5f43")
    hand.rect((4, -56, 168, 36), wall)
    hand.polygon([(-26, -52), (36, -122), (136, -122), (198, -52)], roof)
    hand.rect((22, -34, 62, 4), palette.RIVER)
    hand.rect((104, -34, 142, 36), mix(roof, palette.INK, 0.35))


def _paint_pier(paint: Paint) -> None:
    paint.rect((0, 176, EDGE, 226), ("#dfe3dc", "#b3bfbd"))
    paint.rect((0, 226, EDGE, 236), "#8b9b9c")
    for x in range(20, EDGE, 74):
        paint.rect((x, 132, x + 8, 178), "#e9ece6")
    paint.rect((0, 128, EDGE, 140), palette.WHITE)
    paint.polygon(
        [(800, 236), (1060, 236), (1020, 290), (1020, HEIGHT), (840, HEIGHT), (840, 290)], ("#c9d0cb", "#9aa9a9")
    )
    paint.rect((985, 290, 1020, HEIGHT), "#8fa0a2", 0.6)
    paint.rounded((866, 236, 962, HEIGHT), 8, palette.WHITE)
    for tenth in range(15, 55):
        level = tenth / 10
        colour = palette.CORAL if level >= 4 else palette.DEEP
        top = _y(level + 0.1) - 100
        paint.rect((866, top, 902 if tenth % 2 else 890, top + 6), colour)
        if tenth % 5 == 0:
            paint.rect((866, _y(level) - 103, 962, _y(level) - 99), colour)
            paint.text((954, _y(level) - 108), f"{level:.1f}".replace(".", ","), 30, colour, bold=True, anchor="rs")


def _wave(colour: str, index: int) -> Sprite:
    """A crest line wide enough to slide by one period of 320 pixels."""
    paint = Paint(EDGE + 660, 60)
    crest = [(x, 16 + 9 * sin(x * 6.2832 / 320) + 4 * sin(x * 6.2832 / 160 + index)) for x in range(0, EDGE + 661, 8)]
    paint.polygon([*crest, (EDGE + 660, 60), (0, 60)], colour)
    if index:
        paint.line(crest, palette.MIST, 4)
    return Sprite(paint.done())


def _water() -> Sprite:
    """All water below the crest; it stays where it is, only more or less of it is seen."""
    paint = Paint(EDGE + 2, 700, "#2b8fa4")
    paint.rect((0, 290, EDGE + 2, 700), ("#2b8fa4", "#0d4a61"))
    return Sprite(paint.done())


def _glint() -> Sprite:
    paint = Paint(120, 6)
    paint.rounded((0, 0, 120, 5), 2.5, palette.SHALLOW, 0.55)
    return Sprite(paint.done())


def _drop() -> Sprite:
    paint = Paint(12, 46)
    paint.polygon([(9, 0), (11.5, 0), (3.5, 46), (1, 46)], palette.WHITE, 0.42)
    return Sprite(paint.done())


def _boat() -> Sprite:
    paint = Paint(300, 130)
    paint.line([(96, 96), (96, 30)], "#6d5138", 7)
    paint.blob([(70, 40), (150, 12), (230, 40), (226, 86), (74, 86)], palette.SAND)
    paint.rect((92, 46, 208, 88), "#7d5f43")
    paint.polygon([(6, 74), (294, 74), (252, 124), (52, 124)], palette.BRICK)
    paint.polygon([(6, 74), (294, 74), (288, 84), (12, 84)], palette.AMBER)
    return Sprite(paint.done())


def _dot() -> Sprite:
    paint = Paint(28, 28)
    paint.ellipse((14, 14), 13, 13, palette.WHITE)
    paint.ellipse((14, 14), 8.5, 8.5, palette.RIVER)
    return Sprite(paint.done())


def _chip(words: str, colour: str) -> Sprite:
    paint = Paint(400, 66)
    paint.rounded((0, 0, 400, 66), 33, colour)
    paint.text((200, 46), words, 34, palette.INK, bold=True, anchor="ms")
    return Sprite(paint.done())


def _forecast() -> Sprite:
    paint = Paint(600, 92)
    paint.rounded((0, 0, 600, 92), 16, palette.PETROL)
    paint.text((28, 58), "Dự báo 22:00", 36, palette.WHITE, bold=True)
    return Sprite(paint.done())
