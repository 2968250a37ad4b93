"""Helpers of the picture and sound tests: what a rendered file shows and sounds like, read without code of ours."""

import subprocess
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from clipdesk.media.supply import ffmpeg_path

Grey = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]


def planes(path: Path, number: int = 0) -> tuple[Grey, Grey, Grey]:
    """Y, Cb and Cr of frame `number` of a yuv420p file."""
    with av.open(str(path)) as container:
        for at, frame in enumerate(container.decode(video=0)):
            if at == number:
                whole = frame.to_ndarray().astype(np.uint8)
                height, quarter = frame.height, frame.height // 4
                half = frame.width // 2
                luma, cb, cr = whole[:height], whole[height : height + quarter], whole[height + quarter :]
                return luma, cb.reshape(-1, half), cr.reshape(-1, half)
    raise AssertionError(f"no frame {number}")


def brightness(path: Path) -> list[tuple[float, float]]:
    """Time in seconds and mean luma of every frame."""
    with av.open(str(path)) as container:
        return [
            (float(frame.time), float(frame.to_ndarray()[: frame.height].mean())) for frame in container.decode(video=0)
        ]


def sound(path: Path) -> Samples:
    """The samples at 48 kHz, one row per channel, edit list applied."""
    decode = ["-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le", "-ar", "48000", "-ac", "2", "-"]
    raw = subprocess.run([str(ffmpeg_path()), *decode], capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, 2).T


def tone_level(samples: Samples, frequency: float, seconds: tuple[float, float] = (0.3, 0.7)) -> float:
    """The amplitude of one frequency within a part of the sound."""
    part = samples[int(seconds[0] * 48000) : int(seconds[1] * 48000)].astype(np.float64)
    wave = np.exp(-2j * np.pi * frequency * np.arange(len(part)) / 48000)
    return float(2 * abs((part * wave).mean()))
