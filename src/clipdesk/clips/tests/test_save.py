"""Saving an edit: a new revision, or nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.content import Content
from clipdesk.clips.editing import ChangedMeanwhile, IsPublic, OtherRecording
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.history.transition import entries_of
from clipdesk.media.errors import EmptyRange, RangeBeyondEnd, TooManyRanges
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff


def _titled(clip: Clip, title: str) -> Content:
    return editing.content_with(clip.content, {"title": title})


def test_a_change_is_a_new_revision_and_the_old_one_stays(newsroom: Newsroom, draft: Clip) -> None:
    before, number = draft.head, draft.head_number
    revision, voided = editing.save(draft, _titled(draft, "Lũ lên"), base=number, member=newsroom.lan)
    assert (revision.number, voided) == (number + 1, False)
    draft.refresh_from_db()
    assert (draft.head_number, draft.title, draft.text_folded.split(" ")[:2]) == (number + 1, "Lũ lên", ["lu", "len"])
    assert draft.revisions.get(number=number).content_json == before.content_json
    assert [entry.verb for entry in entries_of(draft)].count("revision_saved") == number + 1


def test_saving_what_is_there_writes_nothing_and_voids_nothing(newsroom: Newsroom, sign_off: SignOff) -> None:
    clip = Clip.objects.get(pk=sign_off.package.clip_id)
    entries, number = entries_of(clip).count(), clip.head_number
    revision, voided = editing.save(clip, clip.content, base=number, member=newsroom.lan)
    assert (revision.number, voided) == (number, False)
    clip.refresh_from_db()
    assert (clip.state, clip.head_number, entries_of(clip).count()) == (Clip.SIGNED, number, entries)
    assert Package.objects.get(pk=sign_off.package_id).state == Package.SIGNED


def test_a_change_after_the_sign_off_takes_it_back_to_draft(newsroom: Newsroom, sign_off: SignOff) -> None:
    clip = Clip.objects.get(pk=sign_off.package.clip_id)
    _, voided = editing.save(clip, _titled(clip, "Khác"), base=clip.head_number, member=newsroom.lan)
    assert voided
    clip.refresh_from_db()
    assert clip.state == Clip.DRAFT
    assert "changed_after_review" in [entry.verb for entry in entries_of(clip)]


def test_somebody_who_saved_meanwhile_is_named_and_nothing_is_overwritten(newsroom: Newsroom, draft: Clip) -> None:
    base = draft.head_number
    editing.save(draft, _titled(draft, "Của Hương"), base=base, member=newsroom.huong)
    stale = Clip.objects.get(pk=draft.pk)
    with pytest.raises(ChangedMeanwhile) as caught:
        editing.save(stale, _titled(stale, "Của Lan"), base=base, member=newsroom.lan)
    assert caught.value.params == {"name": "Hương", "number": base + 1}
    stale.refresh_from_db()
    assert stale.title == "Của Hương"


def test_what_is_public_is_not_edited(newsroom: Newsroom, published: Publication) -> None:
    clip = published.clip
    clip.refresh_from_db()
    number = clip.head_number
    with pytest.raises(IsPublic):
        editing.save(clip, _titled(clip, "Khác"), base=number, member=newsroom.lan)
    clip.refresh_from_db()
    assert (clip.state, clip.head_number) == (Clip.PUBLISHED, number)


@pytest.mark.parametrize("who", ["binh", "tuan", "oanh", "stranger"])
def test_only_who_cuts_on_that_desk_saves(newsroom: Newsroom, draft: Clip, who: str) -> None:
    with pytest.raises(NotAllowed):
        editing.save(draft, _titled(draft, "Khác"), base=draft.head_number, member=getattr(newsroom, who))
    draft.refresh_from_db()
    assert draft.title == "Nước sông Hồng lên nhanh"


@pytest.mark.parametrize(
    ("ranges", "error"),
    [
        ([("0/1", "9/1")], RangeBeyondEnd),
        ([("2/1", "2/1")], EmptyRange),
        ([("-1/1", "2/1")], EmptyRange),
        ([("0/1", "1/1")] * 21, TooManyRanges),
    ],
)
def test_a_range_that_cannot_be_cut_is_refused(
    newsroom: Newsroom, draft: Clip, ranges: list[tuple[str, str]], error: type[Exception]
) -> None:
    cuts = [{"start": start, "end": end} for start, end in ranges]
    content = editing.content_with(draft.content, {"recipe": {"ranges": cuts}})
    with pytest.raises(error):
        editing.save(draft, content, base=draft.head_number, member=newsroom.lan)


def test_an_edit_of_another_recording_is_refused(newsroom: Newsroom, draft: Clip) -> None:
    content = editing.content_with(draft.content, {"recipe": {"source_sha256": "0" * 64}})
    with pytest.raises(OtherRecording):
        editing.save(draft, content, base=draft.head_number, member=newsroom.lan)


def test_a_trainee_changes_drafts_only(real_newsroom: Newsroom, small_video: Path) -> None:
    room = real_newsroom
    clip = editing.new_clip(room.thao, ready_recording(room, small_video))
    content = editing.content_with(clip.content, {"title": "Nháp của Thảo"})
    editing.save(clip, content, base=clip.head_number, member=room.thao)
    Clip.objects.filter(pk=clip.pk).update(state=Clip.SIGNED)
    clip.refresh_from_db()
    changed = editing.content_with(content, {"title": "Sửa sau khi ký"})
    with pytest.raises(NotAllowed):
        editing.save(clip, changed, base=clip.head_number, member=room.thao)
    with pytest.raises(NotAllowed):
        editing.mark_breaking(clip, True, member=room.thao)
    Clip.objects.filter(pk=clip.pk).update(state=Clip.PUBLISHED)
    with pytest.raises(NotAllowed):
        editing.begin_correction(clip, "Sửa tên.", member=room.thao)
    clip.refresh_from_db()
    assert (clip.state, clip.title) == (Clip.PUBLISHED, "Nháp của Thảo")
