"""The weather map: an invented coast, the storm on its way, and the forecast cone."""

from __future__ import annotations

from math import cos, exp, pi, sin

from clipdesk.config.practice import palette
from clipdesk.config.practice.digits import Digits
from clipdesk.config.practice.frame import HEIGHT, WIDTH, Frame, Sprite
from clipdesk.config.practice.paint import Paint, Point, mix, smooth, text_width

SPIN = 12  # sprites of a quarter turn: the four arms are alike
PANEL_TOP = 540
PATH: tuple[Point, ...] = ((1660, 250), (1480, 300), (1300, 380), (1130, 430), (940, 446), (730, 428))
TIMES = ("12:00", "18:00", "00:00", "06:00", "12:00")
COAST: tuple[Point, ...] = (
    (760, -40), (700, 60), (742, 150), (690, 240), (610, 300), (640, 370), (730, 410), (700, 470), (610, 520),
    (590, 610), (660, 690), (640, 790), (520, 860), (500, 960), (580, 1120),
)  # fmt: skip


class Storm:
    """The scene; `draw` gets the seconds since the cut. `near` is when the storm is said to come near the coast."""

    def __init__(self, near: float) -> None:
        self.near = near
        paint = Paint(WIDTH, HEIGHT, palette.RIVER)
        _paint_sea(paint)
        _paint_land(paint)
        _paint_towns(paint)
        _paint_track(paint)
        self.ground = Frame(paint.done())
        self.cone = _cone()
        self.track = list(smooth(PATH, closed=False, steps=60))
        self.spin = [_whirl(pi / 2 * step / SPIN) for step in range(SPIN)]
        self.swell = _swell()
        self.panel = _panel()
        self.digits = Digits("0123456789", 60, palette.WHITE)
        self.digit = self.digits.widths["0"]
        self.unit = text_width("cấp ", 34) + 2
        self.rings = [_ring(step / 16) for step in range(16)]

    def draw(self, frame: Frame, seconds: float) -> None:
        """Draw the picture `seconds` after the cut."""
        frame.copy_from(self.ground)
        for index in range(22):
            x = 780 + (index * 263) % 1100 + 14 * sin(seconds * 0.9 + index)
            frame.put(self.swell, x, 60 + (index * 149) % 960)
        shown = min(max((seconds - self.near * 0.5) / 2.0, 0), 1)
        frame.put(self.cone, 620, 200, (round(1340 - 720 * shown), 0, WIDTH, HEIGHT))
        share = 0.2 + 0.56 * _ease((seconds - self.near * 0.6) / 4.5)
        x, y = self.track[int(share * (len(self.track) - 1))]
        frame.put(self.rings[int(seconds * 12) % 16], 684 - 60, 426 - 60)
        frame.put(self.spin[int(seconds * 20) % SPIN], x - 170, y - 170)
        self._numbers(frame, seconds, 20 + 160 * (0.76 - share) / 0.56)

    def _numbers(self, frame: Frame, seconds: float, distance: float) -> None:
        slide = _ease((seconds - 0.4) / 0.5)
        frame.put(self.panel, WIDTH - 500 * slide, PANEL_TOP)
        if slide < 1:
            return
        grown = _ease((seconds - 0.8) / 1.4)
        left = WIDTH - 500 + 36
        for row, (x, value) in enumerate(
            (
                (left, 65 * grown),
                (left + self.unit, 9 * grown),
                (left + (0 if distance > 99.5 else self.digit), distance),
            )
        ):
            self.digits.put(frame, str(round(value)), x, PANEL_TOP + 130 + row * 122)


def _ease(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _paint_sea(paint: Paint) -> None:
    paint.rect((0, 0, WIDTH, HEIGHT), ("#2c97ab", "#11576f"))
    for step, colour in enumerate(("#2f9db0", "#4aafba", "#6cc1c4")):
        paint.polygon(
            [(-40, -40), *[(x + 96 - step * 32, y) for x, y in smooth(COAST, closed=False)], (-40, 1120)], colour, 0.55
        )
    for x in range(760, WIDTH, 240):
        paint.rect((x, 0, x + 1, HEIGHT), palette.WHITE, 0.13)
    for y in range(120, HEIGHT, 240):
        paint.rect((0, y, WIDTH, y + 1), palette.WHITE, 0.13)


def _paint_land(paint: Paint) -> None:
    shore = smooth(COAST, closed=False)
    paint.polygon([(-40, -40), *shore, (-40, 1120)], ("#f3e3ba", "#e5d6a4"))
    for points, colour in (
        (((-60, -60), (330, -40), (420, 120), (360, 300), (260, 420), (300, 640), (180, 820), (-60, 900)), "#b9d39a"),
        (((-60, -60), (190, -20), (270, 140), (200, 340), (110, 470), (150, 620), (-60, 720)), "#8fbd8a"),
    ):
        paint.blob(points, colour)
    river = ((-20, 620), (160, 560), (290, 600), (420, 500), (520, 470), (640, 430), (684, 426))
    paint.line(river, "#4aafba", 17, curved=True)
    paint.line(((290, 600), (400, 690), (520, 700), (660, 690)), "#4aafba", 11, curved=True)
    for x, y, r in ((1240, 900, 34), (1296, 926, 20), (940, 180, 22)):
        paint.blob(
            [
                (x - r, y),
                (x - r * 0.3, y - r * 0.7),
                (x + r, y - r * 0.2),
                (x + r * 0.5, y + r * 0.7),
                (x - r * 0.5, y + r * 0.6),
            ],
            "#ead9a8",
        )


def _paint_towns(paint: Paint) -> None:
    for x, y, name, big in (
        (684, 426, "Cửa Ngọc", True),
        (600, 560, "Bến Sen", False),
        (470, 118, "Đồi Gió", False),
        (520, 800, "Hoa Mai", False),
    ):
        paint.ellipse((x, y), 12 if big else 8, 12 if big else 8, palette.WHITE)
        paint.ellipse((x, y), 8 if big else 5, 8 if big else 5, palette.CORAL if big else palette.DEEP)
        paint.text((x - 20, y + 12), name, 36 if big else 28, palette.INK, bold=big, anchor="rs")
    paint.text((1000, 760), "Biển Sao", 52, palette.MIST)
    paint.text((300, 668), "sông Xanh", 24, palette.PETROL, anchor="ms")


def _paint_track(paint: Paint) -> None:
    track = smooth(PATH, closed=False, steps=60)
    for start in range(0, len(track) - 8, 14):
        paint.line(track[start : start + 7], palette.CREAM, 5)
    for (x, y), time in zip(PATH, TIMES, strict=False):
        paint.ellipse((x, y), 9, 9, palette.CREAM)
        paint.text((x + 10, y + 46), time, 28, palette.WHITE, bold=True, anchor="ms")


def _cone() -> Sprite:
    paint = Paint(720, 480)
    upper, lower = [], []
    for x, y in smooth(PATH[2:], closed=False, steps=20):
        wide = 26 + (1300 - x) * 0.26
        upper.append((x - 620, y - 200 - wide))
        lower.append((x - 620, y - 200 + wide))
    paint.polygon([*upper, *reversed(lower)], palette.CREAM, 0.3)
    for edge in (upper, lower):
        for start in range(0, len(edge) - 4, 8):
            paint.line(edge[start : start + 4], palette.WHITE, 3)
    return Sprite(paint.done())


def _whirl(turn: float) -> Sprite:
    """The storm: arms that fall back as they reach outwards, and an eye. It turns against the clock."""
    paint = Paint(340, 340)
    hand = paint.moved(170, 170)
    hand.ellipse((0, 0), 164, 164, palette.WHITE, 0.14)
    hand.ellipse((0, 0), 118, 118, palette.WHITE, 0.16)
    for arm in range(4):
        outer, inner = [], []
        for step in range(25):
            reach = step / 24
            angle = -turn + arm * pi / 2 + reach * 2.1
            radius = 34 + 122 * reach
            half = 30 * exp(-1.4 * reach) * (1 - reach) ** 0.5
            outer.append(((radius + half) * cos(angle), (radius + half) * sin(angle)))
            inner.append(((radius - half) * cos(angle), (radius - half) * sin(angle)))
        hand.polygon([*outer, *reversed(inner)], palette.WHITE, 0.9)
    hand.ellipse((0, 0), 56, 56, palette.WHITE)
    hand.ellipse((0, 0), 22, 22, palette.CORAL)
    return Sprite(paint.done())


def _swell() -> Sprite:
    paint = Paint(92, 18)
    paint.line(
        [(6, 12), (24, 5), (42, 12), (60, 5), (84, 12)], mix(palette.SHALLOW, palette.WHITE, 0.1), 3, curved=True
    )
    image = paint.done()
    image.putalpha(image.getchannel("A").point([level * 45 // 100 for level in range(256)]))
    return Sprite(image)


def _ring(share: float) -> Sprite:
    paint = Paint(120, 120)
    radius = 14 + 44 * share
    paint.line([(60 + radius * cos(a * pi / 24), 60 + radius * sin(a * pi / 24)) for a in range(49)], palette.CORAL, 5)
    image = paint.done()
    image.putalpha(image.getchannel("A").point([round(level * (1 - share)) for level in range(256)]))
    return Sprite(image)


def _panel() -> Sprite:
    paint = Paint(440, 474)
    paint.rounded((0, 0, 440, 474), 22, palette.NIGHT, 0.94)
    paint.rounded((0, 0, 440, 84), 22, palette.CORAL)
    paint.rect((0, 50, 440, 88), palette.CORAL)
    paint.text((36, 60), "BÃO HẢI ÂU", 44, palette.WHITE, bold=True)
    for row, (label, before, unit) in enumerate(
        (("Sức gió gần tâm", "", "km/h"), ("Gió giật", "cấp", ""), ("Tâm bão cách Cửa Ngọc", "", "km"))
    ):
        y = 88 + row * 122
        paint.text((36, y + 44), label, 27, palette.MIST)
        paint.text((36, y + 104), before, 34, palette.MIST)
        paint.text((160 if row else 122, y + 104), unit, 34, palette.MIST)
        if row:
            paint.rect((36, y + 2, 404, y + 4), palette.PETROL)
    return Sprite(paint.done())
