"""One frame of a clip, exactly as the render hands it to the encoder."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from clipdesk.kernel.time import clock_text
from clipdesk.media.errors import DamagedMedia
from clipdesk.media.geometry import shape_size
from clipdesk.media.graphics import Overlays, card_chain, logo_input, open_pictures, overlay_chain, write_overlays
from clipdesk.media.limits import GIB, Limits
from clipdesk.media.look import Card, Look
from clipdesk.media.picture_graph import GLOBAL, Clip, clip_chains, inputs, shape_chains
from clipdesk.media.recipe import Recipe
from clipdesk.media.runner import run
from clipdesk.media.seeking import KeyFrameIndex, entry_index
from clipdesk.media.source_chain import margins
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import clip_cues, clip_frames

_LIMITS = Limits(cpu=120, memory=8 * GIB, file_size=GIB // 4)
_RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p")
_PNG = ("-c:v", "png", "-update", "1")


def preview_frame(  # noqa: PLR0913 - what is shown, of what, and how large
    recipe: Recipe,
    source: Path,
    info: SourceInfo,
    shape: str,
    at: Fraction,
    width: int | None = None,
    *,
    look: Look = Look(),  # noqa: B008 - a frozen value
    index: KeyFrameIndex | None = None,
) -> bytes:
    """Return the frame shown `at` seconds into the film, as PNG; `width` pixels wide where given (scaled at the end).

    Before the clip's first frame and after its last stand the look's cards, where it has any; without, the first and the
    last frame are shown. Where the target has another frame rate, it is the recording's own frame at that moment. index: as
    in `render.Order`.

    Raises:
        RecipeError, CaptionError, RunError, UnreadableMedia: as `render.render`.
    """
    whole = shape_size(shape, info)
    size = "" if width is None else f"w={width}:h={round(width * whole[1] / whole[0])}:"
    finish = f"scale={size}in_color_matrix=bt709:in_range=tv:flags=bicubic+accurate_rnd,format=rgb24"
    clip = _clip(recipe, source, info, index)
    return _one_frame(replace(clip, look=look), source, shape, at, (finish, *_PNG, "out/frame.png"))


def preview_raw(
    recipe: Recipe,
    source: Path,
    info: SourceInfo,
    shape: str,
    at: Fraction,
    *,
    look: Look = Look(),  # noqa: B008 - a frozen value
) -> bytes:
    """Return the same frame as planar yuv420p bytes, unscaled: what the encoder is given, byte for byte."""
    clip = replace(_clip(recipe, source, info, None), look=look)
    return _one_frame(clip, source, shape, at, ("format=yuv420p", *_RAW, "out/frame.yuv"))


def preview_args(clip: Clip, shape: str, over: Overlays, output: tuple[str, ...]) -> list[str]:
    """Return the arguments for `clip.only`; `output`: the last filter, the output options and the file."""
    finish, *options = output
    pictures, over = open_pictures(replace(over, opening=None, closing=None), len(clip.pieces))
    args = [*GLOBAL, *inputs(clip), *pictures]
    chains = [*clip_chains(clip, "clip"), *shape_chains(clip, shape, "clip", "shape")]
    chains += [overlay_chain(clip, shape, "shape", "whole", over), f"[whole]{finish}[frame]"]
    return [*args, "-filter_complex", ";".join(chains), "-map", "[frame]", "-frames:v", "1", *options]


def _clip(recipe: Recipe, source: Path, info: SourceInfo, index: KeyFrameIndex | None) -> Clip:
    recipe.check(info)
    return Clip(recipe, info, None, index=entry_index(source, info, index))


def _one_frame(clip: Clip, source: Path, shape: str, at: Fraction, output: tuple[str, ...]) -> bytes:
    recipe, info, film = clip.recipe, clip.info, clip.film
    card = {"opening": clip.look.opening, "closing": clip.look.closing}.get(film.card_at(at))
    if card is not None:
        return _card(clip, card, shape, output)
    number = min(max(0, int((at - film.lead) * info.grid)), clip_frames(recipe, info.grid) - 1)
    cues = clip_cues(recipe, info.grid) if recipe.caption_style.burn_in else []
    shown = [cue for cue in cues if cue.start <= (number + 1) / info.grid and cue.end >= (number - 1) / info.grid]
    with tempfile.TemporaryDirectory(prefix="clipdesk-preview-") as folder:
        over, files = write_overlays(clip, (shape,), shown, Path(folder))
        for margin in margins(info, clip.index):
            one = replace(clip, margin=margin, only=number)
            args = preview_args(one, shape, over, output)
            out, font = Path(folder) / "out", clip.look.typeface.path
            done = run(args, limits=_LIMITS, inputs=[source, *files], output_dir=out, font=font)
            if done.frames:
                return done.files[0].read_bytes()
    raise DamagedMedia(time=clock_text(at))


def _card(clip: Clip, card: Card, shape: str, output: tuple[str, ...]) -> bytes:
    """A card, by the chain of the render."""
    finish, *options = output
    chains = f"{card_chain(clip, shape, card, 0, 'card')};[card]{finish}[frame]"
    args = [*GLOBAL, *logo_input(0), "-filter_complex", chains, "-map", "[frame]", "-frames:v", "1", *options]
    with tempfile.TemporaryDirectory(prefix="clipdesk-preview-") as folder:
        return run(args, limits=_LIMITS, inputs=[card.path], output_dir=Path(folder) / "out").files[0].read_bytes()
