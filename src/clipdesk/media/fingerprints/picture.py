"""The picture fingerprint: five frames a second, each told by the signs of its coarsest waves."""

import tempfile
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.errors import NoUsableStream
from clipdesk.media.fingerprints.comparison import Fingerprint
from clipdesk.media.limits import for_analysis
from clipdesk.media.picture_graph import GLOBAL
from clipdesk.media.runner import run
from clipdesk.media.source_chain import frame_filters, input_args
from clipdesk.media.source_info import SourceInfo

STEP = Fraction(1, 5)
_SIDE = 32
_WAVES = 8
_FLAT = 2.0  # standard deviation of grey values, of 255, below which a picture shows nothing


def picture_fingerprint(path: Path, info: SourceInfo) -> Fingerprint:
    """Return the hashes of `path`, one per `STEP`, from its first picture on.

    Raises:
        NoUsableStream: it has no picture.
        RunError, UnreadableMedia: see `runner.run`.
    """
    if info.video is None:
        raise NoUsableStream
    small = f"fps={1 / STEP}:round=near,scale={_SIDE}:{_SIDE}:flags=area,format=gray"
    chain = ",".join([*frame_filters(info, info.video), small])
    args = [*GLOBAL, *input_args(info, Fraction(0), None), "-filter_complex", f"[0:{info.video.index}]{chain}[small]"]
    args += ["-map", "[small]", "-f", "rawvideo", "out/small.gray"]
    most = int(info.duration / STEP + 2) * _SIDE * _SIDE
    with tempfile.TemporaryDirectory(prefix="clipdesk-fingerprint-") as folder:
        run(args, limits=for_analysis(info.duration, most), inputs=[path], output_dir=Path(folder))
        raw = np.fromfile(Path(folder) / "small.gray", dtype=np.uint8)
    pictures = raw[: len(raw) // _SIDE**2 * _SIDE**2].reshape(-1, _SIDE, _SIDE)
    return Fingerprint("picture", STEP, _WAVES * _WAVES, tuple(picture_hash(picture) for picture in pictures))


def picture_hash(picture: NDArray[np.uint8]) -> int | None:
    """Return the 64-bit hash of a small grey picture (rows × columns, at least 16 each); None where all is one colour.

    The bits say which of the 8×8 lowest frequencies of its DCT-II lie above their median; brightness itself (the
    first) does not count. Size and proportions of the small picture hardly matter: these waves are far longer.
    """
    if picture.std() < _FLAT:
        return None
    rows, columns = picture.shape
    waves = (_waves(rows) @ picture.astype(np.float64) @ _waves(columns).T).ravel()
    bits = waves > np.median(waves[1:])
    bits[0] = False
    return int("".join("1" if bit else "0" for bit in bits), 2)


def hashes(pictures: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return `picture_hash` of many small grey pictures of one size at once; 0 where there is nothing to tell."""
    _, rows, columns = pictures.shape
    seen = pictures.astype(np.float64)
    waves = (_waves(rows) @ seen @ _waves(columns).T).reshape(len(seen), _WAVES * _WAVES)
    bits = waves > np.median(waves[:, 1:], axis=1, keepdims=True)
    bits[:, 0] = False
    words = np.packbits(bits, axis=1).view(">u8").ravel().astype(np.uint64)
    words[seen.std(axis=(1, 2)) < _FLAT] = 0
    return words


@cache
def _waves(size: int) -> NDArray[np.float64]:
    """The first rows of the orthonormal DCT-II over `size` samples."""
    rows, columns = np.arange(_WAVES)[:, None], np.arange(size)[None, :]
    matrix = np.cos(np.pi * (2 * columns + 1) * rows / (2 * size)) * np.sqrt(2 / size)
    matrix[0] /= np.sqrt(2)
    return np.asarray(matrix)


class PictureListener:
    """Hears small grey pictures of all frames in order; hashes those that `picture_fingerprint` would look at."""

    def __init__(self, rate: Fraction, size: tuple[int, int]) -> None:
        """rate: frames per second; size: width and height of what is heard."""
        self._rate = rate
        self._shape = (size[1], size[0])
        self._heard = 0
        self._words: list[int | None] = []
        self._wanted = self._due()

    def take(self, frame: bytes) -> None:
        """Hear one frame: width × height bytes."""
        word: int | None = None
        asked = False
        while self._heard == self._wanted:
            if not asked:
                word, asked = picture_hash(np.frombuffer(frame, np.uint8).reshape(self._shape)), True
            self._words.append(word)
            self._wanted = self._due()
        self._heard += 1

    def finish(self) -> Fingerprint:
        """Return the fingerprint of what was heard."""
        return Fingerprint("picture", STEP, _WAVES * _WAVES, tuple(self._words))

    def _due(self) -> int:
        """The frame that stands for the next step: the last before the step's middle, as `fps=round=near` has it."""
        return max(0, ceil((len(self._words) + Fraction(1, 2)) * STEP * self._rate) - 1)
