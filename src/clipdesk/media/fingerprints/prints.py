"""What is kept of a published file so that its copies are known again: windows of its pictures, and its sound.

Platforms and people re-encode, scale, trim, and crop what is upright to a square. So each sampled picture is hashed as a
whole and through square windows along its longer side: a copy that was cropped to one of them shows that window.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.errors import NoUsableStream, ToolMissing
from clipdesk.media.fingerprints import sound
from clipdesk.media.fingerprints.picture import STEP, hashes
from clipdesk.media.fingerprints.sound import FORM, read_sound_fingerprint, sound_chain
from clipdesk.media.limits import for_analysis
from clipdesk.media.picture_graph import GLOBAL
from clipdesk.media.runner import run
from clipdesk.media.source_chain import frame_filters, input_args
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import has_muxer

Words = NDArray[np.uint64]
_SIDE = 64
_PLACES = (Fraction(1, 2), Fraction(0), Fraction(1, 4), Fraction(3, 4), Fraction(1))
_NEARLY_SQUARE = Fraction(11, 10)
_BLACK = 30  # grey values up to this are bars where they stay for the whole recording
_FEWEST = 8  # rows or columns that a window must have
_VERSION = 1


@dataclass(frozen=True)
class Print:
    """picture: windows × steps of `picture.STEP`, the whole picture first; sound: one word per `sound.STEP`.

    A word of 0 says that there is nothing to tell (one colour). Either may be empty.
    """

    picture: Words
    sound: Words

    def to_bytes(self) -> bytes:
        """Return it as it is stored: a line of numbers, then the words (little-endian, 64 and 32 bits)."""
        head = f"{_VERSION} {self.picture.shape[0]} {self.picture.shape[1]} {len(self.sound)}\n".encode()
        return head + self.picture.astype("<u8").tobytes() + self.sound.astype("<u4").tobytes()

    def part(self, start: Fraction, end: Fraction) -> "Print":
        """Return what lies between two seconds alone: a clip without the cards that its station puts around every one."""
        pictures = slice(ceil(start / STEP), max(0, floor(end / STEP + Fraction(1, 2))))
        words = slice(ceil(start / sound.STEP), max(0, floor((end - sound.SPAN) / sound.STEP) + 1))
        return Print(self.picture[:, pictures], self.sound[words])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Print":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: it was not written by this version.
        """
        head, _, rest = data.partition(b"\n")
        version, rows, steps, sound = (int(word) for word in head.split())
        if version != _VERSION or len(rest) != 8 * rows * steps + 4 * sound:
            raise ValueError("not a print of this version")
        picture = np.frombuffer(rest, "<u8", rows * steps).reshape(rows, steps)
        return cls(picture.astype(np.uint64), np.frombuffer(rest, "<u4", sound, 8 * rows * steps).astype(np.uint64))


def take_print(
    path: Path, info: SourceInfo, *, picture: bool = True, wall: int | None = None, within: Path | None = None
) -> Print:
    """Return the print of a file.

    picture: False for its sound alone. wall: seconds after which it is given up. within: the folder for work in progress.

    Raises:
        NoUsableStream: there is nothing to look at or to listen to.
        ToolMissing: this ffmpeg was built without chromaprint.
        RunError, UnreadableMedia: see `runner.run`.
    """
    looked_at = info.video if picture else None
    if looked_at is None and info.audio is None:
        raise NoUsableStream
    if info.audio is not None and not has_muxer("chromaprint"):
        raise ToolMissing(what="chromaprint (ffmpeg)")
    chains, outputs = [], []
    if looked_at is not None:
        small = f"fps={1 / STEP}:round=near,scale={_SIDE}:{_SIDE}:flags=area,format=gray"
        chains.append(f"[0:{looked_at.index}]{','.join(frame_filters(info, looked_at))},{small}[small]")
        outputs += ["-map", "[small]", "-f", "rawvideo", "out/small.gray"]
    if info.audio is not None:
        chains.append(f"[0:{info.audio.index}]{sound_chain(info)}[mono]")
        outputs += ["-map", "[mono]", *FORM, "out/sound.fp"]
    args = [*GLOBAL, *input_args(info, Fraction(0), None), "-filter_complex", ";".join(chains), *outputs]
    limits = for_analysis(info.duration, int(info.duration / STEP + 2) * _SIDE**2)
    if wall is not None:  # somebody waits for it
        limits = replace(limits, wall=wall, nice=0)
    with tempfile.TemporaryDirectory(prefix="clipdesk-fingerprint-", dir=within) as name:
        folder = Path(name)
        run(args, limits=limits, inputs=[path], output_dir=folder)
        size = looked_at.display_size if looked_at else (1, 1)
        return Print(_picture(folder / "small.gray", size), _sound(folder / "sound.fp"))


def _picture(path: Path, size: tuple[int, int]) -> Words:
    if not path.is_file():
        return np.zeros((0, 0), np.uint64)
    raw = np.fromfile(path, dtype=np.uint8)
    pictures = raw[: len(raw) // _SIDE**2 * _SIDE**2].reshape(-1, _SIDE, _SIDE)
    if not len(pictures):
        return np.zeros((0, 0), np.uint64)
    return np.stack([hashes(pictures[:, rows, columns]) for rows, columns in _windows(pictures, size)])


def _sound(path: Path) -> Words:
    if not path.is_file():
        return np.zeros(0, np.uint64)
    return np.array([word or 0 for word in read_sound_fingerprint(path).words], dtype=np.uint64)


def _windows(pictures: NDArray[np.uint8], size: tuple[int, int]) -> Sequence[tuple[slice, slice]]:
    """The whole, the squares along the longer side (the middle one first), and what black bars leave free."""
    whole = slice(0, _SIDE)
    found = [(whole, whole)]
    width, height = size
    if Fraction(height, width) > _NEARLY_SQUARE:
        found += [(part, whole) for part in _squares(Fraction(width, height))]
    elif Fraction(width, height) > _NEARLY_SQUARE:
        found += [(whole, part) for part in _squares(Fraction(height, width))]
    free = (_within_bars(pictures.max(axis=(0, 2))), _within_bars(pictures.max(axis=(0, 1))))
    return found if free == (whole, whole) else [*found, free]


def _squares(share: Fraction) -> list[slice]:
    length = max(_FEWEST, round(_SIDE * share))
    firsts = [round((_SIDE - length) * place) for place in _PLACES]
    return [slice(first, first + length) for first in firsts]


def _within_bars(brightest: NDArray[np.uint8]) -> slice:
    """Where anything is ever brighter than a bar, one line less at each edge that has one; else everything."""
    seen = np.flatnonzero(brightest > _BLACK)
    first, end = (int(seen[0]), int(seen[-1]) + 1) if len(seen) else (0, _SIDE)
    first, end = (first + 1 if first else 0), (end - 1 if end < _SIDE else _SIDE)
    return slice(first, end) if end - first >= _FEWEST else slice(0, _SIDE)
