"""A child process of the supervisor: started, watched, started again whenever it ends, stopped.

An exit code says nothing: Procrastinate's worker ends with 0 when PostgreSQL restarts. So a child that ends while the
desk is up is started again, after a pause that grows while it keeps failing.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clipdesk.config import paths

PDEATHSIG = 1
STEADY_SECONDS, FIRST_PAUSE, LONGEST_PAUSE = 20.0, 0.5, 15.0
LOG_BYTES = 20_000_000


@dataclass
class Patience:
    """When something that ended may start again: at once after a steady run, later each time after short ones."""

    started: float = field(default_factory=time.monotonic)
    pause: float = FIRST_PAUSE
    again_at: float = 0.0

    def begin(self) -> None:
        """Note that it starts now."""
        self.started, self.again_at = time.monotonic(), 0.0

    def is_over(self) -> bool:
        """Tell whether what has ended may start again; the first question begins the pause."""
        moment = time.monotonic()
        if not self.again_at:
            steady = moment - self.started > STEADY_SECONDS
            self.pause = FIRST_PAUSE if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = moment + self.pause
        return moment >= self.again_at


@dataclass
class Child:
    """One child process and how it has fared."""

    name: str
    words: Sequence[str]
    env: Mapping[str, str] | None = None
    process: subprocess.Popen[bytes] | None = None
    patience: Patience = field(default_factory=Patience)

    @property
    def log(self) -> Path:
        """Where it says what it has to say."""
        return paths.LOGS / f"{self.name}.log"

    def start(self) -> None:
        """Start it; what it says goes to its own log file."""
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words, stdout=log, stderr=log, env=self.env, preexec_fn=die_with_parent
            )
        self.patience.begin()
        note_pid(self.name, self.process.pid)

    def look(self) -> None:
        """Start it again when it has ended and its pause is over."""
        if self.process is not None and self.process.poll() is not None and self.patience.is_over():
            self.start()
        keep_short(self.log)

    def stop(self, seconds: float = 15.0) -> None:
        """Ask it to stop; after `seconds`, make it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        (paths.RUN / f"{self.name}.pid").unlink(missing_ok=True)


def note_pid(name: str, pid: int) -> None:
    """Write down which process runs under `name`; whoever reads finds a number, never an empty file."""
    draft = paths.RUN / f"{name}.new"
    draft.write_text(str(pid))
    draft.replace(paths.RUN / f"{name}.pid")


def keep_short(log: Path) -> None:
    """Move a long log aside, over the last one. Whoever writes appends, so it goes on in the emptied file."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def die_with_parent() -> None:
    """In the child: a group of its own (Ctrl-C is the supervisor's affair), and death with the parent."""
    os.setsid()
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
