"""Recipe → ffmpeg arguments for the pictures: pure functions, nothing is run here.

Render, preview and the byte-for-byte test use the same chain for a shape; the preview only asks for one frame of it.
Inputs: `in/0` is the recording; what else a graph reads (caption scripts, a logo) is named by its caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from clipdesk.media.audiogram import Audiogram, audiogram_chains
from clipdesk.media.colour import TAGS, standard, to_standard
from clipdesk.media.film import Film, film_of
from clipdesk.media.framing.windows import Stretch, Target, commands, stretches
from clipdesk.media.geometry import Window, crop_window, fit_size, shape_size
from clipdesk.media.look import Look
from clipdesk.media.recipe import Backdrop, Framing, Recipe
from clipdesk.media.seeking.key_frames import KeyFrameIndex
from clipdesk.media.sound_map import Take, take
from clipdesk.media.source_chain import input_args, piece_filters, scale_filter, sound_chains
from clipdesk.media.source_info import SourceInfo, VideoInfo
from clipdesk.media.timeline import Piece, clip_frames, pieces

GLOBAL = ("-copyts",)
_FLAGS = "bicubic+accurate_rnd+full_chroma_int"


@dataclass(frozen=True)
class Clip:
    """What a graph is made from. margin, index: see `source_chain.input_args`; only: the one clip frame wanted.

    look: what `recipe.look` names.
    """

    recipe: Recipe
    info: SourceInfo
    margin: Fraction | None
    only: int | None = None
    index: KeyFrameIndex | None = None
    look: Look = Look()

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
        """How many frames of the recording's grid the graph works on."""
        return 1 if self.only is not None else clip_frames(self.recipe, self.info.grid)

    @property
    def per_frame(self) -> int:
        """2 where both fields of every interlaced frame become pictures: the target shows more than the grid has."""
        video, wanted = self.info.video, self.recipe.target.frame_rate
        fields = video is not None and video.interlaced and wanted is not None and 2 * wanted > 3 * self.info.grid
        return 2 if fields and self.only is None else 1

    @property
    def rate(self) -> Fraction:
        """Frames per second that the graph hands out: the target's; for a single frame, the grid's."""
        return self.info.grid if self.only is not None else self.recipe.target.frame_rate or self.info.grid

    @property
    def out_frames(self) -> int:
        """How many frames the clip itself has, between its cards."""
        return max(1, round(self.frames / self.info.grid * self.rate))

    @property
    def film(self) -> Film:
        """What each file shows, with the cards of the look."""
        return film_of(self.recipe, self.info.grid, self.look.cards)

    @property
    def heard(self) -> Take:
        """The sound tracks that are heard."""
        return take(self.info, self.recipe.audio)


def inputs(clip: Clip) -> list[str]:
    """Return the input options: the recording once per cut, each entered shortly before it."""
    args: list[str] = []
    for piece in clip.pieces:
        args += input_args(clip.info, piece.first / clip.info.grid, clip.margin, index=clip.index)
    return args


def clip_chains(clip: Clip, label: str) -> list[str]:
    """Return the chains that end in `[label]`: the clip's frames in the recording's own size, stamped 0, 1, 2 …

    They come at `clip.rate`, in standard dynamic range.
    """
    if clip.info.video is None:
        return sound_chains(clip.info, clip.pieces, label, clip.heard)
    video, info, per_frame = clip.info.video, clip.info, clip.per_frame
    parts = clip.pieces
    tail = [*to_standard(video), *_change_rate(clip)]
    if len(parts) == 1:
        filters = [*piece_filters(info, video, parts[0], per_frame), *tail]
        return [f"[0:{video.index}]{','.join(filters)}[{label}]"]
    chains = [
        f"[{number}:{video.index}]{','.join(piece_filters(info, video, replace(piece, at=0), per_frame))}[p{number}]"
        for number, piece in enumerate(parts)
    ]
    joined = "".join(f"[p{number}]" for number in range(len(parts)))
    stamps = [f"{joined}concat=n={len(parts)}", f"settb=expr=1/({video.frame_rate * per_frame})", "setpts=N"]
    return [*chains, f"{','.join([*stamps, *tail])}[{label}]"]


def shape_chains(clip: Clip, shape: str, source: str, label: str, moves: int | None = None) -> list[str]:
    """Return the chains from `[source]` to `[label]`: the frames in `shape`, BT.709, square pixels, nothing over them.

    moves: the number of the file with `move_commands` among the inputs (None: no window moves).
    """
    if clip.info.video is None:
        frames = round(clip_frames(clip.recipe, clip.info.grid) / clip.info.grid * clip.rate)
        size, colours = shape_size(shape, clip.info), clip.look.audiogram
        return audiogram_chains(Audiogram(size, max(1, frames), clip.rate, colours, clip.only), source, label)
    video, framing, size = standard(clip.info.video), clip.recipe.frame_for(shape), shape_size(shape, clip.info)
    if framing.mode == "path":
        return _path(clip, shape, source, label, moves)
    if framing.mode == "fit":
        return _fit(video, size, framing, clip.recipe.backdrop, (source, label))
    return [_crop(video, crop_window(video.display_size, size, framing), source, label)]


def move_commands(clip: Clip, shape: str) -> str:
    """Return the command file that moves the windows of `shape`; empty where all of them rest."""
    if clip.info.video is None or clip.recipe.frame_for(shape).mode != "path":
        return ""
    found = [stretch for stretch in _stretches(clip, shape) if stretch.framing.mode == "crop"]
    return "".join(commands(stretch, _crop_name(shape, stretch), clip.rate) for stretch in found)


def split(source: str, labels: Sequence[str]) -> list[str]:
    """Return the chain that hands `[source]` to every label."""
    if len(labels) == 1:
        return [f"[{source}]null[{labels[0]}]"]
    return [f"[{source}]split={len(labels)}{''.join(f'[{label}]' for label in labels)}"]


def _change_rate(clip: Clip) -> list[str]:
    """Show at every moment of the new rate the frame that is nearest, so sound and picture never drift apart.

    The last frame is held first, because versions of `fps` differ in when they think that a stream ends.
    """
    if clip.rate == clip.info.grid * clip.per_frame:
        return []
    return ["tpad=stop=2:stop_mode=clone", f"fps=fps={clip.rate}:round=near", f"trim=end_pts={clip.out_frames}"]


def _stretches(clip: Clip, shape: str) -> list[Stretch]:
    assert clip.info.video is not None
    target = Target(clip.info.video.display_size, shape_size(shape, clip.info), clip.info.grid, clip.rate)
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
    return [*chains, f"{joined}concat=n={len(parts)},settb=expr=1/({clip.rate}),setpts=N,{TAGS}[{label}]"]


def _stretch(clip: Clip, shape: str, stretch: Stretch, ends: tuple[str, str], moves: int | None) -> list[str]:
    assert clip.info.video is not None
    video, first = standard(clip.info.video), stretch.windows[0]
    if stretch.framing.mode == "fit":
        return _fit(video, shape_size(shape, clip.info), stretch.framing, clip.recipe.backdrop, ends)
    if moves is None or len(set(stretch.windows)) == 1:
        return [_crop(video, first, *ends)]
    return [_crop(video, first, *ends, f"sendcmd=f=in/{moves},", _crop_name(shape, stretch))]


def _crop(video: VideoInfo, window: Window, source: str, label: str, before: str = "", name: str = "crop") -> str:
    width, height = window.size
    return (
        f"[{source}]{scale_filter(video, window.scaled, _FLAGS)},setsar=1,format=yuv420p,"
        f"{before}{name}={width}:{height}:{window.x}:{window.y}:exact=1,{TAGS}[{label}]"
    )


def _fit(
    video: VideoInfo, size: tuple[int, int], framing: Framing, backdrop: Backdrop, ends: tuple[str, str]
) -> list[str]:
    """The whole picture on black, or before a blurred, darkened copy, which is made at a quarter of the size."""
    (source, label), inner = ends, fit_size(video.display_size, size)
    whole = f"{scale_filter(video, inner, _FLAGS)},setsar=1,format=yuv420p"
    if backdrop == "plain":
        return [f"[{source}]{whole},pad={size[0]}:{size[1]}:(ow-iw)/2:(oh-ih)/2:black,{TAGS}[{label}]"]
    quarter = (size[0] // 4, size[1] // 4)
    window = crop_window(video.display_size, quarter, framing)
    behind = (
        f"[{label}_b]{scale_filter(video, window.scaled, 'bilinear')},setsar=1,format=yuv420p,"
        f"crop={quarter[0]}:{quarter[1]}:{window.x}:{window.y}:exact=1,gblur=sigma=9,lutyuv=y=16+(val-16)*0.55,"
        f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1[{label}_back]"
    )
    front = f"[{label}_f]{whole}[{label}_front]"
    join = f"[{label}_back][{label}_front]overlay=x=(W-w)/2:y=(H-h)/2:format=yuv420,{TAGS}[{label}]"
    return [f"[{source}]split=2[{label}_b][{label}_f]", behind, front, join]
