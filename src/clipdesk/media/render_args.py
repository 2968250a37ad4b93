"""Recipe → the ffmpeg command that renders a clip's pictures in all shapes (one decode, N encodes), and the one that adds
its sound: the very same packets to each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clipdesk.media.colour import ENCODER_TAGS
from clipdesk.media.decoders import input_options
from clipdesk.media.graphics import Overlays, film_chains, open_pictures
from clipdesk.media.picture_graph import GLOBAL, Clip, clip_chains, inputs, shape_chains, split
from clipdesk.media.recipe import Preset
from clipdesk.media.renditions import file_name, role_of
from clipdesk.media.sound_graph import BITEXACT, ENCODER, silence_chain
from clipdesk.media.timeline import clip_frame

THUMBNAIL = "thumbnail.jpg"
_THUMBNAIL = (
    "-map", "[thumb]", "-c:v", "mjpeg", "-q:v", "2", "-fps_mode:v", "passthrough", *BITEXACT, "-update", "1",
    f"out/{THUMBNAIL}",
)  # fmt: skip
_THREADS = "4"  # part of what x264 makes of a picture: fixed, so that every machine renders the same bytes


PRESETS: Mapping[Preset, str] = {"quick": "veryfast", "final": "medium"}
"""What x264 calls them. "final" takes 2.2 times as long."""


@dataclass(frozen=True)
class Wanted:
    """What one run makes. over: what lies over the pictures. thumbnail: the shape whose picture stands for the clip."""

    shapes: tuple[str, ...]
    over: Overlays = Overlays()
    thumbnail: str | None = None


def render_args(clip: Clip, wanted: Wanted) -> list[str]:
    """Return the arguments; results are `out/clip-9x16.mp4` and so on, without sound, and `out/thumbnail.jpg`."""
    pictures, over = open_pictures(wanted.over, len(clip.pieces))
    args = [*GLOBAL, *inputs(clip), *pictures]
    args += ["-filter_complex", ";".join(_graph(clip, replace(wanted, over=over)))]
    for number, shape in enumerate(wanted.shapes):
        args += ["-map", f"[v{number}]", *_encode(clip), f"out/{file_name(shape)}"]
    return [*args, *_THUMBNAIL] if wanted.thumbnail in wanted.shapes else args


def join_args(clip: Clip, shapes: Sequence[str], level: str = "") -> list[str]:
    """Return the arguments that join `in/0`, `in/1` … (the pictures of each shape) and the sound, which is the last input.

    level: which of `loudness.TARGETS` that sound has, where it is not the recipe's own loudness; the files are named after it.
    Nothing is encoded again. A recording without sound gets a silent track.
    """
    silent, numbers = clip.info.audio is None, range(len(shapes))
    args = [*GLOBAL]
    for number in range(len(shapes) + (not silent)):
        args += [*input_options(), "-i", f"file:in/{number}"]
    if silent:
        args += ["-filter_complex", ";".join(_silence(clip, [f"a{number}" for number in numbers]))]
    for number, shape in enumerate(shapes):
        sound = [f"[a{number}]", *ENCODER] if silent else [f"{len(shapes)}:a", "-c:a", "copy"]
        args += ["-map", f"{number}:v", "-c:v", "copy", "-map", *sound, *BITEXACT, "-movflags", "+faststart"]
        args.append(f"out/{file_name(role_of(shape, level))}")
    return args


def _graph(clip: Clip, wanted: Wanted) -> list[str]:
    numbers = range(len(wanted.shapes))
    chains = [*clip_chains(clip, "clip"), *_split(clip, "clip", [f"c{number}" for number in numbers])]
    for number, shape in enumerate(wanted.shapes):
        chains += shape_chains(clip, shape, f"c{number}", f"s{number}", wanted.over.moves.get(shape))
        bare = f"s{number}"
        if shape == wanted.thumbnail:
            bare = f"b{number}"
            chains += [*split(f"s{number}", [bare, "t"]), _thumbnail_chain(clip, "t", "thumb")]
        chains += film_chains(clip, shape, bare, f"v{number}", wanted.over)
    return chains


def _thumbnail_chain(clip: Clip, source: str, label: str) -> str:
    """The picture that stands for the clip, as JPEG wants its colours.

    The first picture goes out too, and is written over: ffmpeg would hold everything back until every output began.
    """
    chosen = _thumbnail_frame(clip)
    colours = "scale=in_color_matrix=bt709:out_color_matrix=bt601:in_range=tv:out_range=pc,format=yuvj420p"
    return f"[{source}]select='eq(n,0)+eq(n,{chosen})',{colours}[{label}]"


def _thumbnail_frame(clip: Clip) -> int:
    """The chosen one among the frames that the graph hands out; one that is not in the clip gives way to the usual one."""
    at, grid = clip.recipe.thumbnail, clip.info.grid
    chosen = None if at is None else clip_frame(clip.recipe, grid, at)
    if chosen is None:
        return clip.out_frames // 3
    return min(round(chosen * clip.rate / grid), clip.out_frames - 1)


def _split(clip: Clip, source: str, labels: Sequence[str]) -> list[str]:
    chains = split(source, labels)
    if clip.info.video is None:
        return [chain.replace("split=", "asplit=").replace("]null[", "]anull[") for chain in chains]
    return chains


def _silence(clip: Clip, labels: Sequence[str]) -> list[str]:
    """A silent track per rendition."""
    many = f"asplit={len(labels)}" if len(labels) > 1 else "anull"
    return [silence_chain(clip, "silence"), f"[silence]{many}{''.join(f'[{label}]' for label in labels)}"]


def _encode(clip: Clip) -> list[str]:
    return [
        "-c:v", "libx264", "-preset", PRESETS[clip.recipe.target.preset], "-crf", "20", "-profile:v", "high",
        "-pix_fmt", "yuv420p", "-g", str(round(2 * clip.rate)), "-threads:v", _THREADS, "-fps_mode:v", "passthrough",
        *ENCODER_TAGS, *BITEXACT,
    ]  # fmt: skip
