"""Times are fractions; nothing is rounded on the way."""

from fractions import Fraction

import pytest

from clipdesk.kernel.time import NotATime, clock_text, format_fraction, frame_at, parse_fraction, timecode

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1001/30000", Fraction(1001, 30000)), ("12.5", Fraction(25, 2)), ("0.1", Fraction(1, 10)), (7, Fraction(7))],
)
def test_reads_exactly(text: str | int, seconds: Fraction) -> None:
    assert parse_fraction(text) == seconds
    assert parse_fraction(format_fraction(seconds)) == seconds


@pytest.mark.parametrize("text", ["x", "", "1/0", "nan", "inf"])
def test_what_is_no_time_gets_a_sentence(text: str) -> None:
    with pytest.raises(NotATime, match=f"“{text}” is not a time"):
        parse_fraction(text)


def test_a_frame_begins_exactly_where_it_begins() -> None:
    assert frame_at(Fraction(1), NTSC) == 29
    for number in (0, 1, 29, 30, 107_892):
        begins = number / NTSC
        assert frame_at(begins, NTSC) == number
        assert frame_at(begins - Fraction(1, 10**9), NTSC) == number - 1


@pytest.mark.parametrize(
    ("seconds", "rate", "start", "shown"),
    [
        (Fraction(3661), Fraction(25), 0, "01:01:01:00"),
        (Fraction(1, 25), Fraction(25), 10 * 3600 * 25, "10:00:00:01"),
        (30 / NTSC, NTSC, 0, "00:00:01:00"),  # non-drop counts 30 frames to its second
        (Fraction(1), Fraction(25), 24 * 3600 * 25 - 1, "00:00:00:24"),  # past midnight it begins anew
    ],
)
def test_timecode_counts_as_smpte_does(seconds: Fraction, rate: Fraction, start: int, shown: str) -> None:
    assert timecode(seconds, rate, start) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(Fraction(0), "0:00"), (Fraction(119, 2), "1:00"), (Fraction(62), "1:02"), (Fraction(3725), "1:02:05")],
)
def test_lengths_for_people(seconds: Fraction, shown: str) -> None:
    assert clock_text(seconds) == shown
