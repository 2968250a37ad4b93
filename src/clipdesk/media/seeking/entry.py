"""How ffmpeg enters a recording at a key frame.

MPEG-TS is entered by byte: `-skip_initial_bytes` takes effect before the demuxer looks for the tables (PAT, PMT), so it
finds those that follow and then reads from that very byte; measured exact with ffmpeg 5.1 and 9.0. Entering some bytes
earlier, so that the tables come first, is exact as well, but lets the decoder complain about pictures without their
reference. It must be a key frame that brings its parameters along: a stream copied out of an MP4 may carry them at its
very beginning alone. Every other container is entered by the time of the key frame.
"""

from fractions import Fraction
from pathlib import Path

from clipdesk.media.seeking.build import index_recording
from clipdesk.media.seeking.key_frames import KeyFrame, KeyFrameIndex
from clipdesk.media.source_info import SourceInfo

_CLOCK = 90_000
_WRAP = 1 << 33
_NEAR_WRAP = 60 * _CLOCK
_UNSURE = 5 * _CLOCK


def entry_index(path: Path, info: SourceInfo, index: KeyFrameIndex | None) -> KeyFrameIndex | None:
    """Return `index`; for MPEG-TS without one, make it now: such a recording cannot be entered by time.

    Raises:
        UnreadableMedia, RunError: see `build.index_recording`.
    """
    if index is None and info.video is not None and info.container == "mpegts":
        return index_recording(path, info)
    return index


def entry_options(info: SourceInfo, index: KeyFrameIndex, at: Fraction) -> list[str]:
    """Return the input options that enter at the last key frame before `at` (seconds, the recording's own clock).

    None at all, so that it is read from its beginning, where no key frame is early enough, and for a multiplex of
    several programmes, whose tracks would be numbered otherwise from the middle.
    """
    if info.container == "mpegts":
        return _by_byte(index, at) if index.enter_by_byte else []
    entry = index.entry(at)
    if entry is None:
        return []
    return ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", f"{float(entry.pts * index.time_base):.6f}"]


def _by_byte(index: KeyFrameIndex, at: Fraction) -> list[str]:
    for entry in index.entries(at):
        turns = _turns(entry)
        if turns is None or not entry.parameters or entry.byte < 0:
            continue
        options = ["-skip_initial_bytes", str(entry.byte), "-skip_estimate_duration_from_pts", "1"]
        if turns:
            options += ["-itsoffset", f"{float(Fraction(turns * _WRAP, _CLOCK)):.6f}"]
        return options
    return []


def _turns(entry: KeyFrame) -> int | None:
    """Return how many turns of the 33-bit clock ffmpeg lacks when it enters there; None: it cannot be foretold.

    Where the first time that it meets lies within the last minute of the clock, libavformat counts down to the wrap
    (negative times), elsewhere up from 0; both whatever came before.
    """
    raw = entry.pts % _WRAP
    if abs(raw - (_WRAP - _NEAR_WRAP)) < _UNSURE:
        return None
    met = raw - _WRAP if raw > _WRAP - _NEAR_WRAP else raw
    return (entry.pts - met) // _WRAP
