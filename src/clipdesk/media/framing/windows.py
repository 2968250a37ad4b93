"""The window of every frame of a clip, in whole pixels of the scaled picture, and the commands that move the crop.

The picture is scaled first and cut after (`geometry.crop_window`): one step of the window is then less than one pixel
of the source. A path is read once per frame, at the frame's own time on the source timeline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from clipdesk.media.framing.keys import position, shot_at
from clipdesk.media.geometry import Window, crop_window
from clipdesk.media.recipe import Framing
from clipdesk.media.timeline import Piece

_EARLY = Fraction(1, 1000)  # a command is stamped a little before its frame, so that rounding cannot make it late


@dataclass(frozen=True)
class Stretch:
    """Clip frames from `first` on, one window each. framing: how the first is framed, "crop" or "fit" like the rest."""

    first: int
    framing: Framing
    windows: tuple[Window, ...]

    @property
    def end(self) -> int:
        """The clip frame after the last."""
        return self.first + len(self.windows)


@dataclass(frozen=True)
class Target:
    """What is cut for. source: the picture's display size; size: the shape's; grid: the recording's frames per second.

    rate: the clip's frames per second, where they differ.
    """

    source: tuple[int, int]
    size: tuple[int, int]
    grid: Fraction
    rate: Fraction | None = None


def stretches(framing: Framing, parts: Sequence[Piece], target: Target) -> list[Stretch]:
    """Return the clip's frames in order: windows that move are one stretch, each whole picture is one of its own."""
    times = _shown([piece.first + number for piece in parts for number in range(piece.frames)], target)
    shown = [(parts[0].at + number, _framing(framing, time)) for number, time in enumerate(times)]
    found = []
    for _, group in groupby(shown, key=lambda frame: frame[1] if frame[1].mode == "fit" else "crop"):
        frames = list(group)
        windows = (crop_window(target.source, target.size, there) for _, there in frames)
        found.append(Stretch(*frames[0], tuple(windows)))
    return found


def commands(stretch: Stretch, crop: str, grid: Fraction) -> str:
    """Return a command file for ffmpeg's `sendcmd` that moves the filter `crop`; a window that rests needs no line.

    The first window is left to the filter's own arguments.
    """
    lines = []
    pairs = zip(stretch.windows, stretch.windows[1:], strict=False)
    for number, (before, window) in enumerate(pairs, start=stretch.first + 1):
        moves = [
            f"{crop} {axis} {getattr(window, axis)}" for axis in "xy" if getattr(window, axis) != getattr(before, axis)
        ]
        if moves:
            lines.append(f"{float(number / grid - _EARLY):.6f} {', '.join(moves)};\n")
    return "".join(lines)


def _shown(frames: Sequence[int], target: Target) -> list[Fraction]:
    """The source time of every frame of the clip; at another rate each shows the recording's nearest frame."""
    if target.rate is None or target.rate == target.grid:
        return [frame / target.grid for frame in frames]
    count = max(1, round(len(frames) / target.grid * target.rate))
    nearest = (int(number / target.rate * target.grid + Fraction(1, 2)) for number in range(count))
    return [frames[min(number, len(frames) - 1)] / target.grid for number in nearest]


def _framing(framing: Framing, at: Fraction) -> Framing:
    """What is framed at one moment of the source, as a framing that rests."""
    shot = shot_at(framing.shots, at)
    return Framing(shot.mode, *position(shot.keys if shot.mode == "crop" else shot.keys[:1], at))
