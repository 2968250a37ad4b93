"""Any cuts' loudness from the stored energies, and the finished sound at its target and below its ceiling."""

import random
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from clipdesk.media.loudness import EnergySeries, Level, LoudnessSeries, Series, gain_for, levelled, measure_energies
from clipdesk.media.picture_graph import Clip
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range, Recipe
from clipdesk.media.sound import Sound, render_sound
from clipdesk.media.tests import ebu


@pytest.fixture(scope="module")
def speech(shared_media: Path) -> Path:
    return shared_media / "src" / "sonnet001.mp3"


@pytest.fixture(scope="module")
def energies(speech: Path) -> EnergySeries:
    return measure_energies(speech, probe(speech))


def test_random_cuts_as_ffmpeg_hears_them(speech: Path, energies: EnergySeries) -> None:
    """0.15 LU for 5 to 15 s, 0.08 to 30 s, 0.05 beyond: where a window lies on the gate, a hair decides."""
    samples, dice = ebu.decoded(speech), random.Random(11)
    assert abs(len(samples) - energies.samples) < 1200
    for low, high, tolerance in ((5, 15, 0.15), (15, 30, 0.08), (30, 50, 0.05)) * 2:
        length = round(dice.uniform(low, high) * ebu.RATE)
        first = dice.randrange(len(samples) - length)
        found = energies.integrated([Range(F(first, ebu.RATE), F(first + length, ebu.RATE))])
        assert found == pytest.approx(ebu.heard_by_ffmpeg(samples[first : first + length]), abs=tolerance)


def test_gain_without_a_limiter_is_the_difference(energies: EnergySeries) -> None:
    cut = [Range(F(5), F(15))]
    assert gain_for(energies, cut, -30, 0) == pytest.approx(-30 - energies.integrated(cut), abs=0.001)


def test_gain_foresees_the_limiter(energies: EnergySeries) -> None:
    cut = [Range(F(5), F(15))]
    gain = gain_for(energies, cut, -14, -1.5)
    assert gain > -14 - energies.integrated(cut)
    assert levelled(energies, Level(gain, -1.5)).integrated(cut) == pytest.approx(-14, abs=0.001)


def test_gain_stays_within_20_db_and_silence_gets_none() -> None:
    quiet = EnergySeries(F(0), 48000, np.full(100, 1e-6, np.float32), np.full(100, 0.002, np.float32))
    assert gain_for(quiet, [quiet.whole], -14, -1.5) == pytest.approx(20, abs=0.001)
    silent = EnergySeries(F(0), 48000, np.zeros(100, np.float32), np.zeros(100, np.float32))
    assert gain_for(silent, [silent.whole], -14, -1.5) == 0


@pytest.mark.parametrize("stored", ["energies", "older", "none"])
def test_sound_meets_its_target(stored: str, speech: Path, energies: EnergySeries, tmp_path: Path) -> None:
    kept: dict[str, Series | None] = {"energies": energies, "older": LoudnessSeries(F(0), (-20.0,) * 500), "none": None}
    clip = Clip(Recipe("0" * 64, (Range(F(10), F(16)), Range(F(30), F(34)))), probe(speech), F(6))
    _check(render_sound(clip, speech, kept[stored], tmp_path, None), tmp_path / "sound.m4a", -14, -1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sound.m4a"]


def test_lower_target_needs_no_limiter_and_one_writing(speech: Path, energies: EnergySeries, tmp_path: Path) -> None:
    recipe = Recipe("0" * 64, (Range(F(10), F(20)),), loudness_target=F(-23))
    done = render_sound(Clip(recipe, probe(speech), F(6)), speech, energies, tmp_path, None)
    assert (done.limited, done.writes) == (0, 1)
    _check(done, tmp_path / "sound.m4a", -23, -1)


def test_hard_limiting_still_holds_both(speech: Path, energies: EnergySeries, tmp_path: Path) -> None:
    recipe = Recipe("0" * 64, (Range(F(10), F(20)),), loudness_target=F(-11), true_peak_ceiling=F(-2))
    done = render_sound(Clip(recipe, probe(speech), F(6)), speech, energies, tmp_path, None)
    assert done.limited > 6
    _check(done, tmp_path / "sound.m4a", -11, -2)


def _check(done: Sound, encoded: Path, target: float, ceiling: float) -> None:
    samples = ebu.decoded(encoded)
    assert ebu.heard_by_ffmpeg(samples) == pytest.approx(target, abs=0.3)
    assert 20 * np.log10(np.abs(resample_poly(samples, 8, 1, axis=0)).max()) <= ceiling
    assert done.loudness.integrated == pytest.approx(target, abs=0.3)
