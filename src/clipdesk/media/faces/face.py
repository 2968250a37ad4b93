"""What a face is to us: a box and how sure the detector was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
FACE_DIGITS = 4
"""Decimals that are kept of a face's numbers."""


@dataclass(frozen=True)
class Face:
    """A box in shares of the picture: x, y its upper left corner, score 0..1. It may reach beyond the picture's edge."""

    x: float
    y: float
    width: float
    height: float
    score: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Faces:
    """What was found in sampled frames: `samples[k]` belongs to frame k × `every`, largest face first."""

    detector: str
    every: int
    samples: Sequence[tuple[Face, ...]]


class Detector(Protocol):
    """Finds faces in RGB pictures of the size it asks for."""

    @property
    def name(self) -> str:
        """Which detector, with its version where there are several."""

    def size_for(self, picture: tuple[int, int]) -> tuple[int, int]:
        """Return the width and height in which it wants a picture of this (display) size."""

    def find(self, picture: Picture) -> list[Face]:
        """Return the faces of `picture`, shape (height, width, 3)."""


class FaceListener:
    """Hears raw RGB frames of one size and keeps the faces of each."""

    def __init__(self, detector: Detector, size: tuple[int, int], every: int) -> None:
        self.size = size
        self.frame_bytes = size[0] * size[1] * 3
        self._detector = detector
        self._every = every
        self._samples: list[tuple[Face, ...]] = []

    def take(self, frame: bytes) -> None:
        """Look at one frame: `frame_bytes` bytes."""
        picture = np.frombuffer(frame, np.uint8).reshape(self.size[1], self.size[0], 3)
        self._samples.append(tuple(_rounded(face) for face in largest_first(self._detector.find(picture))))

    def finish(self) -> Faces:
        """Return everything that was found."""
        return Faces(self._detector.name, self._every, tuple(self._samples))


def _rounded(face: Face) -> Face:
    """As exact as it is stored: a ten-thousandth is a fifth of a pixel of a picture 1920 wide."""
    return Face(*(round(value, FACE_DIGITS) for value in (face.x, face.y, face.width, face.height, face.score)))


def largest_first(faces: Sequence[Face]) -> list[Face]:
    """Return the faces, the one that fills most of the picture first."""
    return sorted(faces, key=lambda face: face.width * face.height, reverse=True)
