"""Burnt-in captions as an ASS script that libass draws (Advanced SubStation Alpha v4.00+).

The text of a caption can never act as a command: braces and backslashes are made harmless, and every line break is
ours. One script pixel is one output pixel.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.captions.placement import Placement, placement
from clipdesk.media.captions.words import Highlight, ass_colour, starts
from clipdesk.media.recipe import SIZES, CaptionStyle, Cue

_ZERO_WIDTH = "\u200b"
_SCRIPT = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: {wrap}
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: {style}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
{events}"""
_STYLE = (
    "Caption,{font},{size},&H00FFFFFF,&H00FFFFFF,{edge},&H80000000,{bold},0,0,0,100,100,0,0,{border},2,{side},{side},"
    "{bottom},1"
)
_OUTLINE = ("&H00000000", "1,5,2")
_BOX = ("&H4D000000", "3,14,0")


@dataclass(frozen=True)
class _Part:
    """What stands on the screen at once. spoken: for each word when it is spoken, None where nobody knows."""

    cue: Cue
    spoken: tuple[Fraction | None, ...]


def to_ass(
    cues: Sequence[Cue],
    shape: str,
    style: CaptionStyle | None = None,
    highlight: Highlight | None = None,
    *,
    size: tuple[int, int] | None = None,
    place: Placement | None = None,
) -> str:
    """Return the ASS script of `cues` (times already on the clip's timeline) for `shape`.

    A cue that needs more than two lines becomes several, sharing its time by their length, or by the words' own times.
    With `highlight`, the word being spoken is coloured: one event per word, each with the whole text, so that the
    lines stand still; captions without word times stay as they are. Its speakers have colours too. size: of the
    picture, where the shape has none of its own. place: where captions stand (None: `placement`).

    Any character is written: whoever draws the script asks the `check` of the place's typeface first.
    """
    style = style or CaptionStyle()
    width, height = size or SIZES[shape]
    place = place or placement(shape, (width, height))
    edge, border = _BOX if style.look == "box" else _OUTLINE
    look = _STYLE.format(
        font=place.typeface.name, bold=place.typeface.bold, size=place.size(style), edge=edge, border=border,
        side=place.side, bottom=place.bottom,
    )  # fmt: skip
    composed = (replace(cue, text=unicodedata.normalize("NFC", cue.text)) for cue in cues)
    parts = (part for cue in composed for part in _parts(cue, (width, place, style), highlight))
    events = (event for part in parts for event in _events(part, highlight, place.typeface.lead))
    return script((width, height), look, "".join(events))


def script(size: tuple[int, int], style: str, events: str, *, wrap: bool = False) -> str:
    """Return the ASS script of one style (its line without the word `Style:`) for pictures of `size`.

    wrap: lines too long are broken evenly; else every line break is ours.
    """
    return _SCRIPT.format(width=size[0], height=size[1], wrap=0 if wrap else 2, style=style, events=events)


def divide(cue: Cue, shape: str, style: CaptionStyle) -> list[Cue]:
    """Return `cue` as one or more cues of at most two lines that fit `shape`."""
    return [part.cue for part in _parts(cue, (SIZES[shape][0], placement(shape), style), None)]


def _parts(cue: Cue, space: tuple[int, Placement, CaptionStyle], highlight: Highlight | None) -> list[_Part]:
    width, place, style = space
    size = place.size(style)
    lines = screens(cue.text, width - 2 * place.side, lambda text: place.typeface.width(text, size))
    texts = ["\n".join(part) for part in lines]
    spoken = starts(cue, highlight.words) if highlight else [None] * len(cue.text.split())
    counts = [len(text.split()) for text in texts]
    if sum(counts) != len(spoken):  # a word wider than the line was cut: its pieces have no times
        spoken = [None] * sum(counts)
    found, done, word = [], cue.start, 0
    for place_in_cue, (text, count) in enumerate(zip(texts, counts, strict=True)):
        after = spoken[word + count] if word + count < len(spoken) else None
        last = place_in_cue == len(texts) - 1
        end = cue.end if last else after or _by_length(cue, texts, place_in_cue + 1)
        end = max(done, end)
        found.append(_Part(replace(cue, start=done, end=end, text=text), tuple(spoken[word : word + count])))
        done, word = end, word + count
    return found


def _by_length(cue: Cue, texts: Sequence[str], place: int) -> Fraction:
    """When part `place` begins if every character takes the same time."""
    lengths = [len(text) for text in texts]
    return cue.start + (cue.end - cue.start) * Fraction(sum(lengths[:place]), sum(lengths))


def _events(part: _Part, highlight: Highlight | None, lead: str) -> Iterator[str]:
    """One event; or one per word that has a time, from its start to the next one's. lead: what each text begins with."""
    cue = part.cue
    known = [(start, word) for word, start in enumerate(part.spoken) if start is not None and start < cue.end]
    if highlight is None or not known:
        yield _event(cue, lead + _text(cue, None, highlight))
        return
    before = [(cue.start, None)] if known[0][0] > cue.start else []
    moments: list[tuple[Fraction, int | None]] = [*before, *known, (cue.end, None)]
    for (start, word), (end, _) in pairwise(moments):
        if stamp(start) != stamp(end):
            yield _event(replace(cue, start=start, end=end), lead + _text(cue, word, highlight))


def _event(cue: Cue, text: str) -> str:
    return f"Dialogue: 0,{stamp(cue.start)},{stamp(cue.end)},Caption,,0,0,0,,{text}\n"


def _text(cue: Cue, spoken: int | None, highlight: Highlight | None) -> str:
    """The text as ASS writes it: in its speaker's colour, word number `spoken` in the highlight's."""
    rest = ass_colour(highlight.of(cue.speaker)) if highlight else ""
    own = f"{{\\c{rest}}}" if highlight and cue.speaker in highlight.speakers else ""
    if spoken is None or highlight is None:
        return own + r"\N".join(harmless(line) for line in cue.text.splitlines())
    lines, number = [], 0
    for line in cue.text.splitlines():
        words = []
        for word in line.split():
            shown = harmless(word)
            if number == spoken:
                shown = f"{{\\c{ass_colour(highlight.colour)}}}{shown}{{\\c{rest}}}"
            words.append(shown)
            number += 1
        lines.append(" ".join(words))
    return own + r"\N".join(lines)


def harmless(line: str) -> str:
    """Return `line` as mere text: a zero-width space parts a backslash from its letter, `\\{` is libass's own."""
    return line.replace("\\", "\\" + _ZERO_WIDTH).replace("{", r"\{").replace("}", r"\}")


def stamp(seconds: Fraction) -> str:
    """Return a time as ASS writes it. It counts hundredths; both ends are rounded down, so that neighbours never overlap."""
    hundredths = int(seconds * 100 // 1)
    whole, rest = divmod(hundredths, 100)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:02d}"
