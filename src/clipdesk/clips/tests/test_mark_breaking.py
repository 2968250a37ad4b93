"""The flag for breaking news."""

from __future__ import annotations

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
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
