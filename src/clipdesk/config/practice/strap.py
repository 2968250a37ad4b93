"""What lies over the pictures: the strap with the item's title, and the station's corner with the running clock."""

from __future__ import annotations

from math import sin

from clipdesk.config.practice import palette
from clipdesk.config.practice.digits import Digits
from clipdesk.config.practice.frame import HEIGHT, RATE, Frame, Sprite
from clipdesk.config.practice.paint import Paint, text_width
from clipdesk.config.practice.script import ON_AIR

LEFT, TOP = 96, 872
WAIT, MOVE, STAY = 0.7, 0.4, 6.0  # seconds: before it comes, coming, and until it has gone
CORNER = (1432, 30)


class Strap:
    """The lower third of one item."""

    def __init__(self, tag: str, title: str) -> None:
        wide = round(text_width(title, 54, bold=True)) + 84
        chip = round(text_width(tag, 28, bold=True)) + 48
        paint = Paint(max(wide, chip) + 4, 148)
        paint.rect((0, 0, chip, 50), palette.AMBER)
        paint.text((24, 36), tag, 28, palette.INK, bold=True)
        paint.rect((0, 50, wide, 146), palette.NIGHT, 0.95)
        paint.rect((0, 50, 14, 146), palette.CORAL)
        paint.text((46, 117), title, 54, palette.WHITE, bold=True)
        self.sprite = Sprite(paint.done())

    def put(self, frame: Frame, seconds: float) -> None:
        """Lay the strap `seconds` after its item began: it is wiped in from the left and out again."""
        share = min((seconds - WAIT) / MOVE, (WAIT + STAY - seconds) / MOVE, 1.0)
        if share > 0:
            shown = 1 - (1 - share) ** 3
            frame.put(self.sprite, LEFT, TOP, (0, 0, LEFT + round(self.sprite.width * shown), HEIGHT))


class Corner:
    """Station name, the word PRACTICE in both languages, and the time of day."""

    def __init__(self) -> None:
        paint = Paint(448, 72)
        paint.rounded((0, 0, 448, 72), 18, palette.NIGHT, 0.82)
        paint_logo(paint.moved(40, 36, 0.27))
        paint.text((78, 34), "SÔNG XANH", 25, palette.WHITE, bold=True)
        paint.text((78, 59), "THỰC HÀNH · PRACTICE", 16, palette.AMBER, bold=True)
        paint.rect((282, 16, 284, 56), palette.PETROL)
        self.sprite = Sprite(paint.done())
        self.digits = Digits("0123456789:", 33, palette.CREAM)

    def put(self, frame: Frame, number: int) -> None:
        """Lay the corner at film frame `number` of the programme."""
        frame.put(self.sprite, *CORNER)
        clock = ON_AIR + number // RATE
        words = f"{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}"
        self.digits.put(frame, words, CORNER[0] + 296, CORNER[1] + 13)


def paint_logo(hand: Paint) -> None:
    """The station's sign: a low sun over a blue river, in a circle of radius 100 around the hand's (0, 0)."""
    hand.ellipse((0, 0), 100, 100, palette.CREAM)
    hand.ellipse((0, -14), 42, 42, palette.AMBER)
    for row, colour in enumerate((palette.SHALLOW, palette.RIVER, palette.PETROL)):
        top = 2 + row * 28
        crest = []
        for step in range(61):
            x = -100 + step * 200 / 60
            y = top + 9 * sin(step / 60 * 12.57 + row * 1.9)
            crest.append((x, y))
        inside = [(x, y) for x, y in crest if x * x + y * y < 8836]
        bottom = [(x, (8836 - x * x) ** 0.5) for x, _ in reversed(inside)]
        hand.polygon([*inside, *bottom], colour)
