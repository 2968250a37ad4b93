"""The flag for breaking news."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.history.transition import entries_of
from clipdesk.publishing.models import Publication


def test_it_is_set_and_taken_away_and_both_are_recorded(newsroom: Newsroom, draft: Clip) -> None:
    number = draft.head_number
    for breaking in (True, True, False):
        editing.mark_breaking(draft, breaking, member=newsroom.lan)
    changes = [entry.after for entry in entries_of(draft) if entry.verb == "breaking_changed"]
    assert changes == [{"breaking": True}, {"breaking": False}]
    draft.refresh_from_db()
    assert (draft.breaking, draft.head_number) == (False, number)


def test_it_belongs_to_those_who_cut(newsroom: Newsroom, draft: Clip) -> None:
    with pytest.raises(NotAllowed):
        editing.mark_breaking(draft, True, member=newsroom.binh)
    draft.refresh_from_db()
    assert not draft.breaking


def test_what_is_public_has_nothing_to_hurry(newsroom: Newsroom, published: Publication) -> None:
    with pytest.raises(editing.IsPublic):
        editing.mark_breaking(published.clip, True, member=newsroom.lan)


def test_all_is_saved_or_nothing(real_newsroom: Newsroom, small_video: Path) -> None:
    """Whoever cuts, but may not hurry a clip, sees no box; and what asks for it all the same stores nothing."""
    room = real_newsroom
    clip = editing.new_clip(room.thao, ready_recording(room, small_video))
    page, number = room.path(f"clips/{clip.pk}/"), clip.head_number
    assert 'name="breaking"' not in room.client(room.thao).get(f"{page}cut/").content.decode()
    assert 'name="breaking"' in room.client(room.lan).get(f"{page}cut/").content.decode()
    body = {"base": number, "content": {"title": "Khác"}}

    def save(more: dict[str, object]) -> tuple[int, int]:
        data = json.dumps({**body, **more})
        answer = room.client(room.thao).post(f"{page}save/", data, content_type="application/json")
        clip.refresh_from_db()
        return answer.status_code, clip.head_number

    assert save({"breaking": True}) == (403, number)
    assert not clip.breaking
    assert save({}) == (200, number + 1)
