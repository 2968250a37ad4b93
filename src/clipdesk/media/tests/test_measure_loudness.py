"""Known answers of EBU Tech 3341 and 3342, and any cut's loudness from the stored series."""

import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.loudness import Loudness, LoudnessSeries, Series, integrated, measure, read_series
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range
from clipdesk.media.tests.conftest import Make

_RATE = 48000


def _tones(folder: Path, make: Make, *segments: tuple[float, float]) -> Path:
    """1 kHz in both channels; (peak level in dBFS, seconds) one after the other."""
    parts = [
        10 ** (level / 20) * np.sin(2 * np.pi * 1000 * np.arange(round(seconds * _RATE)) / _RATE)
        for level, seconds in segments
    ]
    mono = np.concatenate(parts).astype("<f4")
    raw = folder / "tones.f32"
    raw.write_bytes(np.repeat(mono, 2).tobytes())
    name = "-".join(f"{level:g}_{seconds:g}" for level, seconds in segments)
    return make(f"{name}.wav", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", str(raw), "-c:a", "pcm_f32le")


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (((-23, 20),), -23.0),  # 3341-1
        (((-33, 20),), -33.0),  # 3341-2
        pytest.param(((-36, 10), (-23, 60), (-36, 10)), -23.0, marks=pytest.mark.slow),  # 3341-3
        pytest.param(((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0, marks=pytest.mark.slow),  # 3341-4
        (((-26, 20), (-20, 20.1), (-26, 20)), -23.0),  # 3341-5
    ],
)
def test_integrated(tmp_path: Path, make: Make, segments: tuple[tuple[float, float], ...], expected: float) -> None:
    assert measure(_tones(tmp_path, make, *segments)).integrated == pytest.approx(expected, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("levels", "expected"), [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)]
)
def test_range(tmp_path: Path, make: Make, levels: tuple[float, ...], expected: float) -> None:
    path = _tones(tmp_path, make, *((level, 20) for level in levels))
    assert measure(path).range == pytest.approx(expected, abs=1)


def test_silence_has_no_loudness(make: Make) -> None:
    path = make("silence.wav", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=2")
    assert measure(path) == Loudness(integrated=-70.0, range=0.0, true_peak=-70.0)


@pytest.mark.slow
def test_cuts_from_the_stored_series(shared_media: Path, make: Make, tmp_path: Path) -> None:
    """Eight random cuts of real speech against a measuring run of each."""
    sound = make("speech.wav", "-i", str(shared_media / "bulletin.mp4"), "-vn")
    analyse(sound, probe(sound), tmp_path)
    series = _stored(tmp_path)
    dice = random.Random(3)
    for number in range(8):
        start, length = dice.randrange(0, 900), dice.randrange(100, 300)
        cut = make(f"cut{number}.wav", "-ss", str(start / 10), "-t", str(length / 10), "-i", str(sound))
        wanted = measure(cut).integrated
        found = integrated(series, [Range(Fraction(start, 10), Fraction(start + length, 10))])
        assert found == pytest.approx(wanted, abs=0.06)


def test_series_json(tmp_path: Path) -> None:
    series = LoudnessSeries(Fraction(0), (-23.5, -70.0))
    assert LoudnessSeries.from_json(series.to_json()) == series


def _stored(folder: Path) -> Series:
    return read_series(json.loads((folder / "loudness.json").read_text()))
