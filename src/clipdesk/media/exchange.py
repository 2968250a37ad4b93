"""A clip for a craft editor: its cuts as OpenTimelineIO or as an EDL (CMX 3600), on the recording's own timecode.

Both name the original whole, so everything before and behind a cut is there as its handles. Captions, windows and looks
are not in them: they are what the craft editor makes anew. Where an opening card stands before the clip, its place is kept
free (`lead`), so that all times are those of the film.
"""

import re
from fractions import Fraction

import opentimelineio as otio

from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.text import fold
from clipdesk.kernel.time import timecode_parts
from clipdesk.media.errors import MediaError
from clipdesk.media.recipe import Range, Recipe
from clipdesk.media.source_info import SourceInfo

_REEL_CHARACTERS = 8


class NoEditRate(MediaError):
    """The recording's frame rate has no timecode, so no EDL can name its frames."""

    message = gettext_noop(
        "An EDL cannot count {rate} frames a second. Take the OpenTimelineIO file instead, which can."
    )


def to_otio(recipe: Recipe, info: SourceInfo, title: str, source: str, lead: Fraction = Fraction(0)) -> str:
    """Return the clip as OpenTimelineIO's JSON: a picture and a sound track, as far as the recording has them.

    source: the original's file name, by which the craft editor finds it. lead: seconds from the film's beginning to the clip's.
    """
    first = _first(info)
    whole = otio.opentime.TimeRange(first, _at(info.duration, info))
    timeline = otio.schema.Timeline(name=title, metadata={"clipdesk": {"sha256": recipe.source_sha256}})
    for kind, there in (("Video", info.video), ("Audio", info.audio)):
        if there:
            track = otio.schema.Track(name=kind, kind=kind)
            if lead:
                track.append(otio.schema.Gap(duration=_at(lead, info)))
            track.extend(
                otio.schema.Clip(
                    name=source,
                    media_reference=otio.schema.ExternalReference(target_url=source, available_range=whole),
                    source_range=otio.opentime.TimeRange(first + _at(cut.start, info), _length(cut, info)),
                )
                for cut in recipe.ranges
            )
            timeline.tracks.append(track)
    written: str = otio.adapters.write_to_string(timeline, "otio_json")
    return written


def to_edl(recipe: Recipe, info: SourceInfo, title: str, source: str, lead: Fraction = Fraction(0)) -> str:
    """Return the clip as an EDL: one event per cut, its record times from `lead` (as in `to_otio`) on; before it, black.

    The title is written without marks, since old readers know ASCII alone; `source` stands as it is.

    Raises:
        NoEditRate: there is no timecode at the recording's frame rate.
    """
    rate = float(info.grid)
    if not otio.opentime.RationalTime.is_valid_timecode_rate(rate):
        raise NoEditRate(rate=f"{rate:g}")
    drop = _begin(info) is not None and ";" in (info.timecode or "")

    def code(time: otio.opentime.RationalTime) -> str:
        return str(time.to_timecode(rate, drop))

    name = " ".join(source.split())
    reel = re.sub(r"[^A-Z0-9]", "", fold(source.rpartition(".")[0]).upper())[:_REEL_CHARACTERS] or "AX"
    channels = "AA/V" if info.video and info.audio else "V" if info.video else "AA"
    lines = [f"TITLE: {fold(title) or 'clip'}", f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}", ""]
    zero = record = otio.opentime.RationalTime(0, rate)
    if lead:
        record = _at(lead, info)
        lines.append(f"001  {'BL':<8} {channels:<4}  C        {' '.join(map(code, (zero, record, zero, record)))}")
    for number, cut in enumerate(recipe.ranges, start=2 if lead else 1):
        begin, length = _first(info) + _at(cut.start, info), _length(cut, info)
        times = (begin, begin + length, record, record + length)
        lines.append(f"{number:03d}  {reel:<8} {channels:<4}  C        {' '.join(code(time) for time in times)}")
        lines.append(f"* FROM CLIP NAME: {name}")
        record += length
    return "\n".join([*lines, ""])


def _first(info: SourceInfo) -> otio.opentime.RationalTime:
    """The timecode of the recording's first frame; zero where it has none that can be read."""
    return _begin(info) or otio.opentime.RationalTime(0, float(info.grid))


def _begin(info: SourceInfo) -> otio.opentime.RationalTime | None:
    """The same; None where there is none that can be read."""
    if info.timecode is None or timecode_parts(info.timecode) is None:
        return None
    try:
        return otio.opentime.from_timecode(info.timecode, float(info.grid))
    except ValueError:  # none at this rate
        return None


def _at(seconds: Fraction, info: SourceInfo) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(round(seconds * info.grid), float(info.grid))


def _length(cut: Range, info: SourceInfo) -> otio.opentime.RationalTime:
    return _at(cut.end, info) - _at(cut.start, info)
