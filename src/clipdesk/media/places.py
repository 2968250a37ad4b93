"""Where on the picture things stand that lie over it: the logo, the captions, the strap with the title, the names."""

import math
import struct
from dataclasses import dataclass, replace
from fractions import Fraction

from clipdesk.media.audiogram import WAVE_ENDS
from clipdesk.media.captions.placement import UPRIGHT, Placement, covered_by, placement
from clipdesk.media.geometry import shape_size
from clipdesk.media.look import Logo, Look
from clipdesk.media.picture_graph import Clip
from clipdesk.media.recipe import CaptionStyle, Recipe

_STRAP_TEXT, _TITLE_TEXT, _TITLE_SIDE = Fraction(56, 1080), Fraction(84, 1080), Fraction(8, 100)
_GAP = Fraction(1, 40)  # between the strap and a logo beside it, of the width
_CAPTION_LINES = 2  # at most, see `captions.line_breaks`
_CAPTION_EDGE = Fraction(14, 1080)  # of a caption's box around its lines, as `captions.ass` draws it
_ABOVE = Fraction(20, 1080)  # between a name and what stands below it, of the shorter side
_PNG_SIDES = struct.Struct(">16xII")


def caption_style(recipe: Recipe, look: Look) -> CaptionStyle:
    """Return how captions look: a look decides on edge and size."""
    own = recipe.caption_style
    return replace(own, look=look.captions[0], size=look.captions[1]) if recipe.look else own


def caption_place(recipe: Recipe, look: Look, shape: str, size: tuple[int, int]) -> Placement:
    """Return where captions stand, in the look's letters: inside its safe area, and clear of the app that the recipe names."""
    place = replace(placement(shape, size, recipe.keep_clear), own=look.font)
    if shape not in look.safe_areas:
        return place
    area = look.safe_area(shape)
    return replace(
        place,
        side=max(place.side, round(area.side * size[0])),
        bottom=max(place.bottom, round(area.bottom * size[1])),
    )


@dataclass(frozen=True)
class StrapPlace:
    """Where the strap's text stands: its size, and what it keeps clear at the left, at the right and above, in pixels."""

    size: int
    left: int
    right: int
    top: int


def strap_place(clip: Clip, shape: str) -> StrapPlace:
    """Return where the strap stands in `shape`: beside a logo at the top, and clear of the app that the recipe names."""
    size, area = shape_size(shape, clip.info), clip.look.safe_area(shape)
    covered = covered_by(clip.recipe.keep_clear) if shape == UPRIGHT else None
    left = right = round(area.side * size[0])
    top = round(area.top * size[1])
    if covered:
        left = right = max(left, math.ceil(covered.side * size[0]))
        top = max(top, math.ceil(covered.top * size[1]))
    share = _STRAP_TEXT
    if clip.info.video is None:
        share = _TITLE_TEXT
        left = right = max(left, round(_TITLE_SIDE * size[0]))
    logo = clip.look.logo
    if logo and logo.corner.startswith("top"):
        further = max(0, logo_margins(clip.look, logo, shape, size)[0] - round(area.side * size[0]))
        aside = further + logo_width(logo, size) + round(_GAP * size[0])
        left, right = (left + aside, right) if logo.corner == "top-left" else (left, right + aside)
    return StrapPlace(round(share * min(size)), left, right, top)


def logo_width(logo: Logo, size: tuple[int, int]) -> int:
    """Return how wide the logo is drawn, in pixels of pictures of `size`."""
    return max(2, 2 * round(logo.width * min(size) / 2))


def logo_margins(look: Look, logo: Logo, shape: str, size: tuple[int, int]) -> tuple[int, int]:
    """Return how many pixels lie between the logo and its two edges: at the side, and above or below. Even, as colours are."""
    area = look.safe_area(shape)
    edge = area.top if logo.corner.startswith("top") else area.bottom
    kept = (area.side * size[0], edge * size[1])
    if logo.margin is not None:
        own = logo.margin * min(size)
        kept = (max(own, kept[0]), max(own, kept[1])) if shape == UPRIGHT else (own, own)
    return 2 * round(kept[0] / 2), 2 * round(kept[1] / 2)


def logo_size(logo: Logo, size: tuple[int, int]) -> tuple[int, int]:
    """Return how wide and how high the logo is drawn; the height may be a pixel or two less."""
    with logo.path.open("rb") as file:
        width, height = _PNG_SIDES.unpack(file.read(_PNG_SIDES.size))
    drawn = logo_width(logo, size)
    return drawn, 2 + math.ceil(Fraction(drawn * height, max(1, width)))


@dataclass(frozen=True)
class NamePlace:
    """Where a name on the picture stands, in pixels: its left edge, how wide it may be, how far its lower edge is from that of
    the picture, how near it should come to the upper one."""

    left: int
    room: int
    bottom: int
    top: int


def name_place(clip: Clip, shape: str) -> NamePlace:
    """Return where names stand in `shape`: at the left, above where captions are drawn, above or beside a logo at the bottom,
    and clear of the app that the recipe names. It is the same throughout a clip."""
    size, area, recipe = shape_size(shape, clip.info), clip.look.safe_area(shape), clip.recipe
    covered = covered_by(recipe.keep_clear) if shape == UPRIGHT else None
    left = right = round(area.side * size[0])
    if covered:
        left, right = (max(left, math.ceil(edge * size[0])) for edge in (covered.left, covered.right))
    captions = caption_place(recipe, clip.look, shape, size)
    bottom = max(captions.bottom, math.ceil(area.bottom * size[1]))
    if recipe.caption_style.burn_in and recipe.heard:
        lines = _CAPTION_LINES * captions.size(caption_style(recipe, clip.look))
        bottom += lines + round((_CAPTION_EDGE + _ABOVE) * min(size))
    top = round(area.top * size[1])
    if clip.info.video is None:
        top = max(top, math.ceil(WAVE_ENDS * size[1]) + round(_ABOVE * min(size)))
    place = NamePlace(left, size[0] - left - right, bottom, top)
    logo = clip.look.logo
    return _clear_of(clip.look, logo, shape, size, place) if logo and logo.corner.startswith("bottom") else place


def _clear_of(look: Look, logo: Logo, shape: str, size: tuple[int, int], place: NamePlace) -> NamePlace:
    """Beside a logo at the right where most of the width is left, else above the logo; where it is lower, all stays."""
    side, edge = logo_margins(look, logo, shape, size)
    width, height = logo_size(logo, size)
    above = edge + height + round(_ABOVE * min(size))
    if above <= place.bottom:
        return place
    beside = size[0] - side - width - round(_GAP * size[0]) - place.left
    if logo.corner == "bottom-right" and 2 * beside >= size[0]:
        return replace(place, room=min(place.room, beside))
    return replace(place, bottom=above)
