"""The curve that a page draws says how loud it is, where it is."""

from fractions import Fraction

import numpy as np

from clipdesk.media.loudness import EnergyMeter, LoudnessSeries
from clipdesk.media.loudness.curve import curve
from clipdesk.media.tests import ebu


def _levels(drawn: bytes) -> list[float]:
    return [value / 3 - 70 for value in drawn]


def test_each_level_stands_at_its_time() -> None:
    """EBU Tech 3341: a stereo sine of 1000 Hz at -23.0 dBFS measures -23.0 LUFS."""
    meter = EnergyMeter()
    meter.feed(ebu.stereo([(-33.0, 4.0), (-23.0, 4.0)]))
    found = _levels(curve(meter.finish()))
    assert found[:2] == [-70, -70]
    np.testing.assert_allclose(found[2:38], -33, atol=0.35)
    np.testing.assert_allclose(found[42:78], -23, atol=0.35)
    assert -33 < found[40] < -23  # the 400 ms around the step hold both


def test_sound_that_begins_late() -> None:
    meter = EnergyMeter(start=Fraction(3))
    meter.feed(ebu.stereo([(-23.0, 2.0)]))
    late = _levels(curve(meter.finish()))
    assert set(late[:32]) == {-70}
    np.testing.assert_allclose(late[32:48], -23, atol=0.35)


def test_what_was_stored_first_is_drawn_too() -> None:
    """`values[k]` there describes the 400 ms that end at (k + 1) × 0.1 s."""
    found = _levels(curve(LoudnessSeries(Fraction(0), (-70.0, -60.0, -50.0, -40.0, -30.0))))
    assert found == [-60, -50, -40, -30]
