"""The opening and the closing card: the station's sign rises over the moving river."""

from __future__ import annotations

from math import pi, sin

from PIL import Image

from clipdesk.config.practice import palette
from clipdesk.config.practice.frame import HEIGHT, WIDTH, Frame, Sprite
from clipdesk.config.practice.paint import Paint, glow
from clipdesk.config.practice.script import PROGRAMME, STATION
from clipdesk.config.practice.strap import paint_logo

FADES = 12
PERIOD = 480
LINES = {
    "opening": (PROGRAMME["vi"], PROGRAMME["en"], f"{STATION['vi']} · {STATION['en']}"),
    "closing": (
        "Xin cảm ơn quý vị",
        "Thank you for watching",
        "Bản tin thực hành: hình vẽ, giọng tổng hợp · Practice bulletin: drawn pictures, synthetic voice",
    ),
}


class Card:
    """One card; `kind` is "opening" or "closing"."""

    def __init__(self, kind: str) -> None:
        paint = Paint(WIDTH, HEIGHT, palette.NIGHT)
        paint.rect((0, 0, WIDTH, HEIGHT), ("#0b2f45", "#14627a"))
        picture = paint.done()
        glow(picture, (960, 330), 760, "#58bcc4", 0.42)
        self.ground = Frame(picture)
        self.waves = [_wave(index) for index in range(3)]
        self.logo = _logo()
        large, middle, small = LINES[kind]
        self.lines = (
            _fading(large, 104, palette.WHITE, bold=True),
            _fading(middle, 56, palette.MIST),
            _fading(small, 30, palette.CREAM),
        )

    def draw(self, frame: Frame, seconds: float) -> None:
        """Draw the picture `seconds` after the cut."""
        frame.copy_from(self.ground)
        risen = 1 - (1 - min(seconds / 1.1, 1)) ** 3
        frame.put(self.logo, 960 - 160, 150 + 330 * (1 - risen))
        for index, wave in enumerate(self.waves):
            slide = (seconds * (70 + 34 * index) * (1 if index % 2 else -1)) % PERIOD
            frame.put(wave, slide - PERIOD, 806 + index * 72 - 60 * risen)
        for index, (line, y) in enumerate(zip(self.lines, (486, 612, 922), strict=True)):
            share = min(max((seconds - 0.7 - index * 0.25) / 0.5, 0), 1)
            if share > 0:
                sprite = line[round(share * (FADES - 1))]
                frame.put(sprite, 960 - sprite.width // 2, y + 24 * (1 - share))


def _wave(index: int) -> Sprite:
    colour = (palette.RIVER, palette.PETROL, palette.NIGHT)[index]
    paint = Paint(WIDTH + PERIOD, 340)
    crest = [(x, 26 + 18 * sin(x * 2 * pi / PERIOD + index)) for x in range(0, WIDTH + PERIOD + 1, 10)]
    paint.polygon([*crest, (WIDTH + PERIOD, 340), (0, 340)], colour)
    paint.line(crest, palette.SHALLOW if index < 2 else palette.PETROL, 4)
    return Sprite(paint.done())


def _logo() -> Sprite:
    paint = Paint(320, 320)
    paint.ellipse((160, 160), 158, 158, palette.SHALLOW, 0.28)
    paint_logo(paint.moved(160, 160, 1.4))
    return Sprite(paint.done())


def _fading(words: str, size: float, colour: str, bold: bool = False) -> list[Sprite]:
    paint = Paint(1720, round(size * 1.5))
    paint.text((860, size * 1.1), words, size, colour, bold=bold, anchor="ms")
    image = paint.done()
    box = image.getbbox() or (0, 0, 2, 2)
    image = image.crop((box[0], 0, box[2], image.size[1]))
    return [Sprite(_faded(image, (step + 1) / FADES)) for step in range(FADES)]


def _faded(image: Image.Image, share: float) -> Image.Image:
    copy = image.copy()
    copy.putalpha(image.getchannel("A").point([round(level * share) for level in range(256)]))
    return copy
