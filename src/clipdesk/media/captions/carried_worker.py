"""Runs alone inside the sandbox: which subtitles a recording carries, written to out/tracks.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. argv[1]: JSON with the lists of what may be opened.
PyAV names the subtitle tracks. A transport stream's own tables are read here too, for teletext page numbers stand in
them alone (ETSI EN 300 468, descriptors 0x56 and 0x59), and pictures are decoded to see whether they carry CEA-608.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av

INPUT = "in/0"
PACKET = 188
TABLE_BYTES = 8 << 20
SAMPLE_FRAMES = 250
SUBTITLE_PAGES = (2, 5)  # teletext types: subtitles, subtitles for the hard of hearing
TELETEXT, BITMAPS = 0x56, 0x59
ENTRY = {TELETEXT: 5, BITMAPS: 8}  # bytes
VALID, FIELDS = 4, (0, 1)
KINDS = {
    **dict.fromkeys(("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"), "text"),
    **dict.fromkeys(("eia_608", "cc_dec"), "text"),
    **dict.fromkeys(("dvb_subtitle", "dvbsub", "hdmv_pgs_subtitle", "pgssub", "dvd_subtitle", "dvdsub"), "pictures"),
}
Track = dict[str, Any]


def main() -> None:
    """Write the answer."""
    wanted = json.loads(sys.argv[1])
    try:
        with reopen(wanted) as container:
            is_ts = "mpegts" in container.format.name
            tracks = [] if is_ts else list(container_tracks(container))
        if is_ts:
            tracks = list(stream_tables(Path(INPUT)))
        if carries_cea608(wanted):
            tracks.append({"kind": "cea-608", "number": 0, "language": "", "page": ""})
        answer: dict[str, Any] = {"tracks": tracks}
    except (av.error.FFmpegError, MemoryError) as error:
        answer = {"error": str(error)}
    Path("out/tracks.json").write_text(json.dumps(answer))


def reopen(wanted: dict[str, Any]) -> Any:
    """Open the file with nothing allowed that is not listed."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(wanted["formats"]),
        "codec_whitelist": ",".join(wanted["decoders"]),
        "max_streams": str(wanted["max_streams"]),
    }
    return av.open("file:" + INPUT, options=options, metadata_errors="replace")


def container_tracks(container: Any) -> Iterator[Track]:
    """Subtitle tracks of MP4, Matroska and the like."""
    for stream in container.streams:
        if stream.type != "subtitle" or stream.codec_context is None:
            continue
        kind = KINDS.get(stream.codec_context.codec.canonical_name) or KINDS.get(stream.codec_context.name)
        if kind:
            yield {"kind": kind, "number": stream.index, "language": stream.language or "", "page": ""}


def carries_cea608(wanted: dict[str, Any]) -> bool:
    """Whether pictures at the beginning or in the middle hold closed captions (ATSC A/53)."""
    with reopen(wanted) as container:
        video = next(iter(container.streams.video), None)
        if video is None or video.codec_context is None or video.codec_context.codec.name not in wanted["decoders"]:
            return False
        if any(has_captions(frame) for frame in first(container.decode(video))):
            return True
        if not container.duration:
            return False
        container.seek(container.duration // 2 + (container.start_time or 0))
        return any(has_captions(frame) for frame in first(container.decode(video)))


def first(frames: Iterator[Any]) -> Iterator[Any]:
    """A sample of them."""
    for _, frame in zip(range(SAMPLE_FRAMES), frames, strict=False):
        yield frame


def has_captions(frame: Any) -> bool:
    """A pair of bytes that is not filling (0x80 0x80) in field 1 or 2."""
    for data in frame.side_data:
        if data.type.name == "A53_CC":
            packed = bytes(data)
            pairs = (packed[place : place + 3] for place in range(0, len(packed) - 2, 3))
            if any(pair[0] & VALID and pair[0] & 3 in FIELDS and pair[1] & 0x7F for pair in pairs):
                return True
    return False


def stream_tables(path: Path) -> Iterator[Track]:
    """Teletext pages and bitmap subtitles that the programme map tables at the beginning announce."""
    with path.open("rb") as file:
        data = file.read(TABLE_BYTES)
    offset, size = packet_grid(data)
    maps = {pid for section in sections(data, offset, size, {0}) for pid in programme_maps(section)}
    seen = set()
    for section in sections(data, offset, size, maps):
        for track in announced(section):
            key = (track["kind"], track["number"], track["page"])
            if key not in seen:
                seen.add(key)
                yield track


def packet_grid(data: bytes) -> tuple[int, int]:
    """Where the first packet begins and how far packets stand apart (188, or 192 with time codes)."""
    for size in (PACKET, 192, 204):
        for offset in range(size):
            if len(data) > offset + 4 * size and all(data[offset + n * size] == 0x47 for n in range(5)):
                return offset, size
    return 0, PACKET


def sections(data: bytes, offset: int, size: int, pids: set[int]) -> Iterator[bytes]:
    """The first sections that the packets of `pids` carry, put together."""
    open_sections: dict[int, bytes] = {}
    for place in range(offset, len(data) - PACKET + 1, size):
        packet = data[place : place + PACKET]
        pid = (packet[1] & 0x1F) << 8 | packet[2]
        if pid not in pids or packet[0] != 0x47 or not packet[3] & 0x10:
            continue
        payload = packet[4 + (1 + packet[4] if packet[3] & 0x20 else 0) :]
        if packet[1] & 0x40 and payload:
            open_sections[pid] = payload[1 + payload[0] :]
        elif pid in open_sections:
            open_sections[pid] += payload
        section = open_sections.get(pid, b"")
        if len(section) >= 3 and len(section) >= 3 + length(section, 1):
            yield section[: 3 + length(section, 1)]
            del open_sections[pid]


def length(data: bytes, place: int) -> int:
    """Twelve bits."""
    return (data[place] & 0x0F) << 8 | data[place + 1]


def programme_maps(section: bytes) -> Iterator[int]:
    """The packet identifiers of the programme map tables (ISO/IEC 13818-1, 2.4.4.3)."""
    for place in range(8, len(section) - 7, 4):
        if section[place : place + 2] != b"\x00\x00":
            yield (section[place + 2] & 0x1F) << 8 | section[place + 3]


def announced(section: bytes) -> Iterator[Track]:
    """The subtitle streams of one programme map table (ISO/IEC 13818-1, 2.4.4.8)."""
    if len(section) < 16 or section[0] != 2:
        return
    place = 12 + length(section, 10)
    while place + 5 <= len(section) - 4:
        pid = (section[place + 1] & 0x1F) << 8 | section[place + 2]
        end = place + 5 + length(section, place + 3)
        yield from descriptors(section[place + 5 : end], pid)
        place = end


def descriptors(data: bytes, pid: int) -> Iterator[Track]:
    """Teletext subtitle pages (magazine 0 is called 8) and bitmap subtitles."""
    place = 0
    while place + 2 <= len(data):
        tag, body = data[place], data[place + 2 : place + 2 + data[place + 1]]
        step = ENTRY.get(tag, len(body) + 1)
        for entry in (body[at : at + step] for at in range(0, len(body) - step + 1, step)):
            language = entry[:3].decode("latin-1")
            if tag == TELETEXT and entry[3] >> 3 in SUBTITLE_PAGES:
                yield {
                    "kind": "teletext",
                    "number": pid,
                    "language": language,
                    "page": f"{entry[3] & 7 or 8}{entry[4]:02x}",
                }
            if tag == BITMAPS:
                yield {"kind": "pictures", "number": pid, "language": language, "page": ""}
        place += 2 + data[place + 1]


if __name__ == "__main__":
    main()
