"""The index file: its documented layout, its growth, and which key frame it names for a time."""

import struct
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media.errors import UnreadableIndex
from clipdesk.media.seeking import KeyFrame, KeyFrameIndex

_FRAMES = [
    KeyFrame(133200, 564, 180000, 0, True, True),
    KeyFrame(313200, 70000, 180000, 38, False, True),
    KeyFrame(493200, 140000, 3600, 0, False, False),
]
_INDEX = KeyFrameIndex(F(1, 90000), 3600, 2, True, 150000, _FRAMES)


def test_layout_is_the_documented_one() -> None:
    data = _INDEX.to_bytes()
    assert struct.unpack("<8sIIIHHQ", data[:32]) == (b"CLIPKEY1", 1, 90000, 3600, 2, 1, 150000)
    assert [struct.unpack("<qqIHH", data[at : at + 24]) for at in (32, 56, 80)] == [
        (133200, 564, 180000, 0, 3),
        (313200, 70000, 180000, 38, 2),
        (493200, 140000, 3600, 0, 0),
    ]
    assert len(data) == 32 + 3 * 24


def test_reads_what_it_wrote() -> None:
    found = KeyFrameIndex.from_bytes(_INDEX.to_bytes())
    assert list(found.frames) == _FRAMES
    assert (found.time_base, found.picture, found.track, found.enter_by_byte, found.seen) == (
        F(1, 90000), 3600, 2, True, 150000,
    )  # fmt: skip


def test_a_record_that_is_still_being_written_is_left_out() -> None:
    assert list(KeyFrameIndex.from_bytes(_INDEX.to_bytes()[:-1]).frames) == _FRAMES[:2]


@pytest.mark.parametrize("data", [b"", b"CLIPKEY", b"x" * 100, b"CLIPKEY1" + bytes(24)])
def test_other_bytes_are_no_index(data: bytes) -> None:
    with pytest.raises(UnreadableIndex, match="Analyse the recording again"):
        KeyFrameIndex.from_bytes(data)


@pytest.mark.parametrize(
    ("ticks", "entry"),
    [
        (133199, None),
        (133200, 0),
        (313199, 0),
        (313200, 0),
        (313200 + 37 * 3600, 0),
        (313200 + 38 * 3600, 1),
        (493200, 2),
    ],
)
def test_entry_for_a_time(ticks: int, entry: int | None) -> None:
    """A gradual refresh is an entry only for pictures that are whole by then."""
    assert _INDEX.entry(F(ticks, 90000)) == (None if entry is None else _FRAMES[entry])


def test_growing_in_place(tmp_path: Path) -> None:
    file = tmp_path / "keyframes.bin"
    short = KeyFrameIndex(
        F(1, 90000), 3600, 2, True, 80000, [_FRAMES[0], KeyFrame(313200, 70000, 900, 38, False, True)]
    )
    file.write_bytes(short.to_bytes())
    _INDEX.grow(file, 2)
    assert file.read_bytes() == _INDEX.to_bytes()
