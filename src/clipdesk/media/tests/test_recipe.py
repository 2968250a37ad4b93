"""A recipe survives storing, refuses what it does not know, and knows whether it fits its recording."""

import json
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.media import errors
from clipdesk.media.geometry import crop_window
from clipdesk.media.recipe import SIZES, CaptionStyle, Cue, Framing, Range, Recipe
from clipdesk.media.source_info import AudioInfo, SourceInfo
from clipdesk.media.timeline import Piece, clip_cues, clip_frames, pieces, source_frame

_INFO = SourceInfo("wav", F(10), F(0), None, AudioInfo(0, "pcm_s16le", 48000, 2), None)
_RECIPE = Recipe(
    source_sha256="ab" * 32,
    ranges=(Range(F(1), F(5, 2)), Range(F(4), F(5))),
    framing={"9:16": Framing("crop", F(1, 3), F(1, 2)), "1:1": Framing("fit")},
    captions=(Cue(F(1), F(2), "Xin chào"),),
    caption_style=CaptionStyle(burn_in=False, look="box", size="large"),
)


def test_json_round_trip() -> None:
    assert Recipe.from_json(json.loads(json.dumps(_RECIPE.to_json()))) == _RECIPE


def test_duration() -> None:
    assert _RECIPE.duration == F(5, 2)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"extra": 1}, r"recipe\.extra: unknown field"),
        ({"version": 7}, r"recipe\.version: 7 does not lie between 1 and 6"),
        ({"version": True}, r"recipe\.version: a whole number"),
        ({"source_sha256": "x"}, r"recipe\.source_sha256: 64"),
        ({"ranges": [{"start": "0/1"}]}, r"recipe\.ranges\[0\]\.end: missing"),
        ({"ranges": [{"start": 0.5, "end": "1"}]}, r"recipe\.ranges\[0\]\.start: a text"),
        ({"framing": {"4:3": {"mode": "crop", "x": "1/2", "y": "1/2"}}}, "4:3 is none of 9:16"),
        ({"framing": {"1:1": {"mode": "crop", "x": "3/2", "y": "1/2"}}}, "1.5 does not lie between 0 and 1"),
        ({"framing": {"1:1": {"mode": "zoom", "x": "1/2", "y": "1/2"}}}, "zoom is none of crop, fit"),
        ({"loudness_target": "x"}, r"recipe\.loudness_target: a fraction"),
        ({"caption_style": {"burn_in": 1, "look": "box", "size": "large"}}, r"burn_in: true or false"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(errors.RecipeError, match=complaint):
        Recipe.from_json(_RECIPE.to_json() | change)


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_not_an_object(data: object) -> None:
    with pytest.raises(errors.RecipeError, match="an object is expected"):
        Recipe.from_json(data)


@pytest.mark.parametrize(
    ("ranges", "error", "sentence"),
    [
        ((), errors.NoRange, "holds no cut"),
        ((Range(F(9), F(11)),), errors.RangeBeyondEnd, "ends at 0:11, but the recording is only 0:10 long"),
        ((Range(F(3), F(3)),), errors.EmptyRange, "has no length"),
        ((Range(F(3), F(2)),), errors.EmptyRange, "has no length"),
        ((Range(F(-1), F(2)),), errors.EmptyRange, "has no length"),
        ((Range(F(0), F(1)),) * 21, errors.TooManyRanges, "21 cuts; 20 is the most"),
    ],
)
def test_cuts_that_do_not_fit(ranges: tuple[Range, ...], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        replace(_RECIPE, ranges=ranges).check(_INFO)


def test_the_whole_recording_fits() -> None:
    replace(_RECIPE, ranges=(Range(F(0), F(10)),)).check(_INFO)


def test_pieces_in_frames() -> None:
    assert pieces(_RECIPE.ranges, F(25)) == (Piece(25, 63, 0), Piece(100, 125, 38))
    assert clip_frames(_RECIPE, F(25)) == 63
    assert [source_frame(_RECIPE, F(25), frame) for frame in (0, 37, 38, 62, 99)] == [25, 62, 100, 124, 124]


def test_captions_on_the_clip() -> None:
    captions = (
        Cue(F(0), F(1), "before"),
        Cue(F(1, 2), F(2), "straddles the in point"),
        Cue(F(2), F(9, 2), "over the join"),
        Cue(F(124, 25), F(9), "one frame: dropped"),
    )
    recipe = replace(_RECIPE, ranges=(Range(F(1), F(3)), Range(F(4), F(5))), captions=captions)
    assert clip_cues(recipe, F(25)) == [
        Cue(F(0), F(1), "straddles the in point"),
        Cue(F(1), F(5, 2), "over the join"),
    ]


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 500)), min_size=1, max_size=6))
def test_frames_add_up(cuts: list[tuple[int, int]]) -> None:
    """On the frame grid nothing is lost, whatever the cuts: 29.97 frames per second."""
    grid = F(30000, 1001)
    recipe = replace(_RECIPE, ranges=tuple(Range(a / grid, (a + n) / grid) for a, n in cuts))
    assert clip_frames(recipe, grid) == sum(n for _, n in cuts)
    assert source_frame(recipe, grid, 0) == cuts[0][0]


@pytest.mark.parametrize(
    ("framing", "left"),
    [
        ({"9:16": Framing(x=F(304, 1920)), "1:1": Framing(x=F(540, 1920))}, 108),
        ({"9:16": Framing(x=F(304, 1920))}, 0),  # as far to the left as a wider window goes
        ({"16:9": Framing(x=F(0))}, 528),
        ({"1:1": Framing(x=F(540, 1920)), "4:5": Framing(x=F(1380, 1920))}, 948),
    ],
)
def test_who_was_chosen_stays_in_a_shape_that_came_later(framing: dict[str, Framing], left: int) -> None:
    """864 of 1920 pixels are 4:5 of 1080 lines; scaled by 1350/1080 = 5/4 before they are cut."""
    window = crop_window((1920, 1080), SIZES["4:5"], replace(_RECIPE, framing=framing).frame_for("4:5"))
    assert (window.x, window.size, window.scaled) == (left * 5 // 4, (1080, 1350), (2400, 1350))


def test_the_whole_picture_stays_whole() -> None:
    assert _RECIPE.frame_for("4:5").mode == "fit"
