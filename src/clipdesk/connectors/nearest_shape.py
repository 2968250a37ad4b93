"""Which of our shapes a picture of somebody else's making is nearest to."""

from __future__ import annotations

from math import log

_SHAPES = {"16:9": 16 / 9, "1:1": 1.0, "4:5": 4 / 5, "9:16": 9 / 16}


def nearest_shape(width: int, height: int) -> str:
    """Return the shape whose proportions are nearest to those of a picture, of two the wider one; empty: it has no size."""
    if width <= 0 or height <= 0:
        return ""
    return min(_SHAPES, key=lambda shape: round(abs(log(width / height / _SHAPES[shape])), 6))
