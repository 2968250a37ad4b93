"""Holidays: fixed ones of Vietnam, and those of a file."""

from __future__ import annotations

from datetime import date

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.config.testing_cast import Newsroom
from clipdesk.planning import holiday_files, holidays
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


def _calendar(*lines: str) -> bytes:
    """A file of one entry that says these lines."""
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Test//EN",
        "BEGIN:VEVENT",
        "UID:1@x",
        "DTSTAMP:20260101T000000Z",
    )
    return "\r\n".join((*head, "SUMMARY:Ngày Phụ nữ", *lines, "END:VEVENT", "END:VCALENDAR", "")).encode()


def _named(newsroom: Newsroom, first: date, last: date) -> list[tuple[str, date, date]]:
    return [(one.name, one.first_on, one.last_on) for one in holidays.holidays(newsroom.station, first, last)]


def test_days_are_those_of_the_labour_code(newsroom: Newsroom) -> None:
    """Bộ luật Lao động 45/2019/QH14, Điều 112: 1/1, Tết, Giỗ Tổ (10/3 âm lịch), 30/4, 1/5 and 2/9."""
    days = [one[1:] for one in _named(newsroom, date(2027, 1, 1), date(2027, 12, 31))]
    alone = [date(2027, 1, 1), date(2027, 4, 16), date(2027, 4, 30), date(2027, 5, 1), date(2027, 9, 2)]
    assert days == [(alone[0],) * 2, (date(2027, 2, 6), date(2027, 2, 8)), *((day, day) for day in alone[1:])]


@pytest.mark.parametrize(("day", "found"), [(date(2027, 2, 5), 0), (date(2027, 2, 8), 1), (date(2027, 2, 9), 0)])
def test_new_year_lasts_three_days(newsroom: Newsroom, day: date, found: int) -> None:
    assert len(_named(newsroom, day, day)) == found


def test_a_station_elsewhere_has_none_of_them(newsroom: Newsroom) -> None:
    newsroom.station.timezone = "Europe/Berlin"
    assert _named(newsroom, date(2027, 1, 1), date(2027, 12, 31)) == []


def test_whole_days_of_a_file_are_taken_in_and_replaced(newsroom: Newsroom) -> None:
    window = (date(2027, 2, 9), date(2027, 2, 9))
    for _again in range(2):
        holidays.bring(newsroom.huong, "Tết", TET)
        assert _named(newsroom, *window) == [("Tết Nguyên đán", date(2027, 2, 6), date(2027, 2, 10))]
    assert Holiday.objects.count() == 1
    holidays.drop(Holiday.objects.get().file, newsroom.huong)
    assert _named(newsroom, *window) == []


@pytest.mark.parametrize("content", [b"", b"Tet", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", TET[:200]])
def test_what_is_no_calendar_is_refused(newsroom: Newsroom, content: bytes) -> None:
    with pytest.raises(holiday_files.NoCalendar):
        holidays.bring(newsroom.huong, "Tết", content)


def test_a_huge_file_is_refused(newsroom: Newsroom) -> None:
    with pytest.raises(holiday_files.TooMuch):
        holidays.bring(newsroom.huong, "Tết", b" " * (holiday_files.MOST_BYTES + 1))


def test_whoever_does_not_plan_brings_none(newsroom: Newsroom) -> None:
    with pytest.raises(NotAllowed):
        holidays.bring(newsroom.lan, "Tết", TET)


@pytest.mark.parametrize(
    ("lines", "year", "days"),
    [
        (["DTSTART;VALUE=DATE:20101020", "RRULE:FREQ=YEARLY"], 2031, ["10-20"]),
        (["DTSTART;VALUE=DATE:20101020", "RRULE:FREQ=YEARLY;UNTIL=20300101"], 2031, []),
        (["DTSTART;VALUE=DATE:20101020", "RRULE:FREQ=YEARLY;COUNT=3"], 2012, ["10-20"]),
        (["DTSTART;VALUE=DATE:20101020", "RRULE:FREQ=YEARLY;COUNT=3"], 2013, []),
        (["DTSTART;VALUE=DATE:20241128", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"], 2031, ["11-27"]),
        (["DTSTART;VALUE=DATE:20280229", "RRULE:FREQ=YEARLY"], 2032, ["02-29"]),
        (["DTSTART;VALUE=DATE:20281020", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20311020"], 2031, []),
        (["DTSTART;VALUE=DATE:20281020", "RDATE;VALUE=DATE:20311021,20321020"], 2031, ["10-21"]),
    ],
)
def test_rules_of_a_file_are_followed(newsroom: Newsroom, lines: list[str], year: int, days: list[str]) -> None:
    newsroom.station.timezone = "Europe/Berlin"
    holidays.bring(newsroom.huong, "Khác", _calendar(*lines))
    found = _named(newsroom, date(year, 1, 1), date(year, 12, 31))
    assert [f"{first:%m-%d}" for _name, first, _last in found] == days


def test_a_long_holiday_that_recurs_reaches_into_the_next_year(newsroom: Newsroom) -> None:
    newsroom.station.timezone = "Europe/Berlin"
    lines = ["DTSTART;VALUE=DATE:20201224", "DTEND;VALUE=DATE:20210107", "RRULE:FREQ=YEARLY"]
    holidays.bring(newsroom.huong, "Nghỉ đông", _calendar(*lines))
    assert _named(newsroom, date(2031, 1, 6), date(2031, 1, 6)) == [
        ("Ngày Phụ nữ", date(2030, 12, 24), date(2031, 1, 6))
    ]


def test_a_day_that_was_moved_stands_where_it_was_put(newsroom: Newsroom) -> None:
    moved = ["END:VEVENT", "BEGIN:VEVENT", "UID:1@x", "DTSTAMP:20260101T000000Z", "SUMMARY:Ngày Phụ nữ"]
    moved += ["RECURRENCE-ID;VALUE=DATE:20311020", "DTSTART;VALUE=DATE:20311022"]
    newsroom.station.timezone = "Europe/Berlin"
    lines = ["DTSTART;VALUE=DATE:20281020", "RRULE:FREQ=YEARLY", *moved]
    holidays.bring(newsroom.huong, "Khác", _calendar(*lines))
    assert [one[1] for one in _named(newsroom, date(2031, 1, 1), date(2032, 12, 31))] == [
        date(2031, 10, 22),
        date(2032, 10, 20),
    ]


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYEASTER=1"])
def test_a_rule_that_is_not_followed_is_named(newsroom: Newsroom, rule: str) -> None:
    content = _calendar("DTSTART;VALUE=DATE:20281020", f"RRULE:{rule}")
    with pytest.raises((holiday_files.UnknownRule, holiday_files.NoCalendar)):
        holidays.bring(newsroom.huong, "Khác", content)
    assert Holiday.objects.count() == 0


def test_more_rules_than_any_country_has_are_refused(newsroom: Newsroom) -> None:
    entry = "BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:20281020\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
    content = "BEGIN:VCALENDAR\r\n" + entry * (holiday_files.MOST_RULES + 1) + "END:VCALENDAR\r\n"
    with pytest.raises(holiday_files.TooMuch):
        holidays.bring(newsroom.huong, "Khác", content.encode())
