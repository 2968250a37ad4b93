"""A newsroom system's rundown is read, and what is none is refused with a sentence."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.library.rundowns import NotARundown, from_payload, payload_of, read_rundown


def _read(content: bytes, name: str = "a.json", begins: int = 0) -> list[dict[str, Any]]:
    """The items as they are laid on a recording; what a form keeps of them is the same."""
    found = read_rundown([(name, content)])
    assert from_payload(payload_of(found, name)).items == found.items
    return found.laid(Fraction(begins))


def test_planned_times_and_own_times() -> None:
    content = json.dumps(
        [
            {"slug": "cang-moi", "planned_start": 12.5, "planned_length": 30, "script": "Cảng mới", "language": "vi"},
            {"slug": "x", "title": "School bridge", "start": "60/1", "end": "90.25", "extra": [1]},
            {"slug": "y", "planned_start": -3, "planned_length": 5},
            {"start": 50, "end": 40},
        ]
    )
    first, second, third, fourth = _read(content.encode())
    assert (first["title"], first["start"], first["end"]) == ("cang-moi", Fraction(25, 2), Fraction(85, 2))
    assert (first["script"], first["language"]) == ("Cảng mới", "vi")
    assert (second["title"], second["start"], second["end"]) == ("School bridge", 60, Fraction(361, 4))
    assert (third["start"], third["end"]) == (0, 5)
    assert (fourth["start"], fourth["end"]) == (50, 50)
    assert read_rundown([("a.json", content.encode())]).unknown == ("extra",)


def test_real_times_count_before_planned_ones() -> None:
    content = [
        {
            "title": "A",
            "start": 10,
            "length": 20,
            "real_start": 14,
            "real_end": 31,
            "rights": "EBU",
            "presenter": "Lan",
        },
        {"title": "B", "start": 30, "length": 20, "actual start": "0:00:41"},
    ]
    first, second = _read(json.dumps(content).encode())
    assert (first["by"], first["start"], first["end"], first["planned"]) == ("real", 14, 31, 10)
    assert (second["start"], second["end"], second["real"], second["real_end"]) == (41, 61, 41, None)
    assert (first["rights"], first["presenter"]) == ("EBU", "Lan")


def test_marks_as_newsroom_systems_write_them() -> None:
    marked = {"slug": "a", "flags": ["UGC", " Toà án ", "UGC", ""], "tags": "embargo, minors"}
    many = {"slug": "b", "tags": [f"{number}" + "x" * 100 for number in range(30)]}
    first, second, third = _read(json.dumps([marked, many, {"slug": "c", "flags": None}]).encode())
    assert first["marks"] == ["UGC", "Toà án", "embargo", "minors"]
    assert (len(second["marks"]), {len(mark) for mark in second["marks"]}) == (20, {80})
    assert third["marks"] == []


def test_the_shared_one(shared_media: Path) -> None:
    content = (shared_media / "rundown.json").read_bytes()
    items = _read(content, "rundown.json")
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
        b"[]",
        b"[1, 2]",
        b'[{"slug": "a", "start": "soon"}]',
        b'[{"slug": "a", "start": NaN}]',
        b'[{"slug": "a", "start": true}]',
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
    with pytest.raises(NotARundown, match=r"“a\.json” cannot be read"):
        read_rundown([("a.json", content)])


def test_a_refusal_names_the_row_and_the_column() -> None:
    content = b'[{"slug": "a", "start": 1}, {"slug": "b", "planned_start": "soon"}]'
    with pytest.raises(NotARundown, match=r"in row 2, “soon” under “planned_start” is no time\. Write hours"):
        read_rundown([("a.json", content)])


def test_long_words_are_cut_to_what_is_kept() -> None:
    content = json.dumps([{"slug": "s" * 500, "title": "t" * 500, "language": "vie", "script": "a\0b"}]).encode()
    (item,) = _read(content)
    assert (len(item["slug"]), len(item["title"]), item["language"], item["script"]) == (120, 200, "vi", "ab")


def test_more_words_than_a_form_carries_are_refused_before_anybody_looks() -> None:
    content = json.dumps([{"slug": "a", "script": "x" * 99_000}] * 30).encode()
    with pytest.raises(NotARundown, match="longer than a day"):
        payload_of(read_rundown([("a.json", content)]), "a.json")
