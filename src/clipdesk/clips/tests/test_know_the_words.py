"""The words of a rundown's scripts are heard by themselves, and clips, pages and proposals know them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording
from clipdesk.library.placing import place_rundown
from clipdesk.library.transcripts import hear_rundown, spoken_lines
from clipdesk.media.recipe import Range

NEAR = 0.3


@pytest.fixture
def heard(bridge: Recording, told: list[dict[str, Any]]) -> Recording:
    """The excerpt with its script beside it, after the desk has listened."""
    script = "\n".join(each["text"] for each in told)
    bridge.replace_rundown(
        [{"title": "Bridge", "language": "en", "start": Fraction(1, 25), "end": Fraction(14), "script": script}]
    )
    run_waiting_jobs()
    return bridge


def test_every_line_is_heard_once(heard: Recording, told: list[dict[str, Any]]) -> None:
    lines = spoken_lines(heard)
    assert [line.text for line in lines] == [each["text"] for each in told]
    assert [float(line.start) for line in lines] == pytest.approx([each["start"] for each in told], abs=NEAR)
    hear_rundown(heard)
    assert heard.transcripts.count() == 1
    assert LedgerEntry.objects.filter(verb="words_heard").count() == 1


def test_a_new_clip_has_its_captions(heard: Recording, newsroom: Newsroom, told: list[dict[str, Any]]) -> None:
    second = told[1]
    cut = Range(Fraction(str(second["start"])), Fraction(str(second["end"])))
    recipe = editing.new_clip(newsroom.lan, heard, cut=cut).content.recipe
    words = [" ".join(cue.text.split()) for cue in recipe.captions]
    assert " ".join(words) == " ".join(each["text"] for each in told)  # those beside the cut too, for moving its edges
    shown = " ".join(" ".join(cue.text.split()) for cue in recipe.heard)
    assert second["text"] in shown
    assert told[-1]["text"] not in shown


def test_the_page_asks_for_the_words(heard: Recording, newsroom: Newsroom, told: list[dict[str, Any]]) -> None:
    clip = editing.new_clip(newsroom.lan, heard)
    address = reverse("clips:words", kwargs={"station": newsroom.station.slug, "clip_id": clip.pk})
    lines = newsroom.client(newsroom.lan).get(address).json()["lines"]
    assert [line["title"] for line in lines] == ["Bridge"] * len(told)
    words = [word for line in lines for word in line["words"]]
    assert " ".join(text for _, _, text in words) == " ".join(each["text"] for each in told)
    assert all(start < end for start, end, _ in words)
    firsts = [line["words"][0][0] / 1000 for line in lines]
    assert firsts == pytest.approx([each["start"] for each in told], abs=NEAR)


def test_one_press_makes_a_captioned_short_of_a_placed_item(
    bridge: Recording, newsroom: Newsroom, told: list[dict[str, Any]]
) -> None:
    """Wherever the plan put it, and also before anybody has listened."""
    script = "\n".join(each["text"] for each in told)
    far = {"start": bridge.duration - 1, "end": bridge.duration}
    bridge.replace_rundown([{"title": "Bridge", "language": "en", "script": script, **far}])
    place_rundown(bridge)
    item = bridge.rundown.get()
    assert (item.by, item.is_sure) == ("script", True)
    assert float(item.within.start) == pytest.approx(told[0]["start"], abs=0.8)
    assert not bridge.transcripts.exists()
    address = reverse("clips:new", kwargs={"station": newsroom.station.slug, "recording_id": bridge.pk})
    newsroom.client(newsroom.lan).post(address, {"item": item.pk, "short": "1"})
    recipe = Clip.objects.get(recording=bridge).content.recipe
    shown = " ".join(" ".join(cue.text.split()) for cue in recipe.heard)
    assert shown == " ".join(each["text"] for each in told)
    assert float(recipe.ranges[0].start) == pytest.approx(float(item.within.start), abs=0.04)
