"""Damaged files end in one of our sentences or in a recording; a good one right afterwards is as quick as ever."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

import pytest

from clipdesk.media.probe import probe
from tests.hostile.bombs import all_bombs
from tests.hostile.canary import Canaries
from tests.hostile.ingesting import LONGEST, ingest, ingest_mutants
from tests.hostile.measuring import ask
from tests.hostile.mutants import originals
from tests.hostile.playlists import all_playlists


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_mutants(tmp_path: Path, birds: Canaries) -> None:
    tally = ingest_mutants(originals(tmp_path), int(os.environ.get("CLIPDESK_MUTANTS", "84")), tmp_path)
    assert tally.wrong == ()
    assert tally.slowest <= LONGEST
    assert tally.taken
    assert tally.refused
    assert birds.heard == []


@pytest.mark.slow
def test_a_good_recording_right_afterwards(good: Path, birds: Canaries, tmp_path: Path) -> None:
    """Medians of turns taken in alternation: after an attack, and after another good recording."""
    bombs = [attack for attack in all_bombs() if "16000" not in attack.name][:8]
    after, usual = [], []
    for attack in [*bombs, *all_playlists()[:2]]:
        ask(attack.send(birds.place))
        after.append(_seconds(good, tmp_path))
        probe(good)
        usual.append(_seconds(good, tmp_path))
    assert statistics.median(after) <= 1.2 * statistics.median(usual)


def _seconds(good: Path, folder: Path) -> float:
    began = time.monotonic()
    assert ingest(good, folder / "out") is None
    return time.monotonic() - began
