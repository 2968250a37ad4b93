"""What was planned is what is seen: the window of every rendered frame, read from the strip burnt into the bulletin."""

import re
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.framing.keys import KeyFrame, ShotFraming
from clipdesk.media.framing.tests.hand_keys import by_hand
from clipdesk.media.framing.tests.measures import centres
from clipdesk.media.framing.tests.window_reader import left_edges
from clipdesk.media.framing.windows import Target, commands, stretches
from clipdesk.media.recipe import Framing, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import Piece

_TARGET = Target((1920, 1080), (1080, 1920), F(25))
_SCALE = 3414 / 1920


def _path(*keys: KeyFrame) -> Framing:
    return Framing("path", shots=(ShotFraming(F(0), "crop", keys),))


def test_a_resting_window_needs_no_command() -> None:
    (found,) = stretches(_path(KeyFrame(F(0), F(1, 3))), (Piece(100, 200, 0),), _TARGET)
    assert (found.first, found.end, len(set(found.windows))) == (0, 100, 1)
    assert commands(found, "crop@c", F(25)) == ""


def test_one_line_per_frame_while_it_moves() -> None:
    """1 s of rest, 1 s of a move, then rest for an hour: 25 lines at most, each 1 ms before its frame."""
    keys = (KeyFrame(F(1), F(1, 3)), KeyFrame(F(2), F(2, 3)))
    (found,) = stretches(_path(*keys), (Piece(0, 90_000, 0),), _TARGET)
    lines = commands(found, "crop@c", F(25)).splitlines()
    assert 20 <= len(lines) <= 25
    assert all(re.fullmatch(r"[01]\.\d\d9000 crop@c x \d+;", line) for line in lines)
    assert lines[-1] == f"{1 + 25 / 25 - 0.001:.6f} crop@c x {found.windows[-1].x};"


def test_the_new_shot_has_its_own_window_from_its_first_frame() -> None:
    shots = (
        ShotFraming(F(0), "crop", (KeyFrame(F(0), F(1, 3)),)),
        ShotFraming(F(4), "crop", (KeyFrame(F(0), F(2, 3)),)),
    )
    (found,) = stretches(Framing("path", shots=shots), (Piece(98, 103, 0),), _TARGET)
    lefts = [round(place * 3414 - 540) for place in (1 / 3, 2 / 3)]
    assert [window.x for window in found.windows] == [lefts[0]] * 2 + [lefts[1]] * 3


def test_whole_pictures_are_stretches_of_their_own() -> None:
    shots = (
        ShotFraming(F(0), "crop", (KeyFrame(F(0), F(1, 3)),)),
        ShotFraming(F(1), "fit", (KeyFrame(F(0), F(1, 2)),)),
        ShotFraming(F(2), "fit", (KeyFrame(F(0), F(2, 3)),)),
    )
    found = stretches(Framing("path", shots=shots), (Piece(20, 30, 0), Piece(48, 52, 10)), _TARGET)
    assert [(one.first, one.end, one.framing.mode) for one in found] == [
        (0, 5, "crop"),
        (5, 12, "fit"),
        (12, 14, "fit"),
    ]


def test_window_of_every_rendered_frame(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    """Over a cut (frame 2555), over a join of two cuts, and in two shapes from one decode."""
    shots = (
        ShotFraming(F(2502, 25), "crop", (KeyFrame(F(101), F(1, 3)), KeyFrame(F(103), F(1, 2)))),
        ShotFraming(F(2555, 25), "crop", (KeyFrame(F(102), F(7, 10)), KeyFrame(F(104), F(1, 2), dx=F(-1, 20)))),
    )
    moving = Framing("path", shots=shots)
    recipe = Recipe(
        "0" * 64, (Range(F(2548, 25), F(2562, 25)), Range(F(2540, 25), F(2545, 25))), {"9:16": moving, "1:1": moving}
    )
    found = render(Order(recipe, bulletin, bulletin_info, shapes=("9:16", "1:1")), tmp_path)
    numbers = [*range(2548, 2562), *range(2540, 2545)]
    for shape, scale in (("9:16", _SCALE), ("1:1", 1.0)):
        planned = centres(shots, np.array(numbers, dtype=float), 25, 1920) - 540 / scale
        seen = left_edges(found.files[shape], numbers, planned, scale)
        assert np.abs(seen - planned - np.mean(seen - planned)).max() <= (0.5 if shape == "9:16" else 0.55)


def test_at_each_key_the_window_is_where_a_hand_put_it(
    bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path
) -> None:
    """Four keys at frames of one shot, unevenly apart; between two of them it goes neither back nor beyond."""
    places = {2506: F(310, 1000), 2509: F(420, 1000), 2520: F(455, 1000), 2524: F(400, 1000)}
    keys = by_hand([(F(frame, 25), x) for frame, x in places.items()])
    moving = Framing("path", shots=(ShotFraming(F(2502, 25), "crop", keys),))
    recipe = Recipe("0" * 64, (Range(F(2504, 25), F(2528, 25)),), {"9:16": moving})
    found = render(Order(recipe, bulletin, bulletin_info, shapes=("9:16",)), tmp_path)
    numbers = list(range(2504, 2528))
    put = np.interp(numbers, list(places), [float(x) * 1920 - 540 / _SCALE for x in places.values()])
    planned = centres(moving.shots, np.array(numbers, dtype=float), 25, 1920) - 540 / _SCALE
    seen = left_edges(found.files["9:16"], numbers, planned, _SCALE)
    off = (seen - put)[[number in places for number in numbers]]
    assert np.abs(off - np.mean(seen - planned)).max() <= 0.5
    steps = np.sign(np.round(np.diff(planned), 6))
    assert set(steps[2:16]) == {1.0}  # from the first key to the third
    assert set(steps[16:20]) == {-1.0}
    assert set(steps[:2]) == set(steps[20:]) == {0.0}


@pytest.mark.slow
def test_window_and_whole_picture_alternate(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    shots = (
        ShotFraming(F(2502, 25), "crop", (KeyFrame(F(101), F(1, 3)), KeyFrame(F(103), F(1, 2)))),
        ShotFraming(F(2550, 25), "fit", (KeyFrame(F(101), F(1, 2)),)),
        ShotFraming(F(2555, 25), "crop", (KeyFrame(F(102), F(7, 10)), KeyFrame(F(104), F(1, 2)))),
    )
    recipe = Recipe("0" * 64, (Range(F(2546, 25), F(2560, 25)),), {"9:16": Framing("path", shots=shots)})
    found = render(Order(recipe, bulletin, bulletin_info, shapes=("9:16",)), tmp_path)
    numbers = list(range(2546, 2560))
    planned = centres(shots, np.array(numbers, dtype=float), 25, 1920) - 540 / _SCALE
    seen = left_edges(found.files["9:16"], numbers, planned, _SCALE)
    cut_out = ~np.isnan(planned)
    assert np.isnan(seen).tolist() == [False] * 4 + [True] * 5 + [False] * 5
    assert np.abs((seen - planned)[cut_out] - np.mean((seen - planned)[cut_out])).max() <= 0.5
    assert found.frames == 14
