"""Numbers that change from frame to frame: every sign is drawn once, all digits equally wide."""

from __future__ import annotations

from clipdesk.config.practice.frame import Frame, Sprite
from clipdesk.config.practice.paint import Paint, text_width


class Digits:
    """A set of signs in one size and colour."""

    def __init__(self, signs: str, size: float, colour: str) -> None:
        self.widths = {sign: round(text_width(sign, size, bold=True)) for sign in signs}
        self.sprites: dict[str, Sprite] = {}
        for sign, width in self.widths.items():
            paint = Paint(width + 8, round(size * 1.32))
            paint.text((4, size * 1.02), sign, size, colour, bold=True)
            self.sprites[sign] = Sprite(paint.done())

    def put(self, frame: Frame, words: str, x: float, y: float) -> None:
        """Write `words` with its left upper corner at (x, y)."""
        for sign in words:
            frame.put(self.sprites[sign], x - 4, y)
            x += self.widths[sign]
