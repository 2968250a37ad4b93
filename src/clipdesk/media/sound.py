"""Render the sound of a clip until it meets its loudness target and its ceiling, before any picture is encoded."""

from dataclasses import dataclass
from pathlib import Path

from clipdesk.media.limits import for_render
from clipdesk.media.loudness import SILENCE, Loudness, LoudnessSeries, integrated, measure
from clipdesk.media.picture_graph import Clip
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.sound_graph import Level, sound_args

TOLERANCE = 0.4
"""LU by which the finished clip may miss its target."""

_TRIES = 4
_HEADROOM = 0.5  # dB kept free below the ceiling for what AAC adds
_MOST_GAIN = 20.0  # dB; beyond that one would lift room noise to speech level
_BYTES_PER_SECOND = 400_000


@dataclass(frozen=True)
class Sound:
    """The finished sound track in AAC, and how loud it is."""

    path: Path
    loudness: Loudness


def render_sound(
    clip: Clip, source: Path, series: LoudnessSeries | None, folder: Path, should_stop: ShouldStop | None
) -> Sound:
    """Write the clip's sound into `folder`.

    The first gain comes from the stored series (0 dB where there is none); then the AAC version is measured, and gain
    and limiter are corrected until both promises hold. A clip of silence, or one that would need more than 20 dB,
    stays as near as that allows.
    """
    target, ceiling = float(clip.recipe.loudness_target), float(clip.recipe.true_peak_ceiling)
    level = Level(_first_gain(clip, series, target), ceiling - _HEADROOM)
    for _ in range(_TRIES):
        heard = _write(clip, source, level, folder, should_stop)
        better = _correct(level, heard, target, ceiling)
        if better == level:
            break
        level = better
    return Sound(folder / "sound.m4a", heard)


def _write(clip: Clip, source: Path, level: Level, folder: Path, should_stop: ShouldStop | None) -> Loudness:
    duration = clip.frames / clip.info.grid
    budget = for_render(duration, int(duration * _BYTES_PER_SECOND))
    run(sound_args(clip, level), limits=budget, inputs=[source], output_dir=folder, should_stop=should_stop)
    return measure(folder / "sound.m4a")


def _correct(level: Level, heard: Loudness, target: float, ceiling: float) -> Level:
    """The same level where both promises hold."""
    gain, limit = level.gain, level.limit
    if heard.integrated > SILENCE and abs(target - heard.integrated) > TOLERANCE:
        gain = _within(gain + target - heard.integrated)
    if heard.true_peak > ceiling:
        limit -= heard.true_peak - ceiling + 0.1
    return Level(gain, limit)


def _first_gain(clip: Clip, series: LoudnessSeries | None, target: float) -> float:
    before = integrated(series, clip.recipe.ranges) if series else SILENCE
    return _within(target - before) if before > SILENCE else 0.0


def _within(gain: float) -> float:
    return max(-_MOST_GAIN * 2, min(_MOST_GAIN, gain))
