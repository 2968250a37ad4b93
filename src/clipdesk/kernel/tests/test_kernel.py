from fractions import Fraction
from uuid import RFC_4122

import pytest

from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.ids import new_id, short_id
from clipdesk.kernel.text import fold, sort_key
from clipdesk.kernel.time import NotATime, clock_text, frame_at, parse_fraction, timecode


def test_ids_are_version_7_and_in_time_order() -> None:
    ids = [new_id() for _ in range(50)]
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {RFC_4122}
    assert len({short_id() for _ in range(200)}) == 200


def test_canonical_json_is_rfc_8785() -> None:
    # RFC 8785 section 3.2.4, reduced to what we store: strings, whole numbers, nesting, key order by UTF-16 units.
    assert canonical_json({"b": [1, 2], "a": "é\n", "€": True}) == '{"a":"é\\n","b":[1,2],"€":true}'.encode()
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2 B.1


def test_fold_finds_vietnamese_without_marks() -> None:
    assert fold("Đà  Nẵng: Bão số 5") == "da nang: bao so 5"
    assert fold("Nguye\u0302\u0303n") == fold("Nguyễn") == "nguyen"


def test_sort_is_vietnamese_dictionary_order() -> None:
    words = ["ăn", "an", "ân", "ba", "da", "đa", "ma", "mà", "mả", "mã", "má", "mạ", "mo", "mơ", "mô"]
    assert sorted(words, key=sort_key) == [
        "an", "ăn", "ân", "ba", "da", "đa", "ma", "mà", "mả", "mã", "má", "mạ", "mo", "mô", "mơ",
    ]  # fmt: skip


def test_times_are_exact() -> None:
    assert parse_fraction("1001/30000") * 30000 == 1001
    assert frame_at(Fraction(1), Fraction(30000, 1001)) == 29
    assert timecode(Fraction(3661), Fraction(25)) == "01:01:01:00"
    assert timecode(Fraction(1, 25), Fraction(25), start_frame=10 * 3600 * 25) == "10:00:00:01"
    assert clock_text(Fraction(3725)) == "1:02:05"
    with pytest.raises(NotATime, match="“x” is not a time"):
        parse_fraction("x")
