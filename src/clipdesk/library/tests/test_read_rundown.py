"""A newsroom system's rundown is read, and what is none is refused with a sentence."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from clipdesk.library.rundown import NotARundown, read_rundown


def test_planned_times_and_own_times() -> None:
    content = json.dumps(
        [
            {"slug": "cang-moi", "planned_start": 12.5, "planned_length": 30, "script": "Cảng mới", "language": "vi"},
            {"slug": "x", "title": "School bridge", "start": "60/1", "end": "90.25", "extra": [1]},
            {"slug": "y", "planned_start": -3, "planned_length": 5},
            {"start": 50, "end": 40},
        ]
    )
    first, second, third, fourth = read_rundown(content.encode(), "a.json")
    assert (first["title"], first["start"], first["end"]) == ("cang-moi", Fraction(25, 2), Fraction(85, 2))
    assert (first["script"], first["language"]) == ("Cảng mới", "vi")
    assert (second["title"], second["start"], second["end"]) == ("School bridge", 60, Fraction(361, 4))
    assert (third["start"], third["end"]) == (0, 5)
    assert (fourth["start"], fourth["end"]) == (50, 50)


def test_marks_as_newsroom_systems_write_them() -> None:
    marked = {"slug": "a", "flags": ["UGC", " Toà án ", "UGC", ""], "tags": "embargo, minors"}
    many = {"slug": "b", "tags": [f"{number}" + "x" * 100 for number in range(30)]}
    first, second, third = read_rundown(json.dumps([marked, many, {"slug": "c", "flags": None}]).encode(), "a.json")
    assert first["marks"] == ["UGC", "Toà án", "embargo", "minors"]
    assert (len(second["marks"]), {len(mark) for mark in second["marks"]}) == (20, {80})
    assert third["marks"] == []


def test_the_shared_one(shared_media: Path) -> None:
    content = (shared_media / "rundown.json").read_bytes()
    items = read_rundown(content, "rundown.json")
    assert [item["slug"] for item in items] == [entry["slug"] for entry in json.loads(content)]
    assert [item["script"] for item in items] == [entry.get("script") or "" for entry in json.loads(content)]
    assert any(item["script"] for item in items)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Xin chao",
        b"\xff\xfe",
        b'{"items": []}',
        b"[1, 2]",
        b'[{"slug": "a", "start": "soon"}]',
        b'[{"slug": "a", "start": NaN}]',
        b'[{"slug": "a", "flags": {"ugc": true}}]',
        b'[{"slug": "a", "tags": 7}]',
        b'[{"slug": "a", "start": 1e999}]',
        b'[{"slug": "a", "start": "1e999999999"}]',
        b'[{"slug": "a", "start": "1/0"}]',
        b'[{"slug": "a", "start": 1000000}]',
        b"[" * 100_000,
        b"[" + b'{"slug": "a"},' * 1000 + b'{"slug": "a"}]',
        b'["' + b"a" * 5_000_000 + b'"]',
    ],
    ids=lambda content: repr(content[:24]),
)
def test_what_is_none(content: bytes) -> None:
    with pytest.raises(NotARundown, match="“a.json” cannot be read"):
        read_rundown(content, "a.json")


def test_long_words_are_cut_to_what_is_kept() -> None:
    content = json.dumps([{"slug": "s" * 500, "title": "t" * 500, "language": "vie", "script": "a\0b"}]).encode()
    (item,) = read_rundown(content, "a.json")
    assert (len(item["slug"]), len(item["title"]), item["language"], item["script"]) == (120, 200, "vi", "ab")
