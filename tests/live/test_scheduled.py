"""A whole desk records a bulletin by its schedule from what a real sender sends; its recorder is killed meanwhile."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clipdesk.media.live.tests.conftest import FRAMES, programme
from clipdesk.media.live.timeline import AGREE
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import bulletin, make
from tests.desk import PATIENCE, running_desk
from tests.live.test_on_air import PICTURE, VERBS, OnAir

__all__ = ["bulletin", "make", "programme"]

pytestmark = pytest.mark.slow
SECONDS = 20
#: Long enough for a recorder to come back meanwhile.
LONGER = 60


@pytest.fixture(scope="module")
def air(programme: Path) -> Iterator[OnAir]:
    with running_desk() as desk:
        on_air = OnAir(desk, programme)
        try:
            yield on_air
        finally:
            on_air.sender.kill()
            on_air.sender.wait()


def _scheduled(air: OnAir) -> dict[str, Any]:
    """What has become of the recording, once it is over and read."""

    def over() -> dict[str, Any] | None:
        found = air.desk.run(VERBS, "scheduled")
        assert found["state"] != "failed", found
        return found if found.get("recording") == "ready" else None

    found = air.desk.wait(over, PATIENCE, "the recording")
    assert found is not None
    return found


def _all_look(air: OnAir) -> None:
    """Three workers look at the clock at the same moment, and the desk's own may do so too."""
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _number: air.desk.run(VERBS, "look_at_planned"), range(3)))


def _sent(air: OnAir, starts: float) -> float:
    """How many seconds of pictures were sent meanwhile: fewer than passed, where a busy machine holds the sender up."""
    found = 0.0
    for row in air.segments():
        since = row["wall"].timestamp()
        until = since + (row["ends"] - row["begins"]) / 90_000
        found += max(0.0, min(until, starts + SECONDS) - max(since, starts))
    return found


def _count(air: OnAir, table: str) -> int:
    return int(air.desk.rows(f"SELECT count(*) AS number FROM {table}")[0]["number"])


def test_the_bulletin_is_recorded_once_and_lies_there_with_what_is_proposed(air: OnAir) -> None:
    air.wait(5)
    starts = air.desk.run(VERBS, "schedule", str(SECONDS))["starts"]
    time.sleep(max(0.0, starts - time.time()))
    _all_look(air)
    assert air.desk.run(VERBS, "scheduled")["state"] == "recording"
    time.sleep(max(0.0, starts + SECONDS - time.time()))
    _all_look(air)
    found = _scheduled(air)
    _all_look(air)
    assert found["state"] == "done", found
    tables = ("library_plannedrecording", "library_livecut", "library_recording")
    assert [_count(air, table) for table in tables] == [1, 1, 1]
    assert found["end"] - found["start"] == pytest.approx(_sent(air, starts), abs=0.1)
    numbers = strip.numbers(Path(found["original"]), scale=1 / 3)
    assert len(numbers) >= found["end"] * 25
    assert all(after == (before + 1) % FRAMES for before, after in pairwise(numbers))
    told = "SELECT DISTINCT link FROM accounts_notice WHERE kind = 'planned_ready'"
    air.desk.wait(lambda: air.desk.rows(told), PATIENCE, "people to be told")
    assert [row["link"].rsplit("/", 2)[-2] for row in air.desk.rows(told)] == ["shorts"]


def test_what_was_sent_while_the_recorder_was_dead_is_told_as_missing(air: OnAir) -> None:
    air.desk.run(VERBS, "forget_scheduled")
    air.wait(5)
    starts = air.desk.run(VERBS, "schedule", str(LONGER))["starts"]
    ends = starts + LONGER
    time.sleep(max(0.0, starts + 6 - time.time()))
    before = air.segments()[-1]["epoch"]
    os.kill(air.desk.pid("recorder"), signal.SIGKILL)
    air.desk.wait(lambda: air.segments()[-1]["epoch"] > before, PATIENCE, "the next recorder")
    _all_look(air)
    time.sleep(max(0.0, ends - time.time()))
    found = _scheduled(air)
    assert found["state"] == "partly", found
    gap = next(row for row in air.segments() if row["epoch"] == before + 1)
    assert gap["gap"] > 0
    (since, until), *others = found["lost"]
    assert others == []
    back = gap["wall"].timestamp()
    assert until == pytest.approx(min(back, ends), abs=0.01)
    assert since == pytest.approx(back - gap["gap"] / 90_000, abs=AGREE // 90_000)
    numbers = strip.numbers(Path(found["original"]), scale=1 / 3)
    jumps = [(after - before - 1) % FRAMES for before, after in pairwise(numbers) if after != (before + 1) % FRAMES]
    # a machine that is too busy to bring the recorder back in time: what comes after its end is no part of it
    assert jumps == ([gap["gap"] // PICTURE % FRAMES] if back < ends else [])
    assert air.desk.rows("SELECT 1 FROM accounts_notice WHERE kind = 'planned_not_whole'")
