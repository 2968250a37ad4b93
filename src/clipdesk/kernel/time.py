"""Rational media time: seconds are `Fraction`, frames are whole numbers, nothing is rounded on the way."""

import re
from fractions import Fraction

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

LONGEST = 100
_CLOCK = re.compile(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,4}):)?([0-9]{1,7})(?:[.,]([0-9]{1,6}))?")


class NotATime(ClipdeskError):
    """A text that should be a time is none."""

    message = gettext_noop("“{text}” is not a time. Write seconds (12.5) or hours:minutes:seconds (00:01:02.5).")


def parse_fraction(text: str | int) -> Fraction:
    """Read seconds from `"num/den"`, `"12.5"` or a whole number, of at most 100 characters.

    Powers of ten are no times: `1e999999999` would keep the processor busy for ever.

    Raises:
        NotATime: the text is none of these.
    """
    if isinstance(text, str) and (len(text) > LONGEST or "e" in text.lower()):
        raise NotATime(text=text[:LONGEST])
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise NotATime(text=text) from error


def parse_clock(text: str) -> Fraction:
    """Read seconds as people type them: `12.5`, `1:02.5` or `0:01:02.5`.

    Raises:
        NotATime: the text is none of these.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise NotATime(text=text.strip()[:LONGEST])
    hours, minutes, seconds, part = found.groups()
    whole = 3600 * int(hours or 0) + 60 * int(minutes or 0) + int(seconds)
    return Fraction(whole) + (Fraction(int(part), 10 ** len(part)) if part else 0)


def format_fraction(value: Fraction) -> str:
    """Write seconds as `"num/den"`, the form stored in recipes."""
    return f"{value.numerator}/{value.denominator}"


def frame_at(seconds: Fraction, rate: Fraction) -> int:
    """Return the number of the frame shown at `seconds` when frame 0 starts at 0 and `rate` frames pass per second."""
    return int(seconds * rate // 1)


def timecode_parts(text: str) -> tuple[int, int, int, int] | None:
    """Read `HH:MM:SS:FF`, or with `;` before the frames; None where it is none: a recording's tag may be anything."""
    written = re.fullmatch(r"([0-9]{2}):([0-9]{2}):([0-9]{2})[:;]([0-9]{2})", text)
    if written is None:
        return None
    hours, minutes, seconds, frames = map(int, written.groups())
    return hours, minutes, seconds, frames


def timecode(seconds: Fraction, rate: Fraction, start_frame: int = 0) -> str:
    """Return `HH:MM:SS:FF` (non-drop, SMPTE ST 12-1 counting) of the frame shown at `seconds`.

    `start_frame` is the source's own first timecode as a frame count.
    """
    nominal = max(1, -(-rate.numerator // rate.denominator))
    total = frame_at(seconds, rate) + start_frame
    frames, whole = total % nominal, total // nominal
    return f"{whole // 3600 % 24:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}:{frames:02d}"


def clock_text(seconds: Fraction) -> str:
    """Return a length for people: `m:ss`, or `h:mm:ss` from one hour; whole seconds, rounded to the nearest."""
    whole = int(seconds + Fraction(1, 2))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
