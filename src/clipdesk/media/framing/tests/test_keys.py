"""Key frames: the curve is the documented one, and a recipe keeps them."""

import json
from fractions import Fraction as F

import numpy as np
import pytest
from scipy.interpolate import CubicHermiteSpline

from clipdesk.media import errors
from clipdesk.media.framing.keys import KeyFrame, ShotFraming, position, shot_at
from clipdesk.media.recipe import Framing, Range, Recipe

_KEYS = (
    KeyFrame(F(2), F(1, 3), F(1, 2)),
    KeyFrame(F(3), F(1, 2), F(1, 4), F(1, 5), F(-1, 10)),
    KeyFrame(F(9, 2), F(2, 3), F(1, 4), F(-1, 10)),
    KeyFrame(F(6), F(2, 3), F(1, 4)),
)
_SHOTS = (ShotFraming(F(2), "crop", _KEYS), ShotFraming(F(6), "fit"), ShotFraming(F(8), "crop", _KEYS[:1]))
_RECIPE = Recipe("ab" * 32, (Range(F(2), F(9)),), {"9:16": Framing("path", shots=_SHOTS), "1:1": Framing("fit")})


def test_curve_is_the_cubic_hermite_spline() -> None:
    times = [float(key.at) for key in _KEYS]
    for axis in "xy":
        places, speeds = ([float(getattr(key, prefix + axis)) for key in _KEYS] for prefix in ("", "d"))
        spline = CubicHermiteSpline(times, places, speeds)
        for at in np.linspace(2, 6, 101):
            exact = position(_KEYS, F(at).limit_denominator(1000))["xy".index(axis)]
            assert float(exact) == pytest.approx(float(spline(float(F(at).limit_denominator(1000)))), abs=1e-12)


def test_before_the_first_and_after_the_last_it_stands() -> None:
    assert position(_KEYS, F(0)) == (F(1, 3), F(1, 2))
    assert position(_KEYS, F(60)) == (F(2, 3), F(1, 4))


def test_two_keys_without_speed_are_an_eased_move() -> None:
    keys = (KeyFrame(F(0), F(0)), KeyFrame(F(1), F(1)))
    assert [position(keys, at)[0] for at in (F(1, 4), F(1, 2), F(3, 4))] == [F(5, 32), F(1, 2), F(27, 32)]


def test_moving_one_key_moves_nothing_beyond_its_neighbours() -> None:
    moved = (*_KEYS[:2], KeyFrame(F(9, 2), F(1), F(0)), *_KEYS[3:])
    for at in (F(2), F(5, 2), F(3), F(6), F(7)):
        assert position(moved, at) == position(_KEYS, at)


def test_a_new_shot_begins_on_its_first_moment() -> None:
    assert [shot_at(_SHOTS, at).start for at in (F(0), F(2), F(599, 100), F(6), F(9))] == [2, 2, 2, 6, 8]


def test_json_round_trip() -> None:
    assert Recipe.from_json(json.loads(json.dumps(_RECIPE.to_json()))) == _RECIPE


def test_resting_framings_are_stored_as_before() -> None:
    assert Framing("crop", F(1, 3)).to_json() == {"mode": "crop", "x": "1/3", "y": "1/2"}


@pytest.mark.parametrize(
    ("shots", "complaint"),
    [
        ([], r"shots: one shot"),
        ("x", r"shots: a list"),
        ([{"start": "0", "mode": "path", "keys": []}], r"shots\[0\]\.keys: one key frame"),
        ([{"start": "0", "mode": "zoom", "keys": [{"at": "0", "x": "0", "y": "0", "dx": "0", "dy": "0"}]}], "zoom is none"),
        ([{"start": "0", "mode": "crop", "keys": [{"at": "0", "x": "2", "y": "0", "dx": "0", "dy": "0"}]}], "2 does not lie"),
        ([{"start": "0", "mode": "crop", "keys": [{"at": "0", "x": "0", "y": "0", "dx": "101", "dy": "0"}]}], "101 does"),
        ([{"start": "0", "mode": "crop", "keys": [{"at": "0", "x": "0", "y": "0", "dx": "0", "dy": "0"}] * 2}], "each after"),
        ([{"start": "0", "mode": "fit", "keys": [{"at": "0", "x": "0", "y": "0", "dx": "0", "dy": "0"}]}] * 2, "every shot"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(shots: object, complaint: str) -> None:
    framing = {"9:16": {"mode": "path", "x": "1/2", "y": "1/2", "shots": shots}}
    with pytest.raises(errors.RecipeError, match=complaint):
        Recipe.from_json(_RECIPE.to_json() | {"framing": framing})


def test_shots_belong_to_paths_alone() -> None:
    framing = {"9:16": {"mode": "crop", "x": "1/2", "y": "1/2", "shots": []}}
    with pytest.raises(errors.RecipeError, match="shots: unknown field"):
        Recipe.from_json(_RECIPE.to_json() | {"framing": framing})
