"""Where burnt-in captions stand in each shape, clear of what players draw over a clip. All lengths in output pixels.

16:9 keeps to the graphics safe area of EBU R 95 (5 % from every edge). Upright clips keep 22 % free below, where every
network draws names and buttons; a clip for one network alone can keep clear of exactly what that one covers.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from clipdesk.media.recipe import SIZES, CaptionStyle


@dataclass(frozen=True)
class Placement:
    """Captions stand at the bottom, in the middle. `sizes`: libass font sizes for "medium" and "large"."""

    sizes: tuple[int, int]
    side: int
    bottom: int

    def size(self, style: CaptionStyle) -> int:
        """Return the font size for `style`."""
        return self.sizes[style.size == "large"]


@dataclass(frozen=True)
class Covered:
    """What a network's own interface covers of an upright picture, as fractions of its height and width."""

    top: float
    bottom: float
    side: float


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
        # Meta's advice for Reels: keep 14 % above, 35 % below and 6 % at either side free
        "instagram": Covered(top=0.14, bottom=0.35, side=0.06),
        "facebook": Covered(top=0.14, bottom=0.35, side=0.06),
        # measured by others on phones; the button column at the right is the widest side
        "youtube": Covered(top=0.15, bottom=0.25, side=0.11),
        "tiktok": Covered(top=0.07, bottom=0.20, side=0.11),
    }
)


def placement(shape: str, size: tuple[int, int] | None = None, interface: str | None = None) -> Placement:
    """Return where captions stand in `shape`; upright ones clear of the network `interface`, where one is named.

    A shape without a place of its own (of `size`) takes that of the nearest, scaled.

    Raises:
        KeyError: no such shape, or no such network (a programming error).
    """
    if shape not in PLACEMENTS:
        assert size is not None
        return _scaled(size)
    found = PLACEMENTS[shape]
    if interface is None or shape != "9:16":
        return found
    width, height = SIZES[shape]
    covered = INTERFACES[interface]
    bottom, side = math.ceil(covered.bottom * height), math.ceil(covered.side * width)
    return replace(found, bottom=max(found.bottom, bottom), side=max(found.side, side))


def _scaled(size: tuple[int, int]) -> Placement:
    nearest = min(PLACEMENTS, key=lambda known: abs(math.log(size[0] / size[1] * SIZES[known][1] / SIZES[known][0])))
    across, down = (Fraction(part, whole) for part, whole in zip(size, SIZES[nearest], strict=True))
    known, factor = PLACEMENTS[nearest], min(across, down)
    sizes = round(known.sizes[0] * factor), round(known.sizes[1] * factor)
    return Placement(sizes, round(known.side * across), round(known.bottom * down))
