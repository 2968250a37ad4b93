"""The price of one pass over a recording: against the plain proxy alone, and beside separate tools for the same facts.

The plain proxy is bare ffmpeg with the same picture size, preset and key frames, without walls and without anything
else. Each run is compared with the plain proxy of the same turn, because a shared machine changes its speed from one
minute to the next; the median of those ratios is told, of wall seconds and of processor seconds. Processor seconds decide:
on a machine that others use, wall seconds tell more about them. bubblewrap does not pass its child's processor seconds on,
so here the pass runs behind the other walls alone.

PySceneDetect stands beside it where `CLIPDESK_BENCH_PYTHON` names a Python that has it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.sources import programme

from clipdesk.media import models
from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.probe import probe
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import ffmpeg_path

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "build" / "models"
SECONDS = 150
_SHOTS = "import sys; from scenedetect import ContentDetector, detect; detect(sys.argv[1], ContentDetector())"


@dataclass(frozen=True)
class Cost:
    """Seconds, or multiples of another's: on the clock, and of processors."""

    wall: float
    cpu: float

    def over(self, other: Cost) -> Cost:
        """This cost as multiples of another."""
        return Cost(self.wall / other.wall, self.cpu / other.cpu)

    def __str__(self) -> str:
        return f"{self.cpu:.2f} (processor), {self.wall:.2f} (clock)"


@dataclass(frozen=True)
class Figures:
    """proxy: seconds. The others are multiples of it; separate: one after the other, with the proxy, run once."""

    proxy: Cost
    plain: Cost
    full: Cost
    separate: Cost
    with_scenes: bool

    def lines(self) -> list[str]:
        """What is printed; the plain proxy is 1."""
        beside = "with PySceneDetect" if self.with_scenes else "without PySceneDetect, which is not here"
        return [
            f"plain proxy: {self.proxy.cpu:.1f} s of processor, {self.proxy.wall:.1f} s by the clock = 1",
            f"one pass without faces and speech: {self.plain} (promised: at most 1.10)",
            f"one pass with faces and speech: {self.full} (promised: at most 1.30)",
            f"separate tools, {beside}: {self.separate}",
        ]


def measure(runs: int, seconds: int = SECONDS) -> Figures:
    """Run everything `runs` times in turn on `seconds` of 1080p; the separate tools once, they take long."""
    for model in models.MODELS.values():
        if not models.installed(model, MODELS):
            models.install(model, MODELS)
    with tempfile.TemporaryDirectory(prefix="clipdesk-bench-") as name, _processor_seconds_are_told():
        folder = Path(name)
        source = programme(folder, seconds)
        info = probe(source)
        ways: Mapping[str, Callable[[], object]] = {
            "proxy": lambda: _ffmpeg(source, *_proxy(folder)),
            "plain": lambda: analyse(source, info, folder / "plain", extras=Extras(faces=False, speech=False)),
            "full": lambda: _full(source, info, folder),
        }
        took: dict[str, list[Cost]] = {way: [] for way in ways}
        for _ in range(runs):
            for way, make in ways.items():
                took[way].append(_cost(make))
        python = os.environ.get("CLIPDESK_BENCH_PYTHON")
        apart = _cost(lambda: _apart(source, folder, python))
        return Figures(
            proxy=_median(took["proxy"]),
            plain=_beside(took["plain"], took["proxy"]),
            full=_beside(took["full"], took["proxy"]),
            separate=apart.over(_median(took["proxy"])),
            with_scenes=python is not None,
        )


def _apart(source: Path, folder: Path, python: str | None) -> None:
    for args in _separate(folder):
        _ffmpeg(source, *args)
    if python:
        subprocess.run([python, "-c", _SHOTS, source], check=True)


def _full(source: Path, info: SourceInfo, folder: Path) -> None:
    found = analyse(source, info, folder / "full", extras=Extras(models=MODELS))
    assert found.faces is not None
    assert found.faces.detector.startswith("blazeface")
    assert found.speech is not None


def _proxy(folder: Path) -> list[str]:
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p"]
    picture = ["-vf", "scale=960:540:flags=fast_bilinear", *encode]
    return [*picture, "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", str(folder / "proxy.mp4")]


def _separate(folder: Path) -> list[list[str]]:
    """One command for each fact, as it is usually done."""
    thumbs = folder / "thumbs"
    thumbs.mkdir()
    return [
        _proxy(folder),
        ["-vn", "-af", "ebur128=peak=true", "-f", "null", "-"],
        ["-vn", "-af", "silencedetect=n=-50dB:d=1", "-f", "null", "-"],
        ["-vn", "-ac", "1", "-f", "s16le", str(folder / "peaks.s16")],
        ["-an", "-vf", "fps=1,scale=160:90", "-q:v", "4", str(thumbs / "%05d.jpg")],
        ["-an", "-vf", "blackdetect=d=0.4", "-f", "null", "-"],
    ]


def _ffmpeg(source: Path, *args: str) -> None:
    subprocess.run([ffmpeg_path(), "-v", "error", "-nostdin", "-y", "-i", source, *args], check=True)


def _cost(make: Callable[[], object]) -> Cost:
    began, cpu = time.perf_counter(), _cpu()
    make()
    return Cost(time.perf_counter() - began, _cpu() - cpu)


def _cpu() -> float:
    """Of this process and of all processes that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _beside(costs: list[Cost], proxies: list[Cost]) -> Cost:
    return _median([cost.over(proxy) for cost, proxy in zip(costs, proxies, strict=True)])


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(cost.wall for cost in costs), median(cost.cpu for cost in costs))


@contextmanager
def _processor_seconds_are_told() -> Iterator[None]:
    """Without bubblewrap on the path, the pass is a child whose processor seconds the kernel adds up."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = "/nonexistent"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    asked = parser.parse_args()
    for line in measure(asked.runs, asked.seconds).lines():
        print(line)


if __name__ == "__main__":
    main()
