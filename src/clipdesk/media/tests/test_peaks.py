"""Peaks at three zooms: lowest and highest sample, of the louder channel, whatever the blocks."""

import json
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.analysis.peaks import Peaks


@pytest.mark.parametrize("block", [1000, 65536, 10_000_000])
def test_every_zoom_holds_the_same_peaks(block: int, tmp_path: Path) -> None:
    """2.5 s of silence with one click of half scale in the right channel at 1.234 s, downwards, and one at 2.001 s."""
    sound = np.zeros((120_000, 2), "<f4")
    sound[59_232, 1] = -0.5
    sound[96_048, 0] = 0.25
    raw = sound.tobytes()
    peaks = Peaks(mono=False)
    for start in range(0, len(raw), block):
        peaks.feed(raw[start : start + block])
    assert peaks.write(tmp_path) == ("peaks-100.s8", "peaks-1.s8")
    told = json.loads((tmp_path / "peaks.json").read_text())
    assert told["low"] == [-64 if step == 12 else 0 for step in range(25)]
    assert told["high"] == [32 if step == 20 else 0 for step in range(25)]
    assert told["zooms"] == [{"per_second": 1, "file": "peaks-1.s8"}, {"per_second": 100, "file": "peaks-100.s8"}]
    fine = np.fromfile(tmp_path / "peaks-100.s8", np.int8).reshape(-1, 2)
    assert fine.shape == (250, 2)
    assert (fine[123].tolist(), fine[200].tolist()) == ([-64, 0], [0, 32])
    assert np.count_nonzero(fine) == 2
    coarse = np.fromfile(tmp_path / "peaks-1.s8", np.int8).reshape(-1, 2)
    assert coarse.tolist() == [[0, 0], [-64, 0], [0, 32]]


def test_a_mono_recording_has_its_own_peaks(tmp_path: Path) -> None:
    """One channel lies in both, 3 dB lower."""
    peaks = Peaks(mono=True)
    peaks.feed(np.full(9600, 0.5 * 0.70711, "<f4").tobytes())
    peaks.write(tmp_path)
    assert set(json.loads((tmp_path / "peaks.json").read_text())["high"]) <= {63, 64}


def test_no_sound_at_all(tmp_path: Path) -> None:
    Peaks(mono=False).write(tmp_path)
    assert json.loads((tmp_path / "peaks.json").read_text())["low"] == []
