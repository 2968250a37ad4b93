"""Sound alone becomes a picture worth publishing: station colour, the wave running past the middle, a bar that fills."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.look import AudiogramColours, Look
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Cue, Range, Recipe, Target
from clipdesk.media.render import Order, render
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.media_made import planes

_RECIPE = Recipe("0" * 64, (Range(F(0), F(4)),))
_BACK, _FULL = 16 + 219 * (0.2126 * 0x13 + 0.7152 * 0x23 + 0.0722 * 0x3A) / 255, 1920 * 58 // 100


@pytest.fixture(scope="module")
def talk(make: Make) -> Path:
    """A tone that is loud in every second second."""
    return make("talk.wav", "-f", "lavfi", "-i", "aevalsrc='if(lt(mod(t,2),1),0.5,0.01)*sin(2*PI*300*t)':s=48000:d=4")


def test_background_bar_and_wave(talk: Path, tmp_path: Path) -> None:
    done = render(Order(_RECIPE, talk, probe(talk), shapes=("9:16",)), tmp_path)
    for number, share in ((0, 0.01), (49, 0.5), (99, 1.0)):
        luma, cb, _ = planes(done.files["9:16"], number)
        assert luma[1500:].mean() == pytest.approx(_BACK, abs=1)
        bar = cb[(_FULL + 8) // 2, 45:495].astype(int)  # the filling is amber: far from blue
        assert np.count_nonzero(bar < 100) / len(bar) == pytest.approx(share, abs=0.015)
    luma, cb, _ = planes(done.files["9:16"], 49)
    band = slice(1920 * 42 // 100 - 6, 1920 * 42 // 100 + 6)
    wave = luma[band].max(axis=0) > 100
    assert wave[90:540].sum() > 150  # behind the middle lies what was heard
    assert wave[540:990].sum() > 150  # before it, what comes
    heard = cb[band.start // 2 : band.stop // 2]
    assert heard[:, 45:270].min() < 80  # amber
    assert heard[:, 270:495].min() > 110  # white


def test_loud_is_tall_and_quiet_is_low(talk: Path, tmp_path: Path) -> None:
    """At 2 s the window shows 0..4 s: the second before the middle is quiet, the one after it is loud."""
    raw = preview_raw(_RECIPE, talk, probe(talk), "9:16", F(2))
    lit = strip.luma(raw, 1080, 1920)[520:1100] > 100
    tall = lit.sum(axis=0)
    second = 180  # ten bars of 18 pixels
    assert tall[540 + 20 : 540 + second - 20].max() > 3 * tall[540 - second + 20 : 540 - 20].max() > 0


def test_preview_is_the_render(talk: Path, tmp_path: Path) -> None:
    recipe = replace(_RECIPE, captions=(Cue(F(0), F(4), "Xin chào"),), title="Bản tin sáng")
    done = render(Order(recipe, talk, probe(talk), shapes=("1:1",)), tmp_path)
    rendered = planes(done.files["1:1"], 60)[0].astype(int)
    seen = strip.luma(preview_raw(recipe, talk, probe(talk), "1:1", F(60, 25)), 1080, 1080).astype(int)
    assert np.abs(rendered - seen).mean() < 1.5


def test_other_colours_size_and_rate(talk: Path, tmp_path: Path) -> None:
    look = Look(audiogram=AudiogramColours("#ffffff", "#000000", "#ff0000", "#000000"))
    recipe = replace(_RECIPE, target=Target(F(30)))
    done = render(Order(recipe, talk, probe(talk), shapes=("source",), look=look), tmp_path)
    luma = planes(done.files["source"], 10)[0]
    assert (luma.shape, done.frames) == ((1080, 1920), 120)
    assert luma[:100].mean() == pytest.approx(235, abs=1)
