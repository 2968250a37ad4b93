"""Loudness by ITU-R BS.1770-5 and EBU Tech 3341/3342: of a file, and of any cut from stored values.

The series holds the momentary loudness (400 ms) every 100 ms. Gating it gives the integrated loudness of a cut within
0.05 LU of a measuring run, without touching the recording.
"""

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.media import limits
from clipdesk.media.analysis.metadata_log import read_log
from clipdesk.media.decoders import input_options
from clipdesk.media.recipe import Range
from clipdesk.media.runner import run

SILENCE = -70.0
STEP = Fraction(1, 10)
_WINDOW = Fraction(4, 10)
_OFFSET = -0.691
FILTERS = ("aformat=channel_layouts=stereo", "ebur128=peak=true:metadata=1:framelog=verbose")


@dataclass(frozen=True)
class Loudness:
    """integrated in LUFS (-70 where all is silence), range in LU, true_peak in dBTP."""

    integrated: float
    range: float
    true_peak: float


@dataclass(frozen=True)
class LoudnessSeries:
    """Momentary loudness in LUFS; `values[k]` describes the 400 ms that end at `start` + (k + 1) × 0.1 s."""

    start: Fraction
    values: tuple[float, ...]

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {"version": 1, "start": format_fraction(self.start), "step": "1/10", "momentary": list(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "LoudnessSeries":
        """Read what `to_json` wrote."""
        return cls(parse_fraction(data["start"]), tuple(float(value) for value in data["momentary"]))


def integrated(series: LoudnessSeries, ranges: Iterable[Range]) -> float:
    """Return the integrated loudness in LUFS of the cuts played one after the other; -70 where all is silence."""
    powers = [_power(value) for cut in ranges for value in _inside(series, cut) if value > SILENCE]
    if not powers:
        return SILENCE
    gate = _level(_mean(powers)) - 10
    loud = [power for power in powers if _level(power) > gate]
    return _level(_mean(loud)) if loud else SILENCE


def measure(path: Path) -> Loudness:
    """Measure a whole file, behind the walls.

    Raises:
        RunError, UnreadableMedia: it could not be decoded.
    """
    args = [*input_options(), "-i", "file:in/0", "-map", "0:a:0", "-af", f"{','.join(FILTERS)},{log_filter('a.txt')}"]
    with tempfile.TemporaryDirectory(prefix="clipdesk-loudness-") as folder:
        budget = limits.Limits(cpu=600, memory=limits.GIB * 4, file_size=limits.GIB)
        run([*args, "-f", "null", "-"], limits=budget, inputs=[path], output_dir=Path(folder))
        return last_of(values for _, values in read_log(Path(folder) / "a.txt"))


def log_filter(name: str) -> str:
    """Return the filter that writes what the filters before it found, to `out/NAME`."""
    return f"ametadata=mode=print:file=out/{name}"


def last_of(frames: Iterable[Mapping[str, str]]) -> Loudness:
    """Return the result that stands at the end of a log: each frame carries all that was heard so far."""
    final: Mapping[str, str] = {}
    for values in frames:
        if "lavfi.r128.I" in values:
            final = values
    peak = float(final.get("lavfi.r128.true_peak", 0))
    return Loudness(
        integrated=round(_finite(final.get("lavfi.r128.I")), 2),
        range=round(max(0.0, _finite(final.get("lavfi.r128.LRA"), 0.0)), 2),
        true_peak=round(20 * math.log10(peak), 2) if peak > 0 else SILENCE,
    )


def momentary(values: Mapping[str, str]) -> float | None:
    """Return the momentary loudness that one frame of a log carries."""
    return round(_finite(values["lavfi.r128.M"]), 2) if "lavfi.r128.M" in values else None


def _inside(series: LoudnessSeries, cut: Range) -> Iterator[float]:
    """The values whose whole window lies within the cut (with a millisecond of grace)."""
    grace = Fraction(1, 1000)
    first = (cut.start - series.start + _WINDOW - grace) / STEP - 1
    last = (cut.end - series.start + grace) / STEP - 1
    yield from series.values[max(0, math.ceil(first)) : max(0, math.floor(last) + 1)]


def _power(level: float) -> float:
    return float(10 ** ((level - _OFFSET) / 10))


def _level(power: float) -> float:
    return _OFFSET + 10 * math.log10(power)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _finite(text: str | None, default: float = SILENCE) -> float:
    value = float(text) if text else default
    return value if math.isfinite(value) and value > -120 else default
