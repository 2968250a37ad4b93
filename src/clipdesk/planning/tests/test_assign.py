"""Who is asked, and what they say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clipdesk.accounts.leaving import leave
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import IllegalTransition, entries_of
from clipdesk.planning import assigning, stories
from clipdesk.planning.models import Assignment, Story


def _told(newsroom: Newsroom) -> list[tuple[str, str]]:
    return [(notice.person.name, notice.kind) for notice in Notice.objects.select_related("person").order_by("made_at")]


def test_whoever_is_asked_accepts_and_does_it(newsroom: Newsroom, cut: Assignment) -> None:
    assert _told(newsroom) == [("Lan", "assigned")]
    assigning.accept(cut, member=newsroom.lan)
    assigning.finish(cut, member=newsroom.lan)
    cut.refresh_from_db()
    assert cut.state == "done"
    assert cut.done_at is not None
    verbs = ["assignment_made", "assignment_asked", "assignment_accepted", "assignment_done"]
    assert [entry.verb for entry in entries_of(cut)] == verbs
    assigning.reopen(cut, member=newsroom.lan)
    again = Assignment.objects.get(pk=cut.pk)
    assert (again.state, again.done_at, again.person) == ("accepted", None, newsroom.lan.person)


def test_whoever_declines_tells_whoever_asked(newsroom: Newsroom, cut: Assignment) -> None:
    assigning.decline(cut, because="Đang đi công tác", member=newsroom.lan)
    assert _told(newsroom)[-1] == ("Hương", "assignment_declined")
    assigning.take(cut, member=newsroom.thao)
    cut.refresh_from_db()
    assert (cut.state, cut.person) == ("accepted", newsroom.thao.person)


def test_nobody_speaks_for_somebody_else(newsroom: Newsroom, cut: Assignment) -> None:
    for act in (assigning.accept, assigning.finish):
        with pytest.raises(NotAllowed):
            act(cut, member=newsroom.tuan)
    with pytest.raises(IllegalTransition):  # Lan has it
        assigning.take(cut, member=newsroom.tuan)
    cut.refresh_from_db()
    assert (cut.state, cut.person) == ("asked", newsroom.lan.person)


def test_nobody_is_asked_who_sees_nothing_of_the_desk(newsroom: Newsroom, story: Story) -> None:
    said = {
        "kind": "cut",
        "what": "",
        "deadline": datetime(2030, 1, 21, 9, tzinfo=UTC),
        "destination": None,
        "minutes": None,
    }
    with pytest.raises(assigning.NotOfThisDesk):
        assigning.make(story, newsroom.huong, said, newsroom.binh.person)
    assert Assignment.objects.count() == 0


def test_whoever_names_themselves_has_accepted(newsroom: Newsroom, cut: Assignment) -> None:
    said = {"kind": "cut", "what": "Bản ngắn", "deadline": cut.deadline, "destination": None, "minutes": None}
    assigning.change(cut, newsroom.huong, said, newsroom.huong.person)
    cut.refresh_from_db()
    assert (cut.state, cut.person, cut.what) == ("accepted", newsroom.huong.person, "Bản ngắn")


def test_a_cancelled_story_takes_no_work(newsroom: Newsroom, cut: Assignment) -> None:
    stories.cancel(cut.story, because="", member=newsroom.huong)
    cut.refresh_from_db()
    assert cut.state == "cancelled"
    with pytest.raises(IllegalTransition):
        assigning.make(cut.story, newsroom.huong, {}, None)


def test_what_a_leaver_had_is_free_again(newsroom: Newsroom, cut: Assignment) -> None:
    leave(newsroom.minh, newsroom.lan.person, newsroom.thao.person)
    cut.refresh_from_db()
    assert (cut.state, cut.person) == ("open", None)
