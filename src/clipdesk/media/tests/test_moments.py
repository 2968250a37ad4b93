"""The four ways to name a moment, against SMPTE ST 12-1's own arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest

from clipdesk.media.moments import NotAMoment, NotARange, parse_moment, parse_range
from clipdesk.media.recipe import Range
from clipdesk.media.source_info import SourceInfo, VideoInfo

NTSC = Fraction(30000, 1001)


def recording(rate: Fraction = Fraction(25), timecode: str | None = None) -> SourceInfo:
    video = VideoInfo(
        0, "h264", 1920, 1080, Fraction(1), 0, rate, False, 90000, "progressive", "yuv420p", 1, 1, 1, 1
    )  # fmt: skip
    return SourceInfo("mov", Fraction(3600), Fraction(0), video, None, timecode)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12", Fraction(12)),
        ("12.5", Fraction(25, 2)),
        ("0:01:02.5", Fraction(125, 2)),
        ("00:01:02,500", Fraction(125, 2)),
        ("1:02", Fraction(62)),
        ("f1562", Fraction(1562, 25)),
        ("00:01:02:12", Fraction(1562, 25)),
        (" 3 ", Fraction(3)),
    ],
)
def test_seconds_clock_timecode_and_frame(text: str, seconds: Fraction) -> None:
    assert parse_moment(text, recording()) == seconds


def test_a_timecode_counts_from_the_recordings_own() -> None:
    assert parse_moment("10:00:01:05", recording(timecode="10:00:00:00")) == Fraction(30, 25)


def test_a_timecode_may_pass_midnight() -> None:
    assert parse_moment("00:00:01:00", recording(timecode="23:59:59:00")) == 2


@pytest.mark.parametrize(
    ("text", "frame"),
    # ST 12-1: numbers 0 and 1 are left out every minute but each tenth; an hour holds 107,892 frames
    [("00:00:59;29", 1799), ("00:01:00;02", 1800), ("00:09:59;29", 17981), ("00:10:00;00", 17982), ("01:00:00;00", 107892)],
)  # fmt: skip
def test_drop_frame(text: str, frame: int) -> None:
    assert parse_moment(text, recording(NTSC)) == frame / NTSC


def test_a_drop_frame_recording_is_counted_so_however_the_timecode_is_written() -> None:
    known = recording(NTSC, "01:00:00;00")
    assert parse_moment("01:01:00:02", known) == parse_moment("01:01:00;02", known) == 1800 / NTSC


@pytest.mark.parametrize("text", ["", "abc", "1e9", "-3", "00:00:00:25", "25:00:00:00", "f", "1:2:3:4:5", "9" * 40])
def test_what_names_no_moment(text: str) -> None:
    with pytest.raises(NotAMoment) as caught:
        parse_moment(text, recording())
    assert "f1562" in str(caught.value)


def test_a_cut_is_two_moments() -> None:
    assert parse_range("62.5-00:01:10:00", recording()) == Range(Fraction(125, 2), Fraction(70))
    with pytest.raises(NotARange):
        parse_range("62.5", recording())
