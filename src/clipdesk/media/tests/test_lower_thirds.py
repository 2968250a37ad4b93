"""Names on the picture: what a recipe may hold of them, when they are shown, and that nothing of them is cut off."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media import errors
from clipdesk.media.captions.errors import MissingNameGlyph
from clipdesk.media.captions.placement import covered_by
from clipdesk.media.lower_third import MAX_NAME, MAX_ROLE, LowerThird, check_lower_thirds
from clipdesk.media.lower_third_script import lower_third_script, name_box
from clipdesk.media.picture_graph import Clip
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SIZES, App, Cue, Range, Recipe
from clipdesk.media.tests.conftest import Make
from clipdesk.media.timeline import clip_lower_thirds

LAN = LowerThird(F(2), F(7), "Nguyễn Thị Lan", "Phó chủ tịch UBND tỉnh")
_RECIPE = Recipe("0" * 64, (Range(F(0), F(10)),), captions=(Cue(F(0), F(10), "Nước lên"),), lower_thirds=(LAN,))
_LONG = LowerThird(
    F(0), F(4), "Thiếu tướng, PGS. TS. Nguyễn Hoàng Phương Quỳnh Như Ý Nhi"[:MAX_NAME],
    "Phó trưởng ban Chỉ đạo Trung ương về phòng, chống thiên tai, kiêm Chủ tịch UBND tỉnh Quảng Nam (khóa X)"[:MAX_ROLE],
)  # fmt: skip
_UNBROKEN = LowerThird(F(0), F(4), "W" * MAX_NAME, "M" * MAX_ROLE)


@pytest.mark.parametrize(
    ("named", "error"),
    [
        ([replace(LAN, start=F(9 * n), end=F(9 * n + 5)) for n in range(21)], errors.TooManyLowerThirds),
        ([replace(LAN, name=" \n")], errors.LowerThirdNameless),
        ([replace(LAN, name="ễ" * 61)], errors.LowerThirdTooLong),
        ([replace(LAN, role="ễ" * 101)], errors.LowerThirdTooLong),
        ([replace(LAN, end=F(2))], errors.LowerThirdTimes),
        ([replace(LAN, start=F(-1))], errors.LowerThirdTimes),
        ([replace(LAN, start=F(6), end=F(9)), LAN], errors.LowerThirdsOverlap),
    ],
)
def test_what_a_clip_cannot_carry(named: Sequence[LowerThird], error: type[errors.RecipeError]) -> None:
    with pytest.raises(error):
        check_lower_thirds(named)
    with pytest.raises(error):
        Recipe.from_json(replace(_RECIPE, lower_thirds=tuple(named)).to_json())


def test_who_follows_at_once_is_no_overlap() -> None:
    check_lower_thirds([replace(LAN, start=F(7), end=F(9)), LAN])


@pytest.mark.parametrize(
    ("ranges", "shown"),
    [
        ([(0, 10)], [(2, 7)]),
        ([(3, 5)], [(0, 2)]),
        ([(8, 10)], []),
        ([(0, 3), (5, 9)], [(2, 5)]),  # it goes on over the join
        ([(0, 3), (8, 9), (6, 8)], [(2, 3), (4, 5)]),
        ([(2, 4), (2, 4)], [(0, 4)]),  # the same words twice: it stands on
    ],
)
def test_they_keep_to_the_words_whatever_the_ranges_are(
    ranges: list[tuple[int, int]], shown: list[tuple[int, int]]
) -> None:
    recipe = replace(_RECIPE, ranges=tuple(Range(F(start), F(end)) for start, end in ranges))
    found = [(one.start, one.end) for one in clip_lower_thirds(recipe, F(25))]
    assert found == [(F(start), F(end)) for start, end in shown]
    assert bool(recipe.named) == bool(shown)


@pytest.fixture(scope="module")
def picture(make: Make) -> Path:
    return make("named.mp4", "-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=1", "-c:v", "libx264")


@pytest.mark.parametrize("one", [LAN, _LONG, _UNBROKEN, replace(LAN, role="")])
@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("app", ["", "tiktok", "all"])
def test_nothing_of_a_name_is_cut_off(picture: Path, one: LowerThird, shape: str, app: App) -> None:
    """All its letters stand in lines inside the box, and the box inside what is kept clear."""
    clip = Clip(replace(_RECIPE, lower_thirds=(one,), keep_clear=app), probe(picture), None)
    width, height = SIZES[shape]
    box = name_box(clip, shape, one)
    kept = "".join(line.text for line in box.lines).replace(" ", "")
    assert kept == f"{one.name}{one.role}".replace(" ", "")
    for line in box.lines:
        assert box.text_left + box.typeface.width(line.text, line.size) <= box.left + box.width
        assert line.top + line.size <= box.height
    side, free = (F(1, 12), F(22, 100)) if shape == "9:16" else (F(1, 20), F(1, 20))
    assert side * width - 1 <= box.left < box.left + box.width <= width - side * width + 1
    assert box.top >= height // 3
    assert box.top + box.height <= height - free * height
    covered = covered_by(app)
    if covered and shape == "9:16":
        assert box.left >= covered.left * width
        assert box.left + box.width <= width - covered.right * width
        assert box.top + box.height <= height - covered.bottom * height


def test_a_usual_name_stands_in_one_line_and_larger_than_its_role(picture: Path) -> None:
    for shape in SIZES:
        name, role = name_box(Clip(_RECIPE, probe(picture), None), shape, LAN).lines
        assert (name.text, role.text) == (LAN.name, LAN.role)
        assert name.size > role.size


@pytest.mark.parametrize("one", [replace(LAN, name="Lan 🌊"), replace(LAN, role="市长")])
def test_a_letter_that_we_cannot_draw_is_named(picture: Path, one: LowerThird) -> None:
    with pytest.raises(MissingNameGlyph, match="names on the picture cannot draw"):
        lower_third_script(Clip(replace(_RECIPE, lower_thirds=(one,)), probe(picture), None), "9:16")


def test_text_never_acts_as_a_command(picture: Path) -> None:
    one = replace(LAN, name="{\\p1} a", role="\\N{\\fs200}")
    script = lower_third_script(Clip(replace(_RECIPE, lower_thirds=(one,)), probe(picture), None), "9:16")
    texts = [line.split("}", 1)[1] for line in script.splitlines() if line.startswith("Dialogue: 2")]
    assert len(texts) == 2
    assert all("{" not in text.replace(r"\{", "") and "\\p1" not in text and r"\N" not in text for text in texts)
