"""Since when a channel is silent, black or frozen, from what `looking` sees of it.

Silent: momentary loudness below -50 LUFS. Black: 98 of 100 points of the picture are dark. Frozen: next to no point of the
picture has changed since the first of a row of key frames; a picture that moves slowly has, after a while. Black is not
frozen. All times are ticks of the channel's timeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from clipdesk.media.live.looking import Pictures, Seen
from clipdesk.media.live.timeline import TICKS

SILENT, BLACK, FROZEN = "silent", "black", "frozen"
FAULTS = (SILENT, BLACK, FROZEN)
SILENT_LUFS = -50.0
#: Luma; video begins at 16.
DARK = 32
DARK_SHARE = 0.98
#: A frozen picture that is encoded again is not the same: with few bits no point differed by more than 4 (measured).
CHANGED_LEVELS = 6
CHANGED_SHARE = 0.002


@dataclass
class Spell:
    """One fault. since: the tick from which on it lasts, None while it does not; until: the last tick at which it did."""

    since: int | None = None
    until: int | None = None

    def hear(self, moments: Iterable[tuple[int, int, bool]], ends: int) -> None:
        """Take (tick, tick since when, whether it is there) in order, up to `ends`; none of them says nothing."""
        known = False
        for tick, since, there in moments:
            known = True
            if there:
                self.since = since if self.since is None else self.since
                self.until = tick
            else:
                self.since = None
        if known and self.since is not None:
            self.until = ends

    def has_lasted(self, seconds: int) -> bool:
        """Whether it lasts for so long."""
        return self.since is not None and self.until is not None and self.until - self.since >= seconds * TICKS

    def is_over(self, ends: int, steady: int) -> bool:
        """Whether at `ends` it has not been there for `steady` seconds."""
        return self.since is None and (self.until is None or ends - self.until >= steady * TICKS)


@dataclass
class Faults:
    """Follows one channel, look by look."""

    spells: dict[str, Spell] = field(default_factory=lambda: {fault: Spell() for fault in FAULTS})
    _still: Pictures | None = None
    _still_since: int = 0

    def note(self, seen: Seen, begins: int, ends: int, keys: Sequence[int]) -> None:
        """Take what was seen from `begins` to `ends`. keys: where its key frames lie."""
        self.spells[SILENT].hear(_silences(seen, begins), ends)
        shown = seen.pictures[-len(keys) :] if keys else seen.pictures[:0]
        places = keys[-len(shown) :] if len(shown) else []
        black, frozen = [], []
        for tick, picture in zip(places, shown, strict=True):
            is_black = bool(np.mean(picture <= DARK) >= DARK_SHARE)
            black.append((tick, tick, is_black))
            is_frozen = not is_black and self._is_still(picture)
            if not is_frozen:
                self._still, self._still_since = picture, tick
            frozen.append((tick, self._still_since, is_frozen))
        self.spells[BLACK].hear(black, ends)
        self.spells[FROZEN].hear(frozen, ends)

    def _is_still(self, picture: Pictures) -> bool:
        if self._still is None:
            return False
        changed = np.abs(picture.astype(np.int16) - self._still) > CHANGED_LEVELS
        return bool(np.mean(changed) <= CHANGED_SHARE)


def _silences(seen: Seen, begins: int) -> list[tuple[int, int, bool]]:
    """Where nothing at all was heard, that is silence too."""
    if not seen.levels:
        return [(begins, begins, True)]
    ticks = ((begins + round(seconds * TICKS), level) for seconds, level in seen.levels)
    return [(tick, tick, level < SILENT_LUFS) for tick, level in ticks]
