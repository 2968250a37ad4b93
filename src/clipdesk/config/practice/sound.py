"""The sound of the programme: voices, a plucked signature tune, small signals between items, rain and street, very low.

Everything is computed; the random noise is seeded, so the same voices give the same samples.
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.config.practice.frame import RATE
from clipdesk.config.practice.speech import SAMPLE_RATE, Sound
from clipdesk.config.practice.timing import Shot, Timed

SCALE = (196.0, 220.0, 261.63, 293.66, 329.63, 392.0, 440.0, 523.25, 587.33, 659.26, 783.99)  # pentatonic on G
TUNE = ((0.0, 0), (0.0, 5), (0.3, 6), (0.6, 7), (0.9, 9), (1.5, 8), (1.8, 7), (2.1, 9), (2.7, 10), (2.7, 5), (2.7, 2))
FAREWELL = ((0.0, 9), (0.3, 7), (0.6, 6), (0.9, 5), (1.5, 7), (1.5, 2), (1.5, 0))
SIGNAL = ((0.0, 7), (0.12, 9))

Stereo = npt.NDArray[np.float32]  # shape (samples, 2)


def voices(timed: Sequence[Timed], length: Fraction) -> Sound:
    """Return all sentences at their places on one track of `length` seconds."""
    track = np.zeros(int(length * SAMPLE_RATE), np.float32)
    for entry in timed:
        for spoken in entry.spoken:
            start = int(spoken.start * SAMPLE_RATE)
            part = spoken.sound[: len(track) - start]
            track[start : start + len(part)] += part
    return track


def mouths(track: Sound) -> list[int]:
    """Return the shape of the speaker's mouth for every video frame: 0 closed, 1..3 wider, 4 round, 5 widest."""
    size = SAMPLE_RATE // RATE
    rows = track[: len(track) // size * size].reshape(-1, size)
    level = np.sqrt((rows**2).mean(axis=1))
    level = np.convolve(level, (0.2, 0.6, 0.2), mode="same")
    crossings = (np.diff(np.signbit(rows), axis=1) != 0).mean(axis=1)
    shapes = np.digitize(level, (0.015, 0.045, 0.085, 0.13))  # 0..4
    shapes = np.where(shapes == 4, 5, shapes)
    dull = (crossings < 0.022) & (shapes >= 2)  # few crossings: o, u, m
    return [int(shape) for shape in np.where(dull, 4, shapes)]


def programme_sound(timed: Sequence[Timed], pictures: Sequence[Shot], track: Sound) -> Stereo:
    """Return the complete mix for the bulletin."""
    mix = np.repeat(track[:, None], 2, axis=1)
    _play(mix, TUNE, Fraction(2, 5), 0.075)
    for entry in timed[1:-1]:
        _play(mix, SIGNAL, entry.start, 0.03)
    for shot in pictures:
        if shot.scene == "closing":
            _play(mix, FAREWELL, shot.start, 0.06)
        if shot.scene in ("gauge", "street"):
            _lay_noise(mix, shot, 0.011 if shot.scene == "gauge" else 0.007)
    return _faded(mix)


def radio_sound(track: Sound) -> Stereo:
    """Return the complete mix of the radio item: a short tune, voice, water and market far away."""
    mix = np.repeat(track[:, None], 2, axis=1)
    _play(mix, SIGNAL, Fraction(1, 5), 0.06)
    _play(mix, ((0.0, 5), (0.3, 7), (0.6, 9)), Fraction(1, 2), 0.06)
    noise = _noise(len(mix), 5, 700)
    mix += noise * 0.012
    return _faded(mix)


def write_wav(path: Path, mix: Stereo) -> None:
    """Write 16-bit PCM, two channels."""
    samples = np.clip(np.round(mix * 32767), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())


def _play(mix: Stereo, notes: Sequence[tuple[float, int]], start: Fraction, level: float) -> None:
    for index, (seconds, step) in enumerate(notes):
        at = int((float(start) + seconds) * SAMPLE_RATE)
        note = _pluck(SCALE[step])[: max(0, len(mix) - at)]
        side = 0.5 + 0.22 * (-1) ** index
        mix[at : at + len(note), 0] += note * level * side
        mix[at : at + len(note), 1] += note * level * (1 - side)


def _pluck(hertz: float) -> Sound:
    """One string: harmonics that die faster the higher they are."""
    t = np.arange(int(1.6 * SAMPLE_RATE)) / SAMPLE_RATE
    note = np.zeros(len(t))
    for harmonic in range(1, 7):
        note += (
            np.sin(2 * np.pi * hertz * harmonic * t * (1 + 0.0002 * harmonic**2))
            * np.exp(-t * (2.2 + 1.9 * harmonic))
            / harmonic
        )
    note *= np.minimum(t / 0.004, 1) * np.minimum((t[-1] - t) / 0.1, 1)
    return note.astype(np.float32)


def _noise(count: int, seed: int, hertz: float) -> Stereo:
    """Two channels of soft noise below about `hertz`, swelling slowly."""
    chance = np.random.default_rng(seed)
    padded = -(-count // 16384) * 16384
    spectrum = np.fft.rfftfreq(padded, 1 / SAMPLE_RATE)
    shape = (spectrum / 120) ** 2 / (1 + (spectrum / 120) ** 2) / (1 + (spectrum / hertz) ** 2)
    swell = 0.8 + 0.2 * np.sin(np.arange(count) / SAMPLE_RATE * 0.9)
    channels = []
    for _ in range(2):
        raw = np.fft.irfft(np.fft.rfft(chance.standard_normal(padded)) * shape, padded)[:count]
        channels.append(raw / raw.std() * swell)
    return np.stack(channels, axis=1).astype(np.float32)


def _lay_noise(mix: Stereo, shot: Shot, level: float) -> None:
    start, end = int(shot.start * SAMPLE_RATE), min(int(shot.end * SAMPLE_RATE), len(mix))
    noise = _noise(end - start, 2 if shot.scene == "gauge" else 3, 3500 if shot.scene == "gauge" else 500)
    ramp = np.minimum(np.arange(end - start) / (0.3 * SAMPLE_RATE), 1).astype(np.float32)
    mix[start:end] += noise * (level * ramp * ramp[::-1])[:, None]


def _faded(mix: Stereo) -> Stereo:
    count = SAMPLE_RATE // 2
    mix[-count:] *= np.linspace(1, 0, count, dtype=np.float32)[:, None]
    return np.clip(mix, -0.98, 0.98)
