"""What two voices saying the same words have in common: mel cepstra, and where there is speech at all.

Frames of 50 ms begin every 20 ms. Each becomes 26 numbers: 13 mel-frequency cepstral coefficients, of which mean and
variance over the whole sound are taken out (that removes the voice and the room), and their change in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 22_050
HOP = 441
"""Samples from one frame to the next: 20 ms."""

_WINDOW = 1102
_FFT = 2048
_FILTERS, _COEFFICIENTS = 40, 13
_LOWEST, _HIGHEST = 80.0, 7000.0
_PRE_EMPHASIS = np.float32(0.97)
_BLOCK = 2048  # frames computed at a time, so that an hour needs no more memory than a minute
_SPEECH_BELOW_PEAK = 38.0  # dB under the 95th percentile that still count as speech
_SPEECH_ABOVE_NOISE = 10.0  # dB over the 5th percentile
_LEAST_BELOW_PEAK = 25.0  # dB that count as speech whatever the noise: music leaves no pauses to find
WIDENED = 4
"""Frames by which speech is widened on either side: soft beginnings and ends."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Frames:
    """A sound as frames. rows: (n, 26), each of unit length; loud: (n,) whether the energy is speech's; speech: the
    same, widened. Frame k begins at sample k × `HOP`."""

    rows: Floats
    loud: NDArray[np.bool_]
    speech: NDArray[np.bool_]


def frames(sound: Floats) -> Frames:
    """Return the frames of `sound` (mono, `SAMPLE_RATE` Hz; may be mapped from a file), none if it is under 50 ms."""
    count = max(0, (len(sound) - _WINDOW) // HOP + 1)
    cepstra = np.empty((count, _COEFFICIENTS), np.float32)
    energy = np.empty(count, np.float32)
    for first, block in _blocks(sound, count):
        power = np.abs(np.fft.rfft(block * np.hamming(_WINDOW).astype(np.float32), _FFT)) ** 2
        last = first + len(block)
        energy[first:last] = 10 * np.log10(power.sum(axis=1) + 1e-9)
        cepstra[first:last] = np.log(power @ _mel_filters().T + np.float32(1e-8)) @ _cosines()
    loud = energy > _threshold(energy) if count else np.zeros(0, np.bool_)
    return Frames(_rows(cepstra), loud, _widen(loud))


def _threshold(energy: Floats) -> float:
    """The energy in dB from which a frame is speech: well under the loud frames, but over the noise of the room, which
    would fill the pauses with frames that match anything."""
    noise, peak = np.percentile(energy, [5, 95])
    return float(min(max(peak - _SPEECH_BELOW_PEAK, noise + _SPEECH_ABOVE_NOISE), peak - _LEAST_BELOW_PEAK))


def _blocks(sound: Floats, count: int) -> Iterator[tuple[int, Floats]]:
    """Yield the number of a frame, and it and its followers as rows of pre-emphasised samples."""
    for first in range(0, count, _BLOCK):
        last = min(first + _BLOCK, count)
        begin, end = first * HOP, (last - 1) * HOP + _WINDOW
        own = np.asarray(sound[begin:end], np.float32)
        before = np.asarray(sound[begin - 1 : end - 1] if begin else np.append(0, own[:-1]), np.float32)
        emphasised = own - _PRE_EMPHASIS * before
        yield first, np.lib.stride_tricks.sliding_window_view(emphasised, _WINDOW)[::HOP]


@lru_cache(maxsize=1)
def _mel_filters() -> Floats:
    """Triangles between points equally spaced in mel = 2595·log10(1 + f / 700); (filters, FFT bins)."""
    lowest, highest = (2595 * np.log10(1 + edge / 700) for edge in (_LOWEST, _HIGHEST))
    points = 700 * (10 ** (np.linspace(lowest, highest, _FILTERS + 2) / 2595) - 1)
    bins = np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT
    left, middle, right = points[:-2, None], points[1:-1, None], points[2:, None]
    rising, falling = (bins - left) / (middle - left), (right - bins) / (right - middle)
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)


@lru_cache(maxsize=1)
def _cosines() -> Floats:
    """The DCT-II that turns filters into coefficients; (filters, coefficients)."""
    filters, coefficients = np.arange(_FILTERS) + 0.5, np.arange(_COEFFICIENTS)
    return np.asarray(np.cos(np.pi / _FILTERS * np.outer(filters, coefficients)), np.float32)


def _rows(cepstra: Floats) -> Floats:
    if not len(cepstra):
        return np.zeros((0, 2 * _COEFFICIENTS), np.float32)
    level = (cepstra - cepstra.mean(axis=0)) / (cepstra.std(axis=0) + np.float32(1e-6))
    change = np.gradient(level, axis=0) if len(level) > 1 else np.zeros_like(level)
    rows = np.concatenate([level, change], axis=1)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-6), np.float32)


def _widen(loud: NDArray[np.bool_]) -> NDArray[np.bool_]:
    counts = np.convolve(loud, np.ones(2 * WIDENED + 1, np.int32), "same") if len(loud) else loud
    return np.asarray(counts[: len(loud)] > 0)
