"""Holidays: fixed ones of Vietnam, and those of a file."""

from __future__ import annotations

from datetime import date

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.config.testing_cast import Newsroom
from clipdesk.planning import holidays
from clipdesk.planning.models import Holiday

TET = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:1@x
DTSTAMP:20260101T000000Z
SUMMARY:Tết Nguyên đán
DTSTART;VALUE=DATE:20270206
DTEND;VALUE=DATE:20270211
END:VEVENT
BEGIN:VEVENT
UID:2@x
DTSTAMP:20260101T000000Z
SUMMARY:Họp
DTSTART:20270207T010000Z
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def _named(newsroom: Newsroom, first: date, last: date) -> list[tuple[str, date, date]]:
    return [(one.name, one.first_on, one.last_on) for one in holidays.holidays(newsroom.station, first, last)]


def test_fixed_days_are_those_of_the_labour_code(newsroom: Newsroom) -> None:
    """Bộ luật Lao động 45/2019/QH14, Điều 112: 1/1, 30/4, 1/5 and 2/9 are on fixed days."""
    days = [one[1] for one in _named(newsroom, date(2027, 1, 1), date(2027, 12, 31))]
    assert days == [date(2027, 1, 1), date(2027, 4, 30), date(2027, 5, 1), date(2027, 9, 2)]


def test_a_station_elsewhere_has_none_of_them(newsroom: Newsroom) -> None:
    newsroom.station.timezone = "Europe/Berlin"
    assert _named(newsroom, date(2027, 1, 1), date(2027, 12, 31)) == []


def test_whole_days_of_a_file_are_taken_in_and_replaced(newsroom: Newsroom) -> None:
    window = (date(2027, 2, 8), date(2027, 2, 9))
    for _again in range(2):
        holidays.bring(newsroom.huong, "Tết", TET)
        assert _named(newsroom, *window) == [("Tết Nguyên đán", date(2027, 2, 6), date(2027, 2, 10))]
    assert Holiday.objects.count() == 1
    holidays.drop(Holiday.objects.get().file, newsroom.huong)
    assert _named(newsroom, *window) == []


@pytest.mark.parametrize("content", [b"", b"Tet", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", TET[:200]])
def test_what_is_no_calendar_is_refused(newsroom: Newsroom, content: bytes) -> None:
    with pytest.raises(holidays.NoCalendar):
        holidays.bring(newsroom.huong, "Tết", content)


def test_a_huge_file_is_refused(newsroom: Newsroom) -> None:
    with pytest.raises(holidays.TooMuch):
        holidays.bring(newsroom.huong, "Tết", b" " * (holidays.MOST_BYTES + 1))


def test_whoever_does_not_plan_brings_none(newsroom: Newsroom) -> None:
    with pytest.raises(NotAllowed):
        holidays.bring(newsroom.lan, "Tết", TET)
