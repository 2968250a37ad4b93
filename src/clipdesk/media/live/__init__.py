"""Live channels: listen to a source, copy it into segments that begin at key frames, join segments to a recording.

A plain Python library like the rest of `media`. Whoever fetches (`fetching`, `hls`, `udp`) parses no media, and whoever
parses (`receive_worker`, `join_worker`) runs in the sandbox, without a network, and writes into one folder alone::

    from threading import Event
    from clipdesk.media.live import Source, record

    record(Source("hls", "https://live.station.example/tv.m3u8"), folder, keeper, Event())

`keeper` is told of every segment (`Keeper`); `Timeline` says where it lies; `join` makes one file of some.
"""

from clipdesk.media.live.errors import LiveError
from clipdesk.media.live.faults import FAULTS, Faults
from clipdesk.media.live.join import Stored, TracksDiffer, join, playable
from clipdesk.media.live.recorder import Keeper, record
from clipdesk.media.live.sources import KINDS, Source
from clipdesk.media.live.timeline import TICKS, Found, Last, Placed, Timeline

__all__ = [
    "FAULTS",
    "KINDS",
    "TICKS",
    "Faults",
    "Found",
    "Keeper",
    "Last",
    "LiveError",
    "Placed",
    "Source",
    "Stored",
    "Timeline",
    "TracksDiffer",
    "join",
    "playable",
    "record",
]
