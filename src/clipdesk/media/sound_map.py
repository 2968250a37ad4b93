"""Which tracks and channels of a recording are heard, and how they become stereo.

Without a choice the usual rule holds: the first track; where it and the next are mono, they are left and right, as
cameras and broadcasters' MXF files carry them (EBU R 123); a track that only counts eight channels or more is a row of
pairs, the first of which is the programme. 5.1 and other named layouts are mixed down by ITU-R BS.775-4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clipdesk.media.recipe import AudioChoice
from clipdesk.media.source_info import AudioInfo, SourceInfo

_ROW_OF_PAIRS = 8


@dataclass(frozen=True)
class TrackMix:
    """One track that is heard: its stream number, and the filter that places it in stereo (empty: ffmpeg's own rule)."""

    index: int
    mix: str = ""


Take = tuple[TrackMix, ...]


def usual(info: SourceInfo) -> Take:
    """Return what is heard of `info` where nobody chose."""
    return take(info, AudioChoice())


def take(info: SourceInfo, choice: AudioChoice) -> Take:
    """Return the tracks that `choice` means, each to be mixed to stereo and then added up.

    The choice was checked against the recording (`Recipe.check`).
    """
    tracks = info.tracks_in(choice.language)
    if choice.pairs:
        return _pairs(tracks, choice.pairs)
    first, *others = tracks
    if first.channels == 1 and others and others[0].channels == 1 and others[0].language == first.language:
        return _pairs(tracks, ((1, 2),))
    if first.channels >= _ROW_OF_PAIRS and not first.layout:
        return _pairs(tracks, ((1, 2),))
    return (TrackMix(first.index),)


def _pairs(tracks: Sequence[AudioInfo], pairs: Sequence[tuple[int, int]]) -> Take:
    """Channels are counted from 1 through all tracks, as on a sound engineer's sheet."""
    places = [(track, channel) for track in tracks for channel in range(track.channels)]
    sides: dict[int, tuple[list[int], list[int]]] = {}
    for pair in pairs:
        for side, number in enumerate(pair):
            track, channel = places[number - 1]
            sides.setdefault(track.index, ([], []))[side].append(channel)
    return tuple(TrackMix(index, _pan(*both)) for index, both in sides.items())


def _pan(left: Sequence[int], right: Sequence[int]) -> str:
    """A side that hears nothing of the track gets its first channel at zero: `pan` wants something to be said."""
    sums = ["+".join(f"c{channel}" for channel in dict.fromkeys(side)) or "0*c0" for side in (left, right)]
    return f"pan=stereo|c0={sums[0]}|c1={sums[1]}"
