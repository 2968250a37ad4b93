"""Runs alone inside the sandbox: shows single pictures of one recording, as often as it is asked.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. argv[1]: JSON with the lists of what may be
opened, the picture track, `by_byte`, `interlaced` and `filters` ([name, arguments] each, ending in rgb24).
Each line on the input is a question: JSON with `entries` ([pts, byte] of the key frames to begin at, best first; the
file's beginning is tried after them) and `target`, a tick of the track: the picture wanted is the last that begins at
or before it. The answer is a line of JSON (`pts`, `width`, `height`) and the bytes of the picture, row by row.
"""

import json
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any

import av

INPUT = "in/0"
PROBE_SIZE = "20000000"


def main() -> None:
    """Answer until nothing more is asked."""
    wanted = json.loads(sys.argv[1])
    with reopen(wanted) as container:
        show = Show(container, wanted)
        for line in sys.stdin:
            question = json.loads(line)
            pts, picture = show.picture(question["entries"], question["target"])
            head = {"pts": pts, "width": picture.width, "height": picture.height}
            sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
            sys.stdout.buffer.write(packed(picture.planes[0], 3 * picture.width))
            sys.stdout.buffer.flush()


def reopen(wanted: dict[str, Any]) -> Any:
    """Open the file, with nothing allowed that is not listed."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(wanted["formats"]),
        "codec_whitelist": ",".join(wanted["decoders"]),
        "max_streams": str(wanted["max_streams"]),
        "probesize": PROBE_SIZE,
        "analyzeduration": PROBE_SIZE,
        "skip_estimate_duration_from_pts": "1",
    }
    return av.open("file:" + INPUT, options=options, metadata_errors="replace")


def packed(plane: Any, length: int) -> Any:
    """The rows of a plane, `length` bytes each, without what libav leaves between them."""
    rows = memoryview(plane)
    if plane.line_size == length:
        return rows
    return b"".join(rows[start : start + length] for start in range(0, plane.height * plane.line_size, plane.line_size))


class Show:
    """One open recording."""

    def __init__(self, container: Any, wanted: dict[str, Any]) -> None:
        self.container, self.wanted = container, wanted
        self.stream = container.streams[wanted["track"]]
        # pictures in flight in several threads would have to be thrown away at every question
        self.stream.thread_type = "NONE"
        for other in container.streams:
            if other.index != self.stream.index:
                other.discard = av.stream.Discard.all

    def picture(self, entries: list[list[int]], target: int) -> tuple[int, Any]:
        """Return the picture shown at `target`, and when it begins."""
        for entry in [*entries, None]:
            self.enter(entry)
            shown = self.around(target)
            if shown is not None:
                before, frame, after = shown
                return frame.pts, self.finish(before, frame, after)
        raise ValueError("no picture before that time")

    def enter(self, entry: list[int] | None) -> None:
        """Go to a key frame; None: to the beginning."""
        if self.wanted["by_byte"]:
            byte = 0 if entry is None else entry[1]
            self.container.seek(byte, unsupported_byte_offset=True, backward=True, any_frame=False)
        elif entry is None:
            self.container.seek(0)
        else:
            self.container.seek(entry[0], stream=self.stream, backward=True, any_frame=False)

    def around(self, target: int) -> tuple[Any, Any, Any] | None:
        """Decode up to the picture shown at `target`; of interlaced pictures keep the neighbours, too.

        None: decoding began too late for it.
        """
        both = self.wanted["interlaced"]
        reel = Reel(self.container.demux(self.stream), self.stream.codec_context, target, thrifty=not both)
        before, shown = None, None
        for frame in reel:
            if frame.pts is None:
                continue
            if frame.pts > target:
                return (before, shown, frame) if shown else None
            before, shown = shown, frame
            if frame.pts == reel.best and not both:
                break
        return (before, shown, None) if shown else None

    def finish(self, before: Any, frame: Any, after: Any) -> Any:
        """Make it a picture for people: whole lines, square pixels, upright, RGB."""
        graph = av.filter.Graph()
        chain = [graph.add_buffer(template=self.stream, width=frame.width, height=frame.height, format=frame.format)]
        chain += [graph.add(name, arguments) for name, arguments in self.wanted["filters"]]
        chain.append(graph.add("buffersink"))
        graph.link_nodes(*chain).configure()
        neighbours = [each for each in (before, frame, after) if each is not None and same_form(each, frame)]
        if not self.wanted["interlaced"]:
            neighbours = [frame]
        for each in neighbours:
            graph.push(each)
        graph.push(None)
        for _ in range(neighbours.index(frame)):
            graph.pull()
        return graph.pull()


def same_form(one: Any, other: Any) -> bool:
    """Whether one filter graph takes both."""
    return (one.width, one.height, one.format.name) == (other.width, other.height, other.format.name)


class Reel:
    """Decoded pictures in order of time. `best`: when the picture shown at `target` begins, as far as packets tell.

    Pictures that no other refers to and that lie well before the target are not decoded (`thrifty`). For that, a packet
    waits until one is known that comes nearer to the target, or until none can come: packets are in order of decoding.
    """

    def __init__(self, packets: Iterator[Any], context: Any, target: int, thrifty: bool) -> None:
        self.best: int | None = None
        self._packets, self._context, self._target, self._thrifty = packets, context, target, thrifty

    def __iter__(self) -> Iterator[Any]:
        waiting: deque[Any] = deque()
        settled = False
        for packet in self._packets:
            waiting.append(packet)
            pts, dts = packet.pts, packet.dts
            if pts is not None and pts <= self._target and (self.best is None or pts > self.best):
                self.best = pts
            settled = settled or not packet.size or (dts is not None and dts > self._target)
            while waiting and (settled or waiting[0].pts != self.best):
                yield from self._decode(waiting.popleft())

    def _decode(self, packet: Any) -> list[Any]:
        self._context.skip_frame = "NONREF" if self._thrifty and self._is_far(packet) else "DEFAULT"
        try:
            return list(packet.decode())
        except av.error.InvalidDataError:  # a damaged packet, or the half of one: its picture is not to be had
            return []

    def _is_far(self, packet: Any) -> bool:
        """Two pictures and more before the best one: the two fields of a picture may come in packets of their own."""
        if packet.pts is None or self.best is None or not packet.duration:
            return False
        return bool(self.best - packet.pts >= 2 * packet.duration)


if __name__ == "__main__":
    main()
