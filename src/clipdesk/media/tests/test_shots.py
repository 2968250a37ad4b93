"""Cuts on the exact frame, flashes and exposure told apart from them, dissolves as spans, freezes counted in frames."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.analysis.scores import FrameScores
from clipdesk.media.analysis.shots import GLANCE_BYTES, Glances, cuts, graduals
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range
from clipdesk.media.tests.conftest import Make

_FIRST = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4")
_SECOND = ("-f", "lavfi", "-i", "mandelbrot=s=320x180:r=25:start_scale=0.01")
_CODEC = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def _analyse(path: Path, folder: Path) -> Analysis:
    return analyse(path, probe(path), folder, extras=Extras(faces=False, speech=False))


@pytest.fixture(scope="module")
def flashes(make: Make) -> Path:
    """A cut at frame 60 of 100; flashes of one, two and three pictures at 20, 35 and 80."""
    lit = "eq(n,20)+between(n,35,36)+between(n,80,82)"
    graph = (
        "[0:v]trim=end_frame=60[a];[1:v]trim=end_frame=40[b];"
        f"[a][b]concat=n=2:v=1,lutyuv=y=min(255\\,val+120):enable='{lit}'"
    )
    return make("flashes.mp4", *_FIRST, *_SECOND, "-filter_complex", graph, *_CODEC)


def test_a_flash_is_no_cut(flashes: Path, tmp_path: Path) -> None:
    assert _analyse(flashes, tmp_path).shots == (0, 60)


def test_what_is_stored_decides_the_same_again(flashes: Path, tmp_path: Path) -> None:
    found = _analyse(flashes, tmp_path)
    stored = FrameScores.from_json(json.loads((tmp_path / "scores.json").read_text()))
    assert (len(stored), stored.frame_rate) == (100, Fraction(25))
    assert (0, *cuts(stored)) == found.shots
    assert graduals(stored, cuts(stored)) == found.gradual


@pytest.mark.parametrize("length", [12, 25])
def test_a_dissolve_is_a_span(make: Make, length: int, tmp_path: Path) -> None:
    """It begins at frame 40; xfade's mixture lasts `length` frames."""
    graph = f"[1:v]trim=end_frame=100[b];[0:v][b]xfade=transition=fade:duration={length / 25}:offset=1.6"
    bars = ("-f", "lavfi", "-i", "smptebars=s=320x180:r=25:d=4")
    found = _analyse(make(f"dissolve-{length}.mp4", *bars, *_SECOND, "-filter_complex", graph, *_CODEC), tmp_path)
    assert found.shots == (0,)
    (span,) = found.gradual
    assert span.first == pytest.approx(40, abs=8)
    assert span.end == pytest.approx(40 + length, abs=8)


def test_a_slow_change_of_brightness_is_no_transition(make: Make, tmp_path: Path) -> None:
    brighter = "lutyuv=y=val*0.6,eq=brightness='0.4*min(1,t/2)':eval=frame"
    found = _analyse(make("exposure.mp4", *_FIRST, "-vf", brighter, *_CODEC), tmp_path)
    assert (found.shots, found.gradual) == ((0,), ())


def test_a_frozen_picture_is_counted_in_frames(make: Make, tmp_path: Path) -> None:
    """The picture of frame 73 is shown 76 times, then other pictures follow."""
    graph = (
        "[0:v]trim=end_frame=74,tpad=stop_mode=clone:stop=75,settb=1/25[a];[1:v]trim=end_frame=50,settb=1/25[b];"
        "[a][b]concat=n=2:v=1"
    )
    path = make("frozen.mp4", *_FIRST, *_SECOND, "-filter_complex", graph, *_CODEC, "-qp", "0")
    assert _analyse(path, tmp_path).freeze == (Range(Fraction(73, 25), Fraction(149, 25)),)


@pytest.mark.parametrize("count", [1, 3, 255, 256, 257, 1000])
def test_frames_are_measured_alike_however_many_come(count: int) -> None:
    """What is kept while frames arrive is what a look at all of them together gives."""
    frames = np.random.default_rng(1).integers(0, 256, (count, GLANCE_BYTES), dtype=np.uint8)
    glances = Glances(Fraction(25))
    for frame in frames:
        glances.take(frame.tobytes())
    seen = glances.finish()
    assert seen.shape == (count, 4)
    step = np.diff(frames.astype(float), axis=0, prepend=frames[:1].astype(float))
    structure = np.abs(step - step.mean(axis=1, keepdims=True)).mean(axis=1)
    assert seen[:, 0] == pytest.approx(structure, abs=0.01)
    if count > 8:
        forms = frames - frames.mean(axis=1, keepdims=True)
        assert seen[4:-4, 2] == pytest.approx(np.abs(forms[8:] - forms[:-8]).mean(axis=1), abs=0.01)
