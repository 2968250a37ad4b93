"""Burnt-in captions as an ASS script that libass draws (Advanced SubStation Alpha v4.00+).

The text of a caption can never act as a command: braces and backslashes are made harmless, and every line break is
ours. One script pixel is one output pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log

from clipdesk.media import caption_font
from clipdesk.media.line_breaks import screens
from clipdesk.media.recipe import SIZES, CaptionStyle, Cue

_ZERO_WIDTH = "\u200b"


@dataclass(frozen=True)
class Placement:
    """Where captions stand in a shape, in pixels. `size`: libass font sizes for "medium" and "large".

    `bottom` keeps the place clear where the platforms draw buttons and texts over an upright clip (about 22 %).
    """

    sizes: tuple[int, int]
    side: int
    bottom: int

    def size(self, style: CaptionStyle) -> int:
        """Return the font size for `style`."""
        return self.sizes[style.size == "large"]


PLACEMENTS = {
    "9:16": Placement(sizes=(80, 100), side=90, bottom=422),
    "1:1": Placement(sizes=(70, 86), side=80, bottom=92),
    "16:9": Placement(sizes=(66, 82), side=240, bottom=76),
}

_HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Caption,{font},{size},&H00FFFFFF,&H00FFFFFF,{edge},&H80000000,-1,0,0,0,100,100,0,0,{border},2,{side},{side},\
{bottom},1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_OUTLINE = ("&H00000000", "1,5,2")
_BOX = ("&H4D000000", "3,14,0")


def placement(shape: str, size: tuple[int, int]) -> Placement:
    """Return where captions stand in `shape`; for one without a place of its own, that of the nearest, scaled."""
    if shape in PLACEMENTS:
        return PLACEMENTS[shape]
    nearest = min(PLACEMENTS, key=lambda known: abs(log(size[0] / size[1] * SIZES[known][1] / SIZES[known][0])))
    across, down = (Fraction(part, whole) for part, whole in zip(size, SIZES[nearest], strict=True))
    known, factor = PLACEMENTS[nearest], min(across, down)
    sizes = round(known.sizes[0] * factor), round(known.sizes[1] * factor)
    return Placement(sizes, round(known.side * across), round(known.bottom * down))


def to_ass(
    cues: Sequence[Cue],
    shape: str,
    style: CaptionStyle | None = None,
    *,
    size: tuple[int, int] | None = None,
    place: Placement | None = None,
) -> str:
    """Return the ASS script of `cues` (times already on the clip's timeline) for `shape`.

    size: of the picture, where the shape has none of its own. place: where captions stand (None: `placement`).
    A cue that needs more than two lines becomes several, sharing its time by their length.

    Raises:
        MissingGlyph: a character that our font cannot draw.
    """
    style = style or CaptionStyle()
    caption_font.check_glyphs(cues)
    width, height = size or SIZES[shape]
    place = place or placement(shape, (width, height))
    edge, border = _BOX if style.look == "box" else _OUTLINE
    header = _HEADER.format(
        width=width,
        height=height,
        font=caption_font.NAME,
        size=place.size(style),
        edge=edge,
        border=border,
        side=place.side,
        bottom=place.bottom,
    )
    parts = (part for cue in cues for part in divide(cue, shape, style, width=width, place=place))
    return header + "".join(_event(part) for part in parts)


def divide(
    cue: Cue, shape: str, style: CaptionStyle, *, width: int | None = None, place: Placement | None = None
) -> list[Cue]:
    """Return `cue` as one or more cues of at most two lines that fit `shape` (`width` pixels wide, at `place`)."""
    place = place or PLACEMENTS[shape]
    size = place.size(style)
    limit = (width or SIZES[shape][0]) - 2 * place.side
    parts = ["\n".join(lines) for lines in screens(cue.text, limit, lambda text: caption_font.width(text, size))]
    total = sum(len(part) for part in parts)
    found, done = [], 0
    for part in parts:
        start = cue.start + (cue.end - cue.start) * Fraction(done, total)
        done += len(part)
        found.append(Cue(start, cue.start + (cue.end - cue.start) * Fraction(done, total), part))
    return found


def _event(cue: Cue) -> str:
    text = r"\N".join(harmless(line) for line in cue.text.splitlines())
    return f"Dialogue: 0,{_stamp(cue.start)},{_stamp(cue.end)},Caption,,0,0,0,,{text}\n"


def harmless(line: str) -> str:
    """Return `line` as mere text: a zero-width space parts a backslash from its letter, `\\{` is libass's own."""
    return line.replace("\\", "\\" + _ZERO_WIDTH).replace("{", r"\{").replace("}", r"\}")


def _stamp(seconds: Fraction) -> str:
    """ASS counts hundredths; both ends are rounded down, so that neighbours never overlap."""
    hundredths = int(seconds * 100 // 1)
    whole, rest = divmod(hundredths, 100)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:02d}"
