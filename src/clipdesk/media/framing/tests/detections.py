"""What a detector would have seen of the bulletin's anchors: their true path with the errors that were measured.

Measured for a face detector on this programme: box centre +3 px in x (5th to 95th percentile -4 to +9), +7 px in y,
box 172 px square; here 5 % of the faces are missed besides, and in 4 % of the frames there is a face that is none.
"""

from typing import Any

import numpy as np

from clipdesk.media.framing.tests.measures import face_height, face_path
from clipdesk.media.framing.tracks import FaceBox, Sample

BOX = 172
STEP = 5


def detections(truth: dict[str, Any], seed: int) -> tuple[Sample, ...]:
    """Five samples per second of the whole bulletin."""
    dice = np.random.default_rng(seed)
    return tuple(Sample(frame, _faces(truth, frame, dice)) for frame in range(0, truth["frames"], STEP))


def box_around(x: float, y: float, size: float, score: float = 0.9) -> FaceBox:
    return FaceBox(x - size / 2, y - size / 2, size, size, score)


def _faces(truth: dict[str, Any], frame: int, dice: np.random.Generator) -> tuple[FaceBox, ...]:
    found = []
    for face in truth["faces"]:
        if face["first"] <= frame < face["first"] + face["count"] and dice.random() > 0.05:
            x = float(face_path(face)[frame - face["first"]])
            found.append(
                box_around(x + dice.normal(3, 4), face_height(face) + dice.normal(7, 4), BOX + dice.normal(0, 6))
            )
    if dice.random() < 0.04:
        size = dice.uniform(90, 250)
        found.append(FaceBox(dice.uniform(0, 1920 - size), dice.uniform(0, 1080 - size), size, size, 0.55))
    return tuple(found)
