"""Where ffmpeg enters a file: transport streams by byte and never by time."""

from fractions import Fraction as F

import pytest

from clipdesk.media.seeking import KeyFrame, KeyFrameIndex
from clipdesk.media.seeking.entry import entry_options
from clipdesk.media.source_chain import input_args, margins
from clipdesk.media.source_info import SourceInfo

_WRAP = 1 << 33


def _info(container: str) -> SourceInfo:
    return SourceInfo(container, F(100), F(0), None, None, None)


def _index(*pts: int, parameters: bool = True, by_byte: bool = True) -> KeyFrameIndex:
    frames = [KeyFrame(each, 1000 + number, 1, 0, True, parameters) for number, each in enumerate(pts)]
    return KeyFrameIndex(F(1, 90000), 3600, 0, by_byte, 1, frames)


def test_transport_stream_by_byte() -> None:
    options = entry_options(_info("mpegts"), _index(0, 180000, 360000), F(3))
    assert options == ["-skip_initial_bytes", "1001", "-skip_estimate_duration_from_pts", "1"]


def test_other_containers_by_the_time_of_the_key_frame() -> None:
    options = entry_options(_info("mov"), _index(0, 180000, 360000), F(3))
    assert options == ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", "2.000000"]


@pytest.mark.parametrize(
    "index",
    [_index(360000), _index(0, parameters=False), _index(0, by_byte=False)],
    ids=["too early", "without parameters", "several programmes"],
)
def test_from_the_beginning(index: KeyFrameIndex) -> None:
    assert entry_options(_info("mpegts"), index, F(3)) == []


def test_clock_that_wrapped() -> None:
    """After the wrap the file's own times begin again; a turn of 2^33 / 90000 s is added to them."""
    index = _index(_WRAP - 90000 * 100, _WRAP + 90000 * 10)
    assert "-itsoffset" not in entry_options(_info("mpegts"), index, F(_WRAP, 90000))
    assert entry_options(_info("mpegts"), index, F(_WRAP, 90000) + 20)[-2:] == ["-itsoffset", "95443.717689"]


@pytest.mark.parametrize("margin", [F(1), F(5), None])
def test_never_by_time_without_an_index(margin: F | None) -> None:
    assert "-ss" not in input_args(_info("mpegts"), F(50), margin)
    assert margins(_info("mpegts"), None) == (None,)
