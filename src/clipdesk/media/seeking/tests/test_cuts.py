"""Cuts begin and end on the exact frame, whatever the container and its groups of pictures."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media.probe import probe
from clipdesk.media.seeking import index_recording
from clipdesk.media.seeking.tests.conftest import FRAMES, Film
from clipdesk.media.seeking.tests.exact_cuts import Cutter
from clipdesk.media.seeking.tests.sources import FORMS, make


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_a_random_cut(film: Film, name: str) -> None:
    found = film(name)
    for place in found.places(1, len(name), (1, 2)):
        assert found.cut(place).fault(1 / found.info.grid) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ts", "hevc ts"])
def test_the_very_end(film: Film, name: str) -> None:
    """Little is left there from which a demuxer could learn what the tracks are."""
    found = film(name)
    start = len(found.shown) - 25
    assert found.cut((start, found.shown[start:])).fault(F(1, 25)) == ""


@pytest.mark.slow
def test_cuts_after_the_clock_wrapped(film: Film, tmp_path: Path) -> None:
    found = film("ts")
    path = tmp_path / "wraps.ts"
    make(path, "-i", str(found.source.path), "-c", "copy", "-output_ts_offset", f"{2**33 / 90000 - 20:.3f}")
    wraps = Cutter.of("wraps", replace(found.source, path=path), FRAMES)
    for place in wraps.places(2, 3, (1, 2)):
        assert wraps.cut(place).fault(F(1, 25)) == ""


@pytest.mark.slow
def test_one_programme_of_several(film: Film, tmp_path: Path) -> None:
    """Tracks of a multiplex are numbered otherwise from its middle, so it is read from the beginning."""
    found = film("ts")
    path = tmp_path / "several.ts"
    both = ("-i", str(found.source.path), "-i", str(film("ts, open groups").source.path))
    streams = ("-map", "0:0", "-map", "0:1", "-map", "1:0", "-map", "1:1", "-c", "copy")
    programmes = ("-program", "title=one:st=2:st=3", "-program", "title=two:st=0:st=1")
    make(path, *both, *streams, *programmes)
    assert not index_recording(path, probe(path)).enter_by_byte
    several = Cutter.of("several", replace(found.source, path=path), FRAMES)
    for place in several.places(1, 3, (1, 2)):
        assert several.cut(place).fault(F(1, 25)) == ""
