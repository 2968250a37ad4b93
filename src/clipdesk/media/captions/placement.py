"""Where burnt-in captions stand in each shape, clear of what players draw over a clip. All lengths in output pixels.

16:9 keeps to the graphics safe area of EBU R 95 (5 % from every edge). Upright clips keep 22 % free below, where every
app draws names and buttons; a clip for one app, or for all, can keep clear of exactly what that covers.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from clipdesk.media.captions.font import Typeface, ours
from clipdesk.media.recipe import SIZES, CaptionStyle


@dataclass(frozen=True)
class Placement:
    """Captions stand at the bottom, in the middle. `sizes`: libass font sizes for "medium" and "large".

    own: the typeface of the station that they are set in, None: ours.
    """

    sizes: tuple[int, int]
    side: int
    bottom: int
    own: Typeface | None = None

    @property
    def typeface(self) -> Typeface:
        """What they are set in."""
        return self.own or ours()

    def size(self, style: CaptionStyle) -> int:
        """Return the font size for `style`."""
        return self.sizes[style.size == "large"]


Basis = Literal["network", "reported", "measured"]


@dataclass(frozen=True)
class Covered:
    """What an app's own interface covers of an upright picture, as shares of its height and width, and who says so.

    top: the app's name and tabs. bottom: account, title and sound. right: the column of buttons. source: where to look them
    up, read in November 2026. basis: "network" where its own page says so (none did then), "reported" where guides call
    them the network's, "measured" where they say that they measured on phones.
    """

    name: str
    top: Fraction
    bottom: Fraction
    left: Fraction
    right: Fraction
    source: str
    basis: Basis = "measured"

    @property
    def side(self) -> Fraction:
        """What is kept clear at either side, so that texts stay in the middle."""
        return max(self.left, self.right)


UPRIGHT = "9:16"
"""The shape that the apps lay their interface over."""

PLACEMENTS: Mapping[str, Placement] = MappingProxyType(
    {
        "9:16": Placement(sizes=(80, 100), side=90, bottom=422),
        "4:5": Placement(sizes=(72, 90), side=80, bottom=116),
        "1:1": Placement(sizes=(70, 86), side=80, bottom=92),
        "16:9": Placement(sizes=(66, 82), side=240, bottom=76),
    }
)
INTERFACES: Mapping[str, Covered] = MappingProxyType(
    {
        # TikTok hands out template files and no figures (it depends on the length of the title). Guides of 2026 measure
        # 130 to 250 px above, 320 to 460 px below and 120 to 180 px at the right of 1080 × 1920: below and at the right,
        # where captions are, these are the most that any of them names.
        "tiktok": Covered(
            name="TikTok",
            top=Fraction(8, 100),
            bottom=Fraction(24, 100),
            left=Fraction(4, 100),
            right=Fraction(17, 100),
            source="https://socaptions.com/blog/tiktok-safe-zones-2026",
        ),
        # Guides call 14 % above, 35 % below and 6 % at either side Meta's own advice for Reels of both its networks; no page
        # of Meta's could be read.
        "reels": Covered(
            name="Reels",
            top=Fraction(14, 100),
            bottom=Fraction(35, 100),
            left=Fraction(6, 100),
            right=Fraction(6, 100),
            source="https://houseofmarketers.com/guide-to-safe-zones-tiktok-facebook-instagram-stories-reels/",
            basis="reported",
        ),
        # Google's help points to safe zones of upright video ads; at second hand they are 288 px above, 672 px below, 48 px
        # at the left and 192 px at the right of 1080 × 1920.
        "shorts": Covered(
            name="YouTube Shorts",
            top=Fraction(15, 100),
            bottom=Fraction(35, 100),
            left=Fraction(5, 100),
            right=Fraction(18, 100),
            source="https://support.google.com/google-ads/answer/13704860",
            basis="reported",
        ),
    }
)
ALL_APPS = "all"
"""In place of one app: clear of every one."""


def covered_by(app: str) -> Covered | None:
    """Return what `app` covers; of `ALL_APPS` together; None for no app."""
    if app != ALL_APPS:
        return INTERFACES[app] if app else None
    every = INTERFACES.values()
    edges = {edge: max(getattr(one, edge) for one in every) for edge in ("top", "bottom", "left", "right")}
    return Covered(name="", source="", **edges)


def placement(shape: str, size: tuple[int, int] | None = None, interface: str | None = None) -> Placement:
    """Return where captions stand in `shape`; upright ones clear of the app `interface`, where one is named.

    A shape without a place of its own (of `size`) takes that of the nearest, scaled.

    Raises:
        KeyError: no such shape, or no such app (a programming error).
    """
    if shape not in PLACEMENTS:
        assert size is not None
        return _scaled(size)
    found = PLACEMENTS[shape]
    covered = covered_by(interface or "")
    if covered is None or shape != UPRIGHT:
        return found
    width, height = SIZES[shape]
    bottom, side = math.ceil(covered.bottom * height), math.ceil(covered.side * width)
    return replace(found, bottom=max(found.bottom, bottom), side=max(found.side, side))


def _scaled(size: tuple[int, int]) -> Placement:
    nearest = min(PLACEMENTS, key=lambda known: abs(math.log(size[0] / size[1] * SIZES[known][1] / SIZES[known][0])))
    across, down = (Fraction(part, whole) for part, whole in zip(size, SIZES[nearest], strict=True))
    known, factor = PLACEMENTS[nearest], min(across, down)
    sizes = round(known.sizes[0] * factor), round(known.sizes[1] * factor)
    return Placement(sizes, round(known.side * across), round(known.bottom * down))
