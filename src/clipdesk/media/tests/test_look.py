"""A look is found by name, read strictly, and drawn where it says."""

import json
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from clipdesk.media import errors
from clipdesk.media.captions import errors as captions_errors
from clipdesk.media.look import BUILT_IN, Look, find_look, look_names
from clipdesk.media.preview import preview_frame
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Cue, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.media_made import planes

_RECIPE = Recipe("0" * 64, (Range(F(0), F(2, 5)),))
_LOGO = {"file": "logo.png", "corner": "top-right", "width": "1/10", "opacity": "1/2"}


def _write(folder: Path, name: str = "station", **changes: Any) -> Path:
    data: dict[str, Any] = json.loads((BUILT_IN / "plain.json").read_text()) | changes
    (folder / f"{name}.json").write_text(json.dumps(data))
    Image.new("RGBA", (400, 200), (255, 255, 255, 255)).save(folder / "logo.png")
    return folder


@pytest.fixture(scope="module")
def black(make: Make) -> Path:
    picture = ("-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1")
    return make("black.mp4", *picture, "-c:v", "libx264")


def test_two_are_built_in() -> None:
    assert look_names() == ["bulletin", "plain"]
    assert find_look("plain").captions == ("outline", "medium")
    assert find_look("bulletin").captions == ("box", "medium")


def test_the_stations_own_come_first(tmp_path: Path) -> None:
    folder = _write(tmp_path, "plain", captions={"look": "box", "size": "large"})
    assert find_look("plain", folder).captions == ("box", "large")
    assert find_look("plain", folder).sha256 != find_look("plain").sha256
    assert look_names(_write(tmp_path)) == ["bulletin", "plain", "station"]


@pytest.mark.parametrize("name", ["nothing", "../looks/plain", "", "plain.json", "/etc/passwd"])
def test_no_such_look(name: str, tmp_path: Path) -> None:
    with pytest.raises(errors.NoSuchLook, match="Choose one of these: bulletin, plain"):
        find_look(name, tmp_path)


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"extra": 1}, "look.extra: unknown field"),
        ({"version": 9}, "look.version"),
        ({"logo": _LOGO | {"file": "../logo.png"}}, "look.logo.file"),
        ({"logo": _LOGO | {"file": "missing.png"}}, "look.logo.file"),
        ({"logo": _LOGO | {"opacity": "2"}}, "look.logo.opacity"),
        ({"logo": _LOGO | {"margin": "-1/10"}}, "look.logo.margin"),
        ({"strap": {"background": "red", "text": "#ffffff"}}, "look.strap.background"),
        ({"safe_areas": {"2:1": {"top": "0", "side": "0", "bottom": "0"}}}, "2:1 is none of source"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], detail: str, tmp_path: Path) -> None:
    folder = _write(tmp_path, **change)
    with pytest.raises(errors.LookUnreadable, match=detail.replace(".", r"\.")):
        find_look("station", folder)


def test_a_logo_that_is_no_png_is_not_opened(tmp_path: Path) -> None:
    folder = _write(tmp_path, logo=_LOGO)
    (folder / "logo.png").write_text("#EXTM3U\nfile:///etc/passwd\n")
    with pytest.raises(errors.LookUnreadable, match="is no PNG"):
        find_look("station", folder)


def test_logo_stands_in_its_corner_half_transparent(black: Path, tmp_path: Path) -> None:
    """A white logo at half opacity over black is the grey in the middle: (16 + 235) / 2."""
    look = find_look("station", _write(tmp_path, logo=_LOGO))
    order = Order(replace(_RECIPE, look="station"), black, probe(black), shapes=("16:9", "1:1"), look=look)
    done = render(order, tmp_path / "out")
    for shape, width, height in (("16:9", 1920, 1080), ("1:1", 1080, 1080)):
        luma = planes(done.files[shape], 5)[0].astype(int)
        rows, columns = np.flatnonzero((luma > 60).any(axis=1)), np.flatnonzero((luma > 60).any(axis=0))
        assert (columns[0], columns[-1]) == pytest.approx((width - width // 20 - 108, width - width // 20 - 1), abs=2)
        assert (rows[0], rows[-1]) == pytest.approx((height // 20, height // 20 + 53), abs=2)
        inside = luma[rows[0] + 8 : rows[-1] - 8, columns[0] + 8 : columns[-1] - 8]
        assert inside.mean() == pytest.approx(125.5, abs=2)
    bare = Image.open(done.thumbnail).convert("L")
    assert np.asarray(bare).max() < 40  # the picture that stands for the clip carries no graphics


@pytest.mark.parametrize(
    ("shape", "corner", "left", "top"),
    [
        ("16:9", "top-right", 1920 - 108 - 108, 108),
        ("1:1", "bottom-left", 108, 1080 - 108 - 54),
        ("9:16", "top-left", 108, 1920 * 7 // 50),  # there the apps' own texts lie above it
    ],
)
def test_a_logo_stands_as_far_from_the_edge_as_it_should(
    black: Path, tmp_path: Path, shape: str, corner: str, left: int, top: int
) -> None:
    """A tenth of the shorter side; the logo is 108 × 54 pixels large."""
    look = find_look("station", _write(tmp_path, logo=_LOGO | {"corner": corner, "margin": "1/10", "opacity": "1"}))
    png = preview_frame(replace(_RECIPE, look="station"), black, probe(black), shape, F(0), look=look)
    (tmp_path / "frame.png").write_bytes(png)
    white = np.asarray(Image.open(tmp_path / "frame.png").convert("L")) > 128
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert (columns[0], rows[0]) == pytest.approx((left, top), abs=2)


def test_strap_carries_the_title_in_the_stations_colour(black: Path, tmp_path: Path) -> None:
    strap = {"background": "#b3202a", "text": "#ffffff"}
    look = find_look("station", _write(tmp_path, strap=strap))
    recipe = replace(_RECIPE, look="station", title="Cầu cảng mới mở cửa")
    png = preview_frame(recipe, black, probe(black), "9:16", F(1, 5), look=look)
    (tmp_path / "frame.png").write_bytes(png)
    picture = np.asarray(Image.open(tmp_path / "frame.png").convert("RGB")).astype(int)
    red = np.abs(picture - (0xB3, 0x20, 0x2A)).max(axis=2) < 16  # ffmpeg 5.1 draws texts by BT.601: 13 off in green
    white = picture.min(axis=2) > 220
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert red.sum() > 20_000
    assert white.sum() > 2_000
    assert rows[0] >= 1920 * 7 // 50 - 16  # below the platform's own bar, box included
    assert columns[0] >= 1080 // 12 - 16


def test_captions_take_the_looks_style(make: Make) -> None:
    picture = ("-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1")
    grey = make("grey.mp4", *picture, "-c:v", "libx264")
    recipe, info = replace(_RECIPE, captions=(Cue(F(0), F(1), "Xin chào"),)), probe(grey)
    none = preview_frame(recipe, grey, info, "16:9", F(1, 5))
    plain = preview_frame(replace(recipe, look="plain"), grey, info, "16:9", F(1, 5), look=find_look("plain"))
    boxed = preview_frame(replace(recipe, look="bulletin"), grey, info, "16:9", F(1, 5), look=find_look("bulletin"))
    assert none == plain != boxed


def test_title_is_drawn_as_text_never_as_a_command(black: Path) -> None:
    recipe = replace(_RECIPE, title=r"{\fs300}\N{\p1}m 0 0 l 900 0")
    png = preview_frame(recipe, black, probe(black), "16:9", F(0), look=Look())
    assert png.startswith(b"\x89PNG")
    unknown = replace(_RECIPE, captions=(Cue(F(0), F(1), "河水上涨"),))
    with pytest.raises(captions_errors.MissingGlyph):
        preview_frame(unknown, black, probe(black), "16:9", F(0))
    with pytest.raises(captions_errors.MissingGlyph):
        preview_frame(replace(_RECIPE, title="\U0001f600"), black, probe(black), "16:9", F(0))
