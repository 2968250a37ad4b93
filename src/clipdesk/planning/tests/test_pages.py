"""The pages of planning, walked as people walk them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning.models import Assignment, ContentLine, Event, Idea, Story
from clipdesk.planning.tests.conftest import ATTACHED


@pytest.fixture
def huong(newsroom: Newsroom) -> Client:
    newsroom.huong.person.language = "en"
    newsroom.huong.person.save()
    return newsroom.client(newsroom.huong)


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def _event(newsroom: Newsroom, **changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"title": "Họp báo", "desk": newsroom.news.pk, "first_on": "2030-01-07", "first_at": "08:00"}
    said |= {"ends_at": "09:30", "zone": "Asia/Ho_Chi_Minh", "repeats": "once"}
    return said | changes


def test_from_an_event_to_an_assignment(newsroom: Newsroom, huong: Client) -> None:
    room = newsroom.path("planning/")
    assert "First day" in _text(huong.get(f"{room}events/new/?on=2030-01-07"))
    huong.post(f"{room}events/new/", _event(newsroom))
    event = Event.objects.get()
    assert (event.minutes, event.rule, event.state) == (90, "", "planned")
    assert "Họp báo" in _text(huong.get(f"{room}?on=2030-01-07&view=week"))
    assert 'value="Họp báo"' in _text(huong.get(f"{room}stories/new/?event={event.pk}&on=2030-01-07"))
    said = {"title": "Giá điện mới", "desk": newsroom.news.pk}
    huong.post(f"{room}stories/new/?event={event.pk}&on=2030-01-07", said)
    story = Story.objects.get()
    assert story.slug == "gia-dien-moi"
    assert "2030-01-07T09:30" in _text(huong.get(f"{room}stories/{story.pk}/assignments/new/"))
    work = {"kind": "cut", "person": newsroom.lan.person.pk, "deadline": "2030-01-07T11:00", "minutes": "45"}
    huong.post(f"{room}stories/{story.pk}/assignments/new/", work)
    assert "gia-dien-moi" in _text(huong.get(f"{room}events/{event.pk}/?on=2030-01-07"))
    assert "Lan" in _text(huong.get(f"{room}?on=2030-01-07&view=day"))
    lan = newsroom.client(newsroom.lan)
    assert "Giá điện mới" in _text(lan.get(f"{room}mine/"))
    assignment = Assignment.objects.get()
    answer = lan.post(f"{room}assignments/{assignment.pk}/say/", {"say": "accept", "next": f"{room}mine/"})
    assert answer["Location"] == f"{room}mine/"
    assignment.refresh_from_db()
    assert assignment.state == "accepted"
    outside = lan.post(f"{room}assignments/{assignment.pk}/say/", {"say": "done", "next": "//evil.example/"})
    assert outside["Location"] == f"{room}assignments/{assignment.pk}/"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "07:00"}, "ends_at"),
        ({"ends_at": ""}, "ends_at"),
        ({"last_on": "2030-03-01"}, "last_on"),
        ({"repeats": "on_days"}, "days_of_week"),
        ({"repeats": "own", "own": "FREQ=HOURLY"}, "own"),
        ({"repeats": "daily", "until": "2029-12-31"}, "until"),
        ({"first_on": "0001-01-01"}, "first_on"),
        ({"title": " "}, "title"),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(
    newsroom: Newsroom, huong: Client, changes: dict[str, str], field: str
) -> None:
    answer = huong.post(newsroom.path("planning/events/new/"), _event(newsroom, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"repeats": "daily", "every": "2"}, "FREQ=DAILY;INTERVAL=2"),
        ({"repeats": "on_days", "days_of_week": ["MO", "FR"]}, "FREQ=WEEKLY;BYDAY=MO,FR"),
        ({"repeats": "on_weekday", "first_on": "2030-01-08"}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"repeats": "on_weekday", "first_on": "2030-01-29"}, "FREQ=MONTHLY;BYDAY=-1TU"),
        ({"repeats": "own", "own": "rrule:FREQ=MONTHLY;BYMONTHDAY=7"}, "FREQ=MONTHLY;BYMONTHDAY=7"),
    ],
)
def test_how_often_is_kept_as_a_rule(newsroom: Newsroom, huong: Client, said: dict[str, Any], rule: str) -> None:
    answer = huong.post(newsroom.path("planning/events/new/"), _event(newsroom, **said))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Event.objects.get().rule == rule


def test_the_calendar_stays_as_it_was_left(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    room = newsroom.path("planning/")
    for view, on in (("month", "2030-01-02"), ("week", ATTACHED), ("day", ATTACHED), ("list", "2030-01-02")):
        assert "Chợ phiên" in _text(huong.get(f"{room}?view={view}&on={on}"))
    assert '<h2 class="calendar-heading">January 2030</h2>' in _text(huong.get(f"{room}?view=month&on=2030-01-02"))
    assert "2 Jan 2030 – 31 Jan 2030" in _text(huong.get(f"{room}?view=list&on=2030-01-02"))
    assert huong.get(f"{room}?on=2030-01-02").context["view"] == "list"
    shown = _text(huong.get(f"{room}?view=list&person={newsroom.lan.person.pk}&on=2030-01-02"))
    assert shown.count("Chợ phiên") == 1  # the day on which Lan has work
    assert "Chợ phiên" not in _text(huong.get(f"{room}?person=&desk={newsroom.sport.pk}&on=2030-01-02"))
    assert "Chợ phiên" not in _text(huong.get(f"{room}?on=2030-01-02"))


def test_moving_and_cancelling_by_page(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    room, event = newsroom.path("planning/"), Event.objects.get()
    one = f"{room}events/{event.pk}/"
    assert "Giá rau ở chợ phiên" in _text(huong.get(f"{one}move/?on={ATTACHED}"))
    answer = huong.post(f"{one}move/?on={ATTACHED}", {"on": "2030-01-22", "at": "10:00", "scope": "one"})
    assert answer["Location"] == f"{one}?on={ATTACHED}"
    assert "Moved" in _text(huong.get(f"{one}?on={ATTACHED}"))
    assert "Giá rau ở chợ phiên" in _text(huong.get(f"{one}cancel/?on={ATTACHED}"))
    huong.post(f"{one}cancel/?on={ATTACHED}", {"scope": "one", "fate": "keep", "because": "Bão"})
    assert "It takes place after all" in _text(huong.get(f"{one}?on={ATTACHED}"))
    assert Story.objects.get().occurrence is None
    huong.post(f"{one}revive/?on={ATTACHED}")
    assert "Cancel it" in _text(huong.get(f"{one}?on={ATTACHED}"))
    assert huong.get(f"{one}?on=2030-01-08").status_code == 404
    assert huong.get(f"{one}?on=x").status_code == 404


def test_an_idea_becomes_a_story(newsroom: Newsroom, huong: Client) -> None:
    room = newsroom.path("planning/")
    tuan = newsroom.client(newsroom.thao)
    tuan.post(f"{room}ideas/", {"words": "Cô giáo vùng cao"})  # one desk: nobody asks which
    idea = Idea.objects.get()
    assert (idea.words, idea.desk) == ("Cô giáo vùng cao", newsroom.news)
    assert "Cô giáo vùng cao" in _text(huong.get(f"{room}stories/new/?idea={idea.pk}"))
    huong.post(f"{room}stories/new/?idea={idea.pk}", {"title": "Cô giáo vùng cao", "desk": newsroom.news.pk})
    idea.refresh_from_db()
    assert (idea.state, idea.story) == ("taken", Story.objects.get())
    again = huong.post(f"{room}stories/new/?idea={idea.pk}", {"title": "Lần nữa", "desk": newsroom.news.pk})
    assert again.status_code == 409
    assert Story.objects.count() == 1
    assert "Cô giáo vùng cao" in _text(huong.get(f"{room}ideas/?state=taken"))


def test_lines_show_their_gaps_and_the_week_what_is_late(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    room = newsroom.path("planning/")
    huong.post(f"{room}lines/", {"name": "Dịch vụ công", "what_for": "Giải thích thủ tục"})
    line = ContentLine.objects.get()
    huong.post(f"{room}lines/{line.pk}/targets/", {"count": "2", "per": "week", "destination": "", "shape": ""})
    said = {"title": "Giá rau", "slug": "gia-rau", "desk": newsroom.news.pk, "line": line.pk}
    huong.post(f"{room}stories/{cut.story_id}/change/", said)
    Assignment.objects.update(deadline=now() - timedelta(minutes=1))
    assert "0 of 2 made, 1 planned" in _text(huong.get(f"{room}lines/")).replace("\n", "")
    assert "1 missing" in _text(huong.get(f"{room}lines/{line.pk}/"))
    week = huong.get(f"{room}week/")
    assert week.context["totals"] == {"planned": 1, "made": 0, "late": 1, "missing": 1}
    assert "gia-rau" in _text(week)
    huong.post(f"{room}lines/{line.pk}/targets/{line.targets.get().pk}/drop/")
    huong.post(f"{room}lines/{line.pk}/end/")
    assert "Ended" in _text(huong.get(f"{room}lines/{line.pk}/"))


def test_a_link_is_shown_once(newsroom: Newsroom, huong: Client) -> None:
    room = newsroom.path("planning/subscriptions/")
    shown = _text(huong.post(f"{room}link/"))
    assert "/calendars/" in shown
    assert "/calendars/" not in _text(huong.get(room))


def test_another_desk_sees_nothing_of_it(newsroom: Newsroom, cut: Assignment) -> None:
    binh, room = newsroom.client(newsroom.binh), newsroom.path("planning/")
    assert "Chợ phiên" not in _text(binh.get(f"{room}?view=list&on=2030-01-02"))
    for address in (f"events/{Event.objects.get().pk}/", f"stories/{cut.story_id}/", f"assignments/{cut.pk}/"):
        assert binh.get(room + address).status_code == 404
