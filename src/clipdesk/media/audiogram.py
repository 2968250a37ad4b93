"""The picture of a clip that is sound alone: station colour, the wave of the whole clip running past the middle, a bar
that fills. Its title is drawn like every text (`graphics`), its captions like all captions.
"""

from dataclasses import dataclass
from fractions import Fraction

from clipdesk.media.colour import TAGS
from clipdesk.media.look import AudiogramColours

_BARS_PER_SECOND = 10
_BAR_WIDTH = Fraction(1, 60)  # of the picture's shorter side, gap included
_WIDTH, _HEIGHT, _CENTRE = Fraction(84, 100), Fraction(26, 100), Fraction(42, 100)
_PROGRESS_TOP, _PROGRESS_HEIGHT = Fraction(58, 100), Fraction(1, 100)
WAVE_ENDS = _PROGRESS_TOP + _PROGRESS_HEIGHT
"""Where wave and bar end: a share of the picture's height."""


@dataclass(frozen=True)
class Audiogram:
    """What is drawn: `frames` frames at `rate`, `size` pixels; `only`: the one frame that is wanted."""

    size: tuple[int, int]
    frames: int
    rate: Fraction
    colours: AudiogramColours
    only: int | None = None

    @property
    def bar(self) -> int:
        """Pixels from one bar of the wave to the next."""
        return 2 * max(2, round(min(self.size) * _BAR_WIDTH / 2))

    @property
    def shown(self) -> int:
        """How many bars the window holds: an even number, so that the middle lies between two."""
        return 2 * int(self.size[0] * _WIDTH / self.bar / 2)

    @property
    def window(self) -> tuple[int, int]:
        """Width and height of the wave in pixels."""
        return self.shown * self.bar, _even(self.size[1] * _HEIGHT)


def audiogram_chains(gram: Audiogram, source: str, label: str) -> list[str]:
    """Return the chains from the sound `[source]` to the pictures `[label]`, BT.709, square pixels, no texts."""
    wanted = f"trim=start_pts={gram.only}:end_pts={gram.only + 1}," if gram.only is not None else ""
    left, top = _even((gram.size[0] - gram.window[0]) / Fraction(2)), _even(gram.size[1] * _CENTRE - gram.window[1] / 2)
    below = _even(gram.size[1] * _PROGRESS_TOP)
    return [
        f"{_colour(gram, gram.colours.background, gram.size)}[{label}_back]",
        *_wave(gram, source, f"{label}_wave"),
        *_progress(gram, f"{label}_bar"),
        f"[{label}_back][{label}_wave]overlay=x={left}:y={top}:format=yuv420[{label}_waved]",
        f"[{label}_waved][{label}_bar]overlay=x={left}:y={below}:format=yuv420,setsar=1,"
        f"settb=expr=1/({gram.rate}),setpts=N,trim=end_frame={gram.frames},{wanted}{TAGS}[{label}]",
    ]


def _wave(gram: Audiogram, source: str, label: str) -> list[str]:
    """The loudness of the whole clip as one row of bars, of which a window is shown; what was heard is on its left.

    The row is made once, one pixel per bar; every frame cuts its part out and only then makes it wide.
    """
    width, height = gram.window
    columns = max(2, int(gram.frames / gram.rate * _BARS_PER_SECOND))
    half = gram.shown // 2
    at = f"n*{columns}/{gram.frames}"
    mask = (
        f"[{source}]aformat=channel_layouts=mono,showwavespic=s={columns}x{height}:scale=sqrt:draw=full:filter=peak:"
        f"colors=white,format=gray,pad=w={columns + 2 * half + 2}:h={height}:x={half}:y=0,lut=c0='gt(val,127)*255',"
        f"{_repeat(gram)},"
        f"crop=w={gram.shown + 1}:h={height}:x='floor({at})':y=0:exact=1,"
        f"scale=w={width + gram.bar}:h={height}:flags=neighbor,"
        f"drawgrid=x=-1:y=-1:w={gram.bar}:h={2 * height}:t={gram.bar // 3}:c=black,"
        f"crop=w={width}:h={height}:x='mod({at},1)*{gram.bar}':y=0:exact=1[{label}_mask]"
    )
    wave, heard = f"{label}_ahead", f"{label}_heard"
    return [
        mask,
        f"{_colour(gram, gram.colours.wave, gram.window)}[{wave}]",
        f"{_colour(gram, gram.colours.progress, (width // 2, height))}[{heard}]",
        f"[{wave}][{heard}]overlay=x=0:y=0:format=yuv420[{label}_colour]",
        f"[{label}_colour][{label}_mask]alphamerge[{label}]",
    ]


def _progress(gram: Audiogram, label: str) -> list[str]:
    """A track that fills from the left; the filling slides in, cut off by the track's own edge."""
    size = gram.window[0], _even(gram.size[1] * _PROGRESS_HEIGHT)
    track = _between(gram.colours.background, gram.colours.wave, Fraction(1, 4))
    return [
        f"{_colour(gram, track, size)}[{label}_track]",
        f"{_colour(gram, gram.colours.progress, size)}[{label}_done]",
        f"[{label}_track][{label}_done]overlay=x='-W+W*(n+1)/{gram.frames}':y=0:format=yuv420[{label}]",
    ]


def _colour(gram: Audiogram, colour: str, size: tuple[int, int]) -> str:
    """A plane of one colour, made once and repeated; `color` alone would know no BT.709."""
    return (
        f"color=c={_hex(colour)}:s={size[0]}x{size[1]}:r={gram.rate},trim=end_frame=1,format=rgb24,"
        f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,{_repeat(gram)}"
    )


def _repeat(gram: Audiogram) -> str:
    return f"loop=loop={gram.frames - 1}:size=1,settb=expr=1/({gram.rate}),setpts=N"


def _between(low: str, high: str, share: Fraction) -> str:
    """The colour `share` of the way from `low` to `high`."""
    pairs = ((int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _hex(colour: str) -> str:
    return f"0x{colour[1:]}"


def _even(value: Fraction | float) -> int:
    return max(2, 2 * round(value / 2))
