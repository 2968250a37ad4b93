"""Look at some segments of a channel, as cheaply as that can be: key frames alone are decoded, and made small; the sound
is heard once.

One run of ffmpeg behind the walls for all of them together. What it means is the affair of `faults`.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.media.decoders import input_options
from clipdesk.media.errors import MediaError
from clipdesk.media.limits import LOOK
from clipdesk.media.metadata_log import log_filter, read_log
from clipdesk.media.runner import run

WIDE, HIGH = 96, 54
#: An encoder may send key frames alone: of the newest segments so many pictures are enough.
MOST_KEYS = 24
#: What a momentary loudness is worth before its 400 ms are full: nothing.
WARM_SECONDS = 0.4
_PICTURES, _LEVELS = "pictures", "levels.txt"
#: Several files of ours are read as one stream; nothing but files can be named.
_INPUT = (*input_options("file,concat"), "-threads", "1", "-f", "mpegts")

Pictures = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Piece:
    """A segment to look at. keys: how many key frames it has."""

    file: str
    keys: int


@dataclass(frozen=True)
class Seen:
    """What was seen and heard.

    pictures: the last key frames in order, luma alone, shape (n, `HIGH`, `WIDE`). levels: (seconds after the begin,
    momentary loudness in LUFS), ten a second. loudness: that of the last three seconds, in LUFS; None without sound.
    """

    pictures: Pictures
    levels: tuple[tuple[float, float], ...]
    loudness: float | None


def look(folder: Path, pieces: Sequence[Piece], *, picture: bool, sound: bool) -> Seen:
    """Look at segments that follow each other without a break. picture, sound: what is looked at of them.

    A sound track that is named and holds nothing counts as no sound.

    Raises:
        UnreadableMedia, RunError: nothing can be said about them.
    """
    try:
        return _look(folder, pieces, picture=picture, sound=sound)
    except MediaError:
        if not (picture and sound):
            raise
        return _look(folder, pieces, picture=True, sound=False)


def _look(folder: Path, pieces: Sequence[Piece], *, picture: bool, sound: bool) -> Seen:
    shown = _newest(pieces)
    args = ["-filter_threads", "1"]
    outputs: list[str] = []
    inputs: list[Path] = []
    if picture:
        args += [*_INPUT, "-skip_frame", "nokey", "-an", "-i", _names(0, len(shown))]
        inputs += [folder / piece.file for piece in shown]
        small = f"extractplanes=y,scale={WIDE}:{HIGH}:flags=area,format=gray"
        outputs += ["-map", "0:v:0", "-vf", small, "-fps_mode:v", "passthrough", "-f", "rawvideo", f"out/{_PICTURES}"]
    if sound:
        source = 1 if picture else 0
        args += [*_INPUT, "-vn", "-i", _names(len(inputs), len(pieces))]
        inputs += [folder / piece.file for piece in pieces]
        heard = f"aformat=channel_layouts=stereo,ebur128=metadata=1:framelog=verbose,{log_filter(_LEVELS)}"
        outputs += ["-map", f"{source}:a:0", "-af", heard, "-f", "null", "-"]
    with tempfile.TemporaryDirectory(prefix="clipdesk-look-") as spare:
        run([*args, *outputs], limits=LOOK, inputs=inputs, output_dir=Path(spare))
        return _read(Path(spare))


def _newest(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the last of the pieces, as many as have `MOST_KEYS` key frames between them, and one at least."""
    count, first = 0, len(pieces)
    while first and (count + pieces[first - 1].keys <= MOST_KEYS or first == len(pieces)):
        first -= 1
        count += pieces[first].keys
    return pieces[first:]


def _names(first: int, count: int) -> str:
    """Return the name of so many inputs one after the other."""
    return "concat:" + "|".join(f"in/{first + number}" for number in range(count))


def _read(folder: Path) -> Seen:
    raw = folder / _PICTURES
    data = np.frombuffer(raw.read_bytes(), np.uint8) if raw.exists() else np.empty(0, np.uint8)
    whole = len(data) // (WIDE * HIGH)
    pictures = data[: whole * WIDE * HIGH].reshape(whole, HIGH, WIDE)
    levels, last = [], None
    log = folder / _LEVELS
    for (_pts, seconds), values in read_log(log) if log.exists() else ():
        if "lavfi.r128.M" in values:
            levels.append((seconds, _level(values["lavfi.r128.M"])))
            last = _level(values.get("lavfi.r128.S", "nan"))
    return Seen(pictures, tuple(one for one in levels if one[0] >= WARM_SECONDS), last)


def _level(text: str) -> float:
    """Nothing is quieter than -120 LUFS, and digital silence is said as no number."""
    value = float(text)
    return max(-120.0, value) if math.isfinite(value) else -120.0
