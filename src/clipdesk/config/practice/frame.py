"""Video frames in the encoder's own form (planar Y'CbCr 4:2:0, BT.709, limited range), and sprites laid upon them.

Composing in this form instead of RGB saves the conversion of every frame and half of the bytes through the pipe.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipdesk.config.practice.paint import Box

WIDTH, HEIGHT, RATE = 1920, 1080, 25
WHOLE: Box = (0, 0, WIDTH, HEIGHT)

Plane = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint16]

# ITU-R BT.709 with Y' 16..235 and Cb, Cr 16..240; rows Y', Cb, Cr; the fourth column is the offset.
_MATRIX = (
    (0.182586, 0.614231, 0.062007, 16.0),
    (-0.100644, -0.338572, 0.439216, 128.0),
    (0.439216, -0.398942, -0.040274, 128.0),
)


def _planes(image: Image.Image) -> tuple[Plane, Plane, Plane]:
    """Return Y', Cb and Cr of an RGB picture, all in full size."""
    turned = np.asarray(image.convert("RGB", tuple(value for row in _MATRIX for value in row)))
    return turned[..., 0], turned[..., 1], turned[..., 2]


def _quarter(plane: npt.NDArray[np.uint8] | Wide) -> Wide:
    """Average every two by two samples."""
    wide = plane.astype(np.uint16)
    total = wide[0::2, 0::2] + wide[1::2, 0::2] + wide[0::2, 1::2] + wide[1::2, 1::2]
    average: Wide = np.right_shift(total + 2, 2)
    return average


class Sprite:
    """A picture with see-through parts, ready to be laid on frames. Its size is rounded up to even numbers."""

    def __init__(self, image: Image.Image) -> None:
        width, height = image.size[0] + image.size[0] % 2, image.size[1] + image.size[1] % 2
        if (width, height) != image.size:
            image = image.crop((0, 0, width, height))
        self.width, self.height = width, height
        if image.mode == "RGBA":
            cover = np.asarray(image.getchannel("A")).astype(np.uint16)
            cover += cover >> 7  # 0..256, so that the division in `put` is a shift
        else:
            cover = np.full((height, width), 256, np.uint16)
        luma, *chroma = _planes(image.convert("RGB"))
        small = _quarter(cover)
        self.layers: list[tuple[Wide, Wide]] = [(luma * cover, 256 - cover)]
        for plane in chroma:
            # Weighted by cover, so that the colour of see-through samples does not bleed into the edge.
            weighted = _weighted_quarter(plane, cover, small)
            self.layers.append((weighted, 256 - small))
        # The rows at the bottom that hide all below them are copied, not mixed: most of a wave is such rows.
        open_rows = np.flatnonzero((cover != 256).any(axis=1))
        solid = height if not len(open_rows) else height - (int(open_rows[-1]) + 2) // 2 * 2
        self.mixed_rows = height - solid
        self.bare = [
            np.right_shift(pre[self.mixed_rows // part :], 8).astype(np.uint8)
            for (pre, _), part in zip(self.layers, (1, 2, 2), strict=True)
        ]


def _weighted_quarter(plane: Plane, cover: Wide, small: Wide) -> Wide:
    product = plane.astype(np.uint32) * cover
    total = product[0::2, 0::2] + product[1::2, 0::2] + product[0::2, 1::2] + product[1::2, 1::2]
    weighted: Wide = np.minimum((total + 2) // 4, small.astype(np.uint32) * 255).astype(np.uint16)
    return weighted


class Frame:
    """One video frame; `data` is what the encoder reads."""

    def __init__(self, image: Image.Image | None = None) -> None:
        self.data: Plane = np.empty(WIDTH * HEIGHT * 3 // 2, np.uint8)
        luma, quarter = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
        self.planes: tuple[Plane, Plane, Plane] = (
            self.data[:luma].reshape(HEIGHT, WIDTH),
            self.data[luma : luma + quarter].reshape(HEIGHT // 2, WIDTH // 2),
            self.data[luma + quarter :].reshape(HEIGHT // 2, WIDTH // 2),
        )
        if image is not None:
            whole, *chroma = _planes(image.convert("RGB"))
            self.planes[0][:] = whole
            for plane, full in zip(self.planes[1:], chroma, strict=True):
                plane[:] = _quarter(full)

    def copy_from(self, other: Frame) -> None:
        """Become the same picture as `other`."""
        self.data[:] = other.data

    def put(self, sprite: Sprite, x: float, y: float, clip: Box = WHOLE) -> None:
        """Lay `sprite` with its left upper corner at (x, y), rounded to whole pixels, and only within `clip`."""
        for index in range(3):
            half = 1 if index == 0 else 2
            left, top = round(x) // half, round(y) // half
            pre, rest = sprite.layers[index]
            x0, x1 = max(left, int(clip[0]) // half), min(left + pre.shape[1], int(clip[2]) // half)
            y0, y1 = max(top, int(clip[1]) // half), min(top + pre.shape[0], int(clip[3]) // half)
            if x1 <= x0 or y1 <= y0:
                continue
            limit = sprite.mixed_rows // half
            seam = min(max(top + limit, y0), y1)
            columns = slice(x0 - left, x1 - left)
            if seam < y1:
                self.planes[index][seam:y1, x0:x1] = sprite.bare[index][seam - top - limit : y1 - top - limit, columns]
            if y0 < seam:
                rows = slice(y0 - top, seam - top)
                under = self.planes[index][y0:seam, x0:x1]
                mixed = np.multiply(under, rest[rows, columns], dtype=np.uint16)
                mixed += pre[rows, columns]
                mixed >>= 8
                np.copyto(under, mixed, casting="unsafe")

    def picture(self) -> Image.Image:
        """Return the frame as an RGB picture (for looking at it and for tests)."""
        luma = self.planes[0].astype(np.float32) - 16
        blue, red = (np.repeat(np.repeat(p, 2, 0), 2, 1).astype(np.float32) - 128 for p in self.planes[1:])
        channels = (
            1.164384 * luma + 1.792741 * red,
            1.164384 * luma - 0.213249 * blue - 0.532909 * red,
            1.164384 * luma + 2.112402 * blue,
        )
        return Image.fromarray(np.clip(np.stack(channels, axis=-1) + 0.5, 0, 255).astype(np.uint8))
