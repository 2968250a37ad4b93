"""How late what is planned goes out: measured where it arrives, as the time of the call that publishes minus the planned one."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from tests.wide.station import Station
from tests.wide.town import moments

#: The first moment lies so far ahead: what is planned has to be sealed, signed and, where that can be, uploaded by then.
LEAD = timedelta(seconds=int(os.environ.get("CLIPDESK_RUSH_LEAD", "90")))
#: One clip goes to so many destinations.
EACH = 20
_SETTLES = 180


@dataclass(frozen=True)
class Rush:
    """What is planned: so many publications on each of so many full minutes."""

    publications: int
    minutes: int = 1

    def clips_at(self, minute: int, each: int) -> int:
        """Return how many clips are planned for a minute."""
        before, after = (self.publications * part // self.minutes for part in (minute, minute + 1))
        return ceil(after / each) - ceil(before / each)


@dataclass(frozen=True)
class Lateness:
    """What came of it. late: seconds, in order; lost: what never went out; doubled: what went out more than once;
    memory: by process, resident megabytes after a tenth of the time and at the end."""

    late: list[float]
    lost: int
    doubled: int
    invalid: list[str]
    memory: dict[str, tuple[float, float]]

    def at(self, share: float) -> float:
        """Return the lateness that so large a share of all does not exceed."""
        return self.late[min(len(self.late) - 1, ceil(share * len(self.late)) - 1)]

    @property
    def growth(self) -> float:
        """By which share the memory of all processes together has grown."""
        begun, ended = (sum(sizes[place] for sizes in self.memory.values()) for place in (0, 1))
        return ended / begun - 1

    def figure(self) -> str:
        """Say it."""
        text = f"{len(self.late)} publish calls late by p50 {self.at(0.5):.2f} s, p99 {self.at(0.99):.2f} s, at most "
        text += f"{self.late[-1]:.2f} s (the earliest {self.late[0]:.2f} s); {self.lost} lost, {self.doubled} doubled"
        grown = ", ".join(f"{name} {one:.0f} → {other:.0f}" for name, (one, other) in sorted(self.memory.items()))
        return f"{text}; memory {self.growth:+.0%} ({grown} MB)"


def measure(station: Station, rush: Rush) -> Lateness:
    """Plan all of it, let it go out, and look where it arrived."""
    each = min(EACH, station.places)
    first = (datetime.now(UTC) + LEAD).replace(microsecond=0)
    watched = _Memory(station, first + timedelta(minutes=rush.minutes / 10))
    for minute in range(rush.minutes):
        slot, count = first + timedelta(minutes=minute), rush.clips_at(minute, each)
        if count:
            station.sealed([f"Tin {minute:02d}.{number:03d}" for number in range(count)], each, slot.isoformat())
            station.sign()
        assert datetime.now(UTC) < slot, "too slow to tell: it was not signed before its time"
        watched.look()
    last = first + timedelta(minutes=rush.minutes - 1)
    while datetime.now(UTC) < last:
        time.sleep(1)
        watched.look()
    station.wait_settled((last - datetime.now(UTC)).total_seconds() + _SETTLES)
    watched.look()
    return _judged(station, watched)


def _judged(station: Station, watched: _Memory) -> Lateness:
    rows = station.rows()
    arrived, public = moments(station.town.calls), station.town.public()
    late, lost = [], 0
    for row in rows:
        at = _arrived(row, arrived)
        if at is None or row["state"] != "live" or not (row["kind"] == "site" or _key(row) in public):
            lost += 1
        else:
            late.append(at - row["slot"].timestamp())
    elsewhere = sum(row["kind"] != "site" for row in rows)
    doubled = sum(station.town.ever().values()) - elsewhere + lost
    return Lateness(sorted(late), lost, max(0, doubled), station.town.invalid(), watched.sizes)


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["kind"], row["remote_id"]


def _arrived(row: dict[str, Any], arrived: Any) -> float | None:
    """Return when a publication arrived; on the station's own site: when it was there."""
    if row["kind"] != "site":
        found: float | None = arrived.get(_key(row))
        return found
    return None if row["shown_at"] is None else float(row["shown_at"].timestamp())


class _Memory:
    """What the processes of a desk take, at the beginning (not before `since`) and now."""

    def __init__(self, station: Station, since: datetime) -> None:
        self.station, self.since = station, since
        self.sizes: dict[str, tuple[float, float]] = {}

    def look(self) -> None:
        """Look now."""
        for name in self.station.desk.names():
            size = _megabytes(self.station.desk.pid(name))
            begun = self.sizes.get(name, (size, size))[0]
            self.sizes[name] = (size if datetime.now(UTC) < self.since else begun, size)


def _megabytes(pid: int) -> float:
    """Return what a process holds alone."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    kinds = [line.split() for line in text.splitlines() if line.startswith("Private_")]
    return sum(int(words[1]) for words in kinds) / 1000
