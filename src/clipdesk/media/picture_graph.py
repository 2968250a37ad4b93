"""Recipe → ffmpeg arguments for the pictures: pure functions, nothing is run here.

Render, preview and the byte-for-byte test use the same chain for a shape; the preview only asks for one frame of it.
Inputs: `in/0` is the recording; what else a graph reads (sound, caption scripts) is named by its caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from clipdesk.media.colour import TAGS
from clipdesk.media.framing.windows import Stretch, Target, commands, stretches
from clipdesk.media.geometry import Window, crop_window, fit_size
from clipdesk.media.recipe import SHAPES, Framing, Recipe
from clipdesk.media.source_chain import input_args, piece_filters, scale_filter, sound_chains
from clipdesk.media.source_info import SourceInfo, VideoInfo
from clipdesk.media.timeline import Piece, clip_frames, pieces

GLOBAL = ("-copyts",)
_FLAGS = "bicubic+accurate_rnd+full_chroma_int"
_SOUND_BACKGROUND = "0x13233a"
_SOUND_WAVES = "0xf2f5f9"


@dataclass(frozen=True)
class Clip:
    """What a graph is made from. margin: see `source_chain.input_args`; only: the one clip frame that is wanted."""

    recipe: Recipe
    info: SourceInfo
    margin: Fraction | None
    only: int | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The cuts in frames; where one frame is wanted, that frame alone at its place in the clip."""
        found = pieces(self.recipe.ranges, self.info.grid)
        if self.only is None or self.info.video is None:
            return found
        for piece in found:
            if self.only < piece.at + piece.frames:
                break
        first = min(piece.first + max(0, self.only - piece.at), piece.end - 1)
        return (Piece(first, first + 1, self.only),)

    @property
    def frames(self) -> int:
        """How many frames the graph hands out."""
        return 1 if self.only is not None else clip_frames(self.recipe, self.info.grid)


def inputs(clip: Clip) -> list[str]:
    """Return the input options: the recording once per cut, each entered shortly before it."""
    args: list[str] = []
    for piece in clip.pieces:
        args += input_args(clip.info, piece.first / clip.info.grid, clip.margin)
    return args


def clip_chains(clip: Clip, label: str) -> list[str]:
    """Return the chains that end in `[label]`: the clip's frames in the recording's own size, stamped 0, 1, 2 …"""
    if clip.info.video is None:
        return sound_chains(clip.info, clip.pieces, label)
    video, info = clip.info.video, clip.info
    parts = clip.pieces
    if len(parts) == 1:
        return [f"[0:{video.index}]{','.join(piece_filters(info, video, parts[0]))}[{label}]"]
    chains = [
        f"[{number}:{video.index}]{','.join(piece_filters(info, video, replace(piece, at=0)))}[p{number}]"
        for number, piece in enumerate(parts)
    ]
    joined = "".join(f"[p{number}]" for number in range(len(parts)))
    return [*chains, f"{joined}concat=n={len(parts)},settb=expr=1/({video.frame_rate}),setpts=N[{label}]"]


def shape_chains(clip: Clip, shape: str, source: str, label: str, moves: int | None = None) -> list[str]:
    """Return the chains from `[source]` to `[label]`: the frames in `shape`, BT.709, square pixels, no captions.

    moves: the number of the file with `move_commands` among the inputs (None: no window moves).
    """
    if clip.info.video is None:
        return _sound_shape(clip, shape, source, label)
    video, framing, size = clip.info.video, clip.recipe.frame_for(shape), SHAPES[shape]
    if framing.mode == "path":
        return _path(clip, shape, source, label, moves)
    if framing.mode == "fit":
        return _fit(video, size, framing, source, label)
    return [_crop(video, crop_window(video.display_size, size, framing), source, label)]


def move_commands(clip: Clip, shape: str) -> str:
    """Return the command file that moves the windows of `shape`; empty where all of them rest."""
    if clip.info.video is None or clip.recipe.frame_for(shape).mode != "path":
        return ""
    found = [stretch for stretch in _stretches(clip, shape) if stretch.framing.mode == "crop"]
    return "".join(commands(stretch, _crop_name(shape, stretch), clip.info.grid) for stretch in found)


def caption_chain(source: str, label: str, script: int | None) -> str:
    """Return the chain that burns in the caption script `in/SCRIPT` (None: nothing)."""
    burn = f"ass=filename=in/{script}:fontsdir=fonts," if script is not None else ""
    return f"[{source}]{burn}{TAGS}[{label}]"


def split(source: str, labels: Sequence[str]) -> list[str]:
    """Return the chain that hands `[source]` to every label."""
    if len(labels) == 1:
        return [f"[{source}]null[{labels[0]}]"]
    return [f"[{source}]split={len(labels)}{''.join(f'[{label}]' for label in labels)}"]


def _stretches(clip: Clip, shape: str) -> list[Stretch]:
    assert clip.info.video is not None
    target = Target(clip.info.video.display_size, SHAPES[shape], clip.info.grid)
    return stretches(clip.recipe.frame_for(shape), clip.pieces, target)


def _crop_name(shape: str, stretch: Stretch) -> str:
    return f"crop@{shape.replace(':', 'x')}_{stretch.first}"


def _path(clip: Clip, shape: str, source: str, label: str, moves: int | None) -> list[str]:
    """Where windows and whole pictures alternate, each stretch goes through its own chain, then they are joined."""
    found = _stretches(clip, shape)
    if len(found) == 1:
        return _stretch(clip, shape, found[0], (source, label), moves)
    parts = [f"{label}_p{number}" for number in range(len(found))]
    chains = split(source, [f"{part}_in" for part in parts])
    for part, stretch in zip(parts, found, strict=True):
        chains.append(f"[{part}_in]trim=start_pts={stretch.first}:end_pts={stretch.end}[{part}_cut]")
        chains += _stretch(clip, shape, stretch, (f"{part}_cut", part), moves)
    joined = "".join(f"[{part}]" for part in parts)
    return [*chains, f"{joined}concat=n={len(parts)},settb=expr=1/({clip.info.grid}),setpts=N,{TAGS}[{label}]"]


def _stretch(clip: Clip, shape: str, stretch: Stretch, ends: tuple[str, str], moves: int | None) -> list[str]:
    assert clip.info.video is not None
    first = stretch.windows[0]
    if stretch.framing.mode == "fit":
        return _fit(clip.info.video, SHAPES[shape], stretch.framing, *ends)
    if moves is None or len(set(stretch.windows)) == 1:
        return [_crop(clip.info.video, first, *ends)]
    return [_crop(clip.info.video, first, *ends, f"sendcmd=f=in/{moves},", _crop_name(shape, stretch))]


def _crop(video: VideoInfo, window: Window, source: str, label: str, before: str = "", name: str = "crop") -> str:
    width, height = window.size
    return (
        f"[{source}]{scale_filter(video, window.scaled, _FLAGS)},setsar=1,format=yuv420p,"
        f"{before}{name}={width}:{height}:{window.x}:{window.y}:exact=1,{TAGS}[{label}]"
    )


def _fit(video: VideoInfo, size: tuple[int, int], framing: Framing, source: str, label: str) -> list[str]:
    """The whole picture before a blurred, darkened copy; the copy is made at a quarter of the size."""
    quarter = (size[0] // 4, size[1] // 4)
    window = crop_window(video.display_size, quarter, framing)
    behind = (
        f"[{label}_b]{scale_filter(video, window.scaled, 'bilinear')},setsar=1,format=yuv420p,"
        f"crop={quarter[0]}:{quarter[1]}:{window.x}:{window.y}:exact=1,gblur=sigma=9,lutyuv=y=16+(val-16)*0.55,"
        f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1[{label}_back]"
    )
    inner = fit_size(video.display_size, size)
    front = f"[{label}_f]{scale_filter(video, inner, _FLAGS)},setsar=1,format=yuv420p[{label}_front]"
    join = f"[{label}_back][{label}_front]overlay=x=(W-w)/2:y=(H-h)/2:format=yuv420,{TAGS}[{label}]"
    return [f"[{source}]split=2[{label}_b][{label}_f]", behind, front, join]


def _sound_shape(clip: Clip, shape: str, source: str, label: str) -> list[str]:
    width, height = SHAPES[shape]
    grid, total = clip.info.grid, clip_frames(clip.recipe, clip.info.grid)
    wanted = f"trim=start_pts={clip.only}:end_pts={clip.only + 1}," if clip.only is not None else ""
    wave = (width * 4 // 5, height // 5)
    return [
        f"color=c={_SOUND_BACKGROUND}:s={width}x{height}:r={grid},trim=end_frame={total},format=yuv420p[{label}_back]",
        f"[{source}]showwaves=s={wave[0]}x{wave[1]}:mode=cline:rate={grid}:scale=sqrt:draw=full:"
        f"colors={_SOUND_WAVES}[{label}_wave]",
        f"[{label}_back][{label}_wave]overlay=x=(W-w)/2:y=H*0.36-h/2:format=yuv420:eof_action=repeat,setsar=1,"
        f"settb=expr=1/({grid}),setpts=N,trim=end_frame={total},{wanted}{TAGS}[{label}]",
    ]
