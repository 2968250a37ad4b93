"""A limit is kept by what the clip really has."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.media.recipe import Range
from clipdesk.publishing.fitting import fits_of


@pytest.mark.parametrize(("frames", "seconds"), [(25, 1), (26, 2), (49, 2), (50, 2)])
def test_a_second_that_has_begun_counts(newsroom: Newsroom, draft: Clip, frames: int, seconds: int) -> None:
    """Else a clip of 60.9 s would pass where 60 s are the most."""
    recipe = replace(draft.content.recipe, ranges=(Range(Fraction(0), Fraction(frames, 25)),))
    content = replace(draft.content, recipe=recipe)
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    assert fits_of(newsroom.station.destinations.get(), draft)["seconds"].count == seconds
