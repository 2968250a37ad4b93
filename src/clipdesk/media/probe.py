"""Find out what a stranger's file is, without ever parsing it in this process.

`sniff` names what plainly is no recording; then `probe_worker.py` opens the file with PyAV behind the walls of
`sandbox` and writes down what it found.
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from clipdesk.kernel.time import clock_text
from clipdesk.media import sniff
from clipdesk.media.decoders import DECODERS, FORMATS, MAX_PIXELS, MAX_RATE, MAX_SECONDS, MAX_STREAMS, VIDEO_DECODERS
from clipdesk.media.errors import (
    DamagedMedia,
    EncodeFailed,
    EncryptedMedia,
    MediaError,
    NotMedia,
    NoUsableStream,
    TooLargePicture,
    TooLongRecording,
    TooManyPictures,
    TooManyStreams,
    UnreadableMedia,
    UnsupportedCodec,
    UnsupportedFormat,
    ZeroLength,
)
from clipdesk.media.limits import PROBE, Limits
from clipdesk.media.rates import working_rate
from clipdesk.media.runner import run_python
from clipdesk.media.source_info import AudioInfo, SourceInfo, VideoInfo

_WORKER = Path(__file__).with_name("probe_worker.py")
Found = Mapping[str, object]


def probe(path: Path, limits: Limits = PROBE) -> SourceInfo:
    """Return what `path` holds.

    Raises:
        UnreadableMedia: one of its subclasses says why the file cannot be used.
        RunError: the machine could not look (limits, disk, missing tools).
        OSError: `path` cannot be opened.
    """
    sniff.sniff(path)
    found = _look(path, limits)
    if "error" in found:
        raise _error(found)
    return _source_info(found)


def _look(path: Path, limits: Limits) -> Found:
    wanted = {
        "formats": FORMATS,
        "decoders": DECODERS,
        "video_decoders": VIDEO_DECODERS,
        "max_streams": MAX_STREAMS,
        "max_pixels": MAX_PIXELS,
    }
    with tempfile.TemporaryDirectory(prefix="clipdesk-probe-") as folder:
        try:
            run_python(_WORKER, [json.dumps(wanted)], limits=limits, inputs=[path], output_dir=Path(folder))
        except EncodeFailed as error:  # the worker itself fell over: the file is to blame until proven otherwise
            raise UnreadableMedia from error
        found: Found = json.loads((Path(folder) / "probe.json").read_text())
        return found


def _error(found: Found) -> MediaError:
    make: dict[str, Callable[[], MediaError]] = {
        "not_media": NotMedia,
        "too_many_streams": lambda: TooManyStreams(limit=MAX_STREAMS),
        "too_large": lambda: TooLargePicture(width=found["width"], height=found["height"]),
        "no_stream": NoUsableStream,
        "zero_length": ZeroLength,
        "encrypted": EncryptedMedia,
        "damaged": lambda: DamagedMedia(time=clock_text(Fraction(0))),
        "format": lambda: UnsupportedFormat(format=found["name"]),
        "codec": lambda: UnsupportedCodec(codec=found["name"]),
    }
    return make.get(str(found["error"]), UnreadableMedia)()


def _source_info(found: Found) -> SourceInfo:
    audio, timecode = found["audio"], found["timecode"]
    tracks = found["tracks"]
    start = Fraction(str(found["start"]))
    video = _video_info(found["video"], start) if isinstance(found["video"], Mapping) else None
    duration = video.frames / video.frame_rate if video else Fraction(str(found["end"])) - start
    if duration <= 0:
        raise ZeroLength
    _check_length(duration)
    return SourceInfo(
        container=str(found["container"]),
        duration=duration,
        start=start,
        video=video,
        audio=AudioInfo(**audio) if isinstance(audio, Mapping) else None,
        timecode=str(timecode) if timecode else None,
        tracks=tuple(AudioInfo(**track) for track in tracks) if isinstance(tracks, list) else (),
    )


def _video_info(video: Mapping[str, Any], start: Fraction) -> VideoInfo:
    values = dict(video)
    last = Fraction(str(values.pop("last")))
    steps = [Fraction(step) for step in values.pop("steps")]
    _check_length(last - start)
    if steps and MAX_RATE * sum(steps) < len(steps):
        raise TooManyPictures(limit=MAX_RATE)
    rate, variable = working_rate(
        average=_fraction(values.pop("average_rate")), nominal=_fraction(values.pop("nominal_rate")), steps=steps
    )
    return VideoInfo(
        **{
            **values,
            "sample_aspect": _fraction(values["sample_aspect"]) or Fraction(1),
            "frame_rate": rate,
            "variable_rate": variable,
            "frames": round((last - start) * rate) + 1,
        }
    )


def _check_length(duration: Fraction) -> None:
    if duration > MAX_SECONDS:
        raise TooLongRecording(hours=int(duration / 3600), limit=MAX_SECONDS // 3600)


def _fraction(value: object) -> Fraction:
    return Fraction(str(value)) if value else Fraction(0)
