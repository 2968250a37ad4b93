"""Filters: kept for the person, shown, taken away at a press."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.planning import lines
from clipdesk.planning.models import Assignment, KeptView
from clipdesk.planning.tests.conftest import ATTACHED

pytestmark = pytest.mark.usefixtures("cut")


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


@pytest.fixture
def huong(newsroom: Newsroom) -> Client:
    newsroom.huong.person.language = "en"
    newsroom.huong.person.save()
    return newsroom.client(newsroom.huong)


def test_they_hold_on_every_device_and_view_until_taken_away(newsroom: Newsroom, huong: Client) -> None:
    room = newsroom.path("planning/")
    assert "Chợ phiên" in _text(huong.get(f"{room}?view=week&on={ATTACHED}"))
    shown = _text(huong.get(f"{room}?kind=film&on={ATTACHED}"))
    assert "Only what belongs to this is shown:" in shown
    assert "Chợ phiên" not in shown
    elsewhere = newsroom.client(newsroom.huong)
    assert elsewhere.get(f"{room}?on={ATTACHED}").context["view"] == "week"
    assert "Chợ phiên" not in _text(elsewhere.get(f"{room}?on={ATTACHED}"))
    assert "Giá rau" not in _text(elsewhere.get(f"{room}board/?on={ATTACHED}"))
    clean = "?desk=&amp;person=&amp;line=&amp;kind="
    assert clean in shown
    assert "Chợ phiên" in _text(elsewhere.get(f"{room}{clean.replace('&amp;', '&')}&on={ATTACHED}"))
    assert KeptView.objects.count() == 1
    lan = newsroom.client(newsroom.lan)
    assert lan.get(f"{room}?on={ATTACHED}").context["view"] == "month"


def test_a_line_and_a_kind_leave_their_events_alone(newsroom: Newsroom, huong: Client) -> None:
    room = newsroom.path("planning/")
    markets = lines.make(newsroom.huong, "Chợ quê", "")
    others = lines.make(newsroom.huong, "Dịch vụ công", "")
    story = Assignment.objects.get().story
    story.line = markets
    story.save()
    for asked, found in ((f"line={markets.pk}", 1), (f"line={others.pk}&kind=", 0), ("line=&kind=cut", 1)):
        shown = huong.get(f"{room}?view=month&on={ATTACHED}&{asked}")
        assert sum(bool(line.asks) for _day, of_day in shown.context["days"] for line in of_day) == found, asked
    assert huong.get(f"{room}board/?on={ATTACHED}&line={others.pk}").context["columns"][0].count == 0


@pytest.mark.parametrize("asked", ["kind=sing", "desk=x", "person=018f0000-0000-7000-8000-000000000000", "line='"])
def test_what_nobody_offers_filters_nothing(newsroom: Newsroom, huong: Client, asked: str) -> None:
    shown = _text(huong.get(newsroom.path(f"planning/?view=week&on={ATTACHED}&{asked}")))
    assert "Chợ phiên" in shown
    assert "Only what belongs to this is shown:" not in shown


def test_a_desk_that_is_not_seen_any_more_does_not_filter(newsroom: Newsroom) -> None:
    KeptView.objects.create(station=newsroom.station, person=newsroom.lan.person, desk=str(newsroom.sport.pk))
    assert "Chợ phiên" in _text(newsroom.client(newsroom.lan).get(newsroom.path(f"planning/?view=week&on={ATTACHED}")))
