"""What is kept to know a published film again is the clip's alone: the cards of a look stand in others, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PIL import Image

from clipdesk.clips import editing
from clipdesk.clips.looks import Worn, keep_look
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import StoredFile
from clipdesk.media.look import BUILT_IN
from clipdesk.media.recipe import Range
from clipdesk.publishing.knowing_again import take_missing_prints
from clipdesk.publishing.models import FilePrint
from clipdesk.review.models import Package
from clipdesk.review.signing import sign


def test_a_print_is_of_the_clip_alone(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package], tmp_path: Path
) -> None:
    Image.new("RGB", (400, 400), "white").save(tmp_path / "card.png")
    card = StoredFile.add(tmp_path / "card.png", media_type="image/png")
    cards = {
        kind: {"file": f"{kind}.png", "seconds": f"{seconds}/1", "ground": "#10233a"}
        for kind, seconds in (("opening", 2), ("closing", 3))
    }
    values = json.loads((BUILT_IN / "plain.json").read_text()) | {"version": 4} | cards
    look = keep_look(newsroom.huong, "Không in hình", values, Worn(opening=card, closing=card))
    recipe = replace(draft.content.recipe, ranges=(Range(Fraction(0), Fraction(2, 5)),), look=look.name)
    editing.save(draft, replace(draft.content, recipe=recipe), base=draft.head_number, member=newsroom.lan)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.minh)
    run_waiting_jobs()
    assert take_missing_prints() == 4
    assert {row.value.picture.shape[1] for row in FilePrint.objects.all()} == {2}  # two fifths of a second, of 5.4
