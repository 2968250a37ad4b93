"""Our own meter says what EBU Tech 3341 and 3342 say that a meter must say."""

import json
import math
from fractions import Fraction as F

import numpy as np
import pytest

from clipdesk.media.loudness import (
    CHANNEL_WEIGHTS,
    EnergyMeter,
    EnergySeries,
    LoudnessSeries,
    integrated,
    read_series,
)
from clipdesk.media.recipe import Range
from clipdesk.media.tests import ebu

_STEREO = CHANNEL_WEIGHTS["stereo"]


def _heard(samples: ebu.Samples, block: int = 10**9) -> EnergySeries:
    meter = EnergyMeter(_STEREO if samples.shape[1] == 2 else CHANNEL_WEIGHTS["5.0"])
    for first in range(0, len(samples), block):
        meter.feed(samples[first : first + block])
    return meter.finish()


@pytest.mark.parametrize("case", ebu.CASES, ids=lambda case: case.name)
def test_ebu_cases(case: ebu.Case) -> None:
    series = _heard(ebu.stereo(case.segments))
    whole = [series.whole]
    if case.what in "SM":
        found = list(series.short_term(whole) if case.what == "S" else series.momentary(whole))
    else:
        found = [series.integrated(whole) if case.what == "I" else series.loudness_range(whole)]
    assert [min(found), max(found)] == pytest.approx([case.expected] * 2, abs=case.tolerance)


def test_ebu_case_6_in_five_channels() -> None:
    series = _heard(ebu.five_channels())
    assert series.integrated([series.whole]) == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(("frequency", "phase"), [(12000, 45), (8000, 60), (6000, 67.5), (997, 0)])
def test_true_peak_lies_between_the_samples(frequency: float, phase: float) -> None:
    """A sine's true peak is its amplitude, wherever the samples fall; tolerance of Tech 3341, cases 15 to 23."""
    time = np.arange(ebu.RATE) / ebu.RATE
    wave = (0.5 * np.sin(2 * np.pi * frequency * time + math.radians(phase))).astype(np.float32)
    wave *= np.minimum(1, np.minimum(time, time[::-1]) / 0.05).astype(np.float32)
    series = _heard(np.stack([wave, wave], axis=1))
    found = series.true_peak([series.whole])
    assert -6.02 - 0.4 <= found <= -6.02 + 0.2


def test_blocks_of_any_size_give_the_same() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (3 * ebu.RATE + 77, 2)).astype(np.float32)
    whole, pieces = _heard(noise), _heard(noise, 1021)
    assert whole.samples == pieces.samples == len(noise)
    assert len(whole.energies) == len(whole.peaks) == 301
    assert np.array_equal(whole.energies, pieces.energies)
    assert np.array_equal(whole.peaks, pieces.peaks)


def test_the_very_last_sample_is_heard() -> None:
    click = np.zeros((4800, 2), np.float32)
    click[-1] = 0.5
    series = _heard(click)
    assert len(series.peaks) == 10
    assert series.peaks[-1] >= 0.5
    assert series.peaks[:-1].max() < 0.05


def test_what_is_no_number_counts_as_silence() -> None:
    samples = ebu.stereo(((-23, 2),))
    samples[1000] = np.nan
    samples[2000] = np.inf
    series = _heard(samples)
    assert np.isfinite(series.energies).all()
    last = Range(F(1), F(2))
    assert series.integrated([last]) == pytest.approx(-23, abs=0.1)


def test_cuts_are_heard_joined() -> None:
    """Two cuts of 0.2 s hold one window of 400 ms together, none alone; the silence between them is not heard."""
    samples = ebu.stereo(((-23, 1), (-120, 1), (-23, 1)))
    series = _heard(samples)
    cuts = [Range(F(4, 5), F(1)), Range(F(2), F(11, 5))]
    assert series.integrated(cuts) == pytest.approx(-23, abs=0.1)
    assert series.integrated(cuts[:1]) == -70
    assert series.integrated([Range(F(6, 5), F(9, 5))]) == -70
    assert series.integrated([Range(F(50), F(60))]) == -70
    assert series.integrated([]) == -70


def test_silence() -> None:
    series = _heard(np.zeros((ebu.RATE, 2), np.float32))
    found = series.loudness([series.whole])
    assert (found.integrated, found.range, found.true_peak) == (-70, 0, -70)


def test_nothing_heard() -> None:
    series = EnergyMeter().finish()
    assert (series.samples, len(series.energies)) == (0, 0)
    assert series.loudness([series.whole]).integrated == -70


def test_stored_form() -> None:
    series = _heard(ebu.stereo(((-20, 0.505),)))
    stored = json.loads(json.dumps(series.to_json()))
    assert (stored["version"], stored["step"], stored["samples"]) == (2, "1/100", 24240)
    found = read_series(stored)
    assert isinstance(found, EnergySeries)
    assert (found.start, found.samples) == (series.start, series.samples)
    assert np.array_equal(found.energies, series.energies)
    assert np.array_equal(found.peaks, series.peaks)


def test_the_older_form_is_still_read() -> None:
    stored = {"version": 1, "start": "0/1", "step": "1/10", "momentary": [-70.0, -70.0, -70.0, -23.0, -23.0, -80.0]}
    series = read_series(stored)
    assert isinstance(series, LoudnessSeries)
    assert integrated(series, [Range(F(0), F(6, 10))]) == pytest.approx(-23, abs=0.001)
