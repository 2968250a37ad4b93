"""A market that comes every Monday at eight, with a story and its cut on one of its days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from clipdesk.config.testing_cast import Newsroom
from clipdesk.planning import assigning, scheduling, stories
from clipdesk.planning.models import Assignment, Event, Story

MONDAY = date(2030, 1, 7)
ATTACHED = date(2030, 1, 21)  # the third one


@pytest.fixture
def plan_event(newsroom: Newsroom) -> Callable[..., Event]:
    """`plan_event(title=…, rule=…)`: Hương plans an event of the news desk."""

    def planned(**changes: Any) -> Event:
        said: dict[str, Any] = {"title": "Chợ phiên", "desk": newsroom.news, "place": "", "about": "", "days": 1}
        said |= {"first_on": MONDAY, "first_at": time(8), "zone": "Asia/Ho_Chi_Minh", "minutes": 90}
        said |= {"rule": "FREQ=WEEKLY", "state": Event.PLANNED}
        return scheduling.make(newsroom.huong, said | changes)

    return planned


@pytest.fixture
def market(plan_event: Callable[..., Event]) -> Event:
    return plan_event()


@pytest.fixture
def story(newsroom: Newsroom, market: Event) -> Story:
    said = {"title": "Giá rau ở chợ phiên", "slug": "gia-rau", "desk": newsroom.news, "line": None, "about": ""}
    return stories.make(newsroom.huong, said, event=market, day=ATTACHED)


@pytest.fixture
def cut(newsroom: Newsroom, story: Story) -> Assignment:
    """Lan was asked for it."""
    said = {
        "kind": "cut",
        "what": "",
        "deadline": datetime(2030, 1, 21, 9, tzinfo=UTC),
        "destination": None,
        "minutes": 40,
    }
    return assigning.make(story, newsroom.huong, said, newsroom.lan.person)
