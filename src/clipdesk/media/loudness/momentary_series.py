"""Version 1 of the stored loudness: ten momentary values per second, from ffmpeg's ebur128.

Still read, so that recordings analysed before the energies (`energy_series`) keep their figures. Cuts that do not
begin on a tenth of a second, and short ones, come out up to some tenths of a LU off; a render therefore hears the clip
itself where it is given no more than this.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.media.loudness import gating
from clipdesk.media.recipe import Range

STEP = Fraction(1, 10)
_WINDOW = Fraction(4, 10)


@dataclass(frozen=True)
class LoudnessSeries:
    """Momentary loudness in LUFS; `values[k]` describes the 400 ms that end at `start` + (k + 1) × 0.1 s."""

    start: Fraction
    values: tuple[float, ...]

    def integrated(self, ranges: Sequence[Range]) -> float:
        """Return the integrated loudness in LUFS of the cuts played one after the other; -70 where all is silence."""
        found = [gating.power(value) for cut in ranges for value in self._inside(cut)]
        return gating.gated(np.array(found, np.float64))

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {"version": 1, "start": format_fraction(self.start), "step": "1/10", "momentary": list(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "LoudnessSeries":
        """Read what `to_json` wrote."""
        return cls(parse_fraction(data["start"]), tuple(float(value) for value in data["momentary"]))

    def _inside(self, cut: Range) -> Iterator[float]:
        """The values whose whole window lies within the cut (with a millisecond of grace)."""
        grace = Fraction(1, 1000)
        first = (cut.start - self.start + _WINDOW - grace) / STEP - 1
        last = (cut.end - self.start + grace) / STEP - 1
        yield from self.values[max(0, math.ceil(first)) : max(0, math.floor(last) + 1)]
