"""How far the times of a line can be trusted, from what the path says about it."""

import numpy as np

HEARD_PACE = 0.35
"""Under this share of the synthesiser's time nobody can have said the line: the path only squeezed it in."""

_PACES = (HEARD_PACE, 0.6, 1.9, 3.0)
_DISTANCES = (0.81, 0.87)


def confidence(distance: float, pace: float) -> float:
    """Return 0..1: 1 where both are as among people who read the line, 0 where either is out of range."""
    by_pace = float(np.interp(pace, _PACES, (0, 1, 1, 0)))
    by_distance = float(np.interp(distance, _DISTANCES, (1, 0)))
    return round(by_pace * by_distance, 3)
