"""Recordings whose every picture says its number and whose sound says where it belongs, in many forms and any length.

Pictures: the shared bulletin, made small; its counter strip is legible at a third of the size. Sound: bursts of a 1 kHz
tone in slots of 200 ms, on or off by chance, so that a stretch of a few seconds fits in one place only. One turn of both
is repeated by stream copy. What each picture shows follows from how the file was made; when it is shown is read from the
packets, one after the other from the beginning.
"""

import subprocess
import wave
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip

RATE = 25
SOUND_RATE = 48000
SLOT = SOUND_RATE // 5
WHOLE = 24
"""A turn is a multiple of so many frames: then whole AAC and MP2 frames fill it."""

_LINE = 4  # of the strip of a woven picture, which is eight lines high
_AMPLITUDE = 10 ** (-11 / 20)
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-threads", "2")
_MPEG2 = ("-c:v", "mpeg2video", "-b:v", "4M", "-maxrate", "6M", "-bufsize", "3M", "-g", "12", "-bf", "2")
_OPEN = "open-gop=1:bframes=3:b-pyramid=normal:keyint=48:min-keyint=20:b-adapt=0:scenecut=0"
_WEAVE = "setpts=N/50/TB,fps=50,tinterlace=interleave_top,fieldorder=tff"
_DROP = "select=mod(n*7+floor(n/11)*3\\,5),settb=1/90000,setpts=PTS+180*(mod(N*13\\,7)-3)"


@dataclass(frozen=True)
class Form:
    """One way to store it. kind: whether a turn shows all frames of the bulletin, every second or some of them."""

    suffix: str
    video: tuple[str, ...]
    sound: tuple[str, ...]
    kind: str = "all"
    filters: str = "null"


FORMS: dict[str, Form] = {
    "mp4": Form(".mp4", (*_H264, "-g", "50", "-bf", "2"), ("-c:a", "aac")),
    "ts": Form(".ts", (*_H264, "-g", "50", "-bf", "2"), ("-c:a", "aac")),
    "ts, open groups": Form(".ts", (*_H264, "-x264-params", f"{_OPEN}:repeat-headers=1"), ("-c:a", "mp2")),
    "ts out of mp4": Form(".ts", (*_H264, "-x264-params", _OPEN), ("-c:a", "aac")),
    "mov, open groups": Form(".mov", (*_H264, "-x264-params", _OPEN), ("-c:a", "pcm_s16le")),
    "mkv, open groups": Form(".mkv", (*_H264, "-x264-params", _OPEN), ("-c:a", "flac")),
    "mxf": Form(".mxf", _MPEG2, ("-c:a", "pcm_s16le")),
    "phone": Form(
        ".mp4",
        (*_H264, "-g", "50", "-bf", "2", "-fps_mode", "passthrough", "-enc_time_base", "1:90000"),
        ("-c:a", "aac"),
        "some",
        _DROP,
    ),
    "interlaced ts": Form(".ts", (*_MPEG2, "-flags", "+ildct+ilme"), ("-c:a", "mp2"), "second", _WEAVE),
    "interlaced h264 ts": Form(
        ".ts", (*_H264, "-x264-params", "tff=1:keyint=48:bframes=2"), ("-c:a", "aac"), "second", _WEAVE
    ),
    "ts, gradual refresh": Form(
        ".ts", (*_H264, "-x264-params", "intra-refresh=1:keyint=50:bframes=0"), ("-c:a", "aac")
    ),
    "hevc ts": Form(
        ".ts",
        ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "open-gop=1:bframes=3:keyint=48:log-level=error"),
        ("-c:a", "aac"),
    ),
}


@dataclass(frozen=True)
class Source:
    """A finished file. counters: what the pictures of one turn show, in order. scale: its pixels per bulletin pixel."""

    path: Path
    counters: Sequence[int]
    scale: float
    interlaced: bool

    @cached_property
    def times(self) -> list[Fraction]:
        """When every picture begins, in seconds from the first."""
        with av.open(str(self.path)) as container:
            stream = container.streams.video[0]
            found = sorted(p.pts for p in container.demux(stream) if p.pts is not None and not p.is_discard)
            base = stream.time_base
            assert base is not None
        assert len(found) % len(self.counters) == 0, (self.path, len(found), len(self.counters))
        return [(pts - found[0]) * base for pts in found]

    def counter(self, picture: int) -> int:
        """What picture number `picture` shows."""
        return self.counters[picture % len(self.counters)]

    def shown_at(self, seconds: Fraction) -> int:
        """What is shown `seconds` after the first picture begins (a millisecond is the grain: half of it is forgiven)."""
        return self.counter(bisect_right(self.times, seconds + Fraction(1, 2000)) - 1)

    def on_grid(self, rate: Fraction) -> list[int]:
        """What the frames of a constant `rate` show: each picture is moved to the frame that is nearest to it."""
        frames = [int(time * rate + Fraction(1, 2)) for time in self.times]
        return [self.counter(bisect_right(frames, number) - 1) for number in range(frames[-1] + 1)]

    def read(self, rgb: bytes, width: int, height: int) -> int:
        """The number that an RGB picture of the whole frame shows, -1 where none can be read."""
        picture = np.frombuffer(rgb, np.uint8).reshape(height, width, 3).mean(axis=2).astype(np.uint8)
        return self.read_strip(picture, 0, self.scale)

    def read_strip(self, picture: strip.Grey, left: float, scale: float) -> int:
        """As `strip.number`, but -1 where there is no strip.

        Of woven pictures one line of the first field alone counts: the deinterlacer makes up the others, also from the
        pictures before and after.
        """
        if self.interlaced:
            line = round((_LINE + 0.5) * scale / self.scale - 0.5)
            picture = np.repeat(picture[line : line + 1], picture.shape[0], axis=0)
        return _number(picture, left, scale)


def _number(picture: strip.Grey, left: float, scale: float) -> int:
    try:
        return strip.number(picture, left, scale)
    except AssertionError:
        return -1


@dataclass(frozen=True)
class Studio:
    """Makes sources in `folder`, once each. frames: of a turn, a multiple of `WHOLE`."""

    bulletin: Path
    folder: Path
    frames: int

    def source(self, name: str, turns: int) -> Source:
        """Return the recording in the form `name`, `turns` turns long."""
        form = FORMS[name]
        woven = form.kind == "second"
        path = self.folder / f"{name.replace(' ', '-').replace(',', '')}-{turns}{form.suffix}"
        if not path.exists():
            self._assemble(form, path, turns)
        return Source(path, self._counters(form), 576 / 1080 if woven else 1 / 3, woven)

    def _assemble(self, form: Form, path: Path, turns: int) -> None:
        loop = ("-stream_loop", str(turns - 1))
        inputs = (*loop, "-i", str(self._turn(form)), *loop, "-i", str(self._sound()))
        streams = ("-map", "0:v", "-map", "1:a", "-c:v", "copy", *form.sound)
        make(path, *inputs, *streams, *(("-ac", "1") if form.suffix == ".mxf" else ()))

    def _turn(self, form: Form) -> Path:
        """The pictures of one turn, alone."""
        suffix = ".mp4" if form.kind == "some" else ".mkv" if form.suffix == ".mkv" else ".mp4"
        path = self.folder / f"turn-{zlib.crc32(repr((form.video, form.filters, suffix)).encode()):08x}{suffix}"
        if not path.exists():
            options = ("-video_track_timescale", "90000") if form.kind == "some" else ()
            make(path, "-i", str(self._small(form.kind)), "-vf", form.filters, *form.video, *options)
        return path

    def _small(self, kind: str) -> Path:
        size = "1024:576" if kind == "second" else "640:360"
        path = self.folder / f"small-{size.replace(':', 'x')}.mkv"
        if not path.exists():
            scale = f"scale={size}:flags=area"
            make(
                path, "-i", str(self.bulletin), "-an", "-vf", scale, "-frames:v", str(self.frames), *_H264, "-crf", "10"
            )
        return path

    def _sound(self) -> Path:
        path = self.folder / "turn.wav"
        if not path.exists():
            samples = burst_sound(self.frames)
            with wave.open(str(path), "wb") as out:
                out.setnchannels(2)
                out.setsampwidth(2)
                out.setframerate(SOUND_RATE)
                out.writeframes(np.repeat((samples * 32767).astype("<i2"), 2).tobytes())
        return path

    def _counters(self, form: Form) -> list[int]:
        numbers = range(self.frames)
        if form.kind == "second":
            return list(numbers[::2])
        if form.kind == "some":
            return [n for n in numbers if (n * 7 + n // 11 * 3) % 5]
        return list(numbers)


def burst_sound(frames: int) -> npt.NDArray[np.float64]:
    """One turn of sound, as long as `frames` frames of the bulletin."""
    length = frames * SOUND_RATE // RATE
    tone = _AMPLITUDE * np.sin(2 * np.pi * 1000 * np.arange(length) / SOUND_RATE)
    return np.asarray(tone * burst_gate(frames))


def burst_gate(frames: int) -> npt.NDArray[np.float64]:
    """1 where the tone sounds, 0 where it does not, per sample."""
    length = frames * SOUND_RATE // RATE
    chance = np.random.default_rng(20).integers(0, 2, -(-length // SLOT))
    return np.repeat(chance, SLOT)[:length].astype(np.float64)


def make(path: Path, *args: str) -> None:
    """Run ffmpeg outside the walls: it is our own."""
    unfinished = path.with_name(f"unfinished-{path.name}")
    command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *args, str(unfinished)]
    subprocess.run(command, check=True, timeout=900)
    unfinished.replace(path)
