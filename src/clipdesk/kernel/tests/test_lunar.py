"""Lunar days against almanacs: the lists that python-holidays tests Vietnam with, and years in which China has another day."""

from __future__ import annotations

from datetime import date

import pytest

from clipdesk.kernel.lunar import solar_day

#: python-holidays, tests/countries/test_vietnam.py; 1985, 2007 and 2030 are those in which Hanoi's new moon is on another
#: day than Beijing's, 2033 and 2034 have the leap month that other rules place wrongly.
NEW_YEARS = [
    *("1985-01-21", "2007-02-17", "2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10"),
    *("2014-01-31", "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12"),
    *("2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2030-02-02"),
    *("2033-01-31", "2034-02-19"),
]
HUNG_KINGS = ["2007-04-26", "2020-04-02", "2021-04-21", "2022-04-10", "2025-04-07", "2026-04-26"]


@pytest.mark.parametrize("day", NEW_YEARS)
def test_new_year(day: str) -> None:
    expected = date.fromisoformat(day)
    assert solar_day(expected.year, 1, 1) == expected


@pytest.mark.parametrize("day", HUNG_KINGS)
def test_day_of_the_hung_kings(day: str) -> None:
    expected = date.fromisoformat(day)
    assert solar_day(expected.year, 3, 10) == expected


def test_a_leap_month_pushes_what_follows_it() -> None:
    """2020 had a leap fourth month: mid-autumn (15/8) was on 1 October; in 2025 a leap sixth: 6 October."""
    assert [solar_day(year, 8, 15) for year in (2020, 2024, 2025)] == [
        date(2020, 10, 1),
        date(2024, 9, 17),
        date(2025, 10, 6),
    ]


@pytest.mark.parametrize(("month", "day"), [(0, 1), (11, 1), (1, 0), (1, 30)])
def test_what_is_not_reckoned_is_refused(month: int, day: int) -> None:
    with pytest.raises(ValueError, match="no lunar day"):
        solar_day(2026, month, day)
