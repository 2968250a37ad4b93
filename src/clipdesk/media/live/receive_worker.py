"""Runs alone inside the sandbox: takes a live stream from its input apart and writes it to out/, segment by segment.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. Nothing is decoded and nothing encoded: packets are
copied into MPEG-TS files that begin at key frames. argv[1]: JSON with the form of the stream, the lists of what may be
opened, the number of the first segment and the least seconds of one. On its output: one JSON object a line.

Each segment has a file `NUMBER.ts` and, written before that gets its name, `NUMBER.json` with what the line says of it: a
segment whose line nobody read is found by its file. Times are ticks of 1/90000 s, unwrapped: where the 33 bits of
MPEG-TS begin again at 0, ours go on.
"""

import json
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

TICKS = 90_000
WRAP = 1 << 33
BACK, LEAP = 2 * TICKS, 10 * TICKS
DRAIN = 2 * TICKS
LONGEST_WITHOUT_KEY = 30 * TICKS
#: One that no key frame ends is closed all the same: what is open is lost when something breaks.
LONGEST_SEGMENT = 60 * TICKS
LONGEST_WITHOUT_PICTURE = 8 * TICKS
#: What does not come as MPEG-TS begins at 0, and before: earlier times than 0 have no place in MPEG-TS.
LEAD = 10 * TICKS
MOST_SOUND_TRACKS = 8
BEAT_SECONDS = 1.0
OUT = Path("out")


class Over(Exception):
    """Carries why nothing more can be recorded from this input."""


def unwrap(value: int, near: int) -> int:
    """Return the time that is `value` but for whole turns of the clock, and lies nearest to `near`."""
    return value + round(Fraction(near - value, WRAP)) * WRAP


def main() -> None:
    """Record until the input ends; say why it ended."""
    order = json.loads(sys.argv[1])
    try:
        with opened(order) as container:
            why = Recorder(container, order).record()
    except Over as over:
        why = str(over)
    except av.error.EOFError:
        why = "empty"
    except (av.error.FFmpegError, MemoryError) as error:
        why = f"unreadable: {error}"
    say(kind="end", why=why)


def opened(order: dict[str, Any]) -> Any:
    """Open the input, with nothing allowed that is not listed."""
    options = {
        "protocol_whitelist": "pipe",
        "format_whitelist": order["form"],
        "codec_whitelist": ",".join(order["decoders"]),
        "max_streams": str(4 * order["max_streams"]),
        "probesize": "8000000",
        "analyzeduration": str(order["look_microseconds"]),
    }
    return av.open("pipe:0", format=order["form"], options=options, metadata_errors="replace")


def say(**values: Any) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def chosen(container: Any, order: dict[str, Any]) -> tuple[Any, list[Any]]:
    """Return the picture track (None for sound alone) and the sound tracks that are copied."""
    if len(container.streams) > order["max_streams"]:
        raise Over("max_streams")
    known = [s for s in container.streams if s.codec_context and s.codec_context.codec.name in order["decoders"]]
    pictures = [s for s in known if s.type == "video" and s.codec_context.width]
    pictures = [s for s in pictures if not s.disposition & av.stream.Disposition.attached_pic]
    if not pictures and any(s.type == "video" for s in known):  # there is one, and nothing is known of it yet
        raise Over(f"no key frame {order['look_microseconds'] // 1_000_000}")
    sounds = [s for s in known if s.type == "audio" and s.codec_context.sample_rate]
    if not pictures and not sounds:
        raise Over("nothing")
    return (pictures[0] if pictures else None), sounds[:MOST_SOUND_TRACKS]


def described(stream: Any) -> dict[str, Any]:
    """Say what a track is."""
    context = stream.codec_context
    told: dict[str, Any] = {"type": stream.type, "codec": context.codec.canonical_name}
    if stream.type == "video":
        told |= {"width": context.width, "height": context.height, "rate": str(stream.average_rate or 0)}
        told["mime"] = picture_mime(context)
    else:
        told |= {"sample_rate": context.sample_rate, "channels": context.channels}
        told["language"] = str(stream.metadata.get("language", ""))[:8]
    return told


def picture_mime(context: Any) -> str:
    """The name of an H.264 track as browsers want it (RFC 6381): profile, constraints, level; empty for others."""
    if context.codec.canonical_name != "h264":
        return ""
    head = bytes(context.extradata or b"")
    if head[:1] == b"\x01":
        return f"avc1.{head[1:4].hex()}"
    at = 0
    while (at := head.find(b"\x00\x00\x01", at)) >= 0:
        at += 3
        if at + 4 <= len(head) and head[at] & 0x1F == 7:
            return f"avc1.{head[at + 1 : at + 4].hex()}"
    return ""


class Segment:
    """One file that is being written."""

    def __init__(self, number: int, start: int, tracks: list[Any], *, fresh: bool, follows: bool) -> None:
        self.number, self.start, self.fresh, self.follows = number, start, fresh, follows
        self.room: int | None = None
        self.end = start
        self.keys: list[int] = []
        self.pictures = 0
        self._part = OUT / f"{number:010d}.part"
        options = {"mpegts_copyts": "1", "avoid_negative_ts": "disabled"}
        self._file = av.open(f"file:{self._part}", "w", format="mpegts", options=options)
        self._into = {track.index: self._file.add_stream_from_template(track, opaque=True) for track in tracks}

    def add(self, packet: Any, pts: int, dts: int, end: int) -> None:
        """Copy one packet; whoever calls may not use it afterwards."""
        if self.room is None:  # how long before it is shown the first one is decoded
            self.room = max(0, pts - dts)
        if packet.stream.type == "video":
            self.pictures += 1
            if packet.is_keyframe:
                self.keys.append(pts - self.start)
        self.end = max(self.end, end)
        packet.stream = self._into[packet.stream.index]
        packet.time_base = Fraction(1, TICKS)
        packet.pts, packet.dts = pts, dts
        self._file.mux_one(packet)

    def close(self, end: int, heard: float) -> None:
        """Finish the file, note what it is, give it its name, say so."""
        self._file.close()
        told = {
            "kind": "segment",
            "number": self.number,
            "first_pts": self.start,
            "ticks": max(1, end - self.start),
            "bytes": self._part.stat().st_size,
            "pictures": self.pictures,
            "keys": self.keys,
            "heard": heard,
            "fresh": self.fresh,
            "follows": self.follows,
            "room": self.room or 0,
        }
        note = OUT / f"{self.number:010d}.note"
        note.write_text(json.dumps(told))
        note.replace(note.with_suffix(".json"))
        self._part.replace(self._part.with_suffix(".ts"))
        say(**told)


class Recorder:
    """Goes through the packets and cuts at key frames."""

    def __init__(self, container: Any, order: dict[str, Any]) -> None:
        self.video, self.sounds = chosen(container, order)
        self.tracks = ([self.video] if self.video else []) + self.sounds
        self.container = container
        self.lead = 0 if order["form"] == "mpegts" else LEAD
        self.least = int(Fraction(order["seconds"]) * TICKS)
        self.number = order["number"]
        self.open: Segment | None = None
        self.draining: tuple[Segment, int, float] | None = None
        self.last: dict[int, int] = {}
        self.near: int | None = None
        self.fresh, self.follows = True, bool(order["follows"])
        self._passed: set[int] = set()
        self._first: int | None = None
        self._pictured = 0
        self._told, self._bytes = time.monotonic(), 0

    def record(self) -> str:
        """Copy everything; return why it ended."""
        say(kind="tracks", tracks=[described(track) for track in self.tracks])
        why = "ended"
        try:
            for packet in self.container.demux(self.tracks):
                if packet.dts is not None and packet.size:
                    self.take(packet)
        except av.error.FFmpegError as error:
            why = f"unreadable: {error}"
        except Over as over:
            why = str(over)
        self.drained()
        if self.open is not None and self.open.end > self.open.start:
            self.open.close(self.open.end, time.time())
        return why

    def take(self, packet: Any) -> None:
        """Put one packet where it belongs."""
        timed = self.timed(packet)
        if timed is None:
            return
        pts, dts, end = timed
        self._bytes += packet.size
        self.beat(dts)
        shows = packet.stream is self.video
        if shows:
            self._pictured = dts
        elif self.video is not None and self._pictured and dts - self._pictured > LONGEST_WITHOUT_PICTURE:
            raise Over("changed")
        if self.may_begin(packet, shows) and (self.open is None or pts - self.open.start >= self.least):
            self.begin(pts)
        if self.open is None:
            if self._first is not None and dts - self._first > LONGEST_WITHOUT_KEY:
                raise Over(f"no key frame {LONGEST_WITHOUT_KEY // TICKS}")
            return
        if shows and pts - self.open.start > LONGEST_SEGMENT:
            raise Over(f"no key frame {LONGEST_SEGMENT // TICKS}")
        segment = self.drain(packet, pts) if self.draining is not None and not shows else self.open
        if segment is not None and (shows or pts >= segment.start):
            segment.add(packet, pts, dts, end)

    def timed(self, packet: Any) -> tuple[int, int, int] | None:
        """Return pts, dts and end in our ticks, unwrapped. A leap of the source's clock begins a new count.

        None for a packet that comes a moment too late, behind later ones of its track: it has no place any more.
        """
        base = packet.time_base * TICKS
        dts = round(packet.dts * base) + self.lead
        pts = dts if packet.pts is None else round(packet.pts * base) + self.lead
        index = packet.stream.index
        if self.near is not None:
            dts = unwrap(dts, self.near)
            before = self.last.get(index, dts - 1)
            if abs(dts - self.near) > LEAP or dts < before - BACK:
                self.leap()
            elif dts <= before:
                return None
        if self.near is None:
            dts %= WRAP
            self._first = dts
        self.near = dts
        pts = unwrap(pts, dts)
        self.last[index] = dts
        return pts, dts, pts + round((packet.duration or 0) * base)

    def leap(self) -> None:
        """The clock began anew: what is open ends here."""
        self.drained()
        if self.open is not None and self.open.end > self.open.start:
            self.open.close(self.open.end, time.time())
        self.open, self.near, self._pictured = None, None, 0
        self.fresh, self.follows = True, False
        self.last.clear()

    def may_begin(self, packet: Any, shows: bool) -> bool:
        """Whether a segment may begin with this packet."""
        if self.video is None:
            return packet.stream is self.sounds[0]
        return shows and packet.is_keyframe

    def begin(self, pts: int) -> None:
        """Begin the next segment; the last one still takes the sound that belongs to it."""
        self.drained()
        if self.open is not None:
            self.draining = (self.open, pts, time.time())
            self._passed = set()
            if self.video is None and len(self.sounds) == 1:
                self.drained()
        self.open = Segment(self.number, pts, self.tracks, fresh=self.fresh, follows=self.follows)
        self.number += 1
        self.fresh = self.follows = False
        if self.draining is not None and not self.sounds:
            self.drained()

    def drain(self, packet: Any, pts: int) -> Segment | None:
        """Return the segment that a packet of sound belongs to; when all sound has passed the cut, the old one closes."""
        assert self.draining is not None
        old, cut, _heard = self.draining
        if pts < cut and packet.stream.index not in self._passed:
            return old
        self._passed.add(packet.stream.index)
        if len(self._passed) == len(self.sounds) or pts - cut > DRAIN:
            self.drained()
        return self.open

    def drained(self) -> None:
        """Close the segment before the open one, if it still waits."""
        if self.draining is not None:
            segment, cut, heard = self.draining
            self.draining = None
            segment.close(cut, heard)

    def beat(self, dts: int) -> None:
        """Say once a second how far it is."""
        if time.monotonic() - self._told >= BEAT_SECONDS:
            start = self.open.start if self.open is not None else dts
            say(kind="beat", bytes=self._bytes, ahead=max(0, dts - start), heard=time.time())
            self._told, self._bytes = time.monotonic(), 0


if __name__ == "__main__":
    main()
