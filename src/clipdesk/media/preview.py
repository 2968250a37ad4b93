"""One frame of a clip, exactly as the render hands it to the encoder."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from clipdesk.kernel.time import clock_text
from clipdesk.media.captions import to_ass
from clipdesk.media.errors import DamagedMedia
from clipdesk.media.limits import GIB, Limits
from clipdesk.media.picture_graph import GLOBAL, Clip, caption_chain, clip_chains, inputs, shape_chains
from clipdesk.media.recipe import SHAPES, Recipe
from clipdesk.media.runner import run
from clipdesk.media.seeking import KeyFrameIndex, entry_index
from clipdesk.media.source_chain import margins
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import clip_cues, clip_frames

_LIMITS = Limits(cpu=120, memory=8 * GIB, file_size=GIB // 4)
_RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p")
_PNG = ("-c:v", "png", "-update", "1")
_JPEG = ("-c:v", "mjpeg", "-q:v", "2", "-update", "1")


def preview_frame(  # noqa: PLR0913 - what is shown, of what, and how large
    recipe: Recipe,
    source: Path,
    info: SourceInfo,
    shape: str,
    at: Fraction,
    width: int | None = None,
    *,
    index: KeyFrameIndex | None = None,
) -> bytes:
    """Return the frame shown `at` seconds into the clip, as PNG; `width` pixels wide where given (scaled at the end).

    index: as in `render.Order`.

    Raises:
        RecipeError, CaptionError, RunError, UnreadableMedia: as `render.render`.
    """
    size = "" if width is None else f"w={width}:h={round(width * SHAPES[shape][1] / SHAPES[shape][0])}:"
    finish = f"scale={size}in_color_matrix=bt709:in_range=tv:flags=bicubic+accurate_rnd,format=rgb24"
    return _one_frame(_clip(recipe, source, info, index), source, shape, at, (finish, *_PNG, "out/frame.png"))


def preview_raw(recipe: Recipe, source: Path, info: SourceInfo, shape: str, at: Fraction) -> bytes:
    """Return the same frame as planar yuv420p bytes, unscaled: what the encoder is given, byte for byte."""
    return _one_frame(_clip(recipe, source, info, None), source, shape, at, ("format=yuv420p", *_RAW, "out/frame.yuv"))


def thumbnail(clip: Clip, source: Path, shape: str) -> bytes:
    """Return the picture that stands for the clip, as JPEG: a third into it, without captions."""
    recipe = clip.recipe
    bare = replace(recipe, caption_style=replace(recipe.caption_style, burn_in=False))
    at = Fraction(clip_frames(recipe, clip.info.grid) // 3) / clip.info.grid
    finish = "scale=in_color_matrix=bt709:out_color_matrix=bt601:in_range=tv:out_range=pc,format=yuvj420p"
    return _one_frame(replace(clip, recipe=bare), source, shape, at, (finish, *_JPEG, "out/frame.jpg"))


def preview_args(clip: Clip, shape: str, script: int | None, output: tuple[str, ...]) -> list[str]:
    """Return the arguments for `clip.only`; `output`: the last filter, the output options and the file."""
    finish, *options = output
    chains = [*clip_chains(clip, "clip"), *shape_chains(clip, shape, "clip", "shape")]
    chains += [caption_chain("shape", "whole", script), f"[whole]{finish}[frame]"]
    return [*GLOBAL, *inputs(clip), "-filter_complex", ";".join(chains), "-map", "[frame]", "-frames:v", "1", *options]


def _clip(recipe: Recipe, source: Path, info: SourceInfo, index: KeyFrameIndex | None) -> Clip:
    recipe.check(info)
    return Clip(recipe, info, None, index=entry_index(source, info, index))


def _one_frame(clip: Clip, source: Path, shape: str, at: Fraction, output: tuple[str, ...]) -> bytes:
    recipe, info = clip.recipe, clip.info
    number = min(max(0, int(at * info.grid)), clip_frames(recipe, info.grid) - 1)
    cues = clip_cues(recipe, info.grid) if recipe.caption_style.burn_in else []
    shown = [cue for cue in cues if cue.start <= (number + 1) / info.grid and cue.end >= (number - 1) / info.grid]
    with tempfile.TemporaryDirectory(prefix="clipdesk-preview-") as folder:
        sources = [source]
        if shown:
            sources.append(Path(folder) / "captions.ass")
            sources[1].write_text(to_ass(shown, shape, recipe.caption_style), encoding="utf-8")
        for margin in margins(info, clip.index):
            only = replace(clip, margin=margin, only=number)
            args = preview_args(only, shape, len(sources) - 1 or None, output)
            done = run(args, limits=_LIMITS, inputs=sources, output_dir=Path(folder) / "out")
            if done.frames:
                return done.files[0].read_bytes()
    raise DamagedMedia(time=clock_text(at))
