"""Lower thirds as an ASS script: a box in the colours of the look's strap, a bar at its left, the name, the role below it.

Everything has its place in pixels, so nothing depends on how libass breaks lines: what is too long is first made a little
smaller, then broken into two lines, then made smaller still. It is never cut off.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from clipdesk.media.captions.ass import harmless, script, stamp
from clipdesk.media.captions.encoding import nfc
from clipdesk.media.captions.errors import MissingGlyph, MissingNameGlyph
from clipdesk.media.captions.font import Typeface
from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.captions.words import ass_colour
from clipdesk.media.geometry import shape_size
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.picture_graph import Clip
from clipdesk.media.places import NamePlace, name_place
from clipdesk.media.recipe import Cue
from clipdesk.media.timeline import clip_lower_thirds

FADE = 200
"""Milliseconds in which a name comes, and goes."""

_NAME, _ROLE = Fraction(70, 1080), Fraction(50, 1080)  # font sizes, of the picture's shorter side
_LITTLE, _LEAST = Fraction(4, 5), Fraction(2, 5)  # how much smaller before a line is broken, and at all
_SCALES = tuple(
    Fraction(percent, 100) for percent in range(100, 55, -5)
)  # of all of it, where there is too little height
_SIDE, _EDGE, _BAR = Fraction(22, 1080), Fraction(10, 1080), Fraction(10, 1080)
_STYLE = "Name,{font},40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1"
_EVENT = (
    "Dialogue: {layer},{start},{end},Name,,0,0,0,,{{\\an7\\pos({x},{y})\\fad({fade},{fade})\\1c{colour}{more}}}{text}\n"
)


@dataclass(frozen=True)
class Line:
    """One line of text: its font size, how far its upper edge lies below that of the box, in pixels."""

    text: str
    size: int
    top: int
    is_bold: bool


@dataclass(frozen=True)
class NameBox:
    """What is drawn for one lower third, in pixels of the picture; `bar`: how wide the bar is, inside the box."""

    left: int
    top: int
    width: int
    height: int
    bar: int
    lines: tuple[Line, ...]
    typeface: Typeface

    @property
    def text_left(self) -> int:
        """Where the lines begin."""
        return self.left + self.bar + (self.width - self.bar - self.text_width) // 2

    @property
    def text_width(self) -> int:
        """How wide the widest line is."""
        return round(max(self.typeface.width(line.text, line.size) for line in self.lines))


def lower_third_script(clip: Clip, shape: str) -> str:
    """Return the ASS script of the clip's lower thirds, on the clip's timeline, for `shape`.

    Raises:
        MissingNameGlyph: a character that the look's font cannot draw.
    """
    named, typeface = clip_lower_thirds(clip.recipe, clip.info.grid), clip.look.typeface
    try:
        typeface.check(Cue(one.start, one.end, text) for one in named for text in (one.name, one.role))
    except MissingGlyph as error:
        raise MissingNameGlyph(**error.params) from error
    events = "".join(event for one in named for event in _events(one, name_box(clip, shape, one), clip))
    return script(shape_size(shape, clip.info), _STYLE.format(font=typeface.name), events)


def name_box(clip: Clip, shape: str, one: LowerThird) -> NameBox:
    """Return what is drawn for `one` in `shape`, and where."""
    size, place = shape_size(shape, clip.info), name_place(clip, shape)
    for scale in _SCALES:
        box = _box(one, place, size, scale, clip.look.typeface)
        if box.top >= place.top:
            break
    return box


def _box(one: LowerThird, place: NamePlace, size: tuple[int, int], scale: Fraction, typeface: Typeface) -> NameBox:
    side, edge, bar = (round(share * min(size)) for share in (_SIDE, _EDGE, _BAR))
    room, lines, top = place.room - bar - 2 * side, [], edge
    for text, share, is_bold in ((one.name, _NAME, True), (one.role, _ROLE, False)):
        height, rows = _fit(" ".join(nfc(text).split()), room, round(scale * share * min(size)), typeface)
        for row in rows:
            lines.append(Line(row, height, top, is_bold))
            top += height
    widest = max(typeface.width(line.text, line.size) for line in lines)
    width, height = bar + 2 * side + round(widest), top + edge
    return NameBox(place.left, size[1] - place.bottom - height, width, height, bar, tuple(lines), typeface)


@lru_cache(maxsize=4096)
def _fit(text: str, room: int, base: int, typeface: Typeface) -> tuple[int, tuple[str, ...]]:
    """Return the font size and the lines of `text`, none wider than `room`; no lines where there is no text.

    Of our two, measured in the bold one, which is the wider.
    """
    if not text:
        return base, ()

    def broken(size: int) -> list[list[str]]:
        return screens(text, room, lambda line: typeface.width(line, size))

    def fits_broken(size: int) -> bool:
        return all(typeface.width(word, size) <= room for word in text.split()) and len(broken(size)) == 1

    size = _largest(range(base, int(base * _LITTLE), -1), lambda size: typeface.width(text, size) <= room)
    if size is not None:
        return size, (text,)
    size = _largest(range(base, int(base * _LEAST), -1), fits_broken) or int(base * _LEAST)
    return size, tuple(line for lines in broken(size) for line in lines)


def _largest(sizes: range, fits: Callable[[int], bool]) -> int | None:
    """Return the first of falling sizes that fits, found by halving: what fits at one size fits at every smaller one."""
    at = bisect_left(sizes, True, key=fits)
    return sizes[at] if at < len(sizes) else None


def _events(one: LowerThird, box: NameBox, clip: Clip) -> Iterator[str]:
    colours = clip.look.strap
    times = {"start": stamp(one.start), "end": stamp(one.end), "fade": FADE}

    def filled(width: int, colour: str, layer: int) -> str:
        drawing = f"m 0 0 l {width} 0 {width} {box.height} 0 {box.height}"
        at = {"x": box.left, "y": box.top, "colour": ass_colour(colour), "more": "\\p1", "text": drawing}
        return _EVENT.format(layer=layer, **times, **at)

    yield filled(box.width, colours.background, 0)
    yield filled(box.bar, colours.text, 1)
    for line in box.lines:
        more = f"\\fs{line.size}\\b{box.typeface.weight(is_bold=line.is_bold)}"
        at = {"x": box.text_left, "y": box.top + line.top, "colour": ass_colour(colours.text), "more": more}
        yield _EVENT.format(layer=2, text=harmless(line.text), **times, **at)
