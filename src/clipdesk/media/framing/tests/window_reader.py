"""Where the window of a rendered frame stood, read from the counter strip along its top edge (facts, section 10, 6).

For each place in question the strip row of the frame's number is drawn and averaged over each output pixel, as scaling
does; the place whose row is nearest to the rendered one is the window's left edge.
"""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from clipdesk.media.tests.strip import BLOCK, BLOCKS, HEIGHT

Line = npt.NDArray[np.float64]
_REACH, _STEP = 2.0, 0.05


def left_edges(path: Path, numbers: list[int], planned: Line, scale: float) -> Line:
    """The left edge in source px in each frame of `path`, which shows the frames `numbers`; not a number: no strip."""
    found = []
    with av.open(str(path)) as container:
        for frame, number, plan in zip(container.decode(video=0), numbers, planned, strict=True):
            picture = frame.to_ndarray(format="gray").astype(np.uint8)
            found.append(np.nan if np.isnan(plan) else _edge(picture, number, float(plan), scale))
    return np.array(found)


def _edge(picture: npt.NDArray[np.uint8], number: int, plan: float, scale: float) -> float:
    height = int(HEIGHT * scale)
    row = picture[height // 4 : height - height // 4].astype(np.float64).mean(axis=0)
    row = (row - row.min()) / (row.max() - row.min())
    places = np.arange(plan - _REACH, plan + _REACH + _STEP / 2, _STEP)
    total = _total(number)
    edges = np.arange(len(row) + 1) / scale
    distances = [np.abs(np.diff(total(place + edges)) * scale - row).mean() for place in places]
    return float(places[int(np.argmin(distances))])


def _total(number: int):  # type: ignore[no-untyped-def]
    """The integral of the strip's brightness (0..1) from 0 to x, for any x of 0 or more."""
    bits = [1, 0, *(number >> place & 1 for place in range(12, -1, -1))]
    bits.append(sum(bits) % 2)
    steps = np.concatenate([[0], np.cumsum(bits)]) * BLOCK
    period = BLOCK * BLOCKS

    def at(x: Line) -> Line:
        turns, rest = np.divmod(x, period)
        return np.asarray(turns * steps[-1] + np.interp(rest, np.arange(BLOCKS + 1) * BLOCK, steps))

    return at
