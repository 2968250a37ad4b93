"""Read the frame number burnt into the bulletin: sixteen 12 px blocks along the top edge, repeated every 192 px."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
BLOCK, BLOCKS, HEIGHT = 12, 16, 16


def number(picture: Grey, left: float = 0, scale: float = 1) -> int:
    """The frame number shown by `picture`, whose left edge stands `left` source px in, at `scale` output px per px.

    The place is known, so the phase is: one frame alone would be ambiguous otherwise.
    """
    height = int(HEIGHT * scale)
    row = picture[height // 4 : height - height // 4].mean(axis=0)
    period = BLOCK * BLOCKS
    start = (-(-left // period) * period - left) * scale
    bits = [int(row[int(start + (block + 0.5) * BLOCK * scale)] > 127) for block in range(BLOCKS)]
    assert bits[:2] == [1, 0], f"no counter strip: {bits}"
    assert sum(bits) % 2 == 0, f"wrong parity: {bits}"
    return int("".join(str(bit) for bit in bits[2:15]), 2)


def numbers(path: Path, left: float = 0, scale: float = 1) -> list[int]:
    """The numbers of all frames of a file of ours."""
    with av.open(str(path)) as container:
        pictures = (frame.to_ndarray(format="gray").astype(np.uint8) for frame in container.decode(video=0))
        return [number(picture, left, scale) for picture in pictures]


def luma(raw: bytes, width: int, height: int) -> Grey:
    """The luma plane of planar yuv420p bytes."""
    return np.frombuffer(raw, np.uint8)[: width * height].reshape(height, width)
