"""Runs alone inside the sandbox: opens one file with PyAV and writes what it found to out/probe.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. argv[1]: JSON with the
lists of what may be opened.
"""

import contextlib
import json
import sys
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any

import av

INPUT = "in/0"
SAMPLE_FRAMES = 200
FEWEST_DECIDED = 10
TAIL_BYTES = 16 << 20
TAIL_SECONDS = 10
FIELD_FLAGS = {2: "tff", 3: "bff", 4: "bff", 5: "tff"}  # AVFieldOrder, by the field shown first
PROBE_SIZE = "20000000"
MOST_DAMAGED = 200
NEIGHBOURS = 9


class Refused(Exception):
    """Carries the answer for a file that is not accepted."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.answer = {"error": error, **details}


def main() -> None:
    """Write the answer; a file that makes libav raise is "not media"."""
    wanted = json.loads(sys.argv[1])
    try:
        answer = look(wanted)
    except Refused as refused:
        answer = refused.answer
    except (av.error.FFmpegError, MemoryError) as error:
        answer = {"error": "not_media", "detail": str(error)}
    Path("out/probe.json").write_text(json.dumps(answer))


def open_counting(wanted: dict[str, Any]) -> Any:
    """Open the file; refuse too many tracks, which some demuxers answer with an error and others by going on.

    libav's log is listened to only where it failed: a file may well make it say a million things.
    """
    try:
        container = reopen(wanted)
    except av.error.FFmpegError:
        if complains_of_tracks(wanted):
            raise Refused("too_many_streams") from None
        raise
    if len(container.streams) > wanted["max_streams"]:
        raise Refused("too_many_streams")
    return container


def complains_of_tracks(wanted: dict[str, Any]) -> bool:
    """Open once more and listen; while decoder threads run, the listener and they would wait for each other."""
    av.logging.set_level(av.logging.ERROR)
    with av.logging.Capture() as log, contextlib.suppress(av.error.FFmpegError), reopen(wanted):
        pass
    av.logging.set_level(None)
    return any("max_streams" in line[2] for line in log)


def look(wanted: dict[str, Any]) -> dict[str, Any]:
    """Open the file and describe its first picture track and first sound track."""
    with open_counting(wanted) as container:
        video = next((s for s in container.streams.video if not is_cover(s)), None)
        audio = next(iter(container.streams.audio), None)
        if video is None and audio is None:
            raise Refused("no_stream")
        for stream in (video, audio):
            if stream is not None:
                check_codec(stream, wanted)
        found: dict[str, Any] = {
            "container": next(name for name in container.format.name.split(",") if name in wanted["formats"]),
            "timecode": timecode(container),
            "audio": describe_audio(audio),
            "tracks": [describe_audio(stream) for stream in container.streams.audio if is_known(stream, wanted)],
            "video": describe_video(video),
        }
        if video is None:
            return found | times_of_audio(audio)
        check_size(video.codec_context, wanted)
        return found | times_of_video(wanted, video, found["video"])


def reopen(wanted: dict[str, Any]) -> Any:
    """Open the file from its beginning, with nothing allowed that is not listed."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(wanted["formats"]),
        "codec_whitelist": ",".join(wanted["decoders"]),
        "max_streams": str(wanted["max_streams"] + 1),
        "max_pixels": str(wanted["max_pixels"]),
        "probesize": PROBE_SIZE,
        "analyzeduration": PROBE_SIZE,
    }
    return av.open("file:" + INPUT, options=options, metadata_errors="replace")


def is_cover(stream: Any) -> bool:
    """A cover picture inside a sound file."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def check_codec(stream: Any, wanted: dict[str, Any]) -> None:
    """Refuse, by name, what is not on the list."""
    context = stream.codec_context
    if context is None or context.codec.name not in wanted["decoders"]:
        raise Refused("codec", name=context.codec.canonical_name if context else "?")


def is_known(stream: Any, wanted: dict[str, Any]) -> bool:
    """Whether a further track can be decoded at all; one that cannot is left out, the first one is refused by name."""
    return stream.codec_context is not None and stream.codec_context.codec.name in wanted["decoders"]


def check_size(context: Any, wanted: dict[str, Any]) -> None:
    """Refuse a picture that is larger than allowed."""
    if context.width * context.height > wanted["max_pixels"]:
        raise Refused("too_large", width=context.width, height=context.height)


def pictures(wanted: dict[str, Any], stream: Any, damaged: list[Any]) -> Iterator[Any]:
    """Decode from here on. Damaged packets are passed over, as players do, and collected; too many end it.

    A stream may state another size in its middle, so the decoder itself refuses the large ones; it keeps that size.
    """
    context = stream.codec_context
    context.options = {"max_pixels": str(wanted["max_pixels"])}
    for packet in stream.container.demux(stream):
        if packet.has_sidedata("encryption_info"):
            raise Refused("encrypted")
        try:
            found = packet.decode()
        except av.error.InvalidDataError:
            check_size(context, wanted)
            damaged.append(packet)
            if len(damaged) == MOST_DAMAGED:
                return
            continue
        yield from found


def timecode(container: Any) -> str | None:
    """The first timecode that the container or one of its tracks states."""
    for holder in (container, *container.streams):
        text = holder.metadata.get("timecode")
        if text:
            return str(text)
    return None


def describe_audio(stream: Any) -> dict[str, Any] | None:
    """What a sound track states about itself."""
    if stream is None:
        return None
    layout, language = str(stream.codec_context.layout.name), str(stream.metadata.get("language", ""))
    return {
        "index": stream.index,
        "codec": stream.codec_context.codec.canonical_name,
        "sample_rate": stream.codec_context.sample_rate,
        "channels": stream.codec_context.channels,
        "layout": "" if layout.endswith(" channels") else layout,  # what libav calls a layout that is only a number
        "language": "" if language == "und" else language,
    }


def describe_video(stream: Any) -> dict[str, Any] | None:
    """What a picture track states about itself; times and fields are measured later."""
    if stream is None:
        return None
    context = stream.codec_context
    return {
        "index": stream.index,
        "codec": context.codec.canonical_name,
        "width": context.width,
        "height": context.height,
        "sample_aspect": str(stream.sample_aspect_ratio or context.sample_aspect_ratio or 1),
        "average_rate": str(stream.average_rate or 0),
        "nominal_rate": str(stream.base_rate or stream.guessed_rate or 0),
        "field_flag": int(context.field_order or 0),
        "pixel_format": str(context.pix_fmt),
        "matrix": int(context.colorspace),
        "primaries": int(context.color_primaries),
        "transfer": int(context.color_trc),
        "colour_range": int(context.color_range),
    }


def times_of_video(wanted: dict[str, Any], stream: Any, video: dict[str, Any]) -> dict[str, Any]:
    """Measure first and last picture, the steps between pictures, rotation and fields."""
    damaged: list[Any] = []
    first = next(pictures(wanted, stream, damaged), None)
    if first is None or first.pts is None:
        raise Refused("damaged" if damaged else "zero_length")
    start = first.pts * stream.time_base
    middle = start + span(stream.container, stream) / 5
    with reopen(wanted) as container:
        steps, fields = examine(wanted, container.streams[stream.index], middle if middle > start + 10 else None)
    video |= {
        "rotation": -first.rotation % 360,
        "steps": [str(step) for step in steps],
        "field_order": field_order(fields, video.pop("field_flag")),
        "last": str(max(last_picture(wanted, stream.index), start)),
    }
    return {"start": str(start), "video": video}


def span(container: Any, stream: Any) -> Fraction:
    """The stated length in seconds, 0 where none is stated."""
    if stream.duration:
        return Fraction(stream.duration * stream.time_base)
    return Fraction(container.duration or 0, av.time_base)


def examine(wanted: dict[str, Any], stream: Any, at: Fraction | None) -> tuple[list[Fraction], dict[str, float]]:
    """Decode a sample from `at` (the container's own clock) or the beginning; return its steps and idet's counts."""
    container = stream.container
    if at is not None:
        container.seek(int(at / stream.time_base), stream=stream)
    graph = av.filter.Graph()
    # luma alone: coarse chroma of bright drawings looks like fields to idet
    chain = (graph.add_buffer(template=stream), graph.add("format", "gray"), graph.add("idet"), graph.add("buffersink"))
    graph.link_nodes(*chain).configure()
    times: list[Fraction] = []
    fields: dict[str, float] = {}
    expected = (stream.width, stream.height, stream.codec_context.pix_fmt)
    for frame in pictures(wanted, stream, []):
        if frame.pts is not None:
            times.append(frame.pts * stream.time_base)
        if (frame.width, frame.height, frame.format.name) == expected:
            fields = detect_fields(graph, frame) or fields
        if len(times) == SAMPLE_FRAMES:
            break
    times.sort()
    return [after - before for before, after in pairwise(times) if after > before], fields


def detect_fields(graph: Any, frame: Any) -> dict[str, float]:
    """Hand one picture to idet; return its counts so far."""
    graph.push(frame)
    try:
        told = graph.pull().metadata
    except (av.error.BlockingIOError, av.error.EOFError):
        return {}
    return {kind: float(told.get(f"lavfi.idet.multiple.{kind}", 0)) for kind in ("tff", "bff", "progressive")}


def field_order(fields: dict[str, float], flag: int) -> str:
    """What the pictures say; the file's flag only where they say nothing (stills, black).

    Real fields come in one order throughout, so a count split between both orders is fine detail that fooled idet.
    """
    flagged = FIELD_FLAGS.get(flag, "progressive")
    tff, bff, progressive = (fields.get(kind, 0) for kind in ("tff", "bff", "progressive"))
    decided = tff + bff + progressive
    if decided < FEWEST_DECIDED:
        return flagged
    needed = 0.6 if flagged == "progressive" else 0.2
    if max(tff, bff) < max(needed * decided, 4 * min(tff, bff)):
        return "progressive"
    return "tff" if tff > bff else "bff"


def last_picture(wanted: dict[str, Any], index: int) -> Fraction:
    """Presentation time of the last picture, by reading packets near the end (all of them where that finds none)."""
    with reopen(wanted) as container:
        stream = container.streams[index]
        if "mpegts" in container.format.name:
            if container.size > TAIL_BYTES:
                container.seek(container.size - TAIL_BYTES, unsupported_byte_offset=True)
        elif span(container, stream):
            end = (stream.start_time or 0) + int(span(container, stream) / stream.time_base)
            container.seek(max(0, end - int(TAIL_SECONDS / stream.time_base)), stream=stream)
        found = latest(container, stream)
    if found is not None:
        return found
    with reopen(wanted) as container:
        return latest(container, container.streams[index]) or Fraction(0)


def latest(container: Any, stream: Any) -> Fraction | None:
    """The greatest presentation time among the packets from here to the end that are shown.

    One flipped bit makes a time hours too late: a time far beyond those that follow it in the file is none.
    """
    times = [p.pts for p in container.demux(stream) if p.pts is not None and not p.is_discard]
    too_late = TAIL_SECONDS / stream.time_base
    after: deque[int] = deque(maxlen=NEIGHBOURS)
    found = None
    for time in reversed(times):
        if not after or time <= median_low(after) + too_late:
            found = time if found is None else max(found, time)
        after.append(time)
    return None if found is None else Fraction(found * stream.time_base)


def times_of_audio(stream: Any) -> dict[str, Any]:
    """First and last moment of a recording that is sound alone, by reading every packet."""
    start, end = None, Fraction(0)
    for packet in stream.container.demux(stream):
        if packet.has_sidedata("encryption_info"):
            raise Refused("encrypted")
        if packet.pts is None or not packet.size:
            continue
        at = packet.pts * stream.time_base
        start = at if start is None else min(start, at)
        end = max(end, at + (packet.duration or 0) * stream.time_base)
    if start is None or end <= max(start, 0):
        raise Refused("zero_length")
    # encoder delay lies before 0 and is cut off by every decoder
    return {"start": str(max(start, Fraction(0))), "end": str(end)}


if __name__ == "__main__":
    main()
