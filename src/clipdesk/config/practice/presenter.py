"""The two presenters: bodies drawn once, heads in every pose, with eyes that blink and a mouth that follows the sound.

Local coordinates: (0, 0) is the middle of the face, the face is 190 wide and 245 high, the desk begins at y = 430.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import cos, pi, sin

from PIL import Image

from clipdesk.config.practice import palette
from clipdesk.config.practice.frame import RATE, Frame, Sprite
from clipdesk.config.practice.paint import Box, Paint, Point, mix

Pose = tuple[int, int, int]  # half pixels to the right, half pixels down, fifths of a degree clockwise
HEAD: Box = (-168, -190, 168, 214)  # the part of the picture that moves with the head
EYES: Box = (-104, -60, 104, 36)
MOUTH: Box = (-40, 56, 40, 124)
NECK = 110.0  # the head turns about this point


@dataclass(frozen=True)
class Look:
    """How one presenter is drawn."""

    name: str
    woman: bool
    skin: str
    hair: str
    jacket: str
    shirt: str
    accent: str
    seed: int


MAI_LAM = Look("Mai Lam", True, "#f3c9a5", "#2a1f24", palette.CORAL, palette.CREAM, palette.AMBER, 3)
AN_HA = Look("An Hà", False, "#e6b48c", "#231d1f", "#27496b", "#f4f7f8", palette.RIVER, 11)


def paint_body(hand: Paint, look: Look) -> None:
    """Draw shoulders, jacket and arms; the head comes on top, the desk in front."""
    dark, darker = mix(look.jacket, palette.INK, 0.16), mix(look.jacket, palette.INK, 0.34)
    wide = 232 if look.woman else 250
    hand.blob(
        [(-62, 176), (-wide * 0.62, 212), (-wide * 0.93, 268), (-wide, 400), (-wide - 22, 560)]
        + [(wide + 22, 560), (wide, 400), (wide * 0.93, 268), (wide * 0.62, 212), (62, 176)],
        (look.jacket, dark),
    )
    hand.polygon([(-66, 182), (66, 182), (20, 440), (-20, 440)], look.shirt)
    _paint_neck(hand, look)
    if look.woman:
        hand.polygon(
            [(-44, 184), (0, 262), (44, 184), (62, 196), (8, 310), (-8, 310), (-62, 196)],
            mix(look.shirt, look.jacket, 0.13),
        )
    else:
        hand.polygon([(-46, 178), (0, 232), (-34, 262), (-66, 196)], palette.WHITE)
        hand.polygon([(46, 178), (0, 232), (34, 262), (66, 196)], palette.WHITE)
        hand.polygon([(-15, 232), (15, 232), (10, 258), (-10, 258)], mix(look.accent, palette.INK, 0.25))
        hand.polygon([(-10, 258), (10, 258), (24, 420), (-24, 420)], look.accent)
    for side in (-1, 1):
        hand.polygon(
            [
                (side * 62, 178),
                (side * 92, 196),
                (side * 104, 268),
                (side * 82, 280),
                (side * 92, 298),
                (side * 14, 452),
                (side * 2, 452),
            ],
            darker if side > 0 else dark,
        )
        hand.line([(side * wide * 0.66, 372), (side * wide * 0.72, 460)], darker, 4)
    hand.ellipse((-54, 330), 6, 8, palette.INK)


def _paint_neck(hand: Paint, look: Look) -> None:
    hand.blob(
        [(-44, 60), (-44, 170), (-62, 190), (0, 246 if look.woman else 226), (62, 190), (44, 170), (44, 60)], look.skin
    )
    hand.blob([(-44, 96), (-42, 136), (0, 164), (42, 136), (44, 96)], mix(look.skin, palette.BRICK, 0.28))


def paint_hands(hand: Paint, look: Look) -> None:
    """Draw the forearms and folded hands that lie on the desk."""
    dark = mix(look.jacket, palette.INK, 0.24)
    for side in (-1, 1):
        hand.blob([(side * 246, 418), (side * 244, 492), (side * 64, 506), (side * 52, 468), (side * 170, 426)], dark)
        hand.blob(
            [(side * 74, 466), (side * 70, 506), (side * 10, 508), (side * -12, 486), (side * 14, 464)], look.skin
        )
    hand.line([(-6, 470), (8, 486), (-4, 502)], mix(look.skin, palette.BRICK, 0.4), 3)


class Head:
    """The moving head of one presenter. Turned heads, eyes and mouths are drawn when first needed and then kept."""

    def __init__(self, look: Look, scale: float) -> None:
        self.look, self.scale = look, scale
        self.still = self._drawn(HEAD, partial(paint_head, look=look))
        self.turned: dict[Pose, Sprite] = {}
        self.eyes = [Sprite(self._drawn(EYES, partial(paint_eyes, look=look, eyes=eyes))) for eyes in range(3)]
        self.mouths = [Sprite(self._drawn(MOUTH, partial(paint_mouth, look=look, mouth=mouth))) for mouth in range(6)]

    def put(self, frame: Frame, at: Point, number: int, mouth: int, lively: float) -> None:
        """Lay the head on `frame` at film frame `number`. `mouth` 0 (closed) .. 5 (wide); `lively` 0..1 nods more."""
        right, down, angle = self._pose(number, lively)
        x, y = at[0] + right / 2, at[1] + down / 2
        pose = (right % 2, down % 2, angle)
        if pose not in self.turned:
            self.turned[pose] = self._turned(pose)
        frame.put(
            self.turned[pose], at[0] + right // 2 + HEAD[0] * self.scale, at[1] + down // 2 + HEAD[1] * self.scale
        )
        for box, sprite in ((EYES, self.eyes[self._lids(number)]), (MOUTH, self.mouths[mouth])):
            # The small parts are not turned themselves; their middles follow the turn about the neck.
            middle = (NECK - (box[1] + box[3]) / 2) * sin(angle * pi / 900)
            frame.put(sprite, x + (box[0] - middle) * self.scale, y + box[1] * self.scale)

    def _pose(self, number: int, lively: float) -> Pose:
        """A slow sway of everybody, plus small nods of the one who speaks; half pixels, and fifths of a degree."""
        t = number / RATE + self.look.seed * 1.7
        sway = sin(t * 0.9) + 0.6 * sin(t * 1.63 + 1)
        nod = lively * (sin(t * 3.1) + 0.7 * sin(t * 4.7 + 2))
        return round(sway * 3.2 * self.scale), round((nod * 2.6 + sin(t * 0.7)) * self.scale), round(sway * 2.2 + nod)

    def _lids(self, number: int) -> int:
        """0 open, 1 half, 2 closed: a blink of five frames every 2.6 to 4.8 seconds."""
        start = self.look.seed * 7
        turn = 0
        while start + 5 <= number:
            turn += 1
            start += 65 + (self.look.seed * 29 + turn * 37) % 56
        return {0: 1, 1: 2, 2: 2, 3: 2, 4: 1}.get(number - start, 0)

    def _drawn(self, box: Box, paint: Callable[[Paint], None]) -> Image.Image:
        picture = Paint(round((box[2] - box[0]) * self.scale), round((box[3] - box[1]) * self.scale))
        paint(picture.moved(-box[0] * self.scale, -box[1] * self.scale, self.scale))
        return picture.done()

    def _turned(self, pose: Pose) -> Sprite:
        x, y = -HEAD[0] * self.scale, (NECK - HEAD[1]) * self.scale
        along, across = cos(pose[2] * pi / 900), sin(pose[2] * pi / 900)
        left, top = x + pose[0] / 2, y + pose[1] / 2
        back = (along, across, x - along * left - across * top, -across, along, y + across * left - along * top)
        # Not bicubic: it overshoots at the edge of see-through parts and leaves a bright rim.
        size = self.still.size
        return Sprite(self.still.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR))


def paint_head(hand: Paint, look: Look) -> None:
    """Draw a head from the front, without eyes and mouth."""
    shade = mix(look.skin, palette.BRICK, 0.3)
    if look.woman:
        hand.blob(
            [(0, -156), (88, -132), (128, -50), (130, 50), (140, 128), (112, 168), (62, 160), (-62, 160), (-112, 168)]
            + [(-140, 128), (-130, 50), (-128, -50), (-88, -132)],
            (look.hair, mix(look.hair, palette.BRICK, 0.22)),
        )
        hand.polygon([(-44, 60), (44, 60), (44, 192), (-44, 192)], look.skin)
        hand.blob([(-44, 96), (-42, 136), (0, 164), (42, 136), (44, 96)], shade)
    for side in (-1, 1):
        hand.ellipse((side * 95, 14), 17, 27, look.skin)
        hand.ellipse((side * 97, 16), 8, 15, shade)
        if look.woman:
            hand.ellipse((side * 98, 46), 7, 7, look.accent)
    jaw = 70 if look.woman else 78
    hand.blob(
        [(0, -124), (66, -108), (94, -44), (93, 22), (jaw, 82), (42, 114), (0, 124), (-42, 114), (-jaw, 82), (-93, 22)]
        + [(-94, -44), (-66, -108)],
        look.skin,
    )
    if look.woman:
        for side in (-1, 1):
            hand.ellipse((side * 58, 48), 22, 15, palette.CORAL, 0.24)
    _paint_hair(hand, look)
    hand.line([(-3, 16), (-11, 38), (2, 44)], shade, 5, curved=True)


def _paint_hair(hand: Paint, look: Look) -> None:
    light = mix(look.hair, palette.WHITE, 0.14)
    if look.woman:
        hand.blob(
            [(-22, -150), (-96, -118), (-118, -20), (-96, 40), (-92, -22), (-58, -74), (14, -106), (4, -140)], look.hair
        )
        hand.blob(
            [(-30, -146), (60, -146), (112, -84), (116, 0), (98, 44), (94, -22), (70, -66), (12, -108)], look.hair
        )
        hand.line([(24, -128), (66, -104), (90, -62)], light, 6, curved=True)
        return
    hand.blob(
        [
            (-104, -10),
            (-112, -84),
            (-70, -146),
            (10, -164),
            (84, -142),
            (114, -76),
            (104, -8),
            (92, -52),
            (62, -84),
            (0, -80),
            (-66, -96),
            (-92, -48),
        ],
        look.hair,
    )
    hand.line([(-40, -134), (20, -144), (66, -124)], light, 6, curved=True)


def paint_eyes(hand: Paint, look: Look, eyes: int) -> None:
    """Draw brows, eyes and glasses; `eyes` 0 open, 1 half, 2 closed."""
    brow = mix(look.hair, palette.BRICK, 0.1)
    for side in (-1, 1):
        x = side * 40
        lift = 3 if eyes else 0
        arch = [(x - side * 20, -33 + lift), (x + side * 4, -40 + lift), (x + side * 24, -33 + lift)]
        hand.line(arch, brow, 6 if look.woman else 9, curved=True)
        if eyes == 2:
            hand.line([(x - 18, 1), (x, 7), (x + 18, 1)], look.hair, 5, curved=True)
            continue
        tall = 11.5 if eyes == 0 else 5.5
        hand.ellipse((x, -1), 19, tall, palette.WHITE)
        hand.ellipse((x + 1, -1), 9.5, min(10.5, tall), "#3a2622")
        hand.ellipse((x + 4, -5), 3.2, min(3.2, tall / 2), palette.WHITE)
        hand.line([(x - 20, -3), (x, -tall - 2), (x + 20, -3)], look.hair, 5 if look.woman else 4, curved=True)
        if look.woman:
            hand.line([(x + side * 18, -5), (x + side * 27, -12)], look.hair, 4)
        elif eyes < 2:
            hand.line([(x + side * 35, -12), (x + side * 52, -8)], "#33424c", 4)
    if not look.woman:
        _paint_glasses(hand)


def _paint_glasses(hand: Paint) -> None:
    for side in (-1, 1):
        around = [
            (side * 40 + dx, dy)
            for dx, dy in ((-34, -16), (0, -23), (34, -16), (33, 12), (0, 24), (-33, 12), (-34, -16))
        ]
        hand.line(around, "#33424c", 4, curved=True)
    hand.line([(-7, -8), (0, -11), (7, -8)], "#33424c", 4, curved=True)


def paint_mouth(hand: Paint, look: Look, mouth: int) -> None:
    """Draw the mouth: 0 closed, 1..3 wider, 4 round, 5 widest."""
    lip = mix(look.skin, palette.BRICK, 0.85 if look.woman else 0.55)
    if mouth == 0:
        hand.line([(-25, 74), (0, 82), (25, 74)], lip, 7 if look.woman else 5, curved=True)
        return
    # Half width and depth of the opening; 4 is the round "o", 5 the widest "a".
    wide, deep = {1: (23, 8), 2: (25, 16), 3: (27, 24), 4: (15, 26), 5: (26, 33)}[mouth]
    top = 72.0
    hand.blob(_opening(wide + 4, deep + 8, top - 4), lip)
    inside = _opening(wide, deep, top)
    hand.blob(inside, "#5b1f24")
    if deep > 12:
        hand.blob(
            [
                (-wide * 0.7, top + 1),
                (0, top - 1),
                (wide * 0.7, top + 1),
                (wide * 0.5, top + 7),
                (-wide * 0.5, top + 7),
            ],
            palette.WHITE,
        )
        hand.ellipse((0, top + deep * 0.8), wide * 0.5, deep * 0.17, "#d76a62")


def _opening(wide: float, deep: float, top: float) -> list[Point]:
    """A mouth with its corners up: nearly straight above, round below."""
    return [
        (-wide, top),
        (0, top - 2),
        (wide, top),
        (wide * 0.66, top + deep * 0.78),
        (0, top + deep),
        (-wide * 0.66, top + deep * 0.78),
    ]
