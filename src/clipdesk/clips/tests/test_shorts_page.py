"""Make shorts of this recording: looked at, taken, refused."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import pytest
from django.urls import reverse

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips.models import Clip, Refusal
from clipdesk.clips.suggestions import refuse, suggest, take
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.library.models import Recording, RundownItem
from clipdesk.media.recipe import Range


@pytest.fixture
def hour(recording: Recording) -> Recording:
    """The same recording, as if it were longer, with speech in three stretches and two items."""
    analysis = dict(recording.analysis_json or {})
    spans = [("1/1", "8/1"), ("9/1", "24/1"), ("40/1", "62/1")]
    analysis["speech"] = {"detector": "silero", "spans": [{"start": start, "end": end} for start, end in spans]}
    recording.analysis_json, recording.duration_text = analysis, "90/1"
    recording.save()
    for number, (title, start, end) in enumerate((("Lũ trên sông", "0/1", "30/1"), ("Cầu mới", "30/1", "90/1"))):
        RundownItem.objects.create(
            recording=recording, position=number, title=title, language="vi", start=start, end=end, script="Một. Hai."
        )
    return recording


def _page(newsroom: Newsroom, recording: Recording, **data: Any) -> Any:
    address = reverse("clips:shorts", kwargs={"station": newsroom.station.slug, "recording_id": recording.pk})
    client = newsroom.client(newsroom.lan)
    return client.post(address, data, follow=True) if data else client.get(address)


def test_every_item_is_proposed_with_its_reasons(newsroom: Newsroom, hour: Recording) -> None:
    page = _page(newsroom, hour)
    rows = page.context["shorts"]
    assert [(row["title"], float(row["start"]), float(row["end"])) for row in rows] == [
        ("Lũ trên sông", 0.76, 24.32), ("Cầu mới", 39.76, 62.32),
    ]  # fmt: skip
    assert all(row["reasons"] for row in rows)
    assert "Lũ trên sông" in page.content.decode()


def test_where_all_stories_are_shorter_they_are_shown_all_the_same(newsroom: Newsroom, hour: Recording) -> None:
    for item in hour.rundown.all():
        item.end = "9/1" if item.start == "0/1" else "30/1"
        item.save()
    page = _page(newsroom, hour)
    assert [(row["title"], float(row["end"])) for row in page.context["shorts"]] == [("Lũ trên sông", 8.32)]
    assert page.context["shortest"] == 5


def test_taking_one_makes_its_draft(newsroom: Newsroom, hour: Recording) -> None:
    (short, _other) = suggest(hour, 15, 60)
    clip = take(newsroom.lan, hour, short)
    assert clip.content.recipe.ranges == (Range(F(19, 25), F(608, 25)),)
    assert (clip.title, clip.state) == ("Lũ trên sông", Clip.DRAFT)
    assert [short.story.title for short in suggest(hour, 15, 60)] == ["Cầu mới"]


def test_a_refused_one_stays_away_and_the_ledger_says_who(newsroom: Newsroom, hour: Recording) -> None:
    key = _page(newsroom, hour).context["shorts"][0]["key"]
    page = _page(newsroom, hour, short=key, answer="refuse", shortest="15", longest="60")
    assert [row["title"] for row in page.context["shorts"]] == ["Cầu mới"]
    again = _page(newsroom, hour, short=key, answer="refuse")
    assert Refusal.objects.count() == 1
    assert "không còn được đề xuất" in again.content.decode()
    assert entries_of(hour).filter(verb="short_refused").get().actor_name == newsroom.lan.person.name


def test_lengths_that_make_no_sense_are_mended(newsroom: Newsroom, hour: Recording) -> None:
    address = reverse("clips:shorts", kwargs={"station": newsroom.station.slug, "recording_id": hour.pk})
    for query in ("?shortest=99999999&longest=-3", "?shortest=x&longest=", "?shortest=²"):
        assert newsroom.client(newsroom.lan).get(address + query).status_code == 200


def test_who_may_not_cut_there_can_do_neither(newsroom: Newsroom, hour: Recording) -> None:
    short = suggest(hour, 15, 60)[0]
    for verb in (take, refuse):
        with pytest.raises(NotAllowed):
            verb(newsroom.tuan, hour, short)
    assert not Clip.objects.exists()
    assert not Refusal.objects.exists()
