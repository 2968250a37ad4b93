"""A light copy of a finished clip, for whoever has to answer for it on a slow connection: the same pictures and sound,
small. It is made from the finished file alone, never from the recording.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from clipdesk.media.colour import ENCODER_TAGS
from clipdesk.media.decoders import MAX_PIXELS, input_options
from clipdesk.media.limits import for_render
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.sound_graph import BITEXACT

MOST_BITS_PER_SECOND = 400_000
"""Of a copy of three seconds and more: pictures, sound and container together."""

SHORT_SIDE = 360
"""Pixels of the shorter side of the copy."""

_PICTURES, _BUFFER, _SOUND = "256k", "128k", "64k"  # what may be in the buffer at the start counts too: together 398k
_POSTER_SIDE = 240
_VIDEO, _POSTER = "copy.mp4", "poster.jpg"
_KEY_FRAME_SECONDS = 2
_THREADS = "4"  # as in a render: every machine makes the same copy


@dataclass(frozen=True)
class ReviewCopyFiles:
    """The finished files. poster: the clip's thumbnail, small; None where it has none."""

    video: Path
    poster: Path | None


def make_review_copy(
    video: Path, thumbnail: Path | None, duration: Fraction, out_dir: Path, should_stop: ShouldStop | None = None
) -> ReviewCopyFiles:
    """Write a copy of `video`, a finished clip of `duration` seconds, into `out_dir`; every picture keeps its time.

    Raises:
        RunError, UnreadableMedia: see `runner.run`.
    """
    run(
        review_copy_args(has_thumbnail=thumbnail is not None),
        limits=for_render(duration, int(duration * MOST_BITS_PER_SECOND / 8)),
        inputs=[video] if thumbnail is None else [video, thumbnail],
        output_dir=out_dir,
        should_stop=should_stop,
    )
    return ReviewCopyFiles(out_dir / _VIDEO, None if thumbnail is None else out_dir / _POSTER)


def review_copy_args(*, has_thumbnail: bool) -> list[str]:
    """Return the arguments: `in/0` is the clip, `in/1` its thumbnail; results are `out/copy.mp4` and `out/poster.jpg`."""
    copy = [
        *input_options(), "-i", "file:in/0", "-map", "0:v:0", "-map", "0:a:0?", "-vf", _small(SHORT_SIDE),
        "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-crf", "26", "-maxrate", _PICTURES,
        "-bufsize", _BUFFER, "-pix_fmt", "yuv420p", "-threads:v", _THREADS, "-fps_mode:v", "passthrough",
        "-force_key_frames", f"expr:gte(t,n_forced*{_KEY_FRAME_SECONDS})", *ENCODER_TAGS,
        "-c:a", "aac", "-b:a", _SOUND, "-ac", "2", *BITEXACT, "-movflags", "+faststart", f"out/{_VIDEO}",
    ]  # fmt: skip
    if not has_thumbnail:
        return copy
    picture = [
        "-protocol_whitelist", "file", "-format_whitelist", "mjpeg", "-codec_whitelist", "mjpeg",
        "-max_pixels", str(MAX_PIXELS), "-f", "mjpeg", "-i", "file:in/1",
    ]  # fmt: skip
    poster = [
        "-map", "1:v:0", "-vf", f"{_small(_POSTER_SIDE)},format=yuvj420p", "-frames:v", "1", "-c:v", "mjpeg",
        "-q:v", "6", *BITEXACT, "-update", "1", f"out/{_POSTER}",
    ]  # fmt: skip
    at = copy.index("-map")
    return [*copy[:at], *picture, *copy[at:], *poster]


def _small(side: int) -> str:
    """A filter that makes the shorter side `side` pixels, and the other one the even number that fits."""
    return f"scale=w='if(gt(iw,ih),-2,{side})':h='if(gt(iw,ih),{side},-2)':flags=bicubic"
