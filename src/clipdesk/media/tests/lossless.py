"""What the encoder is given: the very graph of a render, encoded without loss and decoded again."""

from fractions import Fraction
from pathlib import Path

import av

from clipdesk.media.graphics import write_overlays
from clipdesk.media.limits import for_render
from clipdesk.media.look import Look
from clipdesk.media.picture_graph import Clip
from clipdesk.media.recipe import SIZES, Recipe
from clipdesk.media.render_args import Wanted, render_args
from clipdesk.media.runner import run
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import clip_cues


def encoder_frames(
    recipe: Recipe,
    source: Path,
    info: SourceInfo,
    shape: str,
    folder: Path,
    look: Look = Look(),  # noqa: B008 - a frozen value
) -> list[bytes]:
    """Return every frame of a render in `shape` as planar yuv420p bytes; `folder` is filled with what that needs."""
    clip = Clip(recipe, info, Fraction(1), look=look)
    over, files = write_overlays(clip, (shape,), clip_cues(recipe, info.grid), folder)
    args = render_args(clip, Wanted((shape,), over))
    encode = args.index("-c:v")
    args[encode : args.index("-color_primaries")] = ["-c:v", "ffv1"]
    args[-1] = "out/clip.mkv"
    font = look.typeface.path
    run(args, limits=for_render(recipe.duration, 1 << 30), inputs=[source, *files], output_dir=folder, font=font)
    width, height = SIZES[shape]
    with av.open(str(folder / "clip.mkv")) as container:
        frames = [frame.to_ndarray().tobytes() for frame in container.decode(video=0)]
    assert all(len(frame) == width * height * 3 // 2 for frame in frames)
    return frames
