"""How a person names a moment of a recording on the command line: seconds, clock time, timecode or frame number."""

from __future__ import annotations

import re
from fractions import Fraction

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.errors import RecipeError
from clipdesk.media.recipe import Range
from clipdesk.media.source_info import SourceInfo

_SECONDS = re.compile(r"\d{1,7}(?:\.\d{1,9})?")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]?\d(?:[.,]\d{1,9})?)")
_TIMECODE = re.compile(r"([0-2]\d):([0-5]\d):([0-5]\d)[:;](\d{2,3})")
_FRAME = re.compile(r"f(\d{1,9})")
_DAY_MINUTES = 24 * 60


class NotAMoment(RecipeError):
    """A text that should name a moment names none."""

    message = gettext_noop(
        "“{text}” is no moment of a recording. Write seconds (62.5), hours:minutes:seconds (00:01:02.500), a timecode "
        "(10:01:02:12) or a frame number (f1562)."
    )


class NotARange(RecipeError):
    """A text that should name a cut does not."""

    message = gettext_noop(
        "“{text}” is no cut. Write its beginning and its end with a hyphen between, such as 62.5-70."
    )


def parse_moment(text: str, info: SourceInfo) -> Fraction:
    """Return the seconds from the recording's first picture that `text` names.

    A timecode counts like the recording's own (SMPTE ST 12-1): from the timecode of its first picture where it carries
    one, else from zero. `;` before the frames, here or there, means drop-frame counting. It may pass midnight.

    Raises:
        NotAMoment: it names none.
    """
    words = text.strip()
    if _SECONDS.fullmatch(words):
        return Fraction(words)
    if found := _FRAME.fullmatch(words):
        return int(found[1]) / info.grid
    if _TIMECODE.fullmatch(words):
        own = info.timecode or ""
        drop = ";" in words or ";" in own
        frame = _frames(words, info.grid, drop) - (_frames(own, info.grid, drop) if own else 0)
        return frame % _a_day(drop, info.grid) / info.grid
    if found := _CLOCK.fullmatch(words):
        hours, minutes, seconds = found[1] or "0", found[2], found[3].replace(",", ".")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    raise NotAMoment(text=text)


def parse_range(text: str, info: SourceInfo) -> Range:
    """Return the cut that `T-T` names; its end is not included.

    Raises:
        NotARange, NotAMoment: it names none.
    """
    start, hyphen, end = text.partition("-")
    if not hyphen:
        raise NotARange(text=text)
    return Range(parse_moment(start, info), parse_moment(end, info))


def _frames(timecode: str, rate: Fraction, drop: bool) -> int:
    """The number of the frame that carries `timecode`, counted from 00:00:00:00 (SMPTE ST 12-1, 5.2.2 for drop-frame)."""
    found = _TIMECODE.fullmatch(timecode)
    if found is None:
        raise NotAMoment(text=timecode)
    hours, minutes, seconds, frames = (int(found[number]) for number in range(1, 5))
    nominal = _nominal(rate)
    if frames >= nominal or hours > 23:
        raise NotAMoment(text=timecode)
    counted = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
    return counted - _dropped(hours * 60 + minutes, rate) if drop else counted


def _dropped(minutes: int, rate: Fraction) -> int:
    """How many numbers drop-frame counting has left out by then: two (four at 59.94) a minute, none every tenth."""
    return _nominal(rate) // 15 * (minutes - minutes // 10)


def _a_day(drop: bool, rate: Fraction) -> int:
    whole = 24 * 3600 * _nominal(rate)
    return whole - _dropped(_DAY_MINUTES, rate) if drop else whole


def _nominal(rate: Fraction) -> int:
    return max(1, round(rate))
