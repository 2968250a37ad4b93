"""Ids: version 7 of RFC 9562 for rows, short names for the public."""

import time
from uuid import RFC_4122

from clipdesk.kernel.ids import new_id, short_id


def test_rows_get_version_7_and_the_right_variant() -> None:
    ids = [new_id() for _ in range(200)]
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {RFC_4122}
    assert len(set(ids)) == 200


def test_the_first_48_bits_are_the_milliseconds_since_1970() -> None:
    before = time.time() * 1000
    stamp = new_id().int >> 80
    assert int(before) <= stamp <= time.time() * 1000


def test_a_later_row_sorts_after_an_earlier_one() -> None:
    earlier = new_id()
    time.sleep(0.002)
    assert str(earlier) < str(new_id())


def test_public_names_are_short_unlike_and_easy_to_read_aloud() -> None:
    names = {short_id() for _ in range(500)}
    assert len(names) == 500
    assert {len(name) for name in names} == {11}
    letters = set("".join(names))
    assert all(c.isascii() and c.isalnum() for c in letters)
    assert letters.isdisjoint("0OlI")
    assert len(letters) == 58
