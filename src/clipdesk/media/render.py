"""Render a clip: one recipe in, finished files out."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from clipdesk.kernel.time import clock_text
from clipdesk.media.beside import beside
from clipdesk.media.captions import to_vtt
from clipdesk.media.errors import DamagedMedia, EncodeFailed, MediaError, TooMuchWork
from clipdesk.media.film import later
from clipdesk.media.graphics import Overlays, write_overlays
from clipdesk.media.limits import Limits, for_render
from clipdesk.media.look import Look
from clipdesk.media.loudness import Loudness, Series
from clipdesk.media.picture_graph import Clip
from clipdesk.media.recipe import SHAPES, AudioChoice, Recipe
from clipdesk.media.render_args import THUMBNAIL, Wanted, join_args, render_args
from clipdesk.media.renditions import file_name, levelled, role_of
from clipdesk.media.runner import Result, ShouldStop, run
from clipdesk.media.seeking import KeyFrameIndex, entry_index
from clipdesk.media.sound import Sound, render_sound
from clipdesk.media.source_chain import margins, sound_margin
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import clip_cues

ENGINE = 5
"""Raised whenever the same recipe would give other bytes: part of a render's cache key."""

Share = Callable[[float], None]
_BYTES_PER_SECOND = 3_200_000
_PICTURES_SHARE = 0.98
_THUMBNAIL_SHAPE = "16:9"


@dataclass(frozen=True)
class Order:
    """What to render.

    loudness: the recording's stored series, heard by the usual rule (None: the clip is measured instead). look: what
    `recipe.look` names (`look.find_look`). partial: hand over the shapes that worked where others did not. index: the
    recording's key frames (None: MPEG-TS is indexed now, others are entered by time). levels: keys of `loudness.TARGETS` at
    which every shape is wanted as well, beside the recipe's own loudness: the same pictures with another sound.
    """

    recipe: Recipe
    source: Path
    info: SourceInfo
    loudness: Series | None = None
    shapes: tuple[str, ...] = tuple(SHAPES)
    look: Look = Look()
    partial: bool = False
    index: KeyFrameIndex | None = None
    levels: tuple[str, ...] = ()

    @property
    def series(self) -> Series | None:
        """The stored series where it holds: it tells nothing about other channels than the usual ones."""
        return self.loudness if self.recipe.audio == AudioChoice() else None


@dataclass(frozen=True)
class Rendered:
    """The finished files, by their roles (see `renditions`). loudness is measured on the encoded sound at the recipe's own
    level; None where the recording has none.

    failed: the shapes that could not be rendered, and why; empty unless the order was `partial`.
    """

    files: Mapping[str, Path]
    thumbnail: Path
    captions: Path
    frames: int
    loudness: Loudness | None
    failed: Mapping[str, MediaError] = field(default_factory=dict)


@dataclass
class _Work:
    """One render under way. over, extras: what lies over the pictures, and the files it is read from."""

    order: Order
    folder: Path
    should_stop: ShouldStop | None
    share: Share
    over: Overlays = Overlays()
    extras: list[Path] = field(default_factory=list)
    sounds: dict[str, Sound] = field(default_factory=dict)
    failed: dict[str, MediaError] = field(default_factory=dict)
    told: float = 0.0

    def tell(self, share: float) -> None:
        """Never backwards: with several outputs ffmpeg names now the one, now the other."""
        self.told = max(self.told, share)
        self.share(self.told)

    @property
    def duration(self) -> Fraction:
        return self.order.recipe.duration + self.order.look.cards.seconds

    @property
    def levels(self) -> tuple[str, ...]:
        """The recipe's own loudness first; a recording without sound has no other."""
        return ("", *self.order.levels) if self.order.info.audio else ("",)

    @property
    def pictures(self) -> Path:
        """Where the pictures lie until they get their sound."""
        return self.folder / "pictures"

    @property
    def limits(self) -> Limits:
        return for_render(self.duration, int(self.duration * _BYTES_PER_SECOND))

    @property
    def done(self) -> list[str]:
        return [shape for shape in self.order.shapes if shape not in self.failed]


def render(
    order: Order, out_dir: Path, on_progress: Share | None = None, should_stop: ShouldStop | None = None
) -> Rendered:
    """Render every shape of `order` into `out_dir`: `clip-9x16.mp4` …, `thumbnail.jpg`, `captions.vtt`; at further levels
    `clip-9x16-podcast.mp4` ….

    Nothing is left in `out_dir` unless all of it is finished (all that can be, where the order is `partial`).
    `on_progress` hears 0..1.

    Raises:
        RecipeError: the recipe does not fit the recording.
        CaptionError: a caption cannot be drawn.
        RunError, UnreadableMedia: see `runner.run`.
    """
    order.recipe.check(order.info)
    cues = clip_cues(order.recipe, order.info.grid)
    with _folder(out_dir) as folder:
        work = _Work(order, folder, should_stop, on_progress or (lambda share: None))
        index = entry_index(order.source, order.info, order.index)
        clip = Clip(order.recipe, order.info, None, index=index, look=order.look)
        (folder / "captions.vtt").write_text(to_vtt(later(cues, clip.film.lead)), encoding="utf-8")
        work.over, work.extras = write_overlays(clip, order.shapes, cues, folder)
        with beside(lambda stop: _sounds(work, clip, stop), should_stop) as sounds:
            work.should_stop = sounds.should_stop
            _render_pictures(work, clip)
            work.sounds = sounds.result()
        for level in work.levels:
            _join(work, clip, level)
        return _hand_over(work, clip, out_dir)


def _sounds(work: _Work, clip: Clip, stop: ShouldStop) -> dict[str, Sound]:
    """The sound at each level. It takes one core for a second or two: beside the pictures nobody waits for it."""
    order = work.order
    if order.info.audio is None:
        return {}
    wide = replace(clip, margin=sound_margin(order.info))
    return {
        level: render_sound(
            replace(wide, recipe=levelled(order.recipe, level)),
            order.source,
            order.series,
            work.folder / f"sound{level}",
            stop,
        )
        for level in work.levels
    }


def _render_pictures(work: _Work, clip: Clip) -> None:
    """All shapes in one run; where that fails, each alone: one bad output, or too many, must not take all along."""
    shapes = work.order.shapes
    try:
        _render_shapes(work, clip, shapes)
    except (EncodeFailed, TooMuchWork):
        if len(shapes) == 1:
            raise
        for shape in shapes:
            _render_alone(work, clip, shape)
        if not work.done:
            raise


def _render_alone(work: _Work, clip: Clip, shape: str) -> None:
    try:
        _render_shapes(work, clip, (shape,))
    except (EncodeFailed, TooMuchWork) as error:
        if not work.order.partial:
            raise
        work.failed[shape] = error


def _render_shapes(work: _Work, clip: Clip, shapes: tuple[str, ...]) -> None:
    """Render, and count: an entry that was too late shows as missing frames, and is repeated from further back."""
    for margin in margins(clip.info, clip.index):
        moved = replace(clip, margin=margin)
        if _run(work, moved, shapes).frames == moved.film.frames:
            return
    raise DamagedMedia(time=clock_text(clip.recipe.ranges[0].start))


def _run(work: _Work, clip: Clip, shapes: tuple[str, ...]) -> Result:
    def advance(done: Fraction) -> None:
        work.tell(_PICTURES_SHARE * min(1.0, float(done / work.duration)))

    return run(
        render_args(clip, Wanted(shapes, work.over, _thumbnail_shape(work, shapes))),
        limits=work.limits,
        inputs=[work.order.source, *work.extras],
        output_dir=work.pictures,
        on_progress=advance,
        should_stop=work.should_stop,
        font=work.order.look.typeface.path,
    )


def _join(work: _Work, clip: Clip, level: str) -> None:
    sound = [work.sounds[level].path] if work.sounds else []
    run(
        join_args(clip, work.done, level),
        limits=work.limits,
        inputs=[*(work.pictures / file_name(shape) for shape in work.done), *sound],
        output_dir=work.folder / "done",
        should_stop=work.should_stop,
    )


def _thumbnail_shape(work: _Work, shapes: tuple[str, ...]) -> str | None:
    """The shape of this run whose picture stands for the clip: the wide one, else whichever was there first."""
    if _THUMBNAIL_SHAPE in shapes:
        return _THUMBNAIL_SHAPE
    return None if (work.pictures / THUMBNAIL).exists() else shapes[0]


def _hand_over(work: _Work, clip: Clip, out_dir: Path) -> Rendered:
    (work.folder / "captions.vtt").replace(work.folder / "done" / "captions.vtt")
    (work.pictures / THUMBNAIL).replace(work.folder / "done" / THUMBNAIL)
    for path in sorted((work.folder / "done").iterdir()):
        path.replace(out_dir / path.name)
    work.tell(1.0)
    return Rendered(
        files={role: out_dir / file_name(role) for role in _roles(work)},
        thumbnail=out_dir / THUMBNAIL,
        captions=out_dir / "captions.vtt",
        frames=clip.film.frames,
        loudness=work.sounds[""].loudness if work.sounds else None,
        failed=work.failed,
    )


def _roles(work: _Work) -> list[str]:
    return [role_of(shape, level) for level in work.levels for shape in work.done]


@contextmanager
def _folder(out_dir: Path) -> Iterator[Path]:
    out_dir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
