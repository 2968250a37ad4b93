"""Names on the picture as they are rendered: seen in their time alone, over nothing else, alike in preview and render."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from clipdesk.media.look import Corner, Logo, Look, Strap
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SIZES, Cue, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.lossless import encoder_frames
from clipdesk.media.tests.media_made import planes
from clipdesk.media.under_apps import under_apps

_LAN = LowerThird(F(4, 5), F(8, 5), "Nguyễn Thị Lan", "Phó chủ tịch UBND tỉnh")
_LONG = replace(
    _LAN,
    name="Thiếu tướng, PGS. TS. Nguyễn Hoàng Phương Quỳnh Như Ý",
    role="Phó trưởng ban Chỉ đạo Trung ương về phòng, chống thiên tai, tỉnh Quảng Nam",
)
_RECIPE = Recipe("0" * 64, (Range(F(0), F(2)),), lower_thirds=(_LAN,))
_SAID = "Hội đồng thành phố vừa thông qua kế hoạch xây cầu mới"
_MIDDLE = F(6, 5)
_WHITE = Look(strap=Strap("#000000", "#ffffff"))
Mask = npt.NDArray[np.bool_]


@pytest.fixture(scope="module")
def grey(make: Make) -> Path:
    return make("names-grey.mp4", "-f", "lavfi", "-i", "color=gray:s=640x360:r=25:d=2", "-c:v", "libx264")


@pytest.fixture(scope="module")
def tone(make: Make) -> Path:
    return make("names-tone.wav", "-f", "lavfi", "-i", "sine=d=2:frequency=300")


def _seen(recipe: Recipe, source: Path, shape: str, look: Look, at: F = _MIDDLE) -> npt.NDArray[np.int64]:
    raw = preview_raw(recipe, source, probe(source), shape, at, look=look)
    return np.asarray(strip.luma(raw, *SIZES[shape])).astype(np.int64)


def _edges(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is set."""
    rows, columns = np.nonzero(mask)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_a_name_is_seen_in_its_time_alone_inside_the_safe_area(grey: Path, tmp_path: Path) -> None:
    """On grey, box and letters differ from the picture; upright, 14 % above, 22 % below and 1/12 at the sides stay clear."""
    done = render(Order(_RECIPE, grey, probe(grey), look=_WHITE), tmp_path)
    assert set(done.files) == set(SIZES)
    for shape, (width, height) in SIZES.items():
        lumas = [planes(done.files[shape], number)[0].astype(int) for number in (10, 21, 30, 38, 45)]
        grey_level = int(np.median(lumas[0]))
        before, comes, stands, goes, after = (np.abs(luma - grey_level) for luma in lumas)
        assert before.max() < 20 > after.max()
        assert before.max() < comes.max() < stands.max() > goes.max() > after.max()  # it fades in and out
        top, bottom, side = (F(14, 100), F(22, 100), F(1, 12)) if shape == "9:16" else (F(1, 20),) * 3
        left, upper, right, lower = _edges(stands > 60)
        assert left >= side * width - 2
        assert right <= width - side * width + 2
        assert upper >= top * height
        assert lower <= height - bottom * height
        assert left < width / 4
        assert upper > height / 2
    assert np.abs(np.asarray(Image.open(done.thumbnail).convert("L")).astype(int) - 128).max() < 20


@pytest.mark.parametrize(
    ("shape", "corner"),
    [
        ("9:16", "bottom-left"),
        ("1:1", "bottom-right"),
        pytest.param("4:5", "bottom-left", marks=pytest.mark.slow),
        pytest.param("16:9", "bottom-left", marks=pytest.mark.slow),
        pytest.param("9:16", "bottom-right", marks=pytest.mark.slow),
        pytest.param("16:9", "bottom-right", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("said", [_SAID, ""])
def test_it_lies_over_no_caption_and_no_logo(grey: Path, tmp_path: Path, shape: str, corner: Corner, said: str) -> None:
    Image.new("RGBA", (300, 240), (255, 140, 0, 255)).save(tmp_path / "logo.png")
    look = replace(_WHITE, captions=("box", "large"), logo=Logo(tmp_path / "logo.png", corner, F(1, 5), F(1)))
    captions = (Cue(F(0), F(2), said),) if said else ()
    recipe = replace(_RECIPE, look="station", captions=captions, lower_thirds=(_LONG,))
    bare = _seen(replace(_RECIPE, lower_thirds=()), grey, shape, Look())
    beside = _seen(replace(recipe, lower_thirds=()), grey, shape, look)
    whole = _seen(recipe, grey, shape, look)
    others, name = np.abs(beside - bare) > 6, np.abs(whole - beside) > 6
    assert others.sum() > 5_000
    assert name.sum() > 20_000
    left, top, right, bottom = _edges(name)
    assert not others[top:bottom, left:right].any()


def test_its_letters_stay_inside_its_box(grey: Path) -> None:
    """White on black: around the letters lies black everywhere, in both fonts."""
    seen = _seen(replace(_RECIPE, lower_thirds=(_LONG,)), grey, "1:1", _WHITE)
    left, top, right, bottom = _edges(np.abs(seen - int(np.median(seen))) > 60)
    box = seen[top:bottom, left:right]
    assert (box > 200).sum() > 5_000
    bar = int(np.flatnonzero((box < 40).all(axis=0))[0])  # the first column behind the bar that is black all over
    inside = box[:, bar:]
    edges = np.concatenate([inside[:4].ravel(), inside[-4:].ravel(), inside[:, -4:].ravel()])
    assert edges.max() < 60


@pytest.mark.parametrize("one", [_LAN, _LONG])
def test_sound_alone_names_below_its_bar(tone: Path, one: LowerThird) -> None:
    recipe = replace(_RECIPE, lower_thirds=(one,), captions=(Cue(F(0), F(2), _SAID),), title="Giá lúa hôm nay")
    whole, without = (_seen(each, tone, "4:5", _WHITE) for each in (recipe, replace(recipe, lower_thirds=())))
    top, bottom = _edges(np.abs(whole - without) > 6)[1::2]
    lit = np.flatnonzero((without[: 1350 * 2 // 3] > 60).any(axis=1))
    captions = np.flatnonzero((without[1350 * 2 // 3 :] > 150).any(axis=1)) + 1350 * 2 // 3
    assert lit.max() < top < bottom < captions.min()


def test_preview_is_the_render_while_it_comes_stands_and_goes(grey: Path, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, ranges=(Range(F(2, 5), F(9, 5)),), captions=(Cue(F(0), F(2), _SAID),))
    frames = encoder_frames(recipe, grey, probe(grey), "9:16", tmp_path, _WHITE)
    numbers = (5, 11, 13, 20, 28, 31)
    assert len({frames[number] for number in numbers[:-1]}) == 5
    for number in numbers:
        assert preview_raw(recipe, grey, probe(grey), "9:16", F(number, 25), look=_WHITE) == frames[number], number


@pytest.mark.parametrize(
    ("app", "under"), [("", {"tiktok", "reels", "shorts"}), ("tiktok", {"reels", "shorts"}), ("all", set())]
)
def test_the_apps_that_may_lie_over_it_are_told(grey: Path, app: str, under: set[str]) -> None:
    """Without captions, a name stands where they would; of 1920 rows Reels and Shorts cover the last 672, TikTok 461."""
    recipe = replace(_RECIPE, keep_clear=app, ranges=(Range(F(0), F(2)),))  # type: ignore[arg-type]
    assert set(under_apps(recipe, probe(grey), _WHITE)["names"]) == under
    seen = _seen(recipe, grey, "9:16", _WHITE)
    bottom = _edges(np.abs(seen - int(np.median(seen))) > 60)[3]
    assert (bottom > 1920 - 672, bottom > 1920 - 461) == ("reels" in under, "tiktok" in under)
