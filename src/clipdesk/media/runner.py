"""The one place that starts processes for media work.

Argument lists only, never a shell. What comes out is written to a private folder beside the result and renamed when
all of it is there: a reader never meets half a file. Cancelling kills the whole process group.
"""

import os
import selectors
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

from clipdesk.media import sandbox
from clipdesk.media.errors import Cancelled, EncodeFailed, MediaError, NoProgress, ToolMissing
from clipdesk.media.limits import Limits
from clipdesk.media.stderr import explain
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.taps import Tap, Taps

OnProgress = Callable[[Fraction], None]
ShouldStop = Callable[[], bool]
_POLL_SECONDS = 0.2
_TAIL_LINES = 200
_LEAST_PRIORITY = 19


@dataclass(frozen=True)
class Result:
    """What a finished run left: its files (in the output folder, sorted), the pictures it counted, its last words."""

    files: tuple[Path, ...]
    frames: int | None
    stderr: str
    seconds: float


def run(  # noqa: PLR0913 - the one door to ffmpeg; all but the first are named
    args: Sequence[str],
    *,
    limits: Limits,
    inputs: Sequence[Path],
    output_dir: Path,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
    taps: Mapping[str, Tap] | None = None,
    font: Path | None = None,
) -> Result:
    """Run ffmpeg with `args` behind the walls of `sandbox`.

    Inside, `inputs[N]` is `in/N` (write `-i file:in/N`), results go to `out/NAME`, our fonts lie in `fonts`; in their place
    `font`, where it is given.
    `on_progress` is told how many seconds of the first output are done; `should_stop` is asked five times a second.
    The output `tap:NAME` goes to `taps[NAME]`, which hears its bytes while they are made, in a thread of its own; all
    of it was heard when this returns. For sound as 48 kHz stereo floats: `-map [LABEL] -f f32le tap:NAME`.

    Raises:
        Exception: whatever a tap raised; it ends the run.
        RunError: cancelled, stood still, over a limit, disk full, or refused by ffmpeg (see `errors`).
        UnreadableMedia: ffmpeg said that the input is at fault.
    """
    path = ffmpeg_path()
    whole = ["-hide_banner", "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-stats_period", "0.25", *args]
    program = sandbox.Program(path, (path.parent,))
    with Taps(taps or {}) as open_taps:
        watch = _Watch(limits, on_progress, should_stop, open_taps)
        return _run(program, open_taps.fill(whole), tuple(inputs), output_dir, watch, font)


def run_python(
    script: Path,
    args: Sequence[str],
    *,
    limits: Limits,
    inputs: Sequence[Path],
    output_dir: Path,
    should_stop: ShouldStop | None = None,
) -> Result:
    """Run one of our stand-alone scripts with this interpreter behind the same walls; it sees no other code of ours."""
    with Taps({}) as no_taps:
        watch = _Watch(limits, None, should_stop, no_taps)
        return _run(_python(), _script(args, inputs), (*inputs, script), output_dir, watch)


def _python() -> sandbox.Program:
    return sandbox.Program(Path(sys.executable), (Path(sys.prefix), Path(sys.base_prefix)))


def _script(args: Sequence[str], inputs: Sequence[Path]) -> list[str]:
    """The interpreter's arguments for a script that is the input after `inputs`."""
    return ["-I", "-B", f"in/{len(inputs)}", *args]


class _Watch:
    """Follows one process: its progress lines, its silence, the wish to stop, the readers of its streams."""

    def __init__(
        self, limits: Limits, on_progress: OnProgress | None, should_stop: ShouldStop | None, taps: Taps
    ) -> None:
        self.limits = limits
        self.taps = taps
        self.frames: int | None = None
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._began = self._moved = time.monotonic()
        self._seen: dict[str, str] = {}

    def line(self, text: str) -> None:
        name, _, value = text.strip().partition("=")
        if name not in ("frame", "out_time_us", "total_size") or self._seen.get(name) == value:
            return
        self._seen[name] = value
        self._moved = time.monotonic()
        if name == "frame" and value.isdecimal():
            self.frames = int(value)
        elif name == "out_time_us" and value.isdecimal() and self._on_progress:
            self._on_progress(Fraction(int(value), 1_000_000))

    def check(self) -> None:
        now = time.monotonic()
        self.taps.check()
        if self._should_stop and self._should_stop():
            raise Cancelled
        if self.limits.wall is not None and now - self._began > self.limits.wall:
            raise NoProgress(seconds=self.limits.wall)
        if now - self._moved > self.limits.no_progress:
            raise NoProgress(seconds=self.limits.no_progress)


def _run(
    program: sandbox.Program,
    args: Sequence[str],
    inputs: tuple[Path, ...],
    output_dir: Path,
    watch: _Watch,
    font: Path | None = None,
) -> Result:
    began = time.monotonic()
    with _private_folder() as private, _staging(output_dir) as staging:
        layout = sandbox.Layout(inputs, staging, private, font)
        cwd, environment = sandbox.prepare(layout)
        command = sandbox.command(program, args, layout, watch.limits)
        returncode, stderr = _supervise(command, cwd, environment, watch)
        if returncode != 0:
            raise explain(returncode, stderr)
        files = _publish(staging, output_dir)
    return Result(files, watch.frames, stderr, time.monotonic() - began)


def _supervise(command: Sequence[str], cwd: Path, environment: dict[str, str], watch: _Watch) -> tuple[int, str]:
    process, tail, reader = _start(command, cwd, environment, stdin=subprocess.DEVNULL, pass_fds=watch.taps.write_ends)
    _stand_back(process, watch.limits.nice)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        watch.taps.begin()
        _follow(process.stdout, watch)
        while process.poll() is None:
            watch.check()
            time.sleep(_POLL_SECONDS / 10)
        while not watch.taps.finish(_POLL_SECONDS):
            watch.check()
    except BaseException:  # whatever ends the watching (a stop, a limit, Ctrl-C) must end the process too
        _kill(process)
        raise
    finally:
        process.wait()
        reader.join(timeout=5)
        process.stdout.close()
        process.stderr.close()
    return process.returncode, "\n".join(tail)


def _start(
    command: Sequence[str], cwd: Path, environment: dict[str, str], *, stdin: int, pass_fds: tuple[int, ...] = ()
) -> tuple[subprocess.Popen[bytes], deque[str], threading.Thread]:
    """Start a process in a group of its own; return it, its last words as they come, and the thread that hears them."""
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=pass_fds,
        )
    except FileNotFoundError as error:
        raise ToolMissing(what=str(command[0])) from error
    assert process.stderr is not None
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    reader = threading.Thread(target=_read_tail, args=(process.stderr, tail), daemon=True)
    reader.start()
    return process, tail, reader


def _stand_back(process: subprocess.Popen[bytes], nice: int) -> None:
    """Lower the priority of the whole group, `nice` steps below ours; what it starts later inherits that."""
    if nice:
        level = min(_LEAST_PRIORITY, os.getpriority(os.PRIO_PROCESS, 0) + nice)
        os.setpriority(os.PRIO_PGRP, process.pid, level)


def _follow(stdout: IO[bytes], watch: _Watch) -> None:
    """Read progress lines until the process closes its end, looking up at least every `_POLL_SECONDS`."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        while True:
            watch.check()
            if not selector.select(_POLL_SECONDS):
                continue
            data = os.read(stdout.fileno(), 65536)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                watch.line(line.decode("ascii", "replace"))
            rest = rest[-4096:]


def _read_tail(stderr: IO[bytes], tail: deque[str]) -> None:
    while line := stderr.readline(4096):
        tail.append(line.decode("utf-8", "replace").rstrip())


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def _private_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="clipdesk-media-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def _staging(output_dir: Path) -> Iterator[Path]:
    """A private folder on the same file system as the result, gone afterwards."""
    output_dir.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=output_dir))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _publish(staging: Path, output_dir: Path) -> tuple[Path, ...]:
    """Hand over plain files only: a link left by a program that was taken over would be followed out here."""
    files = []
    for path in sorted(staging.iterdir()):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise EncodeFailed(detail=f"{path.name} is not a plain file")
    for path in sorted(staging.iterdir()):
        target = output_dir / path.name
        path.replace(target)
        files.append(target)
    return tuple(files)


@dataclass(frozen=True)
class Talk:
    """A script that waits behind the walls to be asked: questions to `process.stdin`, answers from `process.stdout`."""

    process: subprocess.Popen[bytes]
    _tail: deque[str]
    _reader: threading.Thread

    def fault(self) -> MediaError:
        """Return the error that fits how it ended by itself; to be called when it has closed its output."""
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            _kill(self.process)
        return explain(self.end(), "\n".join(self._tail))

    def end(self) -> int:
        """Wait for its end, close the pipes, return how it ended (as `subprocess` says it)."""
        self.process.wait()
        self._reader.join(timeout=5)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return self.process.returncode


@contextmanager
def talk_to_python(
    script: Path,
    args: Sequence[str],
    *,
    limits: Limits,
    inputs: Sequence[Path],
    output_dir: Path | None = None,
    descriptors: tuple[int, ...] = (),
) -> Iterator[Talk]:
    """Run one of our stand-alone scripts as `run_python` does, to be asked on its input; it ends with the block.

    It leaves files only in `output_dir`, written there at once: a recording that goes on for days is never finished.
    It gets `descriptors`, under the same numbers: a socket that was opened out here is all the network it has.
    Whoever asks keeps the time: here `limits` are the kernel's alone.
    """
    with _private_folder() as private, tempfile.TemporaryDirectory(prefix="clipdesk-talk-") as spare:
        layout = sandbox.Layout((*inputs, script), output_dir or Path(spare), private)
        cwd, environment = sandbox.prepare(layout)
        command = sandbox.command(_python(), _script(args, inputs), layout, limits)
        process, tail, reader = _start(command, cwd, environment, stdin=subprocess.PIPE, pass_fds=descriptors)
        _stand_back(process, limits.nice)
        talk = Talk(process, tail, reader)
        try:
            yield talk
        finally:
            if process.poll() is None:
                _kill(process)
            talk.end()
