"""A correction of what is public: begun with a note, dropped without a trace of it in the content."""

from __future__ import annotations

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import IllegalTransition, entries_of
from clipdesk.publishing.models import Publication


def _of(published: Publication) -> Clip:
    return Clip.objects.get(pk=published.clip_id)


@pytest.mark.parametrize("who", ["lan", "tuan"])
def test_who_cuts_or_corrects_begins_it(newsroom: Newsroom, published: Publication, who: str) -> None:
    clip = _of(published)
    editing.begin_correction(clip, " Sai tên cầu. ", member=getattr(newsroom, who))
    clip.refresh_from_db()
    assert (clip.state, clip.correction_note, clip.is_correction) == (Clip.DRAFT, "Sai tên cầu.", True)
    last = entries_of(clip).last()
    assert last is not None
    assert (last.verb, last.actor_name, last.because) == (
        "correction_begun",
        getattr(newsroom, who).person.name,
        "Sai tên cầu.",
    )


@pytest.mark.parametrize("who", ["binh", "oanh", "stranger"])
def test_others_do_not(newsroom: Newsroom, published: Publication, who: str) -> None:
    with pytest.raises(NotAllowed):
        editing.begin_correction(_of(published), "Sai tên cầu.", member=getattr(newsroom, who))
    assert _of(published).state == Clip.PUBLISHED


def test_it_needs_a_note(newsroom: Newsroom, published: Publication) -> None:
    with pytest.raises(NoteMissing):
        editing.begin_correction(_of(published), " \n", member=newsroom.lan)
    assert _of(published).state == Clip.PUBLISHED


def test_a_draft_has_nothing_to_correct(newsroom: Newsroom, draft: Clip) -> None:
    with pytest.raises(IllegalTransition):
        editing.begin_correction(draft, "Sai tên cầu.", member=newsroom.lan)


def test_a_dropped_correction_leaves_what_the_public_sees(newsroom: Newsroom, published: Publication) -> None:
    clip = _of(published)
    public = clip.content
    editing.begin_correction(clip, "Sai tên cầu.", member=newsroom.lan)
    changed = editing.content_with(public, {"title": "Tiêu đề khác"})
    editing.save(clip, changed, base=clip.head_number, member=newsroom.lan)
    editing.drop_correction(clip, member=newsroom.lan)
    assert (clip.state, clip.correction_note, clip.content) == (Clip.PUBLISHED, "", public)
    assert clip.title == public.title


def test_dropping_needs_a_correction(newsroom: Newsroom, draft: Clip) -> None:
    with pytest.raises(IllegalTransition):
        editing.drop_correction(draft, member=newsroom.lan)
