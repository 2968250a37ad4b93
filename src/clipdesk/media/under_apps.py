"""What of a clip the apps lay their own texts and buttons over: its captions, its strap, the names of who speaks.

Only upright pictures: the figures (`captions.placement.INTERFACES`) are of no other shape. What counts is where letters
stand; the edge of a box may reach under.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from clipdesk.media.captions.font import Typeface
from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.captions.placement import INTERFACES, UPRIGHT, Covered
from clipdesk.media.look import Look
from clipdesk.media.lower_third_script import name_box
from clipdesk.media.picture_graph import Clip
from clipdesk.media.places import caption_place, caption_style, strap_place
from clipdesk.media.recipe import SIZES, Recipe
from clipdesk.media.source_info import SourceInfo

Thing = Literal["captions", "strap", "names"]
MOST_CUES = 400
"""Captions that are looked at: enough for a quarter of an hour, so that nobody waits for a longer one."""


@dataclass(frozen=True)
class _Box:
    """Where letters stand, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def lies_under(self, covered: Covered) -> bool:
        """Whether any of it lies outside what the app leaves free."""
        width, height = SIZES[UPRIGHT]
        return (
            self.top < covered.top * height
            or self.bottom > height - covered.bottom * height
            or self.left < covered.left * width
            or self.right > width - covered.right * width
        )


def under_apps(recipe: Recipe, info: SourceInfo, look: Look) -> Mapping[Thing, tuple[str, ...]]:
    """Return which apps (keys of `INTERFACES`) lie over captions, over the strap and over names of the upright clip."""
    clip = Clip(recipe, info, None, look=look)
    boxes: dict[Thing, list[_Box]] = {
        "captions": list(_captions(recipe, look)),
        "strap": list(_strap(clip)),
        "names": list(_names(clip)),
    }
    return {
        thing: tuple(app for app, covered in INTERFACES.items() if any(box.lies_under(covered) for box in found))
        for thing, found in boxes.items()
    }


def _captions(recipe: Recipe, look: Look) -> Iterator[_Box]:
    """The boxes of what is burnt in: it stands at the bottom, in the middle."""
    if not recipe.caption_style.burn_in:
        return
    width, height = SIZES[UPRIGHT]
    place = caption_place(recipe, look, UPRIGHT, (width, height))
    size = place.size(caption_style(recipe, look))
    for text in dict.fromkeys(cue.text for cue in recipe.heard[:MOST_CUES]):
        for rows, widest in _reach(text, width - 2 * place.side, size, place.typeface):
            bottom = height - place.bottom
            yield _Box((width - widest) / 2, bottom - rows * size, (width + widest) / 2, bottom)


def _strap(clip: Clip) -> Iterator[_Box]:
    title = " ".join(clip.recipe.title.split())
    if title:
        width, place = SIZES[UPRIGHT][0], strap_place(clip, UPRIGHT)
        room = width - place.left - place.right
        wide = min(room, clip.look.typeface.width(title, place.size))
        yield _Box(place.left, place.top, place.left + wide, place.top + place.size)


def _names(clip: Clip) -> Iterator[_Box]:
    for one in clip.recipe.named:
        box = name_box(clip, UPRIGHT, one)
        first, last = box.lines[0], box.lines[-1]
        bottom = box.top + last.top + last.size
        yield _Box(box.text_left, box.top + first.top, box.text_left + box.text_width, bottom)


@lru_cache(maxsize=4096)
def _reach(text: str, room: int, size: int, typeface: Typeface) -> tuple[tuple[int, float], ...]:
    """Of each screen that a caption needs: how many lines it has, and how wide the widest is."""
    return tuple(
        (len(lines), max(typeface.width(line, size) for line in lines))
        for lines in screens(text, room, lambda line: typeface.width(line, size))
    )
