"""One encoder fed through a pipe: frames are drawn on one processor while they are encoded on the other."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from queue import Queue
from typing import IO

from clipdesk.config.practice.draw import Pictures
from clipdesk.config.practice.frame import HEIGHT, RATE, WIDTH, Frame
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

Progress = Callable[[Fraction], None]  # told the share that is done, 0..1
AHEAD = 6  # frames drawn ahead of the encoder
PIPE_BYTES = 1 << 20  # Linux's limit without privileges


class BulletinNotMade(ClipdeskError):
    """The encoder stopped before the bulletin was complete."""

    message = gettext_noop(
        "The practice bulletin could not be written: the encoder stopped ({reason}). "
        "Look at the free disk space and try again."
    )


@dataclass(frozen=True)
class Span:
    """Which film frames to encode: from `first` up to and without `last` (None: to the end)."""

    first: int = 0
    last: int | None = None


def encode(
    pictures: Pictures,
    sound: Path,
    video: Path,
    *,
    ffmpeg: Path,
    span: Span | None = None,
    on_progress: Progress | None = None,
) -> None:
    """Draw the frames of `span` and write them with `sound` to `video`.

    Raises:
        BulletinNotMade: the encoder stopped early.
    """
    span = span or Span()
    part = video.with_name(f".{video.stem}.part{video.suffix}")
    with tempfile.TemporaryFile() as said:
        args = encoder_args(ffmpeg, sound, part, Fraction(span.first, RATE))
        encoder = subprocess.Popen(args, stdin=subprocess.PIPE, stderr=said)
        try:
            complete = _feed(encoder, pictures, span, on_progress)
        except BaseException:
            encoder.kill()
            part.unlink(missing_ok=True)
            raise
        finally:
            encoder.wait()
        if encoder.returncode != 0 or not complete:
            part.unlink(missing_ok=True)
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise BulletinNotMade(reason=lines[-1] if lines else f"exit {encoder.returncode}")
    os.replace(part, video)


class _Writer(threading.Thread):
    """Writes frames to the encoder; `broken` is set when the encoder has stopped reading."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.pipe = pipe
        self.broken = False
        self.waiting: Queue[tuple[Frame, int] | None] = Queue()
        self.free: Queue[Frame] = Queue()
        for _ in range(AHEAD):
            self.free.put(Frame())

    def run(self) -> None:
        while (drawn := self.waiting.get()) is not None:
            if not self.broken:
                self._write(*drawn)
            self.free.put(drawn[0])

    def _write(self, frame: Frame, times: int) -> None:
        try:
            for _ in range(times):
                self.pipe.write(frame.data.data)
        except BrokenPipeError:
            self.broken = True


def _feed(encoder: subprocess.Popen[bytes], pictures: Pictures, span: Span, on_progress: Progress | None) -> bool:
    """Draw and write all frames; returns whether the encoder took them all."""
    if encoder.stdin is None:
        return False
    with suppress(PermissionError):  # a wide pipe is only quicker; the system may have given this user no more room
        fcntl.fcntl(encoder.stdin, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    last = pictures.count if span.last is None else span.last
    writer = _Writer(encoder.stdin)
    writer.start()
    try:
        done = 0
        for drawn in pictures.frames(span.first, last, take=writer.free.get):
            writer.waiting.put(drawn)
            if writer.broken:
                break
            before, done = done, done + drawn[1]
            if on_progress is not None and done // RATE > before // RATE:
                on_progress(Fraction(done, last - span.first))
    finally:
        writer.waiting.put(None)
        writer.join()
        _close(encoder.stdin)
    return not writer.broken


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # the encoder is gone; its exit code tells


def encoder_args(ffmpeg: Path, sound: Path, video: Path, start: Fraction) -> list[str]:
    """Return the encoder's command: raw BT.709 frames on standard input, `sound` from `start` seconds on, MP4 out.

    MPEG-2, as many a station's camera and server write it: a quarter cheaper to write than the quickest H.264, and to read.
    """
    colours = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    return [
        *(str(ffmpeg), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{WIDTH}x{HEIGHT}", "-framerate", str(RATE)),
        *(*colours, "-i", "pipe:0"),
        *("-ss", f"{float(start):.3f}", "-i", str(sound)),
        *("-map", "0:v", "-map", "1:a", "-c:v", "mpeg2video", "-q:v", "2", "-threads", "4"),
        *("-g", str(RATE), "-pix_fmt", "yuv420p", *colours),
        *("-c:a", "mp2", "-b:a", "256k", "-shortest", "-movflags", "+faststart", "-f", "mp4", str(video)),
    ]
