"""BlazeFace, full range, sparse: 192 × 192 px in, 2304 anchors out. The model file is `models.FACES`.

Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs" (2019), and the model's card
describe the network; how its numbers are read was measured against a known face path.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from clipdesk.media.faces.face import Face, Picture

SIDE = 192
_CELLS = 48
_SCORE = 0.5
_OVERLAP = 0.3
Values = npt.NDArray[np.float32]


class BlazeFace:
    """One interpreter on one thread; use it from one thread at a time."""

    name = "blazeface-full-range-sparse"

    def __init__(self, model: Path) -> None:
        self._interpreter = Interpreter(model_path=str(model), num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = {int(detail["shape"][-1]): detail["index"] for detail in self._interpreter.get_output_details()}
        self._boxes, self._scores = outputs[16], outputs[1]
        self._canvas = np.full((1, SIDE, SIDE, 3), -1, np.float32)
        across, down = np.meshgrid(np.arange(_CELLS), np.arange(_CELLS))
        self._anchors = (np.stack([across, down], axis=-1).reshape(-1, 2) + 0.5) / _CELLS

    def size_for(self, picture: tuple[int, int]) -> tuple[int, int]:
        """Return the largest size inside the model's square."""
        factor = SIDE / max(picture)
        return max(2, round(picture[0] * factor)), max(2, round(picture[1] * factor))

    def find(self, picture: Picture) -> list[Face]:
        """Return the faces of one picture of that size."""
        height, width = picture.shape[:2]
        left, top = (SIDE - width) // 2, (SIDE - height) // 2
        self._canvas[:] = -1
        self._canvas[0, top : top + height, left : left + width] = picture / np.float32(127.5) - 1
        self._interpreter.set_tensor(self._input, self._canvas)
        self._interpreter.invoke()
        logits = self._interpreter.get_tensor(self._scores)[0, :, 0]
        sure = np.flatnonzero(logits > np.log(_SCORE / (1 - _SCORE)))
        boxes = self._interpreter.get_tensor(self._boxes)[0, sure, :4] / SIDE
        boxes[:, :2] += self._anchors[sure]
        scores = 1 / (1 + np.exp(-np.clip(logits[sure], -50, 50)))
        return [
            Face(
                x=float((x - w / 2) * SIDE - left) / width,
                y=float((y - h / 2) * SIDE - top) / height,
                width=float(w * SIDE / width),
                height=float(h * SIDE / height),
                score=float(score),
            )
            for (x, y, w, h), score in (((boxes[n]), scores[n]) for n in apart(boxes, scores))
        ]


def apart(boxes: Values, scores: Values) -> list[int]:
    """Return which boxes stay when each one drops the weaker ones that overlap it (intersection over union > 0.3).

    boxes: rows of centre x, centre y, width, height.
    """
    low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
    area = np.prod(boxes[:, 2:], axis=1)
    waiting, kept = np.argsort(-scores), []
    while len(waiting):
        best, rest = waiting[0], waiting[1:]
        kept.append(int(best))
        shared = np.minimum(high[best], high[rest]) - np.maximum(low[best], low[rest])
        common = np.prod(np.maximum(shared, 0), axis=1)
        waiting = rest[common <= _OVERLAP * (area[best] + area[rest] - common)]
    return kept
