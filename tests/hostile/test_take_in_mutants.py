"""Damaged files end in one of our sentences or in a recording; a good one right afterwards is taken in as ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
    """It is taken in whole, and no attack has left a process behind. How quickly: `make accept-engine`, item 9."""
    before = _children()
    bombs = [attack for attack in all_bombs() if "16000" not in attack.name][:8]
    for attack in [*bombs, *all_playlists()[:2]]:
        ask(attack.send(birds.place))
        assert ingest(good, tmp_path / "out") is None, attack.name
        assert _children() <= before, attack.name


def _children() -> set[str]:
    """The processes that this one has begun and that have not ended; other tests' servers may be among them."""
    return {child for task in Path("/proc/self/task").glob("*/children") for child in task.read_text().split()}
