"""Cut a source at random, and measure in the finished clip what came out: pictures, their count, decoding, sound."""

import random
import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.media.geometry import crop_window
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Framing, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.seeking import KeyFrameIndex, index_recording
from clipdesk.media.seeking.tests.sources import SOUND_RATE, Source, burst_gate
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import ffmpeg_path

SHAPE, SIZE = "1:1", (1080, 1080)
_STRIP_LINES = 16
_EAR_RATE = 8000
_FURTHEST = _EAR_RATE // 2  # an offset is looked for up to half a second

Place = tuple[int, list[int]]
"""A cut: its first frame, and what its frames show."""


@dataclass(frozen=True)
class Measured:
    """One cut. wanted, got: the numbers of its frames; complaints: the decoder's; offset: of the sound, in seconds."""

    source: str
    start: int
    wanted: list[int]
    got: list[int]
    complaints: str
    offset: float

    def fault(self, frame: Fraction) -> str:
        """What is wrong with it; empty when nothing is. frame: seconds."""
        place = f"{self.source}, frame {self.start}"
        if len(self.got) != len(self.wanted):
            return f"{place}: {len(self.got)} frames, not {len(self.wanted)}"
        if (self.got[0], self.got[-1]) != (self.wanted[0], self.wanted[-1]):
            return f"{place}: {self.got[0]}…{self.got[-1]}, not {self.wanted[0]}…{self.wanted[-1]}"
        if self.got != self.wanted:
            return f"{place}: wrong frames in the middle"
        if self.complaints:
            return f"{place}: the decoder says {self.complaints[:80]}"
        return "" if abs(self.offset) <= frame else f"{place}: sound off by {self.offset:.3f} s"


@dataclass(frozen=True)
class Cutter:
    """One source, probed and indexed."""

    name: str
    source: Source
    info: SourceInfo
    index: KeyFrameIndex
    turn_frames: int

    @classmethod
    def of(cls, name: str, source: Source, turn_frames: int) -> "Cutter":
        """Probe and index it."""
        info = probe(source.path)
        return cls(name, source, info, index_recording(source.path, info), turn_frames)

    def places(self, count: int, seed: int, seconds: tuple[float, float]) -> list[Place]:
        """Choose random cuts, of a length between the two."""
        dice = random.Random(seed)
        found = []
        for _ in range(count):
            length = round(dice.uniform(*seconds) * self.info.grid)
            start = dice.randrange(len(self.shown) - length)
            found.append((start, self.shown[start : start + length]))
        return found

    @cached_property
    def shown(self) -> list[int]:
        """What every frame of the recording shows."""
        return self.source.on_grid(self.info.grid)

    def cut(self, place: Place) -> Measured:
        """Cut there and measure."""
        start, wanted = place
        grid = self.info.grid
        cut = Range(start / grid, (start + len(wanted)) / grid)
        recipe = Recipe("0" * 64, (cut,))
        order = Order(recipe, self.source.path, self.info, shapes=(SHAPE,), index=self.index)
        with tempfile.TemporaryDirectory(prefix="clipdesk-cut-") as name:
            folder = Path(name)
            clip = render(order, folder).files[SHAPE]
            lines, heard, complaints = _decode(clip, folder)
        left = crop_window((1920, 1080), SIZE, Framing()).x
        got = [self.source.read_strip(line, left, 1) for line in lines]
        return Measured(self.name, start, wanted, got, complaints, self._offset(heard, cut))

    def _offset(self, heard: npt.NDArray[np.float64], cut: Range) -> float:
        """Seconds by which the sound comes late in the clip: where its bursts fit best."""
        gate = burst_gate(self.turn_frames)[:: SOUND_RATE // _EAR_RATE] - 0.5
        first = round(cut.start * _EAR_RATE)
        loud = np.convolve(np.abs(heard), np.ones(80) / 80, mode="same")
        loud -= loud.mean()
        places = np.arange(len(loud))
        fits = [
            float(np.dot(loud, gate[(first + places - late) % len(gate)])) for late in range(-_FURTHEST, _FURTHEST, 8)
        ]
        return (int(np.argmax(fits)) * 8 - _FURTHEST) / _EAR_RATE


def _decode(clip: Path, folder: Path) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64], str]:
    """The strip of every frame, the sound at 8 kHz, and what the decoder complained of."""
    strips, sound = folder / "strips", folder / "sound"
    look = ("-map", "0:v", "-vf", f"crop=iw:{_STRIP_LINES}:0:0,format=gray", "-fps_mode", "passthrough")
    hear = ("-map", "0:a", "-ac", "1", "-ar", str(_EAR_RATE), "-f", "s16le")
    command = [str(ffmpeg_path()), "-v", "warning", "-nostdin", "-i", str(clip), *look, "-f", "rawvideo", str(strips)]
    done = subprocess.run([*command, *hear, str(sound)], capture_output=True, text=True, check=True, timeout=120)
    lines = np.frombuffer(strips.read_bytes(), np.uint8).reshape(-1, _STRIP_LINES, SIZE[0])
    return lines, np.frombuffer(sound.read_bytes(), "<i2").astype(np.float64), done.stderr.strip()
