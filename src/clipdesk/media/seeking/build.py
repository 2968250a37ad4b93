"""Find the key frames of a recording, once for a whole one and again and again for one that grows."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from clipdesk.media.decoders import DECODERS, FORMATS, MAX_STREAMS
from clipdesk.media.errors import EncodeFailed, NoPicture, UnreadableMedia
from clipdesk.media.limits import GIB, Limits
from clipdesk.media.runner import run_python
from clipdesk.media.seeking.key_frames import FILE_NAME, KeyFrame, KeyFrameIndex, Records
from clipdesk.media.source_info import SourceInfo, VideoInfo

_WORKER = Path(__file__).with_name("index_worker.py")
_BYTES_PER_CPU_SECOND = 20_000_000


def index_recording(path: Path, info: SourceInfo) -> KeyFrameIndex:
    """Return the key frames of the recording `path`. About 1 s for an hour of MP4, 2 s for an hour of MPEG-TS.

    Raises:
        NoPicture: the recording is sound alone.
        UnreadableMedia, RunError: see `runner.run_python`.
    """
    return _look(path, info, 0)


def write_index(path: Path, info: SourceInfo, folder: Path) -> KeyFrameIndex:
    """Index the recording `path` and leave the index in `folder`, as `keyframes.bin`.

    Raises:
        As `index_recording`; a file that was there before stays as it was then.
    """
    index = index_recording(path, info)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as staging:
        file = Path(staging) / FILE_NAME
        file.write_bytes(index.to_bytes())
        file.replace(folder / FILE_NAME)
    return index


def read_index(folder: Path) -> KeyFrameIndex | None:
    """Return the index that `write_index` left in `folder`, None where there is none.

    Raises:
        UnreadableIndex: what is there is none; write it again.
    """
    try:
        return KeyFrameIndex.from_bytes((folder / FILE_NAME).read_bytes())
    except FileNotFoundError:
        return None


def extend_index(path: Path, info: SourceInfo, folder: Path) -> KeyFrameIndex:
    """Bring the index in `folder` up to what the recording has become since, and return it.

    MPEG-TS is read from the last key frame that is known; the other containers keep their tables, or are quick to read.

    Raises:
        As `index_recording`, and UnreadableIndex.
    """
    known = read_index(folder)
    if known is None or not known.frames or info.container != "mpegts":
        return write_index(path, info, folder)
    if path.stat().st_size == known.seen:
        return known
    new = _look(path, info, known.frames[-1].byte)
    before = known.frames[:-1]
    last = before[-1].pts if before else new.frames[0].pts - 1
    frames = [*before, *(frame for frame in new.frames if frame.pts > last)]
    whole = replace(new, frames=frames)
    whole.grow(folder / FILE_NAME, len(known.frames))
    return whole


def _look(path: Path, info: SourceInfo, from_byte: int) -> KeyFrameIndex:
    video = info.video
    if video is None:
        raise NoPicture
    end = info.start + info.duration
    wanted = {
        "formats": FORMATS,
        "decoders": DECODERS,
        "max_streams": MAX_STREAMS,
        "track": video.index,
        "end": str(end) if not from_byte else "0",
        "from_byte": from_byte,
    }
    with tempfile.TemporaryDirectory(prefix="clipdesk-index-") as name:
        folder = Path(name)
        try:
            run_python(_WORKER, [json.dumps(wanted)], limits=_limits(path), inputs=[path], output_dir=folder)
        except EncodeFailed as error:  # the worker itself fell over: the file is to blame until proven otherwise
            raise UnreadableMedia from error
        told = json.loads((folder / "keyframes.json").read_text())
        return _index(told, video, Records((folder / "records").read_bytes()))


def _index(told: dict[str, Any], video: VideoInfo, frames: Sequence[KeyFrame]) -> KeyFrameIndex:
    """The worker read a stranger's file, so its answer is looked at before it is believed."""
    base = Fraction(told["time_base"])
    if base <= 0 or any(after.pts <= before.pts for before, after in pairwise(frames)):
        raise UnreadableMedia
    picture = max(1, round(1 / video.frame_rate / base))
    return KeyFrameIndex(base, picture, video.index, bool(told["enter_by_byte"]), int(told["seen"]), frames)


def _limits(path: Path) -> Limits:
    return Limits(cpu=60 + path.stat().st_size // _BYTES_PER_CPU_SECOND, memory=2 * GIB, file_size=GIB // 2)
