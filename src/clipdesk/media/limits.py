"""How much of the machine one piece of media work may use."""

from dataclasses import dataclass, replace
from fractions import Fraction

GIB = 1 << 30
MIB = 1 << 20
NO_PROGRESS_SECONDS = 60

PROXY_NICE, ANALYSIS_NICE = 5, 10
"""Whoever waits for a render or a preview waits least; then the pass that makes the proxy, without which nobody can cut;
then what is looked for in a recording afterwards."""


@dataclass(frozen=True)
class Limits:
    """What the kernel enforces on one process tree.

    cpu: seconds of processor time per process; memory: bytes of address space; file_size: bytes of any one file it
    writes; processes: with their threads, at a time; wall: seconds in all, or None where only standing still counts;
    no_progress: seconds without any advance; nice: how far it stands back when the processor is busy (0..19).
    """

    cpu: int
    memory: int
    file_size: int
    open_files: int = 64
    processes: int = 1024
    wall: int | None = None
    no_progress: int = NO_PROGRESS_SECONDS
    nice: int = 0


PROBE = Limits(cpu=60, memory=2 * GIB, file_size=512 * MIB, wall=60)
"""For looking at a stranger's file: the measured recipe."""


RECEIVE = Limits(cpu=30 * 24 * 3600, memory=2 * GIB, file_size=2 * GIB)
"""For taking a live stream apart, day and night."""

JOIN = Limits(cpu=900, memory=2 * GIB, file_size=64 * GIB, wall=1800)
"""For copying the segments of a channel into one file."""

PLAY = Limits(cpu=30, memory=GIB, file_size=2 * GIB, wall=60)
"""For copying one segment into what a browser plays: somebody waits for it."""

LOOK = Limits(cpu=60, memory=2 * GIB, file_size=64 * MIB, open_files=128, wall=60)
"""For looking at some seconds of a channel."""


def for_proxy(duration: Fraction, predicted_bytes: int) -> Limits:
    """Return the limits of the one pass over `duration` seconds, whose proxy has about `predicted_bytes`."""
    return replace(for_analysis(duration, predicted_bytes), nice=PROXY_NICE)


def for_analysis(duration: Fraction, predicted_bytes: int) -> Limits:
    """Return the limits of looking through `duration` seconds, into a largest file of about `predicted_bytes`."""
    size = _file_size(predicted_bytes)
    return Limits(cpu=int(8 * duration) + 60, memory=8 * GIB, file_size=size, nice=ANALYSIS_NICE)


def for_render(duration: Fraction, predicted_bytes: int) -> Limits:
    """Return the limits of rendering a clip of `duration` seconds into a largest file of about `predicted_bytes`."""
    return Limits(cpu=int(40 * duration) + 60, memory=8 * GIB, file_size=_file_size(predicted_bytes))


def _file_size(predicted: int) -> int:
    return max(2 * predicted, 16 * MIB)
