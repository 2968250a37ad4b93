"""Recipe → the one ffmpeg command that renders a clip in all its shapes: one decode, N encodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clipdesk.media.colour import ENCODER_TAGS
from clipdesk.media.decoders import input_options
from clipdesk.media.picture_graph import GLOBAL, Clip, caption_chain, clip_chains, inputs, shape_chains, split
from clipdesk.media.sound_graph import BITEXACT, ENCODER, silence_chain

SOUND = 1
"""`in/1` of a render is the finished sound track (absent where the recording has none)."""

_THREADS = "4"  # part of what x264 makes of a picture: fixed, so that every machine renders the same bytes


@dataclass(frozen=True)
class Wanted:
    """What one run makes. scripts: per shape, the number of its caption script among the inputs (absent: no captions).

    preset: of x264. moves: per shape, the number of its `picture_graph.move_commands` (absent: no window moves).
    """

    shapes: tuple[str, ...]
    scripts: Mapping[str, int]
    preset: str = "veryfast"
    moves: Mapping[str, int] = field(default_factory=dict)


def file_name(shape: str) -> str:
    """Return the name of the clip's file in `shape`."""
    return f"clip-{shape.replace(':', 'x')}.mp4"


def render_args(clip: Clip, wanted: Wanted) -> list[str]:
    """Return the arguments; results are `out/clip-9x16.mp4` and so on."""
    has_sound = clip.info.audio is not None
    # where there is no picture, the recording is opened once more for the wave, so the sound track stands after it
    sound_input = len(clip.pieces)
    args = [*GLOBAL, *inputs(clip)]
    if has_sound:
        args += [*input_options(), "-i", f"file:in/{SOUND}"]
    args += ["-filter_complex", ";".join(_graph(clip, wanted, sound_input))]
    for number, shape in enumerate(wanted.shapes):
        args += ["-map", f"[v{number}]", "-map", f"[a{number}]", *_encode(clip, wanted.preset)]
        args.append(f"out/{file_name(shape)}")
    return args


def _graph(clip: Clip, wanted: Wanted, sound_input: int) -> list[str]:
    numbers = range(len(wanted.shapes))
    chains = [*clip_chains(clip, "clip"), *_split(clip, "clip", [f"c{number}" for number in numbers])]
    for number, shape in enumerate(wanted.shapes):
        chains += shape_chains(clip, shape, f"c{number}", f"s{number}", wanted.moves.get(shape))
        chains.append(caption_chain(f"s{number}", f"v{number}", wanted.scripts.get(shape)))
    return [*chains, *_sound(clip, sound_input, [f"a{number}" for number in numbers])]


def _split(clip: Clip, source: str, labels: Sequence[str]) -> list[str]:
    chains = split(source, labels)
    if clip.info.video is None:
        return [chain.replace("split=", "asplit=").replace("]null[", "]anull[") for chain in chains]
    return chains


def _sound(clip: Clip, sound_input: int, labels: Sequence[str]) -> list[str]:
    outputs = "".join(f"[{label}]" for label in labels)
    many = f"asplit={len(labels)}" if len(labels) > 1 else "anull"
    if clip.info.audio is None:
        return [silence_chain(clip, "silence"), f"[silence]{many}{outputs}"]
    return [f"[{sound_input}:a]{many}{outputs}"]


def _encode(clip: Clip, preset: str) -> list[str]:
    return [
        "-c:v", "libx264", "-preset", preset, "-crf", "20", "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-g", str(round(2 * clip.info.grid)), "-threads:v", _THREADS, "-fps_mode:v", "passthrough", *ENCODER_TAGS,
        *ENCODER, *BITEXACT, "-movflags", "+faststart",
    ]  # fmt: skip
