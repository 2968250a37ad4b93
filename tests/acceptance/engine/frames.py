"""Item 4: the picture asked for at a random time is the one shown then; and it is there at once."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from clipdesk.media.probe import probe
from clipdesk.media.seeking import FrameReader, KeyFrameIndex, frame_at, index_recording
from clipdesk.media.seeking.tests.sources import Source, Studio, make
from clipdesk.media.source_info import SourceInfo
from tests.acceptance.verdict import SHARED, Verdict

TIMES, FRAMES, TURNS = 300, 3000, 5
FORMS = ("mp4", "ts", "mxf", "phone", "mkv, open groups", "interlaced ts", "hevc ts")
TIMED, ALONE = 100, 10
HOUR = 30  # turns of two minutes
MOST_SECONDS = 0.2
_EIGHT_MEGABIT = ("-c:v", "libx264", "-preset", "veryfast", "-b:v", "8M", "-maxrate", "9M", "-bufsize", "16M")


def check() -> Verdict:
    """Ask in every form, then take the time on an hour of 1080p at 8 Mb/s."""
    bulletin = SHARED / "bulletin.mp4"
    if not bulletin.exists():
        return Verdict(None, "the shared media folder is not there")
    with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
        studio = Studio(bulletin, Path(folder), FRAMES)
        wrong = {name: _wrong(studio.source(name, TURNS)) for name in FORMS}
        timed = _on_an_hour(bulletin, Path(folder))
    words = [f"{name}: {TIMES - count} of {TIMES} exact" for name, count in wrong.items()]
    return Verdict(not any(wrong.values()) and timed.kept, "; ".join([*words, timed.figure]))


def _wrong(source: Source) -> int:
    info = probe(source.path)
    dice = random.Random(4)
    with FrameReader(source.path, info, index_recording(source.path, info)) as reader:
        return sum(not _exact(reader, source, _time(dice, info)) for _ in range(TIMES))


def _exact(reader: FrameReader, source: Source, at: Fraction) -> bool:
    picture = reader.at(at)
    return source.read(picture.rgb, picture.width, picture.height) == source.shown_at(at)


def _time(dice: random.Random, info: SourceInfo) -> Fraction:
    return Fraction(dice.randrange(int(1000 * info.duration)), 1000)


def _on_an_hour(bulletin: Path, folder: Path) -> Verdict:
    turn, hour = folder / "turn.mp4", folder / "hour.ts"
    make(turn, "-i", str(bulletin), "-an", "-frames:v", str(FRAMES), *_EIGHT_MEGABIT, "-g", "50", "-bf", "2")
    make(hour, "-stream_loop", str(HOUR - 1), "-i", str(turn), "-c", "copy")
    source, info = Source(hour, range(FRAMES), 1, False), probe(hour)
    began = time.monotonic()
    index = index_recording(hour, info)
    indexed = time.monotonic() - began
    took, wrong = _timed(source, info, index)
    alone = statistics.median(_alone(hour, info, index, at) for at in range(ALONE))
    figure = (
        f"an hour of MPEG-TS ({hour.stat().st_size / 1e9:.1f} GB; indexed in {indexed:.1f} s, "
        f"{len(index.to_bytes()) / 1000:.0f} kB): {TIMED - wrong} of {TIMED} exact, median "
        f"{1000 * statistics.median(took):.0f} ms, nine of ten {1000 * sorted(took)[TIMED * 9 // 10]:.0f} ms, longest "
        f"{1000 * max(took):.0f} ms from a process that waits; {1000 * alone:.0f} ms with a process for each"
    )
    return Verdict(not wrong and statistics.median(took) <= MOST_SECONDS, figure)


def _timed(source: Source, info: SourceInfo, index: KeyFrameIndex) -> tuple[list[float], int]:
    dice, took, wrong = random.Random(5), [], 0
    with FrameReader(source.path, info, index) as reader:
        reader.at(Fraction(0))
        for _ in range(TIMED):
            at = _time(dice, info)
            began = time.monotonic()
            picture = reader.at(at)
            took.append(time.monotonic() - began)
            wrong += source.read(picture.rgb, picture.width, picture.height) != source.shown_at(at)
    return took, wrong


def _alone(path: Path, info: SourceInfo, index: KeyFrameIndex, number: int) -> float:
    began = time.monotonic()
    frame_at(path, info, index, Fraction(number * 317))
    return time.monotonic() - began
