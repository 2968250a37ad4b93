"""The price of a render: against bare ffmpeg, against one run per rendition, and beside MoviePy.

The clip is half a minute of 1080p, upright, with captions, brought to -14 LUFS. Bare ffmpeg gets the same filters, the same
preset, and the right gain for nothing: it neither measures, nor checks, nor makes a thumbnail, nor stands behind walls.

Four renditions share what it costs to read the recording, so that counts: they are made of a recording as it comes off
air (interlaced, 15 Mbit/s), which is what a station cuts from, and of a light progressive one beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from statistics import median

from benchmarks.sources import SHARED, off_air, programme

from clipdesk.media import (
    Order,
    Range,
    Recipe,
    analyse,
    ffmpeg_path,
    integrated,
    probe,
    read_captions,
    read_series,
    render,
    to_ass,
)
from clipdesk.media.loudness import Series
from clipdesk.media.timeline import clip_cues

START, AIR_START, SECONDS = 60, 10, 30
FOUR = ("9:16", "4:5", "1:1", "16:9")
_MOVIEPY = Path(__file__).with_name("render_moviepy.py")


@dataclass(frozen=True)
class Figures:
    """Seconds of each way, the fastest run; MoviePy: None if not tried.

    overhead: our render, as a multiple of bare ffmpeg's. gain: how many times faster one decode makes four renditions than
    four runs do. Both are medians over runs that stand side by side, because a shared machine changes its speed by a third
    from one minute to the next.
    """

    ours: float
    bare: float
    together: float
    apart: float
    overhead: float
    gain: float
    gain_light: float
    moviepy: float | None

    def lines(self) -> list[str]:
        """What is printed."""
        found = [
            f"upright clip with captions: {self.ours:.1f} s, bare ffmpeg {self.bare:.1f} s: {self.overhead:.3f} times "
            "(promised: at most 1.05)",
            f"four renditions from one decode, off air: {self.together:.1f} s, four runs {self.apart:.1f} s: {self.gain:.2f} "
            f"times faster (promised: at least 1.25); of 1080p at 8 Mbit/s {self.gain_light:.2f} times",
        ]
        if self.moviepy is not None:
            times = self.moviepy / self.ours
            found.append(f"MoviePy, the same clip without loudness: {self.moviepy:.1f} s, {times:.1f} times ours")
        return found


def measure(runs: int, seconds: int = SECONDS, moviepy: str | None = None) -> Figures:
    """Make every clip `runs` times, each way beside the one that it is compared with, the first of them in turn.

    moviepy: a Python that has it (run once, it takes minutes).
    """
    with tempfile.TemporaryDirectory(prefix="clipdesk-bench-") as name:
        folder = Path(name)
        order = _order(programme(folder, START + seconds + 2), folder, START, seconds)
        air = _order(off_air(folder, AIR_START + seconds + 2), folder, AIR_START, seconds)
        ways: Mapping[str, Callable[[], object]] = {
            "ours": lambda: render(order, folder / "ours"),
            "bare": lambda: _bare(order, folder),
            "together": lambda: _together(air, folder),
            "apart": lambda: _apart(air, folder),
            "together_light": lambda: _together(order, folder),
            "apart_light": lambda: _apart(order, folder),
        }
        took: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(runs):
            for pair in (("ours", "bare"), ("together", "apart"), ("together_light", "apart_light")):
                for way in pair if number % 2 else reversed(pair):
                    took[way].append(_timed(ways[way]))
        return Figures(
            **{way: min(took[way]) for way in ("ours", "bare", "together", "apart")},
            overhead=_ratio(took["ours"], took["bare"]),
            gain=_ratio(took["apart"], took["together"]),
            gain_light=_ratio(took["apart_light"], took["together_light"]),
            moviepy=_timed(lambda: _moviepy(moviepy, order, folder)) if moviepy else None,
        )


def _together(order: Order, folder: Path) -> None:
    render(replace(order, shapes=FOUR), folder / "together")


def _apart(order: Order, folder: Path) -> None:
    for shape in FOUR:
        render(replace(order, shapes=(shape,)), folder / "apart")


def _ratio(ones: list[float], others: list[float]) -> float:
    return median(one / other for one, other in zip(ones, others, strict=True))


def _order(source: Path, folder: Path, start: int, seconds: int) -> Order:
    info = probe(source)
    recipe = Recipe(
        source_sha256="0" * 64,
        ranges=(Range(Fraction(start), Fraction(start + seconds)),),
        captions=tuple(read_captions((SHARED / "bulletin.srt").read_bytes(), "bulletin.srt")),
    )
    return Order(recipe, source, info, _stored_loudness(source, folder), ("9:16",))


def _stored_loudness(source: Path, folder: Path) -> Series:
    """What the desk keeps of every recording that it has read: made from its sound alone, which is quick."""
    sound = folder / f"{source.stem}.mka"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-nostdin", "-y", "-i", source, "-vn", "-c", "copy", sound], check=True
    )
    analyse(sound, probe(sound), folder / "analysis")
    return read_series(json.loads((folder / "analysis" / "loudness.json").read_text()))


def _bare(order: Order, folder: Path) -> None:
    """What somebody would type by hand."""
    script = folder / "bare.ass"
    script.write_text(to_ass(clip_cues(order.recipe, order.info.grid), "9:16"), encoding="utf-8")
    assert order.loudness is not None
    gain = float(order.recipe.loudness_target) - integrated(order.loudness, order.recipe.ranges)
    fonts = Path(sys.modules["clipdesk.media"].__path__[0]) / "fonts"
    scale = "scale=3414:1920:flags=bicubic+accurate_rnd+full_chroma_int:in_color_matrix=bt709:out_color_matrix=bt709"
    picture = f"{scale},setsar=1,format=yuv420p,crop=1080:1920:1167:0:exact=1,ass={script}:fontsdir={fonts}"
    sound = f"volume={gain:.2f}dB,aresample=192000,alimiter=limit=0.8414:level=0:attack=5:release=50,aresample=48000"
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-g", "50", "-threads", "4"]
    seconds = str(float(order.recipe.duration))
    command = [str(ffmpeg_path()), "-v", "error", "-y", "-ss", str(START), "-t", seconds, "-i", str(order.source)]
    command += ["-vf", picture, "-af", sound, *encode, "-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart"]
    subprocess.run([*command, str(folder / "bare.mp4")], check=True)


def _moviepy(python: str, order: Order, folder: Path) -> None:
    cues = [[float(cue.start), float(cue.end), cue.text] for cue in clip_cues(order.recipe, order.info.grid)]
    fonts = Path(sys.modules["clipdesk.media"].__path__[0]) / "fonts" / "NotoSans-Bold.ttf"
    wanted = {
        "source": str(order.source), "start": START, "end": START + float(order.recipe.duration), "cues": cues,
        "font": str(fonts), "output": str(folder / "moviepy.mp4"),
    }  # fmt: skip
    subprocess.run([python, str(_MOVIEPY), json.dumps(wanted)], check=True, stdout=subprocess.DEVNULL)


def _timed(make: Callable[[], object]) -> float:
    began = time.perf_counter()
    make()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    asked = parser.parse_args()
    for line in measure(asked.runs, asked.seconds, os.environ.get("CLIPDESK_BENCH_PYTHON")).lines():
        print(line)


if __name__ == "__main__":
    main()
