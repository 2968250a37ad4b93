"""The planner against motions whose best possible framing was calculated elsewhere, and against its own limits."""

from fractions import Fraction as F

import numpy as np
import pytest

from clipdesk.media.framing.curve import marks
from clipdesk.media.framing.path import FOLLOW, Stage, Subject, follow, nearest, resting_place, share_held
from clipdesk.media.framing.tests.measures import Line, measure

_WINDOW, _PICTURE = 608.0, 1920.0


def _subject(face: Line, step: int = 1, box: float = 258) -> Subject:
    frames = np.arange(0, len(face), step)
    return Subject(frames / 25, face[frames] / _WINDOW, np.full(len(frames), box / _WINDOW))


def _stage(face: Line) -> Stage:
    return Stage((len(face) - 1) / 25, _PICTURE / _WINDOW, 1 / 25)


def _sine(amplitude: float, period: float, seconds: float = 24) -> Line:
    return np.asarray(960 + amplitude * np.sin(2 * np.pi * np.arange(round(seconds * 25)) / 25 / period))


def _walk(speed: float, way: float) -> Line:
    still = 5
    return np.asarray(
        960 - way / 2 + np.clip((np.arange(round((2 * still + way / speed) * 25)) / 25 - still) * speed, 0, way)
    )


@pytest.mark.parametrize(
    ("amplitude", "period", "percent"),
    [
        (300, 8, 5), (400, 8, 17), (500, 8, 31), (600, 8, 46), (200, 4, 9), (300, 4, 24), (400, 4, 40),
        (200, 2, 23), (300, 2, 39),
    ],
)  # fmt: skip
def test_best_possible_distance_after_a_sine(amplitude: float, period: float, percent: float) -> None:
    face = _sine(amplitude, period)
    assert nearest(_subject(face), _stage(face))[0] * 100 == pytest.approx(percent, abs=1)


@pytest.mark.parametrize(
    ("speed", "way", "percent"), [(200, 1200, 9), (300, 1200, 39), (750, 300, 19), (1250, 500, 35)]
)
def test_best_possible_distance_after_a_walk(speed: float, way: float, percent: float) -> None:
    """Two walks of 1,200 px, and two people who sit down elsewhere within 0.4 s."""
    face = _walk(speed, way)
    assert nearest(_subject(face), _stage(face))[0] * 100 == pytest.approx(percent, abs=1)


_SINES = ((8, 491), (6, 419), (4, 336), (2, 245))  # period, largest amplitude
_WALKS = ((1200, 262), (800, 337), (600, 467))  # way, largest speed
_SITS = ((0.4, 438), (1, 546))  # seconds, largest way


@pytest.mark.parametrize("factor", [0.97, 1.03])
@pytest.mark.parametrize("motion", [*_SINES, *_WALKS, *_SITS])
def test_largest_motion_that_is_possible(motion: tuple[float, float], factor: float) -> None:
    given, largest = motion[0], motion[1] * factor
    motions = {_SINES: _sine(largest, given), _WALKS: _walk(largest, given), _SITS: _walk(largest / given, largest)}
    (face,) = (path for known, path in motions.items() if motion in known)
    assert (nearest(_subject(face), _stage(face))[0] <= 0.30) == (factor < 1)


@pytest.mark.parametrize(
    "face", [_sine(330, 8), _sine(300, 4), _sine(200, 2), _walk(200, 1200), _walk(300, 600), _walk(750, 300)]
)
def test_following_keeps_every_measure(face: Line) -> None:
    subject, stage = _subject(face, 5), _stage(face)
    path = follow(subject, stage)
    found = measure(path.at(np.arange(len(face)) / 25) * _WINDOW, face, 258, _WINDOW, _PICTURE)
    assert found.faults(one_window_would_do=False) == []
    assert share_held(path, subject, stage) == 1


def test_walk_begins_and_ends_at_rest() -> None:
    face = _walk(200, 1200)
    path = follow(_subject(face, 5), _stage(face))
    at = path.at(np.array([0, 3, 12.5, 14])) * _WINDOW
    assert at[0] == pytest.approx(at[1], abs=0.1)
    assert at[2] == pytest.approx(at[3], abs=0.1)
    assert at[3] - at[0] > 1000


def test_window_at_the_edge_of_the_picture() -> None:
    face = np.full(100, 150.0)
    assert resting_place(_subject(face), _stage(face)) == pytest.approx(0.5)
    moving = np.linspace(100, 1850, 250)
    path = follow(_subject(moving, 5), _stage(moving))
    places = path.at(np.arange(250) / 25)
    assert places.min() >= 0.5 - 1e-9
    assert places.max() <= _PICTURE / _WINDOW - 0.5 + 1e-9


@pytest.mark.parametrize("fps", [F(25), F(30000, 1001), F(50)])
def test_key_frames_are_few_and_stand_for_the_path(fps: F) -> None:
    seconds = np.arange(0, 12, 0.2)
    face = 960 + 330 * np.sin(2 * np.pi * seconds / 8)
    stage = Stage(12.0, _PICTURE / _WINDOW, float(1 / fps))
    path = follow(Subject(seconds, face / _WINDOW, np.full(len(seconds), 0.42)), stage)
    found = marks(path, stage, FOLLOW)
    assert 3 <= len(found) <= 25
    for mark in found:
        assert mark.position == pytest.approx(float(path.at(np.array([mark.time]))[0]), abs=1e-6)
        assert mark.time * float(fps) == pytest.approx(round(mark.time * float(fps)), abs=1e-6)
