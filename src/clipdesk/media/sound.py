"""Render the sound of a clip until it meets its loudness target and its ceiling, beside its pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clipdesk.media.limits import for_render
from clipdesk.media.loudness import (
    SILENCE,
    EnergySeries,
    Level,
    Loudness,
    Series,
    energies_of,
    gain_for,
    measure,
    taken,
)
from clipdesk.media.picture_graph import Clip
from clipdesk.media.recipe import Range
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.sound_graph import listen_args, sound_args

TOLERANCE = 0.3
"""LU by which the finished clip may miss its target."""

_TRIES = 5
_HEADROOM = 0.5  # dB below the ceiling for what AAC adds: as a rule 0.1 to 0.4, on one clip in ten 1 to 2.5
_GUARD = 0.05  # dB by which two true-peak meters may differ (0.02 at the most on real sound)
_BYTES_PER_SECOND = 400_000


@dataclass(frozen=True)
class Sound:
    """The finished sound track in AAC, and how loud it is.

    limited: the most dB that the limiter took away anywhere; writes: how often it was written until both promises held.
    """

    path: Path
    loudness: Loudness
    limited: float
    writes: int


@dataclass(frozen=True)
class _Work:
    clip: Clip
    source: Path
    folder: Path
    should_stop: ShouldStop | None

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The cuts as they are rendered, on whole frames."""
        grid = self.clip.info.grid
        return tuple(Range(piece.first / grid, piece.end / grid) for piece in self.clip.pieces)


def render_sound(
    clip: Clip, source: Path, series: Series | None, folder: Path, should_stop: ShouldStop | None
) -> Sound:
    """Write the clip's sound into `folder`.

    1. The gain comes from the stored energies, with the limiter foreseen; where there are none (or only the older
       momentary values, which know no peaks) the clip's sound is heard first.
    2. What the AAC encoder made of it is measured.
    3. Where that is off, the aim is moved by as much and the limiter lowered by as much; as a rule once.

    A clip of silence, or one that would need more than 20 dB, stays as near as that allows. The ceiling holds always.
    """
    work = _Work(clip, source, folder, should_stop)
    energies, ranges = _energies(work, series)
    target, ceiling = float(clip.recipe.loudness_target), float(clip.recipe.true_peak_ceiling)
    level = _begin(clip, energies, ranges)
    aim, limit = target, level.limit
    for number in range(1, _TRIES + 1):
        heard = _write(work, level)
        sound = Sound(folder / "sound.m4a", heard, taken(energies, ranges, level), number)
        above = heard.true_peak - (ceiling - _GUARD)
        aim += _missed(heard, target)
        limit -= above + number * _GUARD if above > 0 else 0.0
        better = Level(gain_for(energies, ranges, aim, limit), limit)
        if better == level:
            break
        level = better
    return sound


def first_level(clip: Clip, source: Path, series: Series | None, folder: Path, should_stop: ShouldStop | None) -> Level:
    """Return the level with which `render_sound` begins; as a rule the clip is within a few tenths with it."""
    return _begin(clip, *_energies(_Work(clip, source, folder, should_stop), series))


def _begin(clip: Clip, energies: EnergySeries, ranges: Sequence[Range]) -> Level:
    limit = float(clip.recipe.true_peak_ceiling) - _HEADROOM
    return Level(gain_for(energies, ranges, float(clip.recipe.loudness_target), limit), limit)


def _energies(work: _Work, series: Series | None) -> tuple[EnergySeries, Sequence[Range]]:
    """The energies and where the clip lies in them."""
    if isinstance(series, EnergySeries):
        return series, work.ranges
    _run(work, listen_args(work.clip))
    raw = work.folder / "heard.f32"
    energies = energies_of(raw)
    raw.unlink()
    return energies, (energies.whole,)


def _missed(heard: Loudness, target: float) -> float:
    """LU that are missing, 0 where it is near enough or nothing can be done."""
    missed = target - heard.integrated
    return missed if heard.integrated > SILENCE and abs(missed) > TOLERANCE else 0.0


def _write(work: _Work, level: Level) -> Loudness:
    _run(work, sound_args(work.clip, level))
    return measure(work.folder / "sound.m4a")


def _run(work: _Work, args: Sequence[str]) -> None:
    duration = work.clip.film.seconds
    budget = for_render(duration, int(duration * _BYTES_PER_SECOND))
    run(args, limits=budget, inputs=[work.source], output_dir=work.folder, should_stop=work.should_stop)
