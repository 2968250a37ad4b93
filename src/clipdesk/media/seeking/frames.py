"""The exact picture shown at a time, from a recording in any container, decoded behind the walls.

One picture alone costs the start of a process (bubblewrap, Python, libav: 0.3 s); whoever wants several keeps a
`FrameReader` open, whose process waits for the next question. Times are seconds from the recording's first picture.
A picture that begins less than half a millisecond after the time asked for counts as begun: Matroska rounds its times
to milliseconds, and so do people.
"""

import io
import json
import os
import select
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from types import TracebackType

from PIL import Image

from clipdesk.media.colour import source_matrix
from clipdesk.media.decoders import DECODERS, FORMATS, MAX_PIXELS, MAX_STREAMS
from clipdesk.media.errors import EncodeFailed, NoPicture, NoProgress, UnreadableMedia
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import Talk, talk_to_python
from clipdesk.media.seeking.key_frames import KeyFrameIndex
from clipdesk.media.source_info import SourceInfo, VideoInfo

ROUNDING = Fraction(1, 2000)
_WORKER = Path(__file__).with_name("frame_worker.py")
_LIMITS = Limits(cpu=1200, memory=4 * GIB, file_size=MIB)
_SECONDS = 60
_QUESTIONS = 300  # after so many the process is replaced: its processor time is limited in all
_ENTRIES = 3
_LONGEST_HEAD = 1000
_TURNS = {90: [["transpose", "clock"]], 180: [["hflip", ""], ["vflip", ""]], 270: [["transpose", "cclock"]]}


@dataclass(frozen=True)
class Picture:
    """One picture: upright, square pixels, 8-bit RGB row by row. begins: seconds from the recording's first picture."""

    width: int
    height: int
    rgb: bytes
    begins: Fraction

    def to_png(self) -> bytes:
        """Return it as PNG."""
        return self._saved("PNG", compress_level=1)

    def to_jpeg(self, quality: int = 90) -> bytes:
        """Return it as JPEG."""
        return self._saved("JPEG", quality=quality)

    def _saved(self, form: str, **options: int) -> bytes:
        out = io.BytesIO()
        Image.frombytes("RGB", (self.width, self.height), self.rgb).save(out, form, **options)
        return out.getvalue()


def frame_at(path: Path, info: SourceInfo, index: KeyFrameIndex, at: Fraction, width: int | None = None) -> Picture:
    """Return the picture of the recording `path` that is shown `at` seconds after its first picture begins.

    Before the first picture it is the first, beyond the end the last. `width`: pixels, the picture's own where None.

    Raises:
        NoPicture: the recording is sound alone.
        UnreadableMedia, RunError: see `runner.run_python`.
    """
    with FrameReader(path, info, index, width) as reader:
        return reader.at(at)


class FrameReader:
    """Shows pictures of one recording, one after the other; may be shared by threads.

    A recording that grows may be read on: give `at` an index that has grown with it.
    """

    def __init__(self, path: Path, info: SourceInfo, index: KeyFrameIndex, width: int | None = None) -> None:
        if info.video is None:
            raise NoPicture
        self._path, self._info, self._index = path, info, index
        self._args = [json.dumps(_wanted(info, info.video, width))]
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._talk: Talk | None = None
        self._asked = 0

    def __enter__(self) -> "FrameReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next question starts another."""
        self._talk, self._asked = None, 0
        self._stack.close()

    def at(self, at: Fraction, index: KeyFrameIndex | None = None) -> Picture:
        """Return the picture shown `at` seconds; see `frame_at`."""
        question = self._question(max(Fraction(0), at) + self._info.start + ROUNDING, index or self._index)
        with self._lock:
            try:
                return self._ask(question)
            except BaseException:  # whatever ends the waiting, a half-read answer must not be taken for the next one
                self.close()
                raise

    def _question(self, clock: Fraction, index: KeyFrameIndex) -> bytes:
        entries = [[frame.pts, frame.byte] for frame in islice(index.entries(clock), _ENTRIES)]
        return json.dumps({"entries": entries, "target": index.ticks(clock)}).encode() + b"\n"

    def _ask(self, question: bytes) -> Picture:
        if self._asked >= _QUESTIONS:
            self.close()
        if self._talk is None:
            self._talk = self._stack.enter_context(
                talk_to_python(_WORKER, self._args, limits=_LIMITS, inputs=[self._path])
            )
        self._asked += 1
        try:
            return self._answer(_Line(self._talk, question))
        except EncodeFailed as error:  # the worker itself fell over: the file is to blame until proven otherwise
            raise UnreadableMedia from error

    def _answer(self, line: "_Line") -> Picture:
        """The worker read a stranger's file, so its answer is looked at before it is believed."""
        head = json.loads(line.head())
        width, height, pts = int(head["width"]), int(head["height"]), int(head["pts"])
        if not 0 < width * height <= MAX_PIXELS:
            raise UnreadableMedia
        rgb = line.read(3 * width * height)
        return Picture(width, height, rgb, pts * self._index.time_base - self._info.start)


class _Line:
    """Reads one answer, for a limited time."""

    def __init__(self, talk: Talk, question: bytes) -> None:
        process = talk.process
        assert process.stdin is not None
        assert process.stdout is not None
        self._talk, self._until = talk, time.monotonic() + _SECONDS
        self._out, self._rest = process.stdout.fileno(), bytearray()
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        try:
            os.write(process.stdin.fileno(), question)
        except BrokenPipeError as error:
            raise talk.fault() from error

    def head(self) -> bytes:
        while b"\n" not in self._rest:
            if len(self._rest) > _LONGEST_HEAD:
                raise UnreadableMedia
            self._more()
        head, _, rest = bytes(self._rest).partition(b"\n")
        self._rest = bytearray(rest)
        return head

    def read(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._more()
        return bytes(self._rest[:size])

    def _more(self) -> None:
        if not self._poll.poll(1000 * max(0, self._until - time.monotonic())):
            raise NoProgress(seconds=_SECONDS)
        data = os.read(self._out, MIB)
        if not data:
            raise self._talk.fault()
        self._rest += data


def _wanted(info: SourceInfo, video: VideoInfo, width: int | None) -> dict[str, object]:
    return {
        "formats": FORMATS,
        "decoders": DECODERS,
        "max_streams": MAX_STREAMS,
        "track": video.index,
        "by_byte": info.container == "mpegts",
        "interlaced": video.interlaced,
        "filters": _filters(video, width),
    }


def _filters(video: VideoInfo, width: int | None) -> list[list[str]]:
    filters = []
    if video.interlaced:
        filters.append(["bwdif", f"mode=send_frame:parity={video.field_order}:deint=all"])
    across, down = _coded_size(video, width)
    full = video.colour_range == 2 or video.pixel_format.startswith("yuvj")
    colours = f"in_color_matrix={source_matrix(video)}:in_range={'pc' if full else 'tv'}:out_range=pc"
    filters.append(["scale", f"{across}:{down}:flags=bicubic+full_chroma_int:{colours}"])
    filters.append(["format", "rgb24"])
    return [*filters, *_TURNS.get(video.rotation, [])]


def _coded_size(video: VideoInfo, width: int | None) -> tuple[int, int]:
    """The size in square pixels before the picture is turned upright, `width` pixels wide afterwards."""
    across, down = video.display_size
    size = (across, down) if width is None else (width, max(1, round(Fraction(width * down, across))))
    return (size[1], size[0]) if video.rotation % 180 else size
