"""Loudness as ffmpeg's ebur128 hears it (ITU-R BS.1770-5, EBU Tech 3341 and 3342), behind the walls."""

import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clipdesk.media import limits
from clipdesk.media.decoders import input_options
from clipdesk.media.loudness.gating import SILENCE
from clipdesk.media.metadata_log import log_filter, read_log
from clipdesk.media.runner import run

_PEAK = "lavfi.astats.Overall.Peak_level"
_LEVELS, _PEAKS = "levels.txt", "peaks.txt"
_MEASURING = (
    "[0:a:0]aformat=channel_layouts=stereo,asplit=2[level][peak]",
    f"[level]ebur128=metadata=1:framelog=verbose,{log_filter(_LEVELS)},anullsink",
    "[peak]aformat=sample_fmts=flt,aresample=192000,aformat=sample_fmts=flt,astats=metadata=1:measure_perchannel=none:measure_overall=Peak_level,"
    f"{log_filter(_PEAKS)}[end]",
)


@dataclass(frozen=True)
class Loudness:
    """integrated in LUFS (-70 where all is silence), range in LU, true_peak in dBTP."""

    integrated: float
    range: float
    true_peak: float


def measure(path: Path) -> Loudness:
    """Measure a whole file, behind the walls.

    The true peak is taken at 192 kHz to the very last sample: ebur128 itself says nothing about what follows the last
    whole tenth of a second.

    Raises:
        RunError, UnreadableMedia: it could not be decoded.
    """
    args = [*input_options(), "-i", "file:in/0", "-filter_complex", ";".join(_MEASURING), "-map", "[end]"]
    with tempfile.TemporaryDirectory(prefix="clipdesk-loudness-") as folder:
        budget = limits.Limits(cpu=600, memory=limits.GIB * 4, file_size=limits.GIB)
        run([*args, "-f", "null", "-"], limits=budget, inputs=[path], output_dir=Path(folder))
        return _last_level(Path(folder) / _LEVELS, _last_peak(Path(folder) / _PEAKS))


def _last_level(log: Path, true_peak: float) -> Loudness:
    """The result stands at the end of the log: each frame carries all that was heard so far."""
    final: Mapping[str, str] = {}
    for _, values in read_log(log):
        if "lavfi.r128.I" in values:
            final = values
    return Loudness(
        integrated=round(_finite(final.get("lavfi.r128.I")), 2),
        range=round(max(0.0, _finite(final.get("lavfi.r128.LRA"), 0.0)), 2),
        true_peak=true_peak,
    )


def _last_peak(log: Path) -> float:
    peak = SILENCE
    for _, values in read_log(log):
        peak = _finite(values.get(_PEAK))
    return round(peak, 2)


def _finite(text: str | None, default: float = SILENCE) -> float:
    value = float(text) if text else default
    return value if math.isfinite(value) and value > -120 else default
