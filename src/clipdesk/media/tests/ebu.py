"""The test signals of EBU Tech 3341 and 3342, made from their descriptions, and ffmpeg as the second meter."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipdesk.media.supply import ffmpeg_path

RATE = 48000
Samples = npt.NDArray[np.float32]
Segments = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Case:
    """A signal: (peak level in dBFS, seconds) one after the other, and what a meter must say about it.

    what: "I", "LRA", or "S"/"M" for the largest and smallest short-term or momentary value.
    """

    name: str
    segments: Segments
    what: str
    expected: float
    tolerance: float


CASES = (
    Case("3341-1", ((-23, 20),), "I", -23, 0.1),
    Case("3341-1 M", ((-23, 20),), "M", -23, 0.1),
    Case("3341-1 S", ((-23, 20),), "S", -23, 0.1),
    Case("3341-2", ((-33, 20),), "I", -33, 0.1),
    Case("3341-3", ((-36, 10), (-23, 60), (-36, 10)), "I", -23, 0.1),
    Case("3341-4", ((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), "I", -23, 0.1),
    Case("3341-5", ((-26, 20), (-20, 20.1), (-26, 20)), "I", -23, 0.1),
    Case("3341-9", ((-20, 1.34), (-30, 1.66)) * 5, "S", -23, 0.1),
    Case("3341-12", ((-20, 0.18), (-30, 0.22)) * 25, "M", -23, 0.1),
    Case("3342-1", ((-20, 20), (-30, 20)), "LRA", 10, 1),
    Case("3342-2", ((-20, 20), (-15, 20)), "LRA", 5, 1),
    Case("3342-3", ((-40, 20), (-20, 20)), "LRA", 20, 1),
    Case("3342-4", ((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)), "LRA", 15, 1),
)

FIVE_CHANNELS = (-28, -28, -24, -30, -30)
"""3341-6: peak levels of L, R, C, Ls, Rs for 20 s; integrated loudness -23.0 ±0.1 LUFS."""


def tone(level: float, seconds: float) -> Samples:
    """1 kHz, mono."""
    time = np.arange(round(seconds * RATE)) / RATE
    return (10 ** (level / 20) * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)


def stereo(segments: Segments) -> Samples:
    """The segments in both channels, in phase; shape (n, 2)."""
    return np.repeat(np.concatenate([tone(*segment) for segment in segments])[:, None], 2, axis=1)


def five_channels() -> Samples:
    """Case 3341-6, shape (n, 5)."""
    return np.stack([tone(level, 20) for level in FIVE_CHANNELS], axis=1)


def heard_by_ffmpeg(samples: Samples) -> float:
    """`lavfi.r128.I` of ffmpeg that hears these stereo samples and nothing else."""
    listen = (
        "-v", "error", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "-", "-af",
        "ebur128=metadata=1:framelog=verbose,ametadata=mode=print:key=lavfi.r128.I:file=-", "-f", "null", "-",
    )  # fmt: skip
    raw = np.ascontiguousarray(samples, "<f4").tobytes()
    said = subprocess.run([str(ffmpeg_path()), *listen], input=raw, capture_output=True, check=True).stdout
    return float(re.findall(r"lavfi\.r128\.I=(\S+)", said.decode())[-1])


def decoded(path: object, *filters: str) -> Samples:
    """The stereo samples of a file of ours at 48 kHz, by bare ffmpeg; its own clock decides which sample is the first."""
    chain = ",".join([*filters, f"aresample={RATE}:async=1:first_pts=0", "aformat=channel_layouts=stereo"])
    read = ("-v", "error", "-copyts", "-i", str(path), "-vn", "-af", chain, "-f", "f32le", "-")
    raw = subprocess.run([str(ffmpeg_path()), *read], capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, 2)
