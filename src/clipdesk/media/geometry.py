"""Where the picture goes: sizes and windows in whole pixels."""

from dataclasses import dataclass
from fractions import Fraction

from clipdesk.media.recipe import SIZES, SOURCE, Framing
from clipdesk.media.source_info import SourceInfo

_SOUND_ALONE = SIZES["16:9"]


@dataclass(frozen=True)
class Window:
    """Scale the picture to `scaled`, then cut `size` out of it at (x, y): scaling first keeps the window exact."""

    scaled: tuple[int, int]
    size: tuple[int, int]
    x: int
    y: int


def shape_size(shape: str, info: SourceInfo) -> tuple[int, int]:
    """Return width and height of `shape` in pixels; "source" is the size the recording is shown in, made even."""
    if shape != SOURCE:
        return SIZES[shape]
    width, height = info.video.display_size if info.video else _SOUND_ALONE
    return _even(Fraction(width)), _even(Fraction(height))


def crop_window(source: tuple[int, int], size: tuple[int, int], framing: Framing) -> Window:
    """Return the window that fills `size` with as much of `source` as possible, around the framing's centre."""
    factor = max(Fraction(size[0], source[0]), Fraction(size[1], source[1]))
    scaled = (max(size[0], _even_up(source[0] * factor)), max(size[1], _even_up(source[1] * factor)))
    return Window(
        scaled=scaled,
        size=size,
        x=_edge(framing.x, scaled[0], size[0]),
        y=_edge(framing.y, scaled[1], size[1]),
    )


def fit_size(source: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Return the largest even size with the proportions of `source` inside `size`."""
    factor = min(Fraction(size[0], source[0]), Fraction(size[1], source[1]))
    return min(size[0], _even(source[0] * factor)), min(size[1], _even(source[1] * factor))


def proxy_size(source: tuple[int, int], longest: int = 960) -> tuple[int, int]:
    """Return the even size of the proxy: the longer side `longest`, never larger than the source."""
    factor = min(Fraction(1), Fraction(longest, max(source)))
    return _even(source[0] * factor), _even(source[1] * factor)


def _edge(centre: Fraction, whole: int, part: int) -> int:
    """The window's first pixel, kept inside the picture."""
    return min(max(0, round(centre * whole - Fraction(part, 2))), whole - part)


def _even(value: Fraction) -> int:
    return max(2, 2 * round(value / 2))


def _even_up(value: Fraction) -> int:
    return 2 * -int(-value / 2 // 1)
