"""A still picture that somebody brings to stand for a clip, or before or after every clip: looked at and made anew behind
the walls of `sandbox`.

What comes out is a JPEG of 16:9 like the thumbnails of `render`, or a PNG for a card of a look; in sRGB,
upright, and without anything that the file told
besides (place, camera, name, earlier versions of the picture).
"""

import json
import tempfile
from pathlib import Path

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.errors import EncodeFailed, MediaError, NoProgress, TooMuchWork
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import run_python

LARGEST_BYTES = 10_000_000
LEAST_WIDTH, LEAST_HEIGHT = 640, 360
"""YouTube's least width of a picture, and what is 16:9 of it."""

LEAST_CARD = 360
"""Pixels that a card has at least on either side."""

MOST_PIXELS = 80_000_000
MADE_BYTES = 2_000_000
"""The picture that is made has at most these: every destination takes them."""

_LIMITS = Limits(cpu=30, memory=2 * GIB, file_size=16 * MIB, wall=45)
_WORKER = Path(__file__).parent / "still_worker.py"
_MEGA = 1_000_000


class StillError(MediaError):
    """A picture that cannot be used."""


class NoStill(StillError):
    """None of the kinds of picture that are taken."""

    message = gettext_noop(
        "This is no JPEG, PNG or WebP picture, whatever its name says. Open it where it comes from (drawings as SVG and "
        "an iPhone's HEIC photographs too), save it as JPEG, then choose that file."
    )


class BrokenStill(StillError):
    """A picture that cannot be decoded to its end."""

    message = gettext_noop(
        "The picture is damaged or not complete. Copy it anew from where it comes from, or save it once more as JPEG."
    )


class MovingStill(StillError):
    """An animation."""

    message = gettext_noop("This picture moves (an animation). Choose one that stands still.")


class StillTooSmall(StillError):
    """Fewer pixels than destinations take."""

    message = gettext_noop(
        "The picture has {width} × {height} pixels: too few. Choose one that is at least {least_width} wide and "
        "{least_height} high."
    )


class StillTooLarge(StillError):
    """A file of more bytes than `LARGEST_BYTES`."""

    message = gettext_noop("The picture is larger than {limit} MB. Save it smaller, or as JPEG, then choose it again.")


class StillTooFine(StillError):
    """More pixels than `MOST_PIXELS`."""

    message = gettext_noop(
        "The picture has {width} × {height} pixels, more than Clipdesk opens ({limit} million). Save it in a smaller size."
    )


def make_still(source: Path, out_dir: Path, *, whole: bool) -> Path:
    """Write the picture in the file `source` anew, as `picture.jpg` in `out_dir`; return where it lies.

    whole: all of it before a blurred copy of itself, where its proportions are others than 16:9; else its middle, what is
    over at the edges cut off.

    Raises:
        StillError: its subclasses say why not.
        RunError: the machine could not look.
    """
    asked = ["whole" if whole else "fill", LEAST_WIDTH, LEAST_HEIGHT, MOST_PIXELS, MADE_BYTES]
    return _make(source, out_dir / "picture.jpg", list(map(str, asked)))


def make_card(source: Path, out_dir: Path) -> Path:
    """Write the picture in the file `source` anew, as `picture.png` in `out_dir`; return where it lies.

    It keeps its proportions, is never larger than it was, nor than the largest picture that is rendered. What is clear in
    it becomes white.

    Raises:
        StillError: its subclasses say why not.
        RunError: the machine could not look.
    """
    return _make(source, out_dir / "picture.png", ["card", *map(str, (LEAST_CARD, LEAST_CARD, MOST_PIXELS, 0))])


def _make(source: Path, target: Path, asked: list[str]) -> Path:
    if source.stat().st_size > LARGEST_BYTES:
        raise StillTooLarge(limit=LARGEST_BYTES // _MEGA)
    with tempfile.TemporaryDirectory(prefix=".still-", dir=target.parent) as folder:
        try:
            run_python(_WORKER, asked, limits=_LIMITS, inputs=[source], output_dir=Path(folder))
        except (EncodeFailed, TooMuchWork, NoProgress) as error:
            raise BrokenStill from error  # the reader fell over: the file is to blame until proven otherwise
        answer = json.loads((Path(folder) / "answer.json").read_text())
        if "error" in answer:
            raise _error(answer["error"], (int(answer["width"]), int(answer["height"])), asked)
        return (Path(folder) / target.name).replace(target)


def _error(kind: str, size: tuple[int, int], asked: list[str]) -> StillError:
    width, height = size
    if kind == "small":
        return StillTooSmall(width=width, height=height, least_width=asked[1], least_height=asked[2])
    if kind == "pixels":
        return StillTooFine(width=width, height=height, limit=MOST_PIXELS // _MEGA)
    return {"kind": NoStill, "moves": MovingStill}.get(kind, BrokenStill)()
