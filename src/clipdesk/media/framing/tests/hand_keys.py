"""Key frames as the cutting page sets them for a hand; SciPy's PCHIP is asked for the speeds, not the page's own code."""

from collections.abc import Sequence
from fractions import Fraction

from scipy.interpolate import PchipInterpolator

from clipdesk.media.framing.keys import KeyFrame

_PARTS = 10**7


def by_hand(places: Sequence[tuple[Fraction, Fraction]]) -> tuple[KeyFrame, ...]:
    """Return keys through (moment, x): monotone between neighbours, at rest at the first and at the last."""
    if len(places) == 1:
        return (KeyFrame(*places[0]),)
    times, xs = ([float(value) for value in values] for values in zip(*places, strict=True))
    speeds = [float(speed) for speed in PchipInterpolator(times, xs).derivative()(times)]
    speeds[0] = speeds[-1] = 0.0
    return tuple(
        KeyFrame(at, x, dx=Fraction(round(speed * _PARTS), _PARTS))
        for (at, x), speed in zip(places, speeds, strict=True)
    )
