"""A new clip: the first half minute, or one item of the rundown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.models import Recording, RundownItem
from clipdesk.media.recipe import Range


def _item(recording: Recording, start: str, end: str, title: str = "Lũ trên sông") -> RundownItem:
    return RundownItem.objects.create(recording=recording, position=1, title=title, language="en", start=start, end=end)


def test_it_begins_with_the_whole_of_a_short_recording(newsroom: Newsroom, recording: Recording) -> None:
    clip = editing.new_clip(newsroom.lan, recording)
    assert clip.content.recipe.ranges == (Range(Fraction(0), recording.duration),)
    assert (clip.state, clip.author, clip.head_number) == (Clip.DRAFT, newsroom.lan.person, 1)


def test_an_item_gives_its_frames_title_and_language(newsroom: Newsroom, recording: Recording) -> None:
    # 25 frames a second: the frame shown at 1.01 s begins at 1.00 s; the last one shown before 2.01 s ends at 2.04 s
    clip = editing.new_clip(newsroom.lan, recording, item=_item(recording, "101/100", "201/100"))
    assert clip.content.recipe.ranges == (Range(Fraction(1), Fraction(51, 25)),)
    assert (clip.title, clip.content.language, clip.content.recipe.language) == ("Lũ trên sông", "en", "en")
    assert clip.head_number == 1


def test_a_title_longer_than_a_clip_takes_is_shortened(newsroom: Newsroom, recording: Recording) -> None:
    clip = editing.new_clip(newsroom.lan, recording, item=_item(recording, "0/1", "1/1", title="ắ" * 150))
    assert clip.title == "ắ" * 120


def test_an_item_outside_the_recording_makes_no_clip(newsroom: Newsroom, recording: Recording) -> None:
    with pytest.raises(editing.ItemOutside):
        editing.new_clip(newsroom.lan, recording, item=_item(recording, "100/1", "110/1"))
    assert not Clip.objects.exists()


def test_a_recording_that_was_not_read_makes_no_clip(newsroom: Newsroom, recording: Recording) -> None:
    recording.state = Recording.RECEIVED
    with pytest.raises(editing.NotReady):
        editing.new_clip(newsroom.lan, recording)


@pytest.mark.parametrize("who", ["binh", "tuan", "stranger"])
def test_only_who_cuts_on_that_desk_makes_one(newsroom: Newsroom, recording: Recording, who: str) -> None:
    with pytest.raises(NotAllowed):
        editing.new_clip(getattr(newsroom, who), recording)
    assert not Clip.objects.exists()
