"""How a hostile file was taken: what was said, how long it took, how much memory it cost."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clipdesk.media.errors import MediaError
from clipdesk.media.probe import probe

LONGEST_REFUSAL = 2.0
_TRIES = 3


def longest_refusal() -> float:
    """Seconds that a refusal may take here and now: more where others use the processors, too."""
    return LONGEST_REFUSAL * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@dataclass(frozen=True)
class Answer:
    """error: None where the file was taken; seconds: of the wall clock; peak: resident bytes of the largest process."""

    error: MediaError | None
    seconds: float
    peak: int


def ask(path: Path) -> Answer:
    """Probe `path`. On a machine that others use, too, the shortest of a few tries is the file's own time."""
    answers: list[Answer] = []
    while not answers or (answers[-1].seconds > LONGEST_REFUSAL and len(answers) < _TRIES):
        answers.append(_ask_once(path))
    return min(answers, key=lambda answer: answer.seconds)


def _ask_once(path: Path) -> Answer:
    error: MediaError | None = None
    with _peak_of_children() as peak:
        began = time.monotonic()
        try:
            probe(path)
        except MediaError as caught:
            error = caught
        seconds = time.monotonic() - began
    return Answer(error, seconds, peak())


@contextlib.contextmanager
def _peak_of_children() -> Iterator[Callable[[], int]]:
    """Follow the new descendants of this process: bubblewrap does not wait for its own, so no count of theirs reaches us.

    Those that were there before (a database, a browser of other tests) are no part of the answer.
    """
    over, found, before = threading.Event(), [0], set(_descendants())

    def follow() -> None:
        while not over.wait(0.01):
            found.extend(_high_water(process) for process in _descendants() if process not in before)

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield lambda: max(found)
    finally:
        over.set()
        thread.join()


def _descendants() -> list[str]:
    found, look = [], [str(os.getpid())]
    while look:
        process = look.pop()
        children: list[str] = []
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                children += Path(f"/proc/{process}/task/{task}/children").read_text().split()
        found += children
        look += children
    return found


def _high_water(process: str) -> int:
    """Peak resident bytes; 0 for one that is gone, or still the copy of this process that a fork makes before its exec."""
    with contextlib.suppress(OSError):
        if Path(f"/proc/{process}/cmdline").read_bytes() == Path("/proc/self/cmdline").read_bytes():
            return 0
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
