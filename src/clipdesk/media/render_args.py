"""Recipe → the one ffmpeg command that renders a clip in all its shapes: one decode, N encodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clipdesk.media.colour import ENCODER_TAGS
from clipdesk.media.decoders import input_options
from clipdesk.media.graphics import Overlays, logo_input, overlay_chain
from clipdesk.media.picture_graph import GLOBAL, Clip, clip_chains, inputs, shape_chains, split
from clipdesk.media.recipe import Preset
from clipdesk.media.sound_graph import BITEXACT, ENCODER, silence_chain

SOUND = 1
"""`in/1` of a render is the finished sound track, encoded (absent where the recording has none)."""

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


def file_name(shape: str) -> str:
    """Return the name of the clip's file in `shape`."""
    return f"clip-{shape.replace(':', 'x')}.mp4"


def render_args(clip: Clip, wanted: Wanted) -> list[str]:
    """Return the arguments; results are `out/clip-9x16.mp4` and so on, and `out/thumbnail.jpg`."""
    has_sound = clip.info.audio is not None
    # where there is no picture, the recording is opened once more for the wave, so the sound track stands after it
    sound_input = len(clip.pieces)
    args = [*GLOBAL, *inputs(clip)]
    if has_sound:
        args += [*input_options(), "-i", f"file:in/{SOUND}"]
    over = wanted.over
    if over.logo is not None:
        args += logo_input(over.logo)
        over = replace(over, logo=sound_input + has_sound)
    args += ["-filter_complex", ";".join(_graph(clip, replace(wanted, over=over)))]
    for number, shape in enumerate(wanted.shapes):
        sound = [f"{sound_input}:a", "-c:a", "copy"] if has_sound else [f"[a{number}]", *ENCODER]
        args += ["-map", f"[v{number}]", "-map", *sound, *_encode(clip), f"out/{file_name(shape)}"]
    return [*args, *_THUMBNAIL] if wanted.thumbnail in wanted.shapes else args


def _graph(clip: Clip, wanted: Wanted) -> list[str]:
    numbers = range(len(wanted.shapes))
    chains = [*clip_chains(clip, "clip"), *_split(clip, "clip", [f"c{number}" for number in numbers])]
    for number, shape in enumerate(wanted.shapes):
        chains += shape_chains(clip, shape, f"c{number}", f"s{number}", wanted.over.moves.get(shape))
        bare = f"s{number}"
        if shape == wanted.thumbnail:
            bare = f"b{number}"
            chains += [*split(f"s{number}", [bare, "t"]), _thumbnail_chain(clip, "t", "thumb")]
        chains.append(overlay_chain(clip, shape, bare, f"v{number}", wanted.over))
    return [*chains, *_silence(clip, [f"a{number}" for number in numbers])]


def _thumbnail_chain(clip: Clip, source: str, label: str) -> str:
    """The picture a third into the clip, as JPEG wants its colours.

    The first picture goes out too, and is written over: ffmpeg would hold everything back until every output began.
    """
    third = clip.out_frames // 3
    colours = "scale=in_color_matrix=bt709:out_color_matrix=bt601:in_range=tv:out_range=pc,format=yuvj420p"
    return f"[{source}]select='eq(n,0)+eq(n,{third})',{colours}[{label}]"


def _split(clip: Clip, source: str, labels: Sequence[str]) -> list[str]:
    chains = split(source, labels)
    if clip.info.video is None:
        return [chain.replace("split=", "asplit=").replace("]null[", "]anull[") for chain in chains]
    return chains


def _silence(clip: Clip, labels: Sequence[str]) -> list[str]:
    """A silent track per rendition, where the recording has no sound."""
    if clip.info.audio is not None:
        return []
    many = f"asplit={len(labels)}" if len(labels) > 1 else "anull"
    return [silence_chain(clip, "silence"), f"[silence]{many}{''.join(f'[{label}]' for label in labels)}"]


def _encode(clip: Clip) -> list[str]:
    return [
        "-c:v", "libx264", "-preset", PRESETS[clip.recipe.target.preset], "-crf", "20", "-profile:v", "high",
        "-pix_fmt", "yuv420p", "-g", str(round(2 * clip.rate)), "-threads:v", _THREADS, "-fps_mode:v", "passthrough",
        *ENCODER_TAGS, *BITEXACT, "-movflags", "+faststart",
    ]  # fmt: skip
