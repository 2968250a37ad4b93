"""Runs alone inside the sandbox: opens one file with PyAV and writes what it found to out/probe.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. argv[1]: JSON with the
lists of what may be opened.
"""

import json
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av

INPUT = "in/0"
SAMPLE_FRAMES = 200
FEWEST_DECIDED = 10
TAIL_BYTES = 16 << 20
TAIL_SECONDS = 10
FIELD_FLAGS = {2: "tff", 3: "bff", 4: "bff", 5: "tff"}  # AVFieldOrder, by the field shown first
PROBE_SIZE = "20000000"


class Refused(Exception):
    """Carries the answer for a file that is not accepted."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.answer = {"error": error, **details}


def main() -> None:
    """Write the answer; a file that makes libav raise is "not media"."""
    wanted = json.loads(sys.argv[1])
    try:
        check_opening(wanted)
        answer = look(wanted)
    except Refused as refused:
        answer = refused.answer
    except (av.error.FFmpegError, MemoryError) as error:
        answer = {"error": "not_media", "detail": str(error)}
    Path("out/probe.json").write_text(json.dumps(answer))


def check_opening(wanted: dict[str, Any]) -> None:
    """Open once and listen: some demuxers reach the limit of tracks and go on with the first ones.

    libav's log is listened to here alone: while its decoder threads run, the listener and they wait for each other.
    """
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as log, reopen(wanted):
            pass
    finally:
        av.logging.set_level(None)
        if any("max_streams" in line[2] for line in log):
            raise Refused("too_many_streams")


def look(wanted: dict[str, Any]) -> dict[str, Any]:
    """Open the file and describe its first picture track and first sound track."""
    with reopen(wanted) as container:
        video = next((s for s in container.streams.video if not is_cover(s)), None)
        audio = next(iter(container.streams.audio), None)
        if video is None and audio is None:
            raise Refused("no_stream")
        for stream in (video, audio):
            if stream is not None:
                check_codec(stream, wanted)
        if video is not None and video.width * video.height > wanted["max_pixels"]:
            raise Refused("too_large", width=video.width, height=video.height)
        found: dict[str, Any] = {
            "container": next(name for name in container.format.name.split(",") if name in wanted["formats"]),
            "timecode": timecode(container),
            "audio": describe_audio(audio),
            "tracks": [describe_audio(stream) for stream in container.streams.audio if is_known(stream, wanted)],
            "video": describe_video(video),
        }
    if found["video"]:
        return found | times_of_video(wanted, found["video"])
    return found | times_of_audio(wanted, found["audio"]["index"])


def reopen(wanted: dict[str, Any]) -> Any:
    """Open the file from its beginning, with nothing allowed that is not listed."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(wanted["formats"]),
        "codec_whitelist": ",".join(wanted["decoders"]),
        "max_streams": str(wanted["max_streams"]),
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


def times_of_video(wanted: dict[str, Any], video: dict[str, Any]) -> dict[str, Any]:
    """Measure first and last picture, the steps between pictures, rotation and fields."""
    index = video["index"]
    with reopen(wanted) as container:
        stream = container.streams[index]
        first = next(container.decode(stream), None)
        if first is None or first.pts is None:
            raise Refused("zero_length")
        start = first.pts * stream.time_base
        middle = start + span(container, stream) / 5
    with reopen(wanted) as container:
        steps, fields = examine(container, index, middle if middle > start + 10 else None)
    video |= {
        "rotation": -first.rotation % 360,
        "steps": [str(step) for step in steps],
        "field_order": field_order(fields, video.pop("field_flag")),
        "last": str(max(last_picture(wanted, index), start)),
    }
    return {"start": str(start), "video": video}


def span(container: Any, stream: Any) -> Fraction:
    """The stated length in seconds, 0 where none is stated."""
    if stream.duration:
        return Fraction(stream.duration * stream.time_base)
    return Fraction(container.duration or 0, av.time_base)


def examine(container: Any, index: int, at: Fraction | None) -> tuple[list[Fraction], dict[str, float]]:
    """Decode a sample from `at` (the container's own clock) or the beginning; return its steps and idet's counts."""
    stream = container.streams[index]
    if at is not None:
        container.seek(int(at / stream.time_base), stream=stream)
    graph = av.filter.Graph()
    # luma alone: coarse chroma of bright drawings looks like fields to idet
    chain = (graph.add_buffer(template=stream), graph.add("format", "gray"), graph.add("idet"), graph.add("buffersink"))
    graph.link_nodes(*chain).configure()
    times: list[Fraction] = []
    fields: dict[str, float] = {}
    expected = (stream.width, stream.height, stream.codec_context.pix_fmt)
    for frame in container.decode(stream):
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
    """The greatest presentation time among the packets from here to the end that are shown."""
    times = [p.pts for p in container.demux(stream) if p.pts is not None and not p.is_discard]
    return Fraction(max(times) * stream.time_base) if times else None


def times_of_audio(wanted: dict[str, Any], index: int) -> dict[str, Any]:
    """First and last moment of a recording that is sound alone, by reading every packet."""
    start, end = None, Fraction(0)
    with reopen(wanted) as container:
        stream = container.streams[index]
        for packet in container.demux(stream):
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
