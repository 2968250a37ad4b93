"""A limit is kept by what the clip really has."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from clipdesk.clips import editing
from clipdesk.clips.looks import Worn, keep_look
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.models import StoredFile
from clipdesk.media.look import BUILT_IN
from clipdesk.media.recipe import Range
from clipdesk.publishing.fitting import fits_of


@pytest.mark.parametrize(("frames", "seconds"), [(25, 1), (26, 2), (49, 2), (50, 2)])
def test_a_second_that_has_begun_counts(newsroom: Newsroom, draft: Clip, frames: int, seconds: int) -> None:
    """Else a clip of 60.9 s would pass where 60 s are the most."""
    recipe = replace(draft.content.recipe, ranges=(Range(Fraction(0), Fraction(frames, 25)),))
    content = replace(draft.content, recipe=recipe)
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    assert fits_of(newsroom.station.destinations.get(), draft)["seconds"].count == seconds


def test_a_closing_card_counts(newsroom: Newsroom, draft: Clip, tmp_path: Path) -> None:
    """A clip that just fits goes beyond a limit with three seconds more."""
    Image.new("RGB", (400, 400), "white").save(tmp_path / "card.png")
    card = StoredFile.add(tmp_path / "card.png", media_type="image/png")
    closing = {"file": "closing.png", "seconds": "3/1", "ground": "#ffffff"}
    values = json.loads((BUILT_IN / "plain.json").read_text()) | {"version": 3, "closing": closing}
    look = keep_look(newsroom.huong, "Tin tối", values, Worn(closing=card))
    recipe = replace(draft.content.recipe, ranges=(Range(Fraction(0), Fraction(2)),), look=look.name)
    editing.save(draft, replace(draft.content, recipe=recipe), base=draft.head_number, member=newsroom.lan)
    assert fits_of(newsroom.station.destinations.get(), draft)["seconds"].count == 5
    assert draft.film_seconds == 5
