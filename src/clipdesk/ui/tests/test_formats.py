from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from clipdesk.ui import formats

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(("language", "said"), [("vi", "23/11/2026 14:05"), ("en", "23 Nov 2026, 14:05")])
def test_a_moment_is_written_on_the_stations_clock(language: str, said: str) -> None:
    with translation.override(language):
        assert formats.date_time(MOMENT, HANOI) == said
        assert formats.date_time_zone(MOMENT, HANOI) == f"{said} (UTC+7)"


@pytest.mark.parametrize(
    ("zone", "shift"), [("UTC", "UTC"), ("Asia/Kolkata", "UTC+5:30"), ("America/St_Johns", "UTC−3:30")]
)
def test_zones_of_half_hours_and_west_of_greenwich(zone: str, shift: str) -> None:
    with translation.override("en"):
        assert formats.date_time_zone(MOMENT, ZoneInfo(zone)).endswith(f"({shift})")


def test_the_day_turns_at_the_stations_midnight() -> None:
    late = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    with translation.override("vi"):
        assert formats.day(late, HANOI) == "01/01/2027"
        assert formats.day(date(2026, 3, 5)) == "05/03/2026"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formats.date_time(MOMENT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("language", "value", "digits", "said"),
    [
        ("vi", 1234567.5, None, "1.234.567,5"),
        ("en", 1234567.5, None, "1,234,567.5"),
        ("vi", Fraction(1, 3), 2, "0,33"),
        ("en", -14, 1, "-14.0"),
        ("en", 1000, 0, "1,000"),
    ],
)
def test_numbers_have_the_languages_separators(
    language: str, value: float | Fraction, digits: int | None, said: str
) -> None:
    with translation.override(language):
        assert formats.number(value, digits) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0\u00a0B"),
        (999, "999\u00a0B"),
        (1000, "1.0\u00a0kB"),
        (99_950, "100\u00a0kB"),
        (999_499, "999\u00a0kB"),
        (999_500, "1.0\u00a0MB"),
        (2_345_678_901, "2.3\u00a0GB"),
        (5 * 10**18, "5,000\u00a0PB"),
    ],
)
def test_sizes_are_decimal(count: int, said: str) -> None:
    with translation.override("en"):
        assert formats.size(count) == said


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", 0, "0 s"),
        ("en", 42.4, "42 s"),
        ("en", 59.7, "1 min"),
        ("en", 75, "1 min 15 s"),
        ("en", 3750, "1 hr 2 min"),
        ("vi", 75, "1 phút 15 giây"),
        ("vi", 7200, "2 giờ"),
    ],
)
def test_lengths_in_words(language: str, seconds: float, said: str) -> None:
    with translation.override(language):
        assert formats.spoken_length(seconds) == said


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", -20, "just now"),
        ("en", -300, "5 minutes ago"),
        ("en", 7200, "in 2 hours"),
        ("vi", -300, "5 phút trước"),
        ("vi", -20, "vừa xong"),
    ],
)
def test_distances_from_now(language: str, seconds: int, said: str) -> None:
    with translation.override(language):
        assert formats.ago(MOMENT + timedelta(seconds=seconds), MOMENT) == said


def test_counts_take_the_plural_and_the_separator() -> None:
    with translation.override("en"):
        assert formats.counted(1, "{count} clip", "{count} clips") == "1 clip"
        assert formats.counted(1200, "{count} clip", "{count} clips") == "1,200 clips"
