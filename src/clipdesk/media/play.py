"""A clip played while it is being rendered: the render's own pictures and gain, small, as a stream."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from clipdesk.media.geometry import fit_size, shape_size
from clipdesk.media.graphics import Overlays, film_chains, open_pictures, write_overlays
from clipdesk.media.limits import for_render
from clipdesk.media.loudness import Level
from clipdesk.media.picture_graph import GLOBAL, Clip, clip_chains, inputs, shape_chains
from clipdesk.media.render import Order
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.seeking import entry_index
from clipdesk.media.sound import first_level
from clipdesk.media.sound_graph import levelled_chains, silence_chain
from clipdesk.media.source_chain import margins, sound_margin
from clipdesk.media.taps import Tap
from clipdesk.media.timeline import clip_cues

SHORT_SIDE = 360
"""Pixels of the shorter side of what is played."""

MEDIA_TYPE = 'video/mp4; codecs="avc1.42c01f, mp4a.40.2"'
_BYTES_PER_SECOND = 400_000
_FRAGMENTS = Fraction(1, 2)  # seconds: a player begins with the first whole fragment


def play(order: Order, shape: str, hear: Tap, should_stop: ShouldStop | None = None) -> None:
    """Hand `shape` of `order` to `hear` while it is made: fragmented MP4 (ISO/IEC 14496-12, 8.8), H.264 and AAC.

    The pictures are those of the render, scaled at the end; the sound has the gain with which the render begins. Unlike
    there neither is measured afterwards, because by then it was played.

    Raises:
        Exception: whatever `hear` raised; it ends the run.
        RecipeError, CaptionError, RunError, UnreadableMedia: as `render.render`.
    """
    order.recipe.check(order.info)
    recipe, info = order.recipe, order.info
    index = entry_index(order.source, info, order.index)
    clip = Clip(recipe, info, margins(info, index)[0], index=index, look=order.look)
    with tempfile.TemporaryDirectory(prefix="clipdesk-play-") as name:
        folder = Path(name)
        over, files = write_overlays(clip, (shape,), clip_cues(recipe, info.grid), folder)
        level = first_level(_for_sound(clip), order.source, order.series, folder, should_stop) if info.audio else None
        run(
            play_args(clip, shape, over, level),
            limits=for_render(clip.film.seconds, int(clip.film.seconds * _BYTES_PER_SECOND)),
            inputs=[order.source, *files],
            output_dir=folder / "out",
            should_stop=should_stop,
            taps={"play": hear},
            font=order.look.typeface.path,
        )


def play_args(clip: Clip, shape: str, over: Overlays, level: Level | None) -> list[str]:
    """Return the arguments; the result goes to `tap:play`. level: None for a recording without sound."""
    pictures, over = open_pictures(over, len(clip.pieces))
    args = [*GLOBAL, *inputs(clip), *pictures]
    size = shape_size(shape, clip.info)
    width, height = fit_size(size, (size[0] * SHORT_SIDE // min(size), size[1] * SHORT_SIDE // min(size)))
    chains = [*clip_chains(clip, "clip"), *shape_chains(clip, shape, "clip", "shape", over.moves.get(shape))]
    chains += [
        *film_chains(clip, shape, "shape", "whole", over),
        f"[whole]scale={width}:{height}:flags=bilinear[small]",
    ]
    if level is None:
        chains.append(silence_chain(clip, "heard"))
    else:
        # Entered a second time: sound lies further from its picture than pictures do from their key frame.
        first = args.count("-i")
        args += inputs(_for_sound(clip))
        chains += levelled_chains(clip, level, ("sound", "heard"), first)
    return [*args, "-filter_complex", ";".join(chains), "-map", "[small]", "-map", "[heard]", *_stream(clip)]


def _for_sound(clip: Clip) -> Clip:
    return replace(clip, margin=sound_margin(clip.info))


def _stream(clip: Clip) -> list[str]:
    return [
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-crf", "24", "-pix_fmt", "yuv420p",
        "-g", str(max(1, round(_FRAGMENTS * clip.rate))), "-fps_mode:v", "passthrough",
        "-c:a", "aac", "-b:a", "128k", "-map_metadata", "-1", "-map_chapters", "-1",
        "-movflags", "+frag_keyframe+delay_moov+default_base_moof", "-flush_packets", "1", "-f", "mp4", "tap:play",
    ]  # fmt: skip
