"""When somebody leaves, every clip of theirs that has not gone out gets another author; nothing of it changes."""

from __future__ import annotations

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff
from clipdesk.review.own_work import is_own_work


def _hand_over(newsroom: Newsroom) -> int:
    giver, taker = newsroom.lan.person, newsroom.minh.person
    return editing.hand_over_drafts(newsroom.station.pk, giver, taker, newsroom.ha.actor)


def test_a_draft_goes_to_the_taker_and_the_history_says_so(newsroom: Newsroom, draft: Clip) -> None:
    number = draft.head_number
    assert _hand_over(newsroom) == 1
    draft.refresh_from_db()
    assert (draft.author, draft.last_editor, draft.head_number) == (newsroom.minh.person, newsroom.lan.person, number)
    last = entries_of(draft).last()
    assert last is not None
    assert (last.verb, last.before, last.after) == ("handed_over", {"author": "Lan"}, {"author": "Minh"})


def test_what_waits_in_review_goes_too_and_stays_sealed(newsroom: Newsroom, package: Package) -> None:
    assert _hand_over(newsroom) == 1
    package.refresh_from_db()
    package.clip.refresh_from_db()
    assert (package.state, package.clip.state) == (Package.OPEN, Clip.IN_REVIEW)
    assert is_own_work(package, newsroom.minh.person)  # the new author
    assert is_own_work(package, newsroom.lan.person)  # and who is sealed as its author
    assert not is_own_work(package, newsroom.ha.person)


def test_what_is_signed_goes_too_and_keeps_its_sign_off(newsroom: Newsroom, sign_off: SignOff) -> None:
    assert _hand_over(newsroom) == 1
    assert not hasattr(SignOff.objects.get(pk=sign_off.pk), "void")


@pytest.mark.usefixtures("published")
def test_what_is_public_keeps_its_author(newsroom: Newsroom, published: Publication) -> None:
    assert _hand_over(newsroom) == 0
    assert Clip.objects.get(pk=published.clip_id).author == newsroom.lan.person


def test_another_station_is_not_touched(newsroom: Newsroom, draft: Clip) -> None:
    other = newsroom.stranger.station.pk
    assert editing.hand_over_drafts(other, newsroom.lan.person, newsroom.minh.person, newsroom.ha.actor) == 0
    draft.refresh_from_db()
    assert draft.author == newsroom.lan.person
