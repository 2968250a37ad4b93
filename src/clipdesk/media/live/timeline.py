"""Where each segment lies on a channel's one timeline, and at which hour of the day that was.

The timeline counts ticks of 1/90000 s from the channel's first picture and never goes back. As long as the source's clock
goes on, so does the timeline, to the tick. Where it breaks (a reconnect, a joint), the gap is what the source's own clock
says, if that fits the time that passed here; else the time that passed. Where the source counts its pieces and none is
missing, there is no gap, whatever the clocks say: pieces come in bursts.

When the receiver heard a segment end is known only roughly: it may have waited in buffers. So the hour of the day
follows from the one among the last half minute of segments that came with the least delay; a clock that drifts is followed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

TICKS = 90_000
WRAP = 1 << 33
#: How far the source's clock and ours may differ over a gap and still mean the same gap.
AGREE = 5 * TICKS
REMEMBERED = 16
LATEST = 10_000_000_000  # seconds since 1970
_NUMBERS = ("number", "first_pts", "ticks", "bytes", "pictures")
#: A gap whose length is only known by our own clock is never shorter: pictures that were decoded before they are shown
#: need their room.
SHORTEST = TICKS // 2
#: Sound reaches beyond the last picture, and what comes next begins with a picture: so far back is still no gap.
OVERLAP = TICKS // 5
#: Without a missing piece, a clock that is not further ahead than this goes on (as within the receiver): so much was in
#: front of the first key frame.
AHEAD = 10 * TICKS


@dataclass(frozen=True)
class Found:
    """What the receiver says of one segment. first_pts: the source's clock, unwrapped; heard: seconds since 1970 when its
    end arrived; fresh: the source's clock does not go on from the segment before; keys: ticks after its begin. follows:
    all the same the source sent nothing in between; room: how long before it is shown its first picture is decoded."""

    number: int
    first_pts: int
    ticks: int
    size: int
    pictures: int
    keys: tuple[int, ...]
    heard: float
    fresh: bool
    follows: bool = False
    room: int = SHORTEST

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Found:
        """Read what a sandboxed process wrote.

        Raises:
            ValueError: it is nothing that can be believed.
        """
        try:
            number, first_pts, ticks, size, pictures = (int(said[name]) for name in _NUMBERS)
            keys = tuple(int(key) for key in said["keys"][:10_000])
            heard, fresh = float(said["heard"]), bool(said["fresh"])
            follows, room = bool(said.get("follows")), int(said.get("room", SHORTEST))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ValueError("not a segment") from error
        sensible = all(0 <= value < 1 << 62 for value in (number, first_pts, size)) and 0 <= pictures < 1 << 31
        sensible = sensible and number < 10**10 and 0 <= heard < LATEST  # no NaN either
        if not sensible or not 0 < ticks < 86_400 * TICKS:
            raise ValueError("not a segment")
        room = max(0, min(room, TICKS))
        return cls(number, first_pts, ticks, size, pictures, keys, heard, fresh, follows, room)


@dataclass(frozen=True)
class Placed:
    """A segment on the timeline. epoch: counts the breaks; gap: ticks that are missing before it; wall: when its first
    picture was sent, as far as can be told here."""

    found: Found
    epoch: int
    begins: int
    gap: int
    wall: datetime

    @property
    def ends(self) -> int:
        """The tick after its last one."""
        return self.begins + self.found.ticks


@dataclass(frozen=True)
class Last:
    """What has to be known of the last segment to go on from it, also after a restart."""

    number: int
    epoch: int
    ends: int
    end_pts: int
    wall_end: float


class Timeline:
    """Places segments one after the other; `last` is the newest of before."""

    def __init__(self, last: Last | None = None) -> None:
        self.last = last
        self._offsets: deque[float] = deque(maxlen=REMEMBERED)

    @property
    def next_number(self) -> int:
        """The number of the next segment."""
        return self.last.number + 1 if self.last else 1

    def place(self, found: Found) -> Placed:
        """Return where a segment lies, and go on from there."""
        last = self.last
        broken = last is None or found.fresh or found.first_pts != last.end_pts
        gap = self._gap(found) if broken else 0
        begins = (last.ends if last else 0) + gap
        if broken and not found.follows:
            self._offsets.clear()
        elif broken and last is not None and not self._offsets:  # begun again: what comes at once was sent before
            self._offsets.append(last.wall_end - float(Fraction(last.ends, TICKS)))
        self._offsets.append(found.heard - float(Fraction(begins + found.ticks, TICKS)))
        sent = min(self._offsets) + float(Fraction(begins, TICKS))
        epoch = (last.epoch if last else 0) + (1 if broken else 0)
        placed = Placed(found, epoch, begins, gap, datetime.fromtimestamp(sent, UTC))
        self.last = Last(
            number=found.number,
            epoch=epoch,
            ends=placed.ends,
            end_pts=found.first_pts + found.ticks,
            wall_end=sent + float(Fraction(found.ticks, TICKS)),
        )
        return placed

    def _gap(self, found: Found) -> int:
        """Return the ticks between the last segment and one that does not go on from it."""
        if self.last is None:
            return 0
        passed = round((found.heard - self.last.wall_end) * TICKS) - found.ticks
        leap = found.first_pts - self.last.end_pts
        leap -= round(Fraction(leap, WRAP)) * WRAP
        if leap >= -OVERLAP and (abs(leap - passed) <= AGREE or (found.follows and leap <= AHEAD)):
            return max(0, leap)
        return found.room if found.follows else max(SHORTEST, passed)
