"""Cards that rooms above put on the board of ideas, with their evidence."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.planning import ideas
from clipdesk.planning.models import Idea, Story

TEXT = "Nhiều người hỏi về thủ tục cấp lại sổ đỏ"
EVIDENCE = "41 of 120 people asked for it (34 %, 26 to 43 %)."


def _proposed(newsroom: Newsroom, text: str = TEXT, link: str = "/s/song-hong/surveys/1/results/#q4") -> Idea:
    return ideas.propose(newsroom.news, text, EVIDENCE, link, "surveys")


def test_a_finding_stands_on_the_board_once_with_its_evidence(newsroom: Newsroom) -> None:
    idea = _proposed(newsroom)
    assert _proposed(newsroom, "Other words of the same finding") == idea
    assert Idea.objects.count() == 1
    assert [entry.verb for entry in entries_of(idea)] == ["idea_proposed"]
    assert entries_of(idea)[0].actor_name == "Clipdesk"
    shown = newsroom.client(newsroom.lan).get(newsroom.path("planning/ideas/")).content.decode()
    for part in (TEXT, EVIDENCE, 'href="/s/song-hong/surveys/1/results/#q4"'):
        assert part in shown
    assert _proposed(newsroom, link="/s/song-hong/surveys/2/results/") != idea
    assert ideas.propose(newsroom.sport, TEXT, EVIDENCE, idea.link, "surveys") != idea


def test_what_people_dropped_or_took_up_does_not_come_back(newsroom: Newsroom) -> None:
    idea = _proposed(newsroom)
    ideas.drop(idea, member=newsroom.huong)
    assert _proposed(newsroom).state == Idea.DROPPED
    ideas.revive(idea, member=newsroom.huong)
    huong = newsroom.client(newsroom.huong)
    new = newsroom.path(f"planning/stories/new/?idea={idea.pk}")
    assert EVIDENCE in huong.get(new).content.decode()
    huong.post(new, {"title": TEXT, "desk": newsroom.news.pk})
    again = _proposed(newsroom)
    assert (again.pk, again.state, again.story) == (idea.pk, Idea.TAKEN, Story.objects.get())


def test_whoever_had_it_put_there_is_named_and_long_words_are_cut(newsroom: Newsroom) -> None:
    link = "/s/song-hong/audience/"
    idea = ideas.propose(newsroom.news, "dài " * 200, EVIDENCE, link, "audience", by=newsroom.huong.person)
    assert len(idea.words) <= 280
    assert idea.words.endswith("dài…")
    assert (idea.made_by, entries_of(idea)[0].actor_name) == (newsroom.huong.person, "Hương")


@pytest.mark.parametrize(
    ("text", "evidence", "link", "source"),
    [
        (" ", EVIDENCE, "/s/x/", "surveys"),
        (TEXT, " ", "/s/x/", "surveys"),
        (TEXT, EVIDENCE, "/s/x/", ""),
        (TEXT, EVIDENCE, "https://elsewhere.example/", "surveys"),
        (TEXT, EVIDENCE, "//elsewhere.example/", "surveys"),
        (TEXT, EVIDENCE, "javascript:alert(1)", "surveys"),
    ],
)
def test_a_card_without_evidence_on_this_desk_is_refused(
    newsroom: Newsroom, text: str, evidence: str, link: str, source: str
) -> None:
    with pytest.raises(ValueError, match="evidence"):
        ideas.propose(newsroom.news, text, evidence, link, source)
    assert Idea.objects.count() == 0


def test_the_database_keeps_a_card_whole(newsroom: Newsroom) -> None:
    idea = _proposed(newsroom)
    for broken in ({"evidence": ""}, {"link": ""}, {"source": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Idea.objects.filter(pk=idea.pk).update(**broken)
