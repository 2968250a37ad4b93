"""Runs alone inside the sandbox: finds the key frames of one recording.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. argv[1]: JSON with the lists of what may be
opened, the picture track, `end` (seconds, own clock) and, for a recording that has grown, `from_byte`.
The answer: out/keyframes.json with `time_base`, `enter_by_byte` and `seen`, and out/records as `key_frames` has them.
"""

import json
import struct
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av

INPUT = "in/0"
PROBE_SIZE = "20000000"
TELL_SECONDS = 1.0
RECORD = struct.Struct("<qqIHH")
LONGEST = 0xFFFFFFFF
CLOSED, PARAMETERS = 1, 2
Found = tuple[int, int, int, int]
CLOSED_BY_NATURE = ("vp8", "vp9", "av1", "prores", "dnxhd", "dvvideo")


def main() -> None:
    """Write the answer."""
    wanted = json.loads(sys.argv[1])
    with reopen(wanted) as container:
        seen = container.size  # before anything is read: of a recording that grows it must not promise too much
        stream = container.streams[wanted["track"]]
        for other in container.streams:
            if other.index != stream.index:
                other.discard = av.stream.Discard.all
        enter_by_byte = "mpegts" in container.format.name and one_programme(container)
        frames, end = find(container, stream, wanted)
        base = stream.time_base
    end = max(end, round(Fraction(wanted["end"]) / base))
    answer = {
        "time_base": str(base),
        "enter_by_byte": enter_by_byte,
        "seen": seen,
    }
    Path("out/records").write_bytes(b"".join(records(sorted(frames), end)))
    Path("out/keyframes.json").write_text(json.dumps(answer))


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


def one_programme(container: Any) -> bool:
    """Whether tracks keep their numbers wherever the multiplex is entered.

    Tracks are numbered as the tables of their programmes arrive, and from the middle these may come in another order.
    """
    return len([stream for stream in container.streams if stream.type == "video"]) == 1


def find(container: Any, stream: Any, wanted: dict[str, Any]) -> tuple[list[Found], int]:
    """Return [(pts, byte, settle, flags)] and the end of the last picture seen, in ticks."""
    if "mov" in container.format.name:
        frames = from_table(container, stream)
        if frames:
            return frames, 0
        container.seek(0)
    if wanted["from_byte"]:
        container.seek(wanted["from_byte"], unsupported_byte_offset=True, backward=True, any_frame=False)
    return from_packets(container, stream)


def from_table(container: Any, stream: Any) -> list[Found]:
    """Read the key frames that the table of an MP4 or MOV names, and these alone: a tenth of the file.

    The table tells when each is decoded; when it is shown stands beside it. [] where the table is not the whole truth
    (fragments, or a packet that is not where the table says).
    """
    entries = list(stream.index_entries)
    keys = [entry for entry in entries if entry.is_keyframe]
    if not keys or len(entries) != stream.frames:
        return []
    found = []
    # a seek goes by the time of showing, which for a key frame lies before the next one is decoded
    aims = [key.timestamp - 1 for key in keys[1:]] + [entries[-1].timestamp + (stream.duration or 1)]
    tell = Teller()
    for key, aim in zip(keys, aims, strict=True):
        container.seek(aim, stream=stream, backward=True, any_frame=False)
        packet = next(container.demux(stream), None)
        if packet is None or packet.pts is None or packet.pos != key.pos:
            return []
        found.append((packet.pts, packet.pos, *kind(packet, stream)))
        tell.packet()
    return found


def from_packets(container: Any, stream: Any) -> tuple[list[Found], int]:
    """Read every packet of the track from here on."""
    found, end = [], 0
    tell = Teller()
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        end = max(end, packet.pts + (packet.duration or 0))
        if packet.is_keyframe:
            byte = -1 if packet.pos is None else packet.pos
            found.append((packet.pts, byte, *kind(packet, stream)))
        tell.packet()
    return found, end


class Teller:
    """Says now and then how far it is, so that nobody takes a long read for standing still."""

    def __init__(self) -> None:
        self._told, self._count = time.monotonic(), 0

    def packet(self) -> None:
        """Count one more."""
        self._count += 1
        if time.monotonic() - self._told > TELL_SECONDS:
            print(f"frame={self._count}", flush=True)  # noqa: T201 - as ffmpeg's -progress writes it
            self._told = time.monotonic()


def records(frames: list[Found], end: int) -> Iterator[bytes]:
    """Add the ticks up to the next key frame; where two claim the same time, the later packet counts for nothing."""
    kept = [frame for number, frame in enumerate(frames) if number == 0 or frame[0] > frames[number - 1][0]]
    ends = [after[0] for _, after in pairwise(kept)] + [end]
    for (pts, byte, settle, flags), after in zip(kept, ends, strict=True):
        yield RECORD.pack(pts, byte, min(max(1, after - pts), LONGEST), settle, flags)


def kind(packet: Any, stream: Any) -> tuple[int, int]:
    """Return how many pictures it takes until all are whole, and the flags."""
    codec = stream.codec_context.codec.canonical_name
    if codec in CLOSED_BY_NATURE:
        return 0, CLOSED | PARAMETERS
    data = bytes(packet)
    if codec in ("mpeg1video", "mpeg2video"):
        return 0, flags(closed_group(data), b"\x00\x00\x01\xb3" in data)
    if codec in ("h264", "hevc"):
        look = look_into_h264 if codec == "h264" else look_into_hevc
        return look(units(data, stream.codec_context.extradata or b"", codec))
    return 0, 0


def flags(closed: bool, parameters: bool) -> int:
    """As `key_frames` describes them."""
    return (CLOSED if closed else 0) | (PARAMETERS if parameters else 0)


def closed_group(data: bytes) -> bool:
    """MPEG-2 (ISO/IEC 13818-2, 6.2.2.6): after the start code B8 come 25 bits of time code, then closed_gop."""
    at = data.find(b"\x00\x00\x01\xb8")
    return 0 <= at <= len(data) - 8 and bool(data[at + 7] >> 6 & 1)


def units(data: bytes, extradata: bytes, codec: str) -> Iterator[bytes]:
    """Yield the NAL units of a packet, be they set apart by start codes or by lengths (ISO/IEC 14496-15)."""
    if extradata[:1] == b"\x01":
        size = (extradata[4 if codec == "h264" else 21] & 3) + 1
        at = 0
        while at + size < len(data):
            length = int.from_bytes(data[at : at + size], "big")
            yield data[at + size : at + size + length]
            at += size + length
        return
    at = data.find(b"\x00\x00\x01")
    while at >= 0:
        after = data.find(b"\x00\x00\x01", at + 3)
        yield data[at + 3 : after if after >= 0 else len(data)]
        at = after


def look_into_h264(nal_units: Iterator[bytes]) -> tuple[int, int]:
    """The recovery point and the parameter sets before the first slice, and its type (ITU-T H.264, 7.4.1 and D.2.8)."""
    settle, seen = 0, set()
    for unit in nal_units:
        number = unit[0] & 0x1F if unit else 0
        seen.add(number)
        if number == 6:
            settle = recovery(unit[1:]) or settle
        elif 1 <= number <= 5:
            return settle, flags(number == 5, {7, 8} <= seen)
    return settle, 0


def look_into_hevc(nal_units: Iterator[bytes]) -> tuple[int, int]:
    """The parameter sets before the first slice, and its type (ITU-T H.265, 7.4.2.2): only BLA without RASL and IDR close."""
    seen = set()
    for unit in nal_units:
        number = unit[0] >> 1 & 0x3F if unit else 63
        seen.add(number)
        if number < 32:
            return 0, flags(number in (17, 18, 19, 20), {32, 33, 34} <= seen)
    return 0, 0


def recovery(message: bytes) -> int:
    """The recovery_frame_cnt of a supplemental enhancement message, 0 where it holds none."""
    message = message.replace(b"\x00\x00\x03", b"\x00\x00")
    at = 0
    while at + 2 < len(message):
        number, at = summed(message, at)
        size, at = summed(message, at)
        if number == 6:
            return min(exp_golomb(message[at : at + size]), 0xFFFF)
        at += size
    return 0


def summed(message: bytes, at: int) -> tuple[int, int]:
    """A number written as bytes that are added up, the last of them below 255; return it and the next place."""
    total = 0
    while at < len(message) and message[at] == 0xFF:
        total, at = total + 255, at + 1
    return total + (message[at] if at < len(message) else 0), at + 1


def exp_golomb(data: bytes) -> int:
    """The unsigned Exp-Golomb number at the beginning of `data`."""
    bits = "".join(f"{byte:08b}" for byte in data[:8])
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "1", 2) - 1


if __name__ == "__main__":
    main()
