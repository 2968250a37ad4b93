"""A window that moves, as an editor sees it: key frames with an exact curve between them.

The curve is the cubic Hermite polynomial. Between neighbouring keys 0 and 1, h seconds apart, with u = (t - t0) / h::

    x(t) = (2u³ - 3u² + 1) x0 + (u³ - 2u² + u) h·dx0 + (-2u³ + 3u²) x1 + (u³ - u²) h·dx1

and the same for y. Before the first key the window stands where that key puts it, after the last one too. Each stretch
depends on its own two keys alone, so moving one key moves nothing beyond its neighbours; two keys at the same place
with no speed are a rest; two keys without speed are the usual eased move.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast, get_args

from clipdesk.kernel.time import format_fraction
from clipdesk.media.reading import Reader

ShotMode = Literal["crop", "fit"]
MOST_KEYS = 20_000
"""Key frames that one framing may hold: more than an hour of a window that never rests."""

_CENTRE = Fraction(1, 2)
_FASTEST = 100


@dataclass(frozen=True)
class KeyFrame:
    """Where the window's centre stands at one moment, and how fast it passes.

    at: seconds on the source timeline. x, y: fractions 0..1 of the picture. dx, dy: the same per second; 0: it stops.
    """

    at: Fraction
    x: Fraction = _CENTRE
    y: Fraction = _CENTRE
    dx: Fraction = Fraction(0)
    dy: Fraction = Fraction(0)


@dataclass(frozen=True)
class ShotFraming:
    """How one shot fills the shape, from `start` (seconds on the source timeline) until the next one starts.

    "crop": a window along `keys` (one key: it rests). "fit": the whole picture on the recipe's backdrop; a blurred
    one is cut out around the first key. Keys may lie outside the shot; then only a part of their curve is seen.
    """

    start: Fraction
    mode: ShotMode = "crop"
    keys: tuple[KeyFrame, ...] = (KeyFrame(Fraction(0)),)


def position(keys: Sequence[KeyFrame], at: Fraction) -> tuple[Fraction, Fraction]:
    """Return the window's centre at `at`, as fractions of the picture."""
    after = bisect_right(keys, at, key=lambda key: key.at)
    if after == 0 or after == len(keys):
        held = keys[max(0, after - 1)]
        return held.x, held.y
    left, right = keys[after - 1], keys[after]
    span = right.at - left.at
    along = (at - left.at) / span
    return (
        _hermite(along, (left.x, left.dx * span), (right.x, right.dx * span)),
        _hermite(along, (left.y, left.dy * span), (right.y, right.dy * span)),
    )


def shot_at(shots: Sequence[ShotFraming], at: Fraction) -> ShotFraming:
    """Return the shot that `at` lies in; the first one also for every earlier moment."""
    return shots[max(0, bisect_right(shots, at, key=lambda shot: shot.start) - 1)]


def shots_to_json(shots: Sequence[ShotFraming]) -> list[dict[str, object]]:
    """Return plain JSON values; fractions as `"num/den"`."""
    return [
        {
            "start": format_fraction(shot.start),
            "mode": shot.mode,
            "keys": [{name: format_fraction(value) for name, value in vars(key).items()} for key in shot.keys],
        }
        for shot in shots
    ]


def read_shots(framing: Reader) -> tuple[ShotFraming, ...]:
    """Read the field `shots` of a framing: what `shots_to_json` wrote, and nothing else.

    Raises:
        RecipeError: names the field and what is wrong with it.
    """
    shots = tuple(_read_shot(part) for part in framing.parts("shots"))
    if not shots:
        framing.refuse("shots", "one shot or more is expected")
    if not _rising([shot.start for shot in shots]):
        framing.refuse("shots", "every shot starts after the one before")
    if sum(len(shot.keys) for shot in shots) > MOST_KEYS:
        framing.refuse("shots", f"{MOST_KEYS} key frames are the most")
    return shots


def _read_shot(part: Reader) -> ShotFraming:
    with part:
        keys = tuple(_read_key(key) for key in part.parts("keys"))
        if not keys or not _rising([key.at for key in keys]):
            part.refuse("keys", "one key frame or more is expected, each after the one before")
        mode = cast(ShotMode, part.choice("mode", get_args(ShotMode)))
        return ShotFraming(part.fraction("start"), mode, keys)


def _read_key(part: Reader) -> KeyFrame:
    with part:
        place: Mapping[str, Fraction] = {name: part.fraction(name, 0, 1) for name in ("x", "y")}
        speed = {name: part.fraction(name, -_FASTEST, _FASTEST) for name in ("dx", "dy")}
        return KeyFrame(part.fraction("at"), **place, **speed)


def _rising(times: Sequence[Fraction]) -> bool:
    return all(first < second for first, second in zip(times, times[1:], strict=False))


def _hermite(along: Fraction, left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]) -> Fraction:
    """The cubic through `left` and `right`: (value, slope over the whole stretch) each; `along` 0..1."""
    if left[0] == right[0] and not left[1] and not right[1]:
        return left[0]
    step = right[0] - left[0]
    bend, twist = 3 * step - 2 * left[1] - right[1], left[1] + right[1] - 2 * step
    return left[0] + along * (left[1] + along * (bend + along * twist))
