"""The voices: espeak-ng for every sentence where it is installed with both languages, otherwise soft tones.

Sound is mono, 48 000 samples per second, floats around −1..1. A sentence starts and ends with its sound: the silence
that espeak-ng puts around it is cut off, so that onset and length are known exactly.
"""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48000
VOICES = {"vi": ("vi+f2", 168, 52), "en": ("en-gb+m3", 158, 44), "radio": ("vi+f4", 160, 46)}
SECONDS_PER_SYLLABLE = 0.24
LOUDNESS = 0.122  # root mean square of the voiced parts of a sentence
SCALE = (0, 3, 5, 7, 10)  # minor pentatonic, half-tones

Sound = npt.NDArray[np.float32]
Voice = Callable[[str, str], Sound]  # (key of VOICES, text) -> sound


def find_voice() -> tuple[Voice, bool]:
    """Return a way to speak, and whether it is speech (False: tones)."""
    program = shutil.which("espeak-ng")
    if program is None or not all(_has(program, language) for language in ("vi", "en")):
        return tones, False
    path = Path(program)
    return (lambda voice, text: spoken(path, voice, text)), True


def _has(program: str, language: str) -> bool:
    listed = subprocess.run([program, f"--voices={language}"], capture_output=True, text=True, check=False, timeout=20)
    return listed.returncode == 0 and len(listed.stdout.splitlines()) > 1


def spoken(program: Path, voice: str, text: str) -> Sound:
    """Return `text` said by espeak-ng.

    Raises:
        subprocess.CalledProcessError: espeak-ng failed.
    """
    name, rate, pitch = VOICES[voice]
    args = [str(program), "-v", name, "-s", str(rate), "-p", str(pitch), "--stdout", "--", text]
    made = subprocess.run(args, capture_output=True, check=True, timeout=60)
    with wave.open(BytesIO(made.stdout)) as file:
        rate_in = file.getframerate()
        raw = np.frombuffer(file.readframes(2**30), np.dtype("<i2"))
    return _levelled(_warmed(_trimmed(_resampled((raw / 32768).astype(np.float32), rate_in))))


def tones(voice: str, text: str) -> Sound:
    """Return a soft note for every syllable of `text`, in about the time it would take to say it."""
    syllables = text.split() if voice != "en" else [part for word in text.split() for part in _syllables(word)]
    length = int(SECONDS_PER_SYLLABLE * SAMPLE_RATE)
    sound = np.zeros(length * len(syllables), np.float32)
    seconds = np.arange(length) / SAMPLE_RATE
    for index, syllable in enumerate(syllables):
        step = sum(map(ord, syllable)) % len(SCALE)
        pitch = (220 if voice == "en" else 294) * 2 ** (SCALE[step] / 12)
        shape = np.minimum(seconds / 0.02, 1) * np.exp(-seconds * 9)
        note = np.sin(2 * np.pi * pitch * seconds) + 0.3 * np.sin(4 * np.pi * pitch * seconds)
        sound[index * length : (index + 1) * length] = note * shape
    return _levelled(sound) * np.float32(0.8)  # pure tones sound louder than a voice of the same level


def _syllables(word: str) -> list[str]:
    """Cut an English word in pieces, one per group of vowels: near enough for timing."""
    vowels = [i for i, letter in enumerate(word) if letter in "aeiouy" and (i == 0 or word[i - 1] not in "aeiouy")]
    cuts = [0, *(vowels[1:] if not word.endswith("e") else vowels[1:-1]), len(word)]
    return [word[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def _resampled(sound: Sound, rate: int) -> Sound:
    """Change to 48 000 samples per second by way of the spectrum (exact: the length is padded to fit)."""
    if rate == SAMPLE_RATE:
        return sound
    divisor = int(np.gcd(rate, SAMPLE_RATE))
    block, wanted = rate // divisor, SAMPLE_RATE // divisor
    count = -(-len(sound) // block // 512) * 512  # lengths with small factors only: the transform is many times faster
    padded = np.zeros(count * block, np.float32)
    padded[: len(sound)] = sound
    spectrum = np.fft.rfft(padded)
    return (np.fft.irfft(spectrum, count * wanted) * (wanted / block)).astype(np.float32)


def _trimmed(sound: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(sound) > 0.008)
    if not len(loud):
        return sound
    edge = SAMPLE_RATE // 100
    return sound[max(0, loud[0] - edge) : loud[-1] + 3 * edge]


def _warmed(sound: Sound) -> Sound:
    """Take the edge off the synthetic voice: gentle fall above 5 kHz, a little chest, and a small room."""
    length = len(sound) + int(0.12 * SAMPLE_RATE)
    padded = np.zeros(-(-length // 16384) * 16384, np.float32)
    padded[: len(sound)] = sound
    spectrum = np.fft.rfft(padded)
    hertz = np.fft.rfftfreq(len(padded), 1 / SAMPLE_RATE)
    spectrum *= (hertz / 80) ** 4 / (1 + (hertz / 80) ** 4)
    spectrum *= (1 + 0.5 * np.exp(-(((hertz - 220) / 120) ** 2))) / np.sqrt(1 + (hertz / 5200) ** 4)
    dry = np.fft.irfft(spectrum, len(padded))[:length]
    wet = dry.copy()
    for seconds, share in ((0.013, 0.14), (0.021, 0.1), (0.034, 0.07), (0.055, 0.04)):
        late = int(seconds * SAMPLE_RATE)
        wet[late:] += dry[:-late] * share
    return wet.astype(np.float32)


def _levelled(sound: Sound) -> Sound:
    """Bring the voiced parts to one level and round off single peaks, so that nothing needs a limiter later."""
    power = sound**2
    voiced = power[power > power.mean() * 0.1]
    level = float(np.sqrt(voiced.mean())) if len(voiced) else 1.0
    raised = sound * (LOUDNESS / max(level, 1e-6))
    rounded: Sound = (np.tanh(raised * 1.6) / 1.6).astype(np.float32)
    return rounded
