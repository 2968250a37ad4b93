"""What the encoder is given: the very graph of a render, encoded without loss and decoded again."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av

from clipdesk.media.graphics import write_overlays
from clipdesk.media.limits import for_render
from clipdesk.media.look import Look
from clipdesk.media.picture_graph import Clip
from clipdesk.media.recipe import SIZES, Recipe
from clipdesk.media.render import Order
from clipdesk.media.render_args import Wanted, render_args
from clipdesk.media.runner import run
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import clip_cues

_LOSSLESS = ["-c:v", "ffv1", "-level", "3", "-slices", "12"]  # slices are encoded side by side


def encoder_frames(
    recipe: Recipe,
    source: Path,
    info: SourceInfo,
    shape: str,
    folder: Path,
    look: Look = Look(),  # noqa: B008 - a frozen value
) -> list[bytes]:
    """Return every frame of a render in `shape` as planar yuv420p bytes; `folder` is filled with what that needs."""
    return list(decoded(_encoded(Order(recipe, source, info, shapes=(shape,), look=look), folder)))


def encoder_frame(order: Order, number: int, folder: Path) -> bytes:
    """Return one frame of a render of the one shape of `order`, as `encoder_frames` does."""
    return nth(decoded(_encoded(order, folder)), number)


def decoded(path: Path) -> Iterator[bytes]:
    """Yield the frames of a film as planar yuv420p bytes, one by one."""
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            yield frame.to_ndarray().tobytes()


def nth(frames: Iterator[bytes], number: int) -> bytes:
    """Return the frame with that number, counted from 0; the rest is not decoded."""
    return next(islice(frames, number, None))


def _encoded(order: Order, folder: Path) -> Path:
    """Render the one shape of `order` without loss."""
    recipe, source, info, look, (shape,) = order.recipe, order.source, order.info, order.look, order.shapes
    clip = Clip(recipe, info, Fraction(1), look=look)
    over, files = write_overlays(clip, (shape,), clip_cues(recipe, info.grid), folder)
    args = render_args(clip, Wanted((shape,), over))
    encode = args.index("-c:v")
    args[encode : args.index("-color_primaries")] = _LOSSLESS
    args[-1] = "out/clip.mkv"
    font = look.typeface.path
    run(args, limits=for_render(clip.film.seconds, 1 << 30), inputs=[source, *files], output_dir=folder, font=font)
    with av.open(str(folder / "clip.mkv")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.format.name) == (*SIZES[shape], "yuv420p")
    return folder / "clip.mkv"
