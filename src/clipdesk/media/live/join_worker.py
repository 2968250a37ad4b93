"""Runs alone inside the sandbox: copies segments of a channel into one file, out/joined.ts or out/joined.mp4.

in/0: the channel's folder; in/1: JSON with the form and, for each segment, its file, the source's time of its first
picture and what to add to every time, and the number of the one that must be there. Nothing is decoded. It imports
nothing of Clipdesk.
"""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.bitstream import BitStreamFilterContext

TICKS = 90_000
WRAP = 1 << 33
#: What browsers play without conversion.
PLAYED = {"h264", "aac", "mp3"}
#: In so many segments a track is looked for that is named and not there in the first one.
MOST_LOOKED = 30
FORMS = {
    "ts": ("mpegts", {"mpegts_copyts": "1", "avoid_negative_ts": "disabled"}),
    "mp4": (
        "mp4",
        {
            "movflags": "frag_keyframe+empty_moov+delay_moov+default_base_moof+frag_discont",
            "avoid_negative_ts": "disabled",
            "use_editlist": "0",
        },
    ),
}


class Differs(Exception):
    """The tracks are others than at the beginning."""


class Gone(Exception):
    """What must be there cannot be read."""


def main() -> None:
    """Copy everything; say how it went in out/joined.json."""
    order = json.loads(Path("in/1").read_text())
    form, options = FORMS[order["form"]]
    told: dict[str, Any] = {"why": ""}
    with av.open(f"file:out/joined.{order['form']}", "w", format=form, options=options) as whole:
        joiner = Joiner(whole, order)
        try:
            joiner.begin()
            for number, segment in enumerate(order["segments"]):
                if not joiner.add(segment) and number == order["must"]:
                    raise Gone
                print(f"frame={number + 1}", flush=True)  # noqa: T201 - as ffmpeg's -progress writes it
        except Differs:
            told["why"] = "differs"
        except Gone:
            told["why"] = "gone"
        except av.error.FFmpegError as error:
            told["why"] = f"unreadable: {error}"
        if not joiner.into and not told["why"]:
            told["why"] = "nothing there"
    Path("out/joined.json").write_text(json.dumps(told))


class Joiner:
    """One file that grows by segments."""

    def __init__(self, whole: Any, order: dict[str, Any]) -> None:
        self.whole, self.order = whole, order
        self.into: list[Any] = []
        self.bare: Any = None  # takes AAC out of its frames of MPEG-TS
        self.looks: list[list[Any]] = []

    def begin(self) -> None:
        """Take the tracks from the first segment that shows all of them; else from the first that can be read."""
        for whole in (True, False):
            for segment in self.order["segments"][: MOST_LOOKED if whole else None]:
                container = self.opened(segment)
                if container is None:
                    continue
                with container:
                    tracks = self.wanted(container)
                    if tracks and (not whole or all(is_known(track) for track in tracks)):
                        self.looks = [look(track) for track in tracks]
                        self.into = [self.whole.add_stream_from_template(track, opaque=True) for track in tracks]
                        return

    def opened(self, segment: dict[str, Any]) -> Any:
        """Return a segment's container; None where it is gone, or empty since the power failed."""
        options = {
            "protocol_whitelist": "file",
            "format_whitelist": "mpegts",
            "codec_whitelist": ",".join(self.order["decoders"]),
            "probesize": "20000000",
            "analyzeduration": "20000000",
        }
        try:
            return av.open(f"file:in/0/{segment['file']}", format="mpegts", options=options)
        except av.error.FFmpegError:
            return None

    def add(self, segment: dict[str, Any]) -> bool:
        """Copy one segment; return whether anything of it could be read."""
        container = self.opened(segment)
        if container is None:
            return False
        with container:
            tracks = self.wanted(container)
            if not tracks:
                return False
            if not alike([look(track) for track in tracks], self.looks):
                raise Differs
            into = {track.index: to for track, to in zip(tracks, self.into, strict=True)}
            near = segment["first_pts"]
            for packet in container.demux(tracks):
                if packet.dts is None or not packet.size:
                    continue
                dts = unwrap(packet.dts, near)
                pts = dts if packet.pts is None else unwrap(packet.pts, dts)
                packet.time_base = Fraction(1, TICKS)
                packet.pts, packet.dts = pts + segment["add"], dts + segment["add"]
                for ready in self.fitting(packet):
                    ready.stream = into[packet.stream.index]
                    self.whole.mux_one(ready)
        return True

    def fitting(self, packet: Any) -> list[Any]:
        """Return the packet as the form wants it."""
        if self.order["form"] == "ts" or packet.stream.codec_context.codec.canonical_name != "aac":
            return [packet]
        if self.bare is None:
            self.bare = BitStreamFilterContext("aac_adtstoasc", in_stream=packet.stream)
        return list(self.bare.filter(packet))

    def wanted(self, container: Any) -> list[Any]:
        """The tracks that are copied, in the order in which they stand there."""
        tracks = [s for s in container.streams if s.type in ("video", "audio") and s.codec_context is not None]
        if self.order["form"] == "ts":
            return tracks
        played = [t for t in tracks if t.codec_context.codec.canonical_name in PLAYED and is_known(t)]
        first = {kind: next((t for t in played if t.type == kind), None) for kind in ("video", "audio")}
        return [track for track in first.values() if track is not None]


def is_known(track: Any) -> bool:
    """Whether anything of the track is there: a segment that a break closed may hold pictures and no sound yet."""
    context = track.codec_context
    return bool(context.width if track.type == "video" else context.sample_rate and context.channels)


def alike(one: list[list[Any]], other: list[list[Any]]) -> bool:
    """Whether tracks fit together; those of which nothing is there fit to all of their codec."""
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a == b or (a[0] == b[0] and (not all(a) or not all(b))) for a, b in pairs)


def look(track: Any) -> list[Any]:
    """What must stay the same from one segment to the next."""
    context = track.codec_context
    name = context.codec.canonical_name
    if track.type == "video":
        return [name, context.width, context.height]
    return [name, context.sample_rate, context.channels]


def unwrap(value: int, near: int) -> int:
    """Return the time that is `value` but for whole turns of the clock, and lies nearest to `near`."""
    return int(value + round(Fraction(near - value, WRAP)) * WRAP)


if __name__ == "__main__":
    main()
