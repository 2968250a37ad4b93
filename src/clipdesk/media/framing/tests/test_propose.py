"""Proposals for the bulletin's anchors hold every measure, whatever the detector misses; other subjects get their due."""

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

from clipdesk.media.analysis.motion import MotionListener
from clipdesk.media.framing.propose import Proposal, Reason, Scene, framing, propose
from clipdesk.media.framing.tests.detections import BOX, box_around, detections
from clipdesk.media.framing.tests.measures import centres, face_path, measure, one_window_would_do
from clipdesk.media.framing.tracks import FaceBox, Sample, people

_HD = (1920, 1080)
_WINDOW = 1080 * 9 / 16


def _one_shot(seen: list[tuple[FaceBox, ...]], picture: tuple[int, int] = _HD, shape: str = "9:16") -> Proposal:
    samples = tuple(Sample(100 + 5 * number, faces) for number, faces in enumerate(seen))
    (found,) = propose(Scene(100, 100 + 5 * len(seen), (0,), samples, picture, F(25)), shape)
    return found


def _seen(x: np.ndarray, y: float = 300, size: float = BOX) -> list[tuple[FaceBox, ...]]:
    return [(box_around(float(place), y, size),) for place in x]


@pytest.mark.parametrize("seed", range(3))
def test_every_anchor_shot_of_the_bulletin(truth: dict[str, Any], seed: int) -> None:
    scene = Scene(0, truth["frames"], tuple(truth["cuts"]), detections(truth, seed), _HD, F(25))
    found = {proposal.first: proposal for proposal in propose(scene, "9:16")}
    assert sorted(found) == [0, *truth["cuts"]]
    for face in truth["faces"]:
        proposal, path = found[face["first"]], face_path(face)
        assert proposal.kind == "face"
        frames = np.arange(proposal.first, proposal.end, dtype=float)
        planned = centres(proposal.parts, frames, 25, 1920)
        rests = one_window_would_do(path, 1.5 * BOX, _WINDOW, 1920)
        assert measure(planned, path, 1.5 * BOX, _WINDOW, 1920).faults(rests) == []
        assert rests == (proposal.reason == Reason.RESTS) == (face["amplitude"] < 120)


def test_the_recipe_jumps_on_the_first_frame_of_each_shot(truth: dict[str, Any]) -> None:
    scene = Scene(2502, 2680, tuple(truth["cuts"]), detections(truth, 1), _HD, F(25))
    whole = framing(propose(scene, "9:16"))
    assert [part.start * 25 for part in whole.shots] == [2502, 2555]
    frames = np.arange(2502, 2680, dtype=float)
    steps = np.abs(np.diff(centres(whole.shots, frames, 25, 1920)))
    assert [int(frames[1 + step]) for step in np.flatnonzero(steps > 0.012 * _WINDOW)] == [2555]


def test_too_fast_for_any_window() -> None:
    at = np.arange(0, 8, 0.2)
    found = _one_shot(_seen(960 + 400 * np.sin(2 * np.pi * at / 3)))
    assert (found.kind, found.reason) == ("fit", Reason.TOO_FAST)
    assert [part.mode for part in found.parts] == ["fit"]


def test_sits_down_elsewhere_too_fast() -> None:
    """600 px within 0.2 s: no window keeps up, so the framing cuts from one place to the other."""
    found = _one_shot(_seen(np.where(np.arange(40) < 20, 600.0, 1200.0)))
    assert found.reason == Reason.JUMPS
    assert [round(float(part.keys[0].x) * 1920) for part in found.parts] == [600, 1200]
    assert found.parts[1].start * 25 in range(100 + 95, 100 + 106)


def test_two_faces_that_one_window_holds() -> None:
    found = _one_shot([(box_around(860, 300, 120), box_around(1060, 320, 130))] * 20)
    assert (found.kind, found.reason) == ("faces", Reason.ALL)
    assert float(found.parts[0].keys[0].x) * 1920 == pytest.approx(960, abs=10)


def test_two_faces_too_far_apart() -> None:
    found = _one_shot([(box_around(400, 300, 150), box_around(1500, 320, 160))] * 20)
    assert (found.kind, found.reason) == ("fit", Reason.TOO_FAR_APART)


def test_two_faces_of_which_one_is_clearly_the_larger() -> None:
    found = _one_shot([(box_around(400, 300, 260), box_around(1500, 320, 150))] * 20)
    assert (found.kind, found.reason) == ("face", Reason.LARGEST)
    assert float(found.parts[0].keys[0].x) * 1920 == pytest.approx(400, abs=60)


def test_a_face_in_the_crowd_behind_is_not_asked() -> None:
    found = _one_shot([(box_around(1400, 300, 260), box_around(300, 320, 60))] * 20)
    assert (found.kind, found.reason) == ("face", Reason.RESTS)


def test_ghosts_are_nobody() -> None:
    seen: list[tuple[FaceBox, ...]] = [()] * 40
    seen[7], seen[30] = (box_around(300, 300, 150),), (box_around(1500, 300, 150),)
    assert _one_shot(seen).kind == "centre"


def test_a_box_that_jumps_away_and_a_gap_move_nothing() -> None:
    seen = _seen(np.full(40, 900.0))
    seen[10], seen[11:14] = (box_around(1020, 300, BOX),), [(), (), ()]
    (one,) = people([Sample(5 * number, faces) for number, faces in enumerate(seen)], 0, 199, F(25))
    assert one.seen == 37
    assert one.boxes[:, 0] == pytest.approx(900)
    assert one.frames.tolist() == [*range(0, 200, 5), 199]


def test_a_face_lost_before_the_cut_goes_on_as_it_went() -> None:
    seen = _seen(np.linspace(500, 1280, 40))
    seen[-2:] = [(), ()]
    (one,) = people([Sample(5 * number, faces) for number, faces in enumerate(seen)], 0, 199, F(25))
    assert one.boxes[-1, 0] == pytest.approx(1280 + 20 * 4 / 5)


def test_upright_recording_in_a_square() -> None:
    """The window moves up and down: 1080 × 1920 to 1:1."""
    found = _one_shot([(box_around(500, 300, 200),)] * 20, (1080, 1920), "1:1")
    (key,) = found.parts[0].keys
    assert key.x == F(1, 2)
    assert float(key.y) * 1920 == pytest.approx(540)


def test_picture_that_has_the_shape() -> None:
    assert _one_shot(_seen(np.full(20, 300.0)), shape="16:9").reason == Reason.SAME_SHAPE


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        (np.full(30, 120.0), Reason.MOVEMENT),
        (np.linspace(30, 130, 40), Reason.MOVEMENT_FOLLOWS),
        (np.full(30, -50.0), Reason.CENTRE),
    ],
)
def test_without_a_face_the_window_goes_where_something_moves(places: np.ndarray, reason: Reason) -> None:
    """A bright block of 12 × 12 that trembles up and down before a dark picture of 160 × 90; outside it: nothing moves."""
    listener = MotionListener(5, (160, 90))
    for number, place in enumerate(places):
        picture = np.full((90, 160), 40, np.uint8)
        top = 30 + 6 * (number % 2)
        if place > 0:
            picture[top : top + 12, round(place) - 6 : round(place) + 6] = 200
        for _frame in range(5):
            listener.take(picture.tobytes())
    end = 5 * len(places)
    (found,) = propose(Scene(0, end, (), (), _HD, F(25), listener.finish().within(0, end)), "9:16")
    assert found.reason == reason
    frames = np.arange(found.first, found.end, dtype=float)
    planned = centres(found.parts, frames, 25, 1920)
    assert np.abs(np.diff(planned)).max() <= 0.006 * _WINDOW
    if reason == Reason.MOVEMENT_FOLLOWS:
        inside = np.abs(np.interp(frames, 5 * np.arange(len(places)), places) * 12 - planned) <= _WINDOW / 2
        assert inside.mean() > 0.9


def test_what_moves_is_looked_for_in_each_shot_apart() -> None:
    """The stretch begins between two samples, and the cut lies between two: the block is left before it, right after it."""
    listener = MotionListener(5, (160, 90))
    for frame in range(200):
        picture = np.full((90, 160), 40, np.uint8)
        top, left = 30 + 6 * (frame // 5 % 2), 14 if frame < 103 else 134
        picture[top : top + 12, left : left + 12] = 200
        listener.take(picture.tobytes())
    moved = listener.finish().within(7, 200)
    assert moved[0].first == 10
    found = propose(Scene(7, 200, (0, 103), (), _HD, F(25), moved), "9:16")
    assert [proposal.reason for proposal in found] == [Reason.MOVEMENT] * 2
    places = [float(proposal.parts[0].keys[0].x) * 160 for proposal in found]
    assert places[0] < 160 / 3
    assert places[1] > 160 * 2 / 3
