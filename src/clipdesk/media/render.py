"""Render a clip: one recipe in, finished files out."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from clipdesk.kernel.time import clock_text
from clipdesk.media.captions import to_ass, to_vtt
from clipdesk.media.errors import DamagedMedia, EncodeFailed
from clipdesk.media.limits import for_render
from clipdesk.media.loudness import Loudness, Series
from clipdesk.media.picture_graph import Clip
from clipdesk.media.preview import thumbnail
from clipdesk.media.recipe import SHAPES, Cue, Recipe
from clipdesk.media.render_args import Wanted, file_name, render_args
from clipdesk.media.runner import Result, ShouldStop, run
from clipdesk.media.sound import Sound, render_sound
from clipdesk.media.source_chain import first_margin
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.timeline import clip_cues

ENGINE = 2
"""Raised whenever the same recipe would give other bytes: part of a render's cache key."""

Share = Callable[[float], None]
_BYTES_PER_SECOND = 3_200_000
_SOUND_SHARE = 0.05


@dataclass(frozen=True)
class Order:
    """What to render. loudness: the recording's stored series (None: the clip is measured instead)."""

    recipe: Recipe
    source: Path
    info: SourceInfo
    loudness: Series | None = None
    shapes: tuple[str, ...] = tuple(SHAPES)
    preset: str = "veryfast"


@dataclass(frozen=True)
class Rendered:
    """The finished files. loudness is measured on the encoded sound; None where the recording has none."""

    files: Mapping[str, Path]
    thumbnail: Path
    captions: Path
    frames: int
    loudness: Loudness | None


@dataclass
class _Work:
    """One render under way."""

    order: Order
    folder: Path
    should_stop: ShouldStop | None
    share: Share
    scripts: dict[str, Path] = field(default_factory=dict)
    sound: Sound | None = None
    told: float = 0.0

    def tell(self, share: float) -> None:
        """Never backwards: with several outputs ffmpeg names now the one, now the other."""
        self.told = max(self.told, share)
        self.share(self.told)

    @property
    def duration(self) -> Fraction:
        return self.order.recipe.duration


def render(
    order: Order, out_dir: Path, on_progress: Share | None = None, should_stop: ShouldStop | None = None
) -> Rendered:
    """Render every shape of `order` into `out_dir`: `clip-9x16.mp4` …, `thumbnail.jpg`, `captions.vtt`.

    Nothing is left in `out_dir` unless all of it is finished. `on_progress` hears 0..1.

    Raises:
        RecipeError: the recipe does not fit the recording.
        CaptionError: a caption cannot be drawn.
        RunError, UnreadableMedia: see `runner.run`.
    """
    order.recipe.check(order.info)
    cues = clip_cues(order.recipe, order.info.grid)
    with _folder(out_dir) as folder:
        work = _Work(order, folder, should_stop, on_progress or (lambda share: None))
        _write_captions(work, cues)
        clip = Clip(order.recipe, order.info, first_margin(order.info))
        if order.info.audio:
            wide = Clip(order.recipe, order.info, 3 * first_margin(order.info))
            work.sound = render_sound(wide, order.source, order.loudness, folder / "sound", should_stop)
        work.tell(_SOUND_SHARE)
        _render_pictures(work, clip)
        return _hand_over(work, clip, out_dir)


def _write_captions(work: _Work, cues: list[Cue]) -> None:
    recipe = work.order.recipe
    (work.folder / "captions.vtt").write_text(to_vtt(cues), encoding="utf-8")
    if not (cues and recipe.caption_style.burn_in):
        return
    for shape in work.order.shapes:
        script = work.folder / f"captions-{shape.replace(':', 'x')}.ass"
        script.write_text(to_ass(cues, shape, recipe.caption_style), encoding="utf-8")
        work.scripts[shape] = script


def _render_pictures(work: _Work, clip: Clip) -> None:
    """All shapes in one run; where one of them fails, each alone: one bad output must not take the others along."""
    shapes = work.order.shapes
    try:
        _render_shapes(work, clip, shapes)
    except EncodeFailed:
        if len(shapes) == 1:
            raise
        for shape in shapes:
            _render_shapes(work, clip, (shape,))


def _render_shapes(work: _Work, clip: Clip, shapes: tuple[str, ...]) -> None:
    """Render, and count: a seek that landed too late shows as missing frames, and is repeated from further back."""
    margin = clip.margin
    for wider in (margin, 6 * margin if margin else None, None):
        moved = Clip(clip.recipe, clip.info, wider)
        if _run(work, moved, shapes).frames == moved.frames:
            return
    raise DamagedMedia(time=clock_text(clip.recipe.ranges[0].start))


def _run(work: _Work, clip: Clip, shapes: tuple[str, ...]) -> Result:
    inputs = [work.order.source]
    if work.sound:
        inputs.append(work.sound.path)
    scripts = {}
    for shape in shapes:
        if shape in work.scripts:
            scripts[shape] = len(inputs)
            inputs.append(work.scripts[shape])
    wanted = Wanted(shapes, scripts, work.order.preset)

    def advance(done: Fraction) -> None:
        work.tell(_SOUND_SHARE + (1 - _SOUND_SHARE) * min(1.0, float(done / work.duration)))

    return run(
        render_args(clip, wanted),
        limits=for_render(work.duration, int(work.duration * _BYTES_PER_SECOND)),
        inputs=inputs,
        output_dir=work.folder / "done",
        on_progress=advance,
        should_stop=work.should_stop,
    )


def _hand_over(work: _Work, clip: Clip, out_dir: Path) -> Rendered:
    shape = "16:9" if "16:9" in work.order.shapes else work.order.shapes[0]
    picture = thumbnail(work.order.recipe, work.order.source, work.order.info, shape)
    (work.folder / "done" / "thumbnail.jpg").write_bytes(picture)
    (work.folder / "captions.vtt").replace(work.folder / "done" / "captions.vtt")
    for path in sorted((work.folder / "done").iterdir()):
        path.replace(out_dir / path.name)
    work.tell(1.0)
    return Rendered(
        files={shape: out_dir / file_name(shape) for shape in work.order.shapes},
        thumbnail=out_dir / "thumbnail.jpg",
        captions=out_dir / "captions.vtt",
        frames=clip.frames,
        loudness=work.sound.loudness if work.sound else None,
    )


@contextmanager
def _folder(out_dir: Path) -> Iterator[Path]:
    out_dir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
