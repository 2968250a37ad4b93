"""What of an upright clip lies under the apps' own texts and buttons, checked against the picture that is drawn."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.captions.placement import INTERFACES, covered_by
from clipdesk.media.look import Look, find_look
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import App, CaptionStyle, Cue, Range, Recipe
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make
from clipdesk.media.under_apps import under_apps

_WIDTH, _HEIGHT = 1080, 1920
_LONG = "Hội đồng thành phố vừa thông qua kế hoạch"  # two lines, all of it seen at once
_RECIPE = Recipe(
    "0" * 64, (Range(F(0), F(1, 5)),), captions=(Cue(F(0), F(1, 5), _LONG),), title="Cầu mới qua sông Xanh"
)


@pytest.fixture(scope="module")
def black(make: Make) -> Path:
    source = "color=c=black:s=1280x720:r=25:d=1"
    return make("under.mp4", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-qp", "1", "-colorspace", "bt709")


def _ink(recipe: Recipe, source: Path, look: Look) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of everything white that is drawn over a black picture."""
    luma = strip.luma(preview_raw(recipe, source, probe(source), "9:16", F(0), look=look), _WIDTH, _HEIGHT)
    rows, columns = np.nonzero(np.asarray(luma) > 150)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


@pytest.mark.parametrize("app", [*INTERFACES, "all"])
@pytest.mark.parametrize("name", ["", "bulletin"])
def test_what_keeps_clear_is_drawn_clear(black: Path, app: App, name: str) -> None:
    look = find_look(name) if name else Look()
    recipe = replace(_RECIPE, keep_clear=app, look=name)
    covered = covered_by(app)
    assert covered
    left, top, right, bottom = _ink(recipe, black, look)
    assert top >= covered.top * _HEIGHT
    assert bottom <= _HEIGHT - covered.bottom * _HEIGHT
    assert left >= covered.left * _WIDTH
    assert right <= _WIDTH - covered.right * _WIDTH
    found = under_apps(recipe, probe(black), look)
    names = list(INTERFACES) if app == "all" else [app]
    assert not set(names) & {*found["captions"], *found["strap"]}


@pytest.mark.parametrize(("part", "thing"), [({"title": ""}, "captions"), ({"captions": ()}, "strap")])
def test_what_is_said_to_lie_under_is_drawn_there(black: Path, part: dict[str, object], thing: str) -> None:
    recipe = replace(_RECIPE, **part)  # type: ignore[arg-type]
    left, top, right, bottom = _ink(recipe, black, Look())
    seen = tuple(
        name
        for name, app in INTERFACES.items()
        if top < app.top * _HEIGHT
        or bottom > _HEIGHT - app.bottom * _HEIGHT
        or left < app.left * _WIDTH
        or right > _WIDTH - app.right * _WIDTH
    )
    assert seen
    found = under_apps(recipe, probe(black), Look())
    assert found == {"captions": (), "strap": (), "names": (), thing: seen}


def test_captions_that_are_not_drawn_lie_under_nothing(black: Path) -> None:
    hidden = replace(_RECIPE, caption_style=CaptionStyle(burn_in=False), title="")
    assert under_apps(hidden, probe(black), Look()) == {"captions": (), "strap": (), "names": ()}


def test_every_figure_says_where_it_was_read() -> None:
    """A figure nobody can look up is a guess. None is a network's own; of 1080 × 1920, guides name for TikTok up to 460 px
    below and 180 px at the right, for Shorts 288, 672, 48 and 192 px, and for Reels 14 %, 35 % and 6 % at either side."""
    assert all(app.source.startswith("https://") for app in INTERFACES.values())
    assert {name: app.basis for name, app in INTERFACES.items()} == {
        "tiktok": "measured",
        "reels": "reported",
        "shorts": "reported",
    }
    pixels = {
        name: [round(app.top * 1920), round(app.bottom * 1920), round(app.left * 1080), round(app.right * 1080)]
        for name, app in INTERFACES.items()
    }
    assert pixels["tiktok"][1] == pytest.approx(460, abs=10)
    assert pixels["tiktok"][3] == pytest.approx(180, abs=10)
    assert pixels["shorts"] == pytest.approx([288, 672, 48, 192], abs=10)
    reels = INTERFACES["reels"]
    assert (reels.top, reels.bottom, reels.left, reels.right) == (F(14, 100), F(35, 100), F(6, 100), F(6, 100))
