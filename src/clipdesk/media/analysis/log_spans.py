"""What ffmpeg's detectors wrote down, frame by frame, turned into spans.

Pictures are counted, not timed: after `fps` one tick is one frame, and older ffmpeg write times with six digits only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from clipdesk.media.analysis.analysis_args import BLACK_SECONDS, FREEZE_SECONDS
from clipdesk.media.metadata_log import read_log
from clipdesk.media.recipe import Range
from clipdesk.media.source_info import SourceInfo, VideoInfo

_BLACK = "lavfi.black_start", "lavfi.black_end"
_FREEZE = "lavfi.freezedetect.freeze_start", "lavfi.freezedetect.freeze_end"
_ENDS = frozenset({*_BLACK, *_FREEZE})


@dataclass(frozen=True)
class PictureLog:
    """scdet: the score of every frame."""

    scdet: tuple[float, ...] = ()
    black: tuple[Range, ...] = ()
    freeze: tuple[Range, ...] = ()


def read_pictures(log: Path, info: SourceInfo, video: VideoInfo) -> PictureLog:
    """Read the picture log of one pass."""
    scores: list[float] = []
    black, freeze = Spans(info.duration), Spans(info.duration)
    rate = video.frame_rate
    noticed_after = -(-FREEZE_SECONDS * rate // 1)  # a freeze is told when it has lasted so long
    for (frame, _), values in read_log(log):
        scores.append(float(values.get("lavfi.scd.score", 0)))
        if not _ENDS.isdisjoint(
            values
        ):  # of most frames there is a score alone, and exact times cost more than reading it
            black.note(values, *_BLACK, frame / rate)
            freeze.note(values, *_FREEZE, frame / rate, begun=(frame - noticed_after) / rate)
    return PictureLog(tuple(scores), black.finish(BLACK_SECONDS), freeze.finish(FREEZE_SECONDS))


def read_silence(log: Path, info: SourceInfo) -> tuple[Range, ...]:
    """Read the sound log of one pass."""
    silence = Spans(info.duration)
    for _, values in read_log(log):
        if "lavfi.silence_end" in values:
            silence.end(Fraction(values["lavfi.silence_end"]))
        if "lavfi.silence_start" in values:
            silence.begin(Fraction(values["lavfi.silence_start"]))
    return silence.finish(Fraction(0))


class Spans:
    """Collects spans whose start and end are told apart; one still open at the end lasts to the end."""

    def __init__(self, duration: Fraction) -> None:
        self._duration = duration
        self._open: Fraction | None = None
        self._found: list[Range] = []

    def note(
        self, values: Mapping[str, str], start: str, end: str, now: Fraction, begun: Fraction | None = None
    ) -> None:
        """Hear what was found at `now`; a start told there lies at `begun` (None: there)."""
        if end in values:
            self.end(now)
        if start in values:
            self.begin(now if begun is None else begun)

    def begin(self, start: Fraction) -> None:
        """A span begins."""
        self._open = max(Fraction(0), start)

    def end(self, end: Fraction) -> None:
        """The open span ends, if one is open."""
        if self._open is not None and end > self._open:
            self._found.append(Range(self._open, end))
        self._open = None

    def finish(self, shortest: Fraction) -> tuple[Range, ...]:
        """Return all spans of at least `shortest` seconds."""
        self.end(self._duration)
        return tuple(span for span in self._found if span.end - span.start >= shortest)
