"""Times as rundowns write them: seconds, clocks, timecodes, moments; always an exact number of seconds."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo
from fractions import Fraction

from clipdesk.library.rundowns.errors import EitherTime, NotARundown, NotATime, TooLate

LONGEST_SECONDS = 7 * 24 * 3600
_FRAMES = 25  # of a timecode in a rundown: it says no rate, and nothing there is exact to a frame
_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,12})?|-?[0-9]{1,12}/[0-9]{1,12}")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]{1,6})|[:;]([0-9]{2}))?")
_SHORT = re.compile(r"([0-9]{1,4}):([0-9]{2})(?:[.,]([0-9]{1,6}))?")
#: 5h30, 5 giờ 30 phút, 1'30", 45 giây: minutes may stand without their sign behind hours alone.
_VIETNAMESE = re.compile(
    r"(?:([0-9]{1,2}) ?(?:h|giờ) ?(?:([0-9]{2})(?: ?(?:'|′|ph|phút))?)?|([0-9]{1,3}) ?(?:'|′|ph|phút))?"
    r" ?(?:([0-9]{1,2}) ?(?:\"|″|''|s|giây))?"
)


class Cell:
    """Where a value stands, so that whoever refuses it can say so."""

    def __init__(self, name: str, row: str, column: str) -> None:
        self.where = {"name": name, "row": row, "column": column}

    def refuse(self, error: type[NotARundown], value: object) -> NotARundown:
        """Return the error to raise for what stands here."""
        return error(value=str(value)[:40], **self.where)


def moment_of(value: object, cell: Cell, zone: tzinfo | None) -> Fraction | None:
    """Return where something begins or ends: seconds since the beginning, or since midnight where the rundown counts by
    the clock; None for an empty cell. A moment with a zone of its own counts on the clocks of `zone`.

    Raises:
        NotATime, EitherTime, TooLate.
    """
    if isinstance(value, str) and _SHORT.fullmatch(value.strip()):
        raise cell.refuse(EitherTime, value)
    return _seconds(value, cell, zone)


def length_of(value: object, cell: Cell) -> Fraction | None:
    """Return a length in seconds; `5:30` is five and a half minutes. None for an empty cell.

    Raises:
        NotATime, TooLate.
    """
    if isinstance(value, str) and (short := _SHORT.fullmatch(value.strip())):
        return _kept(_clock("0", short[1], short[2], short[3]), value, cell)
    return _seconds(value, cell, None)


def _seconds(value: object, cell: Cell, zone: tzinfo | None) -> Fraction | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise cell.refuse(NotATime, value)
    if isinstance(value, datetime):
        return _of_day(value, zone)
    if isinstance(value, time):
        return _clock(str(value.hour), str(value.minute), str(value.second), f"{value.microsecond:06d}")
    if isinstance(value, timedelta):
        return _kept(Fraction(value // timedelta(microseconds=1), 1_000_000), value, cell)
    found = _of_text(str(value).strip(), zone)
    if found is None:
        raise cell.refuse(NotATime, value)
    return _kept(found, value, cell)


def _kept(seconds: Fraction, value: object, cell: Cell) -> Fraction:
    """Return it; before the beginning counts as the beginning."""
    if seconds > LONGEST_SECONDS:
        raise cell.refuse(TooLate, value)
    return max(Fraction(0), seconds)


def _of_text(text: str, zone: tzinfo | None) -> Fraction | None:
    if _NUMBER.fullmatch(text):
        try:
            return Fraction(text.replace(",", "."))
        except ZeroDivisionError:
            return None
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds, part, frames = clock.groups()
        return _clock(hours, minutes, seconds, part) + Fraction(int(frames or 0), _FRAMES)
    if text and (said := _VIETNAMESE.fullmatch(text.lower())):
        hours, minutes, alone, seconds = (int(part or 0) for part in said.groups())
        return Fraction(3600 * hours + 60 * (minutes + alone) + seconds)
    try:
        return _of_day(datetime.fromisoformat(text.replace(",", ".")), zone) if "T" in text or " " in text else None
    except ValueError:
        return None


def _clock(hours: str, minutes: str, seconds: str, part: str | None) -> Fraction:
    whole = 3600 * int(hours) + 60 * int(minutes) + int(seconds)
    return Fraction(whole) + (Fraction(int(part), 10 ** len(part)) if part else 0)


def _of_day(moment: datetime, zone: tzinfo | None) -> Fraction:
    if moment.tzinfo is not None and zone is not None:
        moment = moment.astimezone(zone)
    return _clock(str(moment.hour), str(moment.minute), str(moment.second), f"{moment.microsecond:06d}")
