"""One output that cannot be made does not take the others along."""

from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media import errors
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.tests.conftest import Make

_RECIPE = Recipe("0" * 64, (Range(F(0), F(2, 5)),))


@pytest.fixture(scope="module")
def stretched(make: Make) -> Path:
    """A pixel aspect that no encoder can undo: shown 160 lines high, it would be 20480 pixels wide."""
    picture = ("-f", "lavfi", "-i", "testsrc=s=320x160:r=25:d=1,setsar=64", "-f", "lavfi", "-i", "sine=d=1")
    return make("stretched.mp4", *picture, "-c:v", "libx264")


def test_the_others_are_rendered(stretched: Path, tmp_path: Path) -> None:
    order = Order(_RECIPE, stretched, probe(stretched), shapes=("9:16", "source", "16:9", "1:1"), partial=True)
    done = render(order, tmp_path)
    assert list(done.files) == ["9:16", "16:9", "1:1"]
    for path in done.files.values():
        video = probe(path).video
        assert video is not None
        assert video.frames == 10
    assert list(done.failed) == ["source"]
    assert isinstance(done.failed["source"], errors.EncodeFailed)
    assert done.thumbnail.is_file()
    assert not (tmp_path / "clip-source.mp4").exists()


def test_whoever_wants_all_or_nothing_gets_nothing(stretched: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.EncodeFailed):
        render(Order(_RECIPE, stretched, probe(stretched), shapes=("1:1", "source")), tmp_path)
    assert list(tmp_path.iterdir()) == []
