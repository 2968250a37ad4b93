"""Campaigns: countdown, phases, what is missing, and the result, from stories and assignments alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, lines, stories
from clipdesk.planning.campaigns import outcomes, running
from clipdesk.planning.campaigns.standing import missing_of, phases_of, posts_of, standing_of
from clipdesk.planning.models import Assignment, Campaign, Event, Story
from clipdesk.planning.tests.conftest import ATTACHED

SPAN = {"first_on": date(2030, 2, 1), "last_on": date(2030, 2, 3)}


@pytest.fixture
def huong(newsroom: Newsroom) -> Client:
    newsroom.huong.person.language = "en"
    newsroom.huong.person.save()
    return newsroom.client(newsroom.huong)


@pytest.fixture
def campaign(newsroom: Newsroom) -> Campaign:
    said = {"name": "Lễ hội đền Hùng", **SPAN, "about": "", "languages": ["vi", "en"], "embargo": None}
    return running.make(newsroom.huong, said)


@pytest.fixture
def tale(newsroom: Newsroom, campaign: Campaign) -> Story:
    said = {"title": "Rước kiệu", "slug": "ruoc-kieu", "desk": newsroom.news, "line": None, "about": ""}
    return stories.make(newsroom.huong, {**said, "campaign": campaign})


def _clip(newsroom: Newsroom, tale: Story, deadline: datetime, language: str = "", who: Any = None) -> Assignment:
    said = {"kind": "cut", "what": "", "deadline": deadline, "destination": None, "minutes": 30, "language": language}
    return assigning.make(tale, newsroom.huong, said, who)


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def _open(newsroom: Newsroom, campaign: Campaign) -> list[Story]:
    return list(Story.objects.filter(campaign=campaign, state=Story.OPEN).prefetch_related("assignments"))


def test_the_days_until_it_begins() -> None:
    campaign = Campaign(**SPAN)
    days = [campaign.days_to(date(2030, month, day)) for month, day in ((1, 31), (2, 1), (2, 3), (2, 5))]
    assert days == [1, 0, 0, -2]


def test_what_is_missing(newsroom: Newsroom, campaign: Campaign, tale: Story) -> None:
    assert missing_of(campaign, _open(newsroom, campaign)).no_plan == [tale]
    late = _clip(newsroom, tale, now() - timedelta(hours=1), who=newsroom.lan.person)
    nobody = _clip(newsroom, tale, now() + timedelta(hours=1))
    found = missing_of(campaign, _open(newsroom, campaign))
    assert (found.no_plan, found.no_owner, found.no_clip) == ([], [nobody], [late])
    assert found.no_version == [(tale, ["English"])]
    assert found.count == 3
    english = _clip(newsroom, tale, now() + timedelta(hours=1), "en", newsroom.lan.person)
    assert missing_of(campaign, _open(newsroom, campaign)).no_version == []
    assigning.cancel(english, because="", member=newsroom.huong)
    assert missing_of(campaign, _open(newsroom, campaign)).no_version == [(tale, ["English"])]
    stories.cancel(tale, because="", member=newsroom.huong)
    assert missing_of(campaign, _open(newsroom, campaign)).count == 0


def test_planned_made_and_on_time_fill_by_themselves(newsroom: Newsroom, campaign: Campaign, tale: Story) -> None:
    early = _clip(newsroom, tale, now() + timedelta(hours=1))
    tardy = _clip(newsroom, tale, now() - timedelta(hours=1))
    _clip(newsroom, tale, now() + timedelta(hours=1), "en")
    site = newsroom.station.destinations.get()
    for work in (early, tardy):
        lines.note_made(uuid4(), uuid4(), "Clip", site, line=None, assignment_id=work.pk)
    rows = standing_of(campaign).rows
    assert [(row.language, row.planned, row.made, row.on_time, row.late) for row in rows] == [
        ("English", 1, 0, 0, 0),
        ("Tiếng Việt", 2, 2, 1, 0),
    ]
    assert standing_of(campaign).total.open == 1
    assert sorted(post.on_time is True for post in posts_of(campaign)) == [False, True]


def test_a_post_tells_what_it_did_and_whether_it_came_too_early(
    newsroom: Newsroom, campaign: Campaign, tale: Story
) -> None:
    work, publication = _clip(newsroom, tale, now()), uuid4()
    lines.note_made(publication, uuid4(), "Clip", newsroom.station.destinations.get(), line=None, assignment_id=work.pk)

    def tell(asked: Any) -> dict[UUID, outcomes.Outcome]:
        return {one: outcomes.Outcome([("Lượt xem", "120")]) for one in asked if one == publication}

    outcomes.tellers.append(tell)
    try:
        (post,) = posts_of(campaign)
    finally:
        outcomes.tellers.remove(tell)
    assert post.outcome.figures == [("Lượt xem", "120")]
    assert not post.too_early
    running.change(campaign, newsroom.huong, {"name": campaign.name, "embargo": now() + timedelta(hours=1)})
    campaign.refresh_from_db()
    assert posts_of(campaign)[0].too_early
    lines.note_taken_down(publication, now())
    assert posts_of(campaign) == []


def test_a_phase_counts_what_went_public_in_it(newsroom: Newsroom, campaign: Campaign, tale: Story) -> None:
    today = now().astimezone(ZoneInfo(newsroom.station.timezone)).date()
    for name, day in (("Trước", today - timedelta(days=1)), ("Trong", today)):
        running.add_phase(campaign, newsroom.huong, {"name": name, "first_on": day, "last_on": day})
    work, clip = _clip(newsroom, tale, now()), uuid4()
    site = newsroom.station.destinations.get()
    for _place in range(2):
        lines.note_made(uuid4(), clip, "Clip", site, line=None, assignment_id=work.pk)
    assert [(phase.name, count) for phase, count in phases_of(campaign)] == [("Trước", 0), ("Trong", 1)]


def test_walked_by_page(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    room, event = newsroom.path("planning/"), Event.objects.get()
    begun = huong.get(f"{room}campaigns/new/?event={event.pk}")
    assert begun.context["form"].initial["name"] == "Chợ phiên"
    said = {
        "name": "Chợ phiên cuối năm",
        "first_on": ATTACHED,
        "languages": ["vi", "en"],
        "embargo": "2030-01-20T06:00",
    }
    huong.post(f"{room}campaigns/new/", said)
    campaign = Campaign.objects.get()
    assert campaign.is_one_day
    assert campaign.embargo is not None
    assert campaign.embargo.isoformat() == "2030-01-19T23:00:00+00:00"
    again = huong.post(f"{room}campaigns/new/", said)
    assert again.status_code == 422
    one = f"{room}campaigns/{campaign.pk}/"
    assert "Embargo until 20 Jan 2030, 06:00" in _text(huong.get(f"{room}campaigns/"))
    huong.post(f"{one}phases/", {"name": "Khởi động", "first_on": "2030-01-14", "last_on": "2030-01-20"})
    backwards = huong.post(f"{one}phases/", {"name": "Ngược", "first_on": "2030-01-14", "last_on": "2030-01-13"})
    assert backwards.status_code == 422
    asked = huong.get(f"{room}stories/new/?campaign={campaign.pk}")
    assert asked.context["form"].initial["campaign"] == str(campaign.pk)
    told = {"title": "Giá rau", "slug": "gia-rau", "desk": newsroom.news.pk, "campaign": campaign.pk}
    huong.post(f"{room}stories/{cut.story_id}/change/", told)
    page = _text(huong.get(one))
    for words in ("Khởi động", "Giá rau", "No clip is planned in:", "English", "days to go"):
        assert words in page
    assert "Embargo until" in _text(huong.get(f"{room}assignments/{cut.pk}/"))
    assert "Nothing of it is public yet" in _text(huong.get(f"{one}result/"))
    huong.post(f"{one}change/", {**said, "embargo": ""})
    huong.post(f"{one}phases/{campaign.phases.get().pk}/drop/")
    huong.post(f"{one}end/")
    assert "Ended" in _text(huong.get(one))
    assert campaign.name not in _text(huong.get(f"{room}stories/new/"))
    huong.post(f"{one}end/", {"say": "revive"})
    verbs = ["campaign_made", "phase_added", "campaign_changed", "phase_dropped", "campaign_ended", "campaign_revived"]
    assert [entry.verb for entry in entries_of(campaign)] == verbs


def test_others_see_of_a_campaign_only_the_stories_of_their_desks(
    newsroom: Newsroom, campaign: Campaign, tale: Story
) -> None:
    one = newsroom.path(f"planning/campaigns/{campaign.pk}/")
    assert "Rước kiệu" in _text(newsroom.client(newsroom.lan).get(one))
    assert "Rước kiệu" not in _text(newsroom.client(newsroom.binh).get(one))
    assert newsroom.client(newsroom.lan).post(f"{one}end/").status_code == 403
