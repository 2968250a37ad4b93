"""What is written on the picture is drawn in the station's own font, the same in preview, render and play."""

import json
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from clipdesk.media import errors, sandbox
from clipdesk.media.captions.errors import MissingGlyph, MissingNameGlyph
from clipdesk.media.captions.font import FILE, Typeface
from clipdesk.media.look import BUILT_IN, Look, find_look, read_look
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.play import play
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SIZES, Cue, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.station_font import read_font
from clipdesk.media.tests import fonts_made, strip
from clipdesk.media.tests.caption_ink import burn, drawn, matches, sheets, vietnamese_letters
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.lossless import encoder_frames
from clipdesk.media.tests.media_made import planes
from clipdesk.media.under_apps import under_apps

_RECIPE = Recipe("0" * 64, (Range(F(0), F(2, 5)),))
_LAN = LowerThird(F(0), F(2, 5), "Nguyễn Thị Lan", "Phó chủ tịch UBND tỉnh")
_PARTS = {
    "captions": replace(_RECIPE, captions=(Cue(F(0), F(2, 5), "Nước sông lên nhanh"),)),
    "strap": replace(_RECIPE, title="Cầu cảng mới mở cửa"),
    "names": replace(_RECIPE, lower_thirds=(_LAN,)),
}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Typeface:
    """Our regular font, made narrow."""
    return read_font(fonts_made.made(tmp_path_factory.mktemp("fonts") / "narrow.ttf", fonts_made.narrow))


@pytest.fixture(scope="module")
def black(make: Make) -> Path:
    source = ("-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1")
    return make("font-black.mp4", *source, "-c:v", "libx264")


@pytest.fixture(scope="module")
def tone(make: Make) -> Path:
    return make("font-tone.wav", "-f", "lavfi", "-i", "sine=d=1:frequency=300")


def _seen(recipe: Recipe, source: Path, look: Look, shape: str = "16:9") -> npt.NDArray[np.int64]:
    raw = preview_raw(recipe, source, probe(source), shape, F(1, 5), look=look)
    return np.asarray(strip.luma(raw, *SIZES[shape])).astype(np.int64)


def _width_of_white(seen: npt.NDArray[np.int64]) -> int:
    columns = np.flatnonzero((seen > 200).any(axis=0))
    return int(columns[-1] - columns[0])


@pytest.mark.parametrize("walled", [True, False])
def test_every_letter_is_the_station_s(narrow: Typeface, monkeypatch: pytest.MonkeyPatch, walled: bool) -> None:
    """Held against FreeType's own drawing from the same file; from our font the letters are others."""
    if not walled:
        monkeypatch.setattr(sandbox, "sandbox_available", lambda: False)
    elif not sandbox.sandbox_available():
        pytest.skip("bubblewrap cannot create namespaces here")
    letters = vietnamese_letters()[:40]
    assert narrow.path
    (picture,) = burn(sheets(letters), narrow)
    assert [one for one in matches(picture, letters, narrow.path) if not one.whole] == []
    assert not any(one.whole for one in matches(picture, letters, FILE))


@pytest.mark.parametrize("family", ["Sông, Hồng", "Noto Sans", "@Arial", "{\\fs300}"])
def test_whatever_it_calls_itself(tmp_path: Path, family: str) -> None:
    """A name that no script can hold, or that is ours, leads to no other font."""
    path = fonts_made.made(tmp_path / "a.ttf", fonts_made.narrow, fonts_made.named(family))
    letters = vietnamese_letters()[100:120]
    (picture,) = burn(sheets(letters), read_font(path))
    assert [one for one in matches(picture, letters, path) if not one.whole] == []


def test_postscript_outlines_are_drawn_too(tmp_path: Path) -> None:
    path = fonts_made.postscript(tmp_path / "a.otf")
    letters = vietnamese_letters()[60:80]
    (picture,) = burn(sheets(letters), read_font(path))
    assert [one for one in matches(picture, letters, path) if not one.whole] == []


@pytest.mark.parametrize("weight", [100, 400, 900])
def test_nothing_is_thickened_by_calculation(tmp_path: Path, weight: int) -> None:
    """Captions ask for a bold cut of ours; a station's file is drawn as it is, however thin it says that it is."""

    def weighs(font: object) -> None:
        font["OS/2"].usWeightClass = weight  # type: ignore[index]

    path = fonts_made.made(tmp_path / "a.ttf", fonts_made.narrow, weighs)
    letters = vietnamese_letters()[:20]
    (picture,) = burn(sheets(letters), read_font(path))
    assert [one for one in matches(picture, letters, path) if not one.whole] == []
    assert picture.sum() == pytest.approx(drawn(letters, path).sum(), rel=0.03)


@pytest.mark.parametrize("part", _PARTS)
def test_each_text_on_the_picture_wears_it(black: Path, narrow: Typeface, part: str) -> None:
    """60 % as wide as our regular font, which is narrower than our bold one."""
    ours, own = (_width_of_white(_seen(_PARTS[part], black, look)) for look in (Look(), Look(font=narrow)))
    assert 0.3 * ours < own < 0.8 * ours


def test_sound_alone_wears_it(tone: Path, narrow: Typeface) -> None:
    recipe = replace(_RECIPE, title="Giá lúa hôm nay")
    bare = _seen(_RECIPE, tone, Look())
    ours, own = (np.abs(_seen(recipe, tone, look) - bare) > 60 for look in (Look(), Look(font=narrow)))
    widths = [int(np.ptp(np.flatnonzero(one.any(axis=0)))) for one in (ours, own)]
    assert 0.3 * widths[0] < widths[1] < 0.8 * widths[0]


def test_preview_render_and_play_are_the_same(black: Path, narrow: Typeface, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, captions=_PARTS["captions"].captions, title="Cầu mới", lower_thirds=(_LAN,))
    info, look = probe(black), Look(font=narrow)
    frames = encoder_frames(recipe, black, info, "1:1", tmp_path, look)
    assert preview_raw(recipe, black, info, "1:1", F(1, 5), look=look) == frames[5]
    order = Order(recipe, black, info, shapes=("1:1",), look=look)
    done = render(order, tmp_path / "out")
    encoded = planes(done.files["1:1"], 5)[0].astype(int)
    given = np.asarray(strip.luma(frames[5], 1080, 1080)).astype(int)
    assert np.abs(encoded - given).mean() < 2
    blocks: list[bytes] = []
    play(order, "1:1", blocks.append)
    (tmp_path / "played.mp4").write_bytes(b"".join(blocks))
    small = planes(tmp_path / "played.mp4", 5)[0].astype(int)
    thirds = given.reshape(360, 3, 360, 3).mean(axis=(1, 3))
    other = np.asarray(strip.luma(preview_raw(recipe, black, info, "1:1", F(1, 5)), 1080, 1080)).astype(int)
    assert np.abs(small - thirds).mean() < np.abs(small - other.reshape(360, 3, 360, 3).mean(axis=(1, 3))).mean() / 2


def test_a_letter_that_it_lacks_is_named(black: Path, tmp_path: Path) -> None:
    """As with ours: nothing is drawn from another font unsaid."""
    look = Look(font=read_font(fonts_made.made(tmp_path / "a.ttf", fonts_made.without("Ω"))))
    with pytest.raises(MissingGlyph, match="“Ω” \\(OHM SIGN|“Ω” \\(GREEK CAPITAL LETTER OMEGA"):
        _seen(replace(_RECIPE, captions=(Cue(F(0), F(1), "Điện trở 5 Ω"),)), black, look)
    with pytest.raises(MissingGlyph):
        _seen(replace(_RECIPE, title="5 Ω"), black, look)
    with pytest.raises(MissingNameGlyph):
        _seen(replace(_RECIPE, lower_thirds=(replace(_LAN, role="5 Ω"),)), black, look)
    assert _seen(replace(_RECIPE, title="5 Ω"), black, Look()).max() > 200


def test_what_is_no_letter_needs_none(black: Path, narrow: Typeface) -> None:
    """A backslash is written with a space of no width, which no font of a station has to hold."""
    recipe = replace(_RECIPE, title="a\\b", captions=(Cue(F(0), F(2, 5), "a\\N b"),))
    bare = replace(narrow, advances={code: width for code, width in narrow.advances.items() if code != 0x200B})
    assert _seen(recipe, black, Look(font=bare)).max() > 200


def test_lines_are_broken_by_its_widths(black: Path, narrow: Typeface) -> None:
    """What ours needs two lines for is one line of the narrow font; so less of it lies under the apps' own texts."""
    text = "Hội đồng thành phố vừa thông qua"
    recipe = replace(_RECIPE, captions=(Cue(F(0), F(2, 5), text),), look="station")
    heights = [
        int(np.ptp(np.flatnonzero((_seen(recipe, black, look, "9:16") > 150).any(axis=1))))
        for look in (Look(), Look(font=narrow))
    ]
    assert heights[1] < 0.7 * heights[0]
    info, said = (
        probe(black),
        replace(recipe, captions=(Cue(F(0), F(2, 5), "Cầu mới qua sông Xanh"),), keep_clear="reels"),
    )
    assert under_apps(said, info, Look())["captions"] == ("shorts",)  # 18 % of the width, at the right
    assert under_apps(said, info, Look(font=narrow))["captions"] == ()


def _written(folder: Path, **changes: object) -> dict[str, object]:
    data: dict[str, object] = json.loads((BUILT_IN / "plain.json").read_text()) | changes
    (folder / "station.json").write_text(json.dumps(data))
    return data


def test_a_look_s_file_names_it(tmp_path: Path) -> None:
    fonts_made.made(tmp_path / "hep.ttf", fonts_made.narrow)
    data = _written(tmp_path, version=2, font={"file": "hep.ttf"})
    found = find_look("station", tmp_path)
    assert found.typeface.name == fonts_made.FAMILY
    other = fonts_made.made(tmp_path / "khac.ttf", fonts_made.named("Khác"))
    assert read_look(data, {}, read_font(other)).sha256 != read_look(data, {}, found.font).sha256
    _written(tmp_path, version=2)
    assert find_look("station", tmp_path).font is None


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"font": {"file": "hep.ttf"}}, "look.font: unknown field"),  # version 1 knew none
        ({"version": 2, "font": {"file": "../hep.ttf"}}, "look.font.file"),
        ({"version": 2, "font": {"file": "hep.ttf"}}, "look.font.file: This is no TrueType"),
        ({"version": 5}, "look.version: 5 does not lie between 1 and 4"),
    ],
)
def test_what_is_wrong_with_it_is_said(tmp_path: Path, changes: dict[str, object], detail: str) -> None:
    _written(tmp_path, **changes)
    with pytest.raises(errors.LookUnreadable, match=detail.replace(".", r"\.")):
        find_look("station", tmp_path)
