"""Look at a whole recording once, for about the price of encoding its proxy.

Files in the folder (all times count from the recording's first picture):

* `proxy.mp4` (at most 960 px on the longer side, one key frame per second, frame n of it is frame n of the recording)
  or `proxy.m4a` for sound alone;
* `filmstrip-000.jpg` …: sheets of 10 × 6 thumbs of 160 × 90, one per second, row by row;
* `peaks.json`: see `peaks`;
* `loudness.json`: see `loudness.LoudnessSeries`;
* `analysis.json`: `Analysis.to_json`, written last: where it is, all is there.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.media.analysis_args import (
    PICTURE_LOG,
    SAMPLES,
    SOUND_LOG,
    THUMB_HEIGHT,
    THUMB_WIDTH,
    THUMBS,
    analysis_args,
)
from clipdesk.media.filmstrip import TILE_COLUMNS, TILE_ROWS, write_sheets
from clipdesk.media.limits import for_analysis
from clipdesk.media.loudness import Loudness, LoudnessSeries, last_of, momentary
from clipdesk.media.metadata_log import read_log
from clipdesk.media.peaks import write_peaks
from clipdesk.media.recipe import Range
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.source_info import SourceInfo

VERSION = 1
SHOT_SCORE = 5.0
"""scdet score from which a frame begins a new shot: on the measured programme 5 to 7 find 96 of 96 hard cuts and invent
none; the weakest of the sample bulletin scores 5.9, the strongest that is no cut 3.7."""

_BYTES_PER_SECOND = 400_000


@dataclass(frozen=True)
class Analysis:
    """What was found. shots: first frame of each shot (none for sound alone); frames: pictures in the proxy."""

    frames: int
    shots: tuple[int, ...]
    black: tuple[Range, ...]
    silence: tuple[Range, ...]
    loudness: Loudness | None
    proxy: str
    filmstrip: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; fractions as `"num/den"`."""
        return {
            "version": VERSION,
            "frames": self.frames,
            "shots": list(self.shots),
            "black": [_span(span) for span in self.black],
            "silence": [_span(span) for span in self.silence],
            "loudness": dict(vars(self.loudness)) if self.loudness else None,
            "proxy": self.proxy,
            "filmstrip": {
                "sheets": list(self.filmstrip),
                "columns": TILE_COLUMNS,
                "rows": TILE_ROWS,
                "width": THUMB_WIDTH,
                "height": THUMB_HEIGHT,
                "seconds_per_thumb": 1,
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Analysis":
        """Read what `to_json` wrote."""
        return cls(
            frames=data["frames"],
            shots=tuple(data["shots"]),
            black=tuple(_range(span) for span in data["black"]),
            silence=tuple(_range(span) for span in data["silence"]),
            loudness=Loudness(**data["loudness"]) if data["loudness"] else None,
            proxy=data["proxy"],
            filmstrip=tuple(data["filmstrip"]["sheets"]),
        )


def analyse(
    path: Path,
    info: SourceInfo,
    out_dir: Path,
    on_progress: Callable[[float], None] | None = None,
    should_stop: ShouldStop | None = None,
) -> Analysis:
    """Analyse the recording `path` into `out_dir`; `on_progress` hears 0..1.

    Raises:
        RunError, UnreadableMedia: see `runner.run`. Nothing is left in `out_dir` then.
    """

    def advance(done: Fraction) -> None:
        if on_progress:
            on_progress(min(1.0, float(done / info.duration)))

    out_dir.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out_dir))
    try:
        done = run(
            analysis_args(info),
            limits=for_analysis(info.duration, int(info.duration * _BYTES_PER_SECOND)),
            inputs=[path],
            output_dir=work,
            on_progress=advance,
            should_stop=should_stop,
        )
        analysis = _digest(work, info, (done.frames or 0) if info.video else 0)
        for file in sorted(work.iterdir(), key=lambda file: file.name == "analysis.json"):
            file.replace(out_dir / file.name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if on_progress:
        on_progress(1.0)
    return analysis


def _digest(work: Path, info: SourceInfo, frames: int) -> Analysis:
    """Turn logs and raw samples into the files the pages read, and drop them."""
    shots, black = _read_pictures(work / PICTURE_LOG, info) if info.video else ([], [])
    sheets = write_sheets(work / THUMBS, work) if info.video else []
    silence, loudness = _read_sound(work, info) if info.audio else ([], None)
    analysis = Analysis(
        frames=frames,
        shots=tuple(shots),
        black=tuple(black),
        silence=tuple(silence),
        loudness=loudness,
        proxy="proxy.mp4" if info.video else "proxy.m4a",
        filmstrip=tuple(sheets),
    )
    for name in (PICTURE_LOG, SOUND_LOG, SAMPLES, THUMBS):
        (work / name).unlink(missing_ok=True)
    (work / "analysis.json").write_text(json.dumps(analysis.to_json()))
    return analysis


def _read_pictures(log: Path, info: SourceInfo) -> tuple[list[int], list[Range]]:
    shots, black = [0], _Spans("lavfi.black_start", "lavfi.black_end", info.duration)
    for (frame, _), values in read_log(log):
        if frame > 0 and float(values.get("lavfi.scd.score", 0)) >= SHOT_SCORE:
            shots.append(frame)
        black.note(values)
    return shots, black.finish()


def _read_sound(work: Path, info: SourceInfo) -> tuple[list[Range], Loudness]:
    series: list[float] = []
    silence = _Spans("lavfi.silence_start", "lavfi.silence_end", info.duration)
    last: Mapping[str, str] = {}
    for _, values in read_log(work / SOUND_LOG):
        value = momentary(values)
        if value is not None:
            series.append(value)
            last = values
        silence.note(values)
    (work / "loudness.json").write_text(json.dumps(LoudnessSeries(Fraction(0), tuple(series)).to_json()))
    write_peaks(work / SAMPLES, work)
    return silence.finish(), last_of([last])


class _Spans:
    """Collects spans whose start and end are told by different frames; one still open at the end lasts to the end."""

    def __init__(self, start: str, end: str, duration: Fraction) -> None:
        self._names = (start, end)
        self._duration = duration
        self._open: Fraction | None = None
        self._found: list[Range] = []

    def note(self, values: Mapping[str, str]) -> None:
        start, end = (values.get(name) for name in self._names)
        if end is not None and self._open is not None:
            self._close(Fraction(end))
        if start is not None:
            self._open = max(Fraction(0), Fraction(start))

    def finish(self) -> list[Range]:
        if self._open is not None:
            self._close(self._duration)
        return self._found

    def _close(self, end: Fraction) -> None:
        if self._open is not None and end > self._open:
            self._found.append(Range(self._open, end))
        self._open = None


def _span(span: Range) -> dict[str, str]:
    return {"start": format_fraction(span.start), "end": format_fraction(span.end)}


def _range(span: Mapping[str, str]) -> Range:
    return Range(parse_fraction(span["start"]), parse_fraction(span["end"]))
