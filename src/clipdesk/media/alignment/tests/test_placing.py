"""Scripts found in a real reading, in whatever order they were planned."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from clipdesk.media.alignment import Sought, place
from clipdesk.media.alignment.tests.conftest import ONSETS, SONNET
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range

pytestmark = pytest.mark.usefixtures("espeak")
_UNREAD = "The minister said on Tuesday that farmers expect a good harvest in spite of the rain."


def test_each_part_of_a_reading_is_found_where_it_is_read(sonnet: Path) -> None:
    info = probe(sonnet)
    whole = Range(Fraction(0), info.duration)
    lines = SONNET.splitlines()
    parts = {first: "\n".join(lines[first : first + 4]) for first in (9, 1, 5)}
    wanted = [Sought(text, "en", whole) for text in (*parts.values(), _UNREAD)]
    *found, unread = place(sonnet, wanted, info=info)
    assert unread is None
    for first, where in zip(parts, found, strict=True):
        assert where is not None
        assert float(where.start) == pytest.approx(ONSETS[first], abs=0.5)
    assert all(a.end <= b.start or b.end <= a.start for a in found for b in found if a is not b and a and b)


def test_beyond_its_reach_nothing_is_found(sonnet: Path) -> None:
    info = probe(sonnet)
    text = "\n".join(SONNET.splitlines()[1:5])
    reach = Range(Fraction(30), info.duration)
    for language in ("en", "de"):
        (found,) = place(sonnet, [Sought(text, language, reach)], info=info)
        assert found is None
